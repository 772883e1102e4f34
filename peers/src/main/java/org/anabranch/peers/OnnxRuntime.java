package org.anabranch.peers;

import java.util.List;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.DiffusionForward;
import org.anabranch.jmh.peer.Elementwise;
import org.anabranch.jmh.peer.MaskedForward;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.SelfAttention;
import org.anabranch.jmh.peer.Work;
import org.anabranch.peers.OnnxGraph.Attribute;

/**
 * ONNX Runtime by its Java API, on graphs built here.
 *
 * <p>A run costs some microseconds beside the work. For short products one graph has several independent ones, each with its own x
 * and y, and the time is divided; every MatMul packs a copy of B, so there are only as many as stay in cache.
 */
public final class OnnxRuntime implements PeerProvider {
  private static final String NAME = "ort";
  private static final int MOST_PRODUCTS = 8;
  private static final double ENOUGH_FLOPS = 2e7;
  private static final double PACKED_BYTES = 8e6;

  /** For the service loader. */
  public OnnxRuntime() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Peer open(int threads) {
    System.setProperty("onnxruntime.native.path", Natives.folder("onnxruntime", "ai/onnxruntime/native/linux-x64",
        "libonnxruntime.so", "libonnxruntime4j_jni.so").toString());
    String about = "ONNX Runtime " + OnnxSession.version() + "; a graph for each piece of work, constants packed by the session,"
        + " inputs and outputs bound, short products several per call (at most " + MOST_PRODUCTS + ")";
    return new Peer() {
      @Override
      public String about() {
        return about;
      }

      @Override
      public List<Contender> prepare(Work work) {
        return switch (work) {
          case Product p -> List.of(product(p, threads));
          case SelfAttention a -> List.of(attention(a, threads));
          case Elementwise e -> elementwise(e, threads);
          case DiffusionForward f -> OnnxDiffusion.contenders(f, threads);
          case DiffusionBlock b -> OnnxDiffusion.contenders(b, threads);
          case MaskedForward m -> OnnxMasked.contenders(m, threads);
          default -> List.of();
        };
      }

      @Override
      public void close() {}
    };
  }

  private static Contender product(Product p, int threads) {
    int count = (int) Math.clamp(Math.min(Math.ceil(ENOUGH_FLOPS / p.flops()), PACKED_BYTES / (4.0 * p.k() * p.n())), 1,
        MOST_PRODUCTS);
    OnnxGraph graph = new OnnxGraph();
    String b = graph.constant(p.b(), p.k(), p.n());
    String[] y = new String[count];
    for (int i = 0; i < count; i++) {
      y[i] = graph.output(graph.node("MatMul", List.of(graph.input("x" + i, p.m(), p.k()), b)), p.m(), p.n());
    }
    OnnxSession session = new OnnxSession(NAME, count, graph, threads);
    float[] x = p.x();
    for (int i = 0; i < count; i++) {
      session.input("x" + i, x, p.m(), p.k()).output(y[i], p.m(), p.n());
    }
    return session;
  }

  private static Contender attention(SelfAttention a, int threads) {
    long[] dims = {a.rows(), a.tokens(), (long) a.heads() * a.width()};
    OnnxGraph graph = new OnnxGraph();
    List<String> names = List.of("q", "k", "v");
    names.forEach(n -> graph.input(n, dims));
    String o = graph.output(graph.microsoft("MultiHeadAttention", names, Attribute.of("num_heads", a.heads())), dims);
    OnnxSession session = new OnnxSession(NAME, 1, graph, threads).output(o, dims);
    for (int i = 0; i < names.size(); i++) {
      session.input(names.get(i), a.operand(i), dims);
    }
    return session;
  }

  private static List<Contender> elementwise(Elementwise e, int threads) {
    Attribute epsilon = Attribute.of("epsilon", Elementwise.EPSILON);
    return switch (e.op()) {
      case EXP -> List.of(function(NAME, e, threads, (g, x) -> g.node("Exp", List.of(x))));
      case SOFTMAX -> List.of(function(NAME, e, threads, (g, x) -> g.node("Softmax", List.of(x), Attribute.of("axis", -1))));
      case LAYER_NORM -> List.of(
          function(NAME, e, threads, (g, x) -> g.node("LayerNormalization", List.of(x, g.constant(e.weight(), e.width()),
              g.constant(e.bias(), e.width())), epsilon)),
          skipLayerNorm(e, threads, epsilon));
      case GELU_TANH -> List.of(
          function(NAME, e, threads, (g, x) -> g.microsoft("FastGelu", List.of(x))),
          function(NAME + "-gelu", e, threads, (g, x) -> g.node("Gelu", List.of(x), Attribute.of("approximate", "tanh"))));
      case GELU_ERF -> List.of(function(NAME, e, threads, (g, x) -> g.microsoft("Gelu", List.of(x))));
      case SILU -> List.of(function(NAME, e, threads, (g, x) -> g.microsoft("QuickGelu", List.of(x), Attribute.of("alpha", 1f))));
    };
  }

  /** The norm of x + 0, by the operator that transformers are fused into: it reads one operand more. */
  private static Contender skipLayerNorm(Elementwise e, int threads, Attribute epsilon) {
    OnnxSession session = function(NAME + "-skip", e, threads, (g, x) -> g.microsoft("SkipLayerNormalization", List.of(x,
        g.input("skip", e.rows(), e.width()), g.constant(e.weight(), e.width()), g.constant(e.bias(), e.width())), epsilon));
    return session.input("skip", new float[e.rows() * e.width()], e.rows(), e.width());
  }

  /** One node on x. */
  private interface Node {
    String add(OnnxGraph graph, String x);
  }

  private static OnnxSession function(String name, Elementwise e, int threads, Node node) {
    OnnxGraph graph = new OnnxGraph();
    String y = graph.output(node.add(graph, graph.input("x", e.rows(), e.width())), e.rows(), e.width());
    return new OnnxSession(name, 1, graph, threads).input("x", e.x(), e.rows(), e.width()).output(y, e.rows(), e.width());
  }
}
