package org.anabranch.peers;

import java.util.Arrays;
import java.util.List;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.DiffusionForward;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.peers.OnnxGraph.Attribute;

/**
 * A SiT, or a block of one, as graphs for ONNX Runtime in two forms.
 *
 * <p>Plain: what an export of the official code becomes, with attention and GELU as single nodes (LayerNormalization, MatMul and Add,
 * Split, MultiHeadAttention, Gelu); the runtime's optimiser does the rest. Fused: what its tool for transformers aims at
 * (SkipLayerNormalization with the residual sum as its second result, Attention with the weights of q, k, v, FastGelu with the
 * bias). The classes are constants, so their embedding is folded.
 */
final class OnnxDiffusion extends OnnxNetwork {
  private final DiffusionTransformerConfig config;
  private final String ones;
  private final String zeros;
  private final Attribute epsilon;

  private OnnxDiffusion(DiffusionTransformerConfig config, Checkpoint weights, boolean fused) {
    super(weights, fused);
    this.config = config;
    float[] values = new float[config.hiddenSize()];
    zeros = graph.constant(values, values.length);
    Arrays.fill(values, 1);
    ones = graph.constant(values, values.length);
    epsilon = Attribute.of("epsilon", (float) config.layerNormEps());
  }

  /** Both forms of a whole network. */
  static List<Contender> contenders(DiffusionForward f, int threads) {
    Checkpoint weights = f.network().checkpoint(f.seed());
    return List.of(forward(f, weights, false, threads), forward(f, weights, true, threads));
  }

  /** Both forms of a block. */
  static List<Contender> contenders(DiffusionBlock b, int threads) {
    Checkpoint weights = b.checkpoint();
    return List.of(block(b, weights, false, threads), block(b, weights, true, threads));
  }

  private static Contender block(DiffusionBlock b, Checkpoint weights, boolean fused, int threads) {
    OnnxDiffusion d = new OnnxDiffusion(b.config(), weights, fused);
    long[] dims = {b.rows(), b.config().tokens(), b.width()};
    String h = d.graph.input("h", dims);
    String c = d.graph.input("c", b.rows(), 1, b.width());
    Stream end = d.block(0, new Stream(h, d.graph.constant(new float[Math.toIntExact(dims[1] * dims[2])], dims[1], dims[2])), c);
    String y = d.graph.output(d.sum(end), dims);
    return new OnnxSession(d.name(), 1, d.graph, threads).input("h", b.h(), dims).input("c", b.c(), b.rows(), 1, b.width())
        .output(y, dims);
  }

  private static Contender forward(DiffusionForward f, Checkpoint weights, boolean fused, int threads) {
    DiffusionTransformerConfig c = f.network().config();
    OnnxDiffusion d = new OnnxDiffusion(c, weights, fused);
    long n = f.rows();
    long[] in = {n, c.inChannels(), c.inputSize(), c.inputSize()};
    long[] out = {n, c.outChannels(), c.inputSize(), c.inputSize()};
    String y = d.graph.output(d.network(d.graph.input("x", in), d.graph.input("t", n, 1, 1), n, f.network().classes(f.rows())), out);
    float[] t = new float[f.rows()];
    Arrays.fill(t, (float) DiffusionForward.TIME);
    return new OnnxSession(d.name(), 1, d.graph, threads).input("x", f.x().floats(), in).input("t", t, n, 1, 1).output(y, out);
  }

  private String network(String x, String t, long rows, int[] classes) {
    long d = config.hiddenSize();
    long p = config.patchSize();
    long grid = config.grid();
    String conv = graph.node("Conv", List.of(x, graph.constant(values("x_embedder.proj.weight"), d, config.inChannels(), p, p),
        graph.constant(values("x_embedder.proj.bias"), d)), Attribute.of("strides", List.of(p, p)));
    String patches = graph.node("Transpose", List.of(reshape(conv, rows, d, grid * grid)), Attribute.of("perm", List.of(0L, 2L, 1L)));
    String c = conditioning(t, classes);
    Stream h = new Stream(patches, graph.constant(values("pos_embed"), grid * grid, d));
    for (int i = 0; i < config.depth(); i++) {
      h = block(i, h, c);
    }
    List<String> m = split(linear(c, "final_layer.adaLN_modulation.1"), 2, -1);
    String pixels = linear(modulated(norm(h).getFirst(), m.get(0), m.get(1)), "final_layer.linear"); // [N, T, p p O]
    String image = graph.node("Transpose", List.of(reshape(pixels, rows, grid, grid, p, p, config.tokenChannels())),
        Attribute.of("perm", List.of(0L, 5L, 1L, 3L, 2L, 4L)));
    String all = reshape(image, rows, config.tokenChannels(), config.inputSize(), config.inputSize());
    return config.tokenChannels() == config.outChannels() ? all : split(all, 2, 1).getFirst();
  }

  /** silu(time embedding + class embedding), [N, 1, D]. */
  private String conditioning(String t, int[] classes) {
    String time = linear(silu(linear(waves(t), "t_embedder.mlp.0")), "t_embedder.mlp.2");
    long[] ids = Arrays.stream(classes).asLongStream().toArray();
    String label = graph.node("Gather", List.of(graph.constant(values("y_embedder.embedding_table.weight"), config.classRows(),
        config.hiddenSize()), graph.constant(ids, ids.length, 1)));
    return silu(graph.node("Add", List.of(time, label)));
  }

  private Stream block(int i, Stream h, String c) {
    String b = "blocks." + i + ".";
    List<String> m = split(linear(c, b + "adaLN_modulation.1"), 6, -1);
    List<String> first = norm(h);
    String branch = linear(attention(modulated(first.get(0), m.get(0), m.get(1)), b + "attn.qkv"), b + "attn.proj");
    List<String> second = norm(new Stream(first.get(1), graph.node("Mul", List.of(branch, m.get(2)))));
    String mlp = linear(gelu(modulated(second.get(0), m.get(3), m.get(4)), b + "mlp.fc1"), b + "mlp.fc2");
    return new Stream(second.get(1), graph.node("Mul", List.of(mlp, m.get(5))));
  }

  /** The norm of the sum, and the sum. */
  private List<String> norm(Stream h) {
    if (fused) {
      return graph.microsoft("SkipLayerNormalization", List.of(h.sum(), h.branch(), ones, zeros), 3, epsilon);
    }
    String sum = sum(h);
    return List.of(graph.node("LayerNormalization", List.of(sum, ones, zeros), epsilon, LAST), sum);
  }

  private String attention(String x, String qkv) {
    Attribute heads = Attribute.of("num_heads", config.numHeads());
    if (fused) {
      return graph.microsoft("Attention", List.of(x, matrix(qkv), bias(qkv)), heads);
    }
    return graph.microsoft("MultiHeadAttention", split(linear(x, qkv), 3, -1), heads);
  }
}
