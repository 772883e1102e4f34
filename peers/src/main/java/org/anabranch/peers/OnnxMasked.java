package org.anabranch.peers;

import java.util.Arrays;
import java.util.List;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.MaskedForward;
import org.anabranch.jmh.peer.MaskedNetwork;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.MdlmConfig;
import org.anabranch.peers.OnnxGraph.Attribute;

/**
 * A network of masked tokens as graphs for ONNX Runtime in two forms.
 *
 * <p>Plain: what an export of the official code becomes, with norms, attention and activations as single nodes: rotary positions by
 * Split, Neg, Concat, Mul and Add, a product for each of q, k and v where the official code has three, residuals by Add. Fused: what
 * the runtime's tool for transformers aims at: RotaryEmbedding, SkipLayerNormalization or SkipSimplifiedLayerNormalization with the sum
 * as a second result, FastGelu with the bias. The operator Attention refuses to rotate on a CPU, and GroupQueryAttention has no form
 * without a causal mask (microsoft/onnxruntime, issue 23409), so attention is MultiHeadAttention in both.
 *
 * <p>Where the logits of some positions are wanted, the last norm and the head see those alone.
 */
final class OnnxMasked extends OnnxNetwork {
  private final MaskedNetwork network;
  private final long rows;
  private final long length;

  private OnnxMasked(MaskedForward f, Checkpoint weights, boolean fused) {
    super(weights, fused);
    network = f.network();
    rows = f.rows();
    length = network.length();
  }

  /** Both forms. */
  static List<Contender> contenders(MaskedForward f, int threads) {
    Checkpoint weights = f.network().checkpoint(f.seed());
    return List.of(forward(f, weights, false, threads), forward(f, weights, true, threads));
  }

  private static Contender forward(MaskedForward f, Checkpoint weights, boolean fused, int threads) {
    OnnxMasked m = new OnnxMasked(f, weights, fused);
    long[] dims = {f.rows(), f.network().length()};
    String ids = m.graph.integers("ids", dims);
    boolean told = f.network().mdlm().isPresent();
    String sigma = told ? m.graph.input("sigma", f.rows(), 1, 1) : OnnxGraph.NONE;
    Rotary rotary = Rotary.of(f.network(), weights);
    String y = f.network().mdlm().map(c -> m.mdlm(c, ids, sigma, m.new Turn(rotary, c.heads())))
        .orElseGet(() -> m.llada(f.network().llama().orElseThrow(), ids, rotary));
    long vocabulary = f.network().mdlm().map(MdlmConfig::vocabulary).orElseGet(() -> f.network().llama().orElseThrow().vocabulary());
    m.graph.output(y, f.rows(), f.network().asked(), vocabulary);
    OnnxSession session = new OnnxSession(m.name(), 1, m.graph, threads)
        .input("ids", Arrays.stream(f.network().tokens(f.rows(), f.seed())).asLongStream().toArray(), dims)
        .output(y, f.rows(), f.network().asked(), vocabulary);
    return told ? session.input("sigma", new float[f.rows()], f.rows(), 1, 1) : session;
  }

  private String mdlm(MdlmConfig c, String ids, String sigma, Turn turn) {
    String level = silu(linear(silu(linear(waves(sigma), "backbone.sigma_map.mlp.0")), "backbone.sigma_map.mlp.2"));
    Stream h = new Stream(graph.node("Gather", List.of(table("backbone.vocab_embed.embedding"), ids)));
    for (int i = 0; i < c.layers(); i++) {
      String b = "backbone.blocks." + i + ".";
      List<String> m = split(linear(level, b + "adaLN_modulation"), 6, -1);
      List<String> first = layerNorm(h, b + "norm1.weight");
      List<String> qkv = split(linear(modulated(first.get(0), m.get(0), m.get(1)), b + "attn_qkv"), 3, -1);
      String branch = linear(attention(turn.of(qkv.get(0)), turn.of(qkv.get(1)), qkv.get(2), c.heads()), b + "attn_out");
      List<String> second = layerNorm(new Stream(first.get(1), graph.node("Mul", List.of(branch, m.get(2)))), b + "norm2.weight");
      String mlp = linear(gelu(modulated(second.get(0), m.get(3), m.get(4)), b + "mlp.0"), b + "mlp.2");
      h = new Stream(second.get(1), graph.node("Mul", List.of(mlp, m.get(5))));
    }
    List<String> m = split(linear(level, "backbone.output_layer.adaLN_modulation"), 2, -1);
    String norm = layerNorm(asked(h), "backbone.output_layer.norm_final.weight").getFirst();
    return linear(modulated(norm, m.get(0), m.get(1)), "backbone.output_layer.linear");
  }

  private String llada(LlamaConfig c, String ids, Rotary rotary) {
    Stream h = new Stream(graph.node("Gather", List.of(table("model.transformer.wte.weight"), ids)));
    if (c.rope() == 0) {
      h = new Stream(h.sum(), table("model.transformer.wpe.weight"));
    }
    Attribute epsilon = Attribute.of("epsilon", (float) c.eps());
    Turn queries = new Turn(rotary, c.heads());
    Turn keys = new Turn(rotary, c.keyHeads());
    for (int i = 0; i < c.layers(); i++) {
      String b = "model.transformer.blocks." + i % c.uniqueLayers() + ".";
      List<String> first = rmsNorm(h, b + "attn_norm.weight", epsilon);
      String q = linear(first.get(0), b + "q_proj");
      String k = linear(first.get(0), b + "k_proj");
      String v = linear(first.get(0), b + "v_proj");
      if (c.rope() != 0) {
        q = queries.of(q);
        k = keys.of(k);
      }
      String branch = linear(attention(q, repeated(k, c), repeated(v, c), c.heads()), b + "attn_out");
      List<String> second = rmsNorm(new Stream(first.get(1), branch), b + "ff_norm.weight", epsilon);
      String gate = silu(linear(second.get(0), b + "ff_proj"));
      String mlp = graph.node("Mul", List.of(gate, linear(second.get(0), b + "up_proj")));
      h = new Stream(second.get(1), linear(mlp, b + "ff_out"));
    }
    return linear(rmsNorm(asked(h), "model.transformer.ln_f.weight", epsilon).getFirst(), "model.transformer.ff_out");
  }

  /** Rotary positions of [N, L, heads d]. */
  private final class Turn {
    private final Rotary rotary;
    private final long heads;
    private final String cos;
    private final String sin;
    private final String start = graph.constant(new long[] {0}, 1);

    Turn(Rotary rotary, int heads) {
      this.rotary = rotary;
      this.heads = heads;
      cos = fused ? graph.constant(rotary.cos(), length, rotary.half())
          : graph.constant(rotary.twice(rotary.cos()), length, 1, 2L * rotary.half());
      sin = fused ? graph.constant(rotary.sin(), length, rotary.half())
          : graph.constant(rotary.twice(rotary.sin()), length, 1, 2L * rotary.half());
    }

    String of(String x) {
      if (fused) {
        return graph.microsoft("RotaryEmbedding", List.of(x, start, cos, sin), Attribute.of("num_heads", heads));
      }
      String apart = reshape(x, rows, length, heads, 2L * rotary.half());
      List<String> halves = split(apart, 2, -1);
      String turned = graph.node("Concat", List.of(graph.node("Neg", List.of(halves.get(1))), halves.get(0)), LAST);
      String sum = graph.node("Add", List.of(graph.node("Mul", List.of(apart, cos)), graph.node("Mul", List.of(turned, sin))));
      return reshape(sum, rows, length, heads * 2 * rotary.half());
    }
  }

  /** Each key head as often as there are query heads to it. */
  private String repeated(String x, LlamaConfig c) {
    if (c.keyHeads() == c.heads()) {
      return x;
    }
    long[] wide = {rows, length, c.keyHeads(), c.heads() / c.keyHeads(), c.headDim()};
    String apart = reshape(x, rows, length, c.keyHeads(), 1, c.headDim());
    return reshape(graph.node("Expand", List.of(apart, graph.constant(wide, wide.length))), rows, length, c.width());
  }

  private String attention(String q, String k, String v, int heads) {
    return graph.microsoft("MultiHeadAttention", List.of(q, k, v), Attribute.of("num_heads", heads));
  }

  /** The positions whose logits are wanted. */
  private Stream asked(Stream h) {
    return network.asked() == length ? h : new Stream(graph.node("Slice", List.of(sum(h),
        graph.constant(new long[] {length - network.asked()}, 1), graph.constant(new long[] {length}, 1),
        graph.constant(new long[] {1}, 1))));
  }

  /** The norm of the sum, and the sum. */
  private List<String> layerNorm(Stream h, String weight) {
    return norm(h, "LayerNormalization", weight, Attribute.of("epsilon", MdlmConfig.EPS));
  }

  /** Its root mean square form. */
  private List<String> rmsNorm(Stream h, String weight, Attribute epsilon) {
    return norm(h, "SimplifiedLayerNormalization", weight, epsilon);
  }

  private List<String> norm(Stream h, String operator, String weight, Attribute epsilon) {
    if (fused && h.hasBranch()) {
      return graph.microsoft("Skip" + operator, List.of(h.sum(), h.branch(), table(weight)), 3, epsilon);
    }
    String sum = sum(h);
    return List.of(graph.node(operator, List.of(sum, table(weight)), epsilon, LAST), sum);
  }
}
