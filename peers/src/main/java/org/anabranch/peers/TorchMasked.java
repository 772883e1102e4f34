package org.anabranch.peers;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.anabranch.jmh.peer.MaskedForward;
import org.anabranch.jmh.peer.MaskedNetwork;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.MdlmConfig;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A network of masked tokens by libtorch's eager operators in the order in which the official code calls them; attention is the
 * library's own operator, and the head sees the positions alone whose logits are wanted.
 */
final class TorchMasked extends TorchNetwork {
  private final MaskedNetwork network;
  private final long rows;
  private final long length;
  private final Tensor ids;
  private final Tensor cos;
  private final Tensor sin;
  private final long half;
  private final Supplier<Tensor> body;

  /** A whole network. */
  TorchMasked(MaskedForward f) {
    this(f, f.network().checkpoint(f.seed()));
  }

  private TorchMasked(MaskedForward f, Checkpoint weights) {
    super(weights);
    network = f.network();
    rows = f.rows();
    length = network.length();
    int[] tokens = network.tokens(f.rows(), f.seed());
    float[] floats = new float[tokens.length];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = tokens[i]);
    ids = keep(longs(floats, rows, length));
    Rotary rotary = Rotary.of(network, weights);
    half = rotary.half();
    cos = keep(TorchPeer.tensor(rotary.twice(rotary.cos()), length, 2 * half));
    sin = keep(TorchPeer.tensor(rotary.twice(rotary.sin()), length, 2 * half));
    if (network.mdlm().isPresent()) {
      MdlmConfig c = network.mdlm().get();
      Tensor sigma = keep(TorchPeer.tensor(new float[f.rows()], rows, 1));
      body = () -> mdlm(c, sigma);
    } else {
      LlamaConfig c = network.llama().orElseThrow();
      DoubleOptional eps = keep(new DoubleOptional(c.eps()));
      long[] width = {c.width()};
      body = () -> llada(c, name -> x -> torch.rms_norm(x, width, optional(name), eps));
    }
  }

  @Override
  Tensor forward() {
    return body.get();
  }

  private Tensor mdlm(MdlmConfig c, Tensor sigma) {
    Tensor level = torch.silu(linear(torch.silu(linear(waves(sigma), "backbone.sigma_map.mlp.0")), "backbone.sigma_map.mlp.2"));
    Tensor h = torch.embedding(weight("backbone.vocab_embed.embedding"), ids);
    for (int i = 0; i < c.layers(); i++) {
      String b = "backbone.blocks." + i + ".";
      Tensor before = h;
      h = scoped(() -> mdlmBlock(c, b, before, level));
    }
    TensorVector m = linear(level, "backbone.output_layer.adaLN_modulation").chunk(2, 1);
    Tensor norm = layerNorm(c, asked(h), "backbone.output_layer.norm_final.weight");
    return linear(modulate(norm, m.get(0), m.get(1)), "backbone.output_layer.linear");
  }

  private Tensor mdlmBlock(MdlmConfig c, String b, Tensor h, Tensor level) {
    TensorVector m = linear(level, b + "adaLN_modulation").chunk(6, 1);
    Tensor qkv = linear(modulate(layerNorm(c, h, b + "norm1.weight"), m.get(0), m.get(1)), b + "attn_qkv")
        .reshape(rows, length, 3, c.heads(), c.headDim()).permute(2, 0, 3, 1, 4);
    Tensor o = attention(turned(qkv.select(0, 0)), turned(qkv.select(0, 1)), qkv.select(0, 2));
    Tensor attended = h.add(m.get(2).unsqueeze(1).mul(linear(o, b + "attn_out")));
    Tensor hidden = torch.gelu(linear(modulate(layerNorm(c, attended, b + "norm2.weight"), m.get(3), m.get(4)), b + "mlp.0"), "tanh");
    return attended.add(m.get(5).unsqueeze(1).mul(linear(hidden, b + "mlp.2")));
  }

  private Tensor layerNorm(MdlmConfig c, Tensor x, String weight) {
    return torch.layer_norm(x, new long[] {c.width()}, optional(weight), none, MdlmConfig.EPS, true);
  }

  private Tensor llada(LlamaConfig c, Function<String, Function<Tensor, Tensor>> norm) {
    Tensor h = torch.embedding(weight("model.transformer.wte.weight"), ids);
    if (c.rope() == 0) {
      h = h.add(weight("model.transformer.wpe.weight"));
    }
    for (int i = 0; i < c.layers(); i++) {
      String b = "model.transformer.blocks." + i % c.uniqueLayers() + ".";
      Tensor before = h;
      h = scoped(() -> lladaBlock(c, norm, b, before));
    }
    return linear(norm.apply("model.transformer.ln_f.weight").apply(asked(h)), "model.transformer.ff_out");
  }

  private Tensor lladaBlock(LlamaConfig c, Function<String, Function<Tensor, Tensor>> norm, String b, Tensor h) {
    Tensor a = norm.apply(b + "attn_norm.weight").apply(h);
    Tensor q = heads(linear(a, b + "q_proj"), c.heads(), c.headDim());
    Tensor k = heads(linear(a, b + "k_proj"), c.keyHeads(), c.headDim());
    Tensor v = heads(linear(a, b + "v_proj"), c.keyHeads(), c.headDim());
    if (c.rope() != 0) {
      q = turned(q);
      k = turned(k);
    }
    if (c.keyHeads() != c.heads()) {
      k = repeated(k, c.heads() / c.keyHeads());
      v = repeated(v, c.heads() / c.keyHeads());
    }
    Tensor attended = h.add(linear(attention(q, k, v), b + "attn_out"));
    Tensor f = norm.apply(b + "ff_norm.weight").apply(attended);
    Tensor hidden = torch.silu(linear(f, b + "ff_proj")).mul(linear(f, b + "up_proj"));
    return attended.add(linear(hidden, b + "ff_out"));
  }

  /** [N, L, H d] to views [N, H, L, d]. */
  private Tensor heads(Tensor x, long heads, long width) {
    return x.reshape(rows, length, heads, width).transpose(1, 2);
  }

  /** Each key head so often. */
  private static Tensor repeated(Tensor x, long times) {
    return x.repeat_interleave(times, new LongOptional(1), new LongOptional());
  }

  /** Attention of [N, H, L, d], as [N, L, H d]. */
  private Tensor attention(Tensor q, Tensor k, Tensor v) {
    return torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2, 3);
  }

  /** Rotary positions of [N, H, L, d]. */
  private Tensor turned(Tensor x) {
    Tensor other = torch.cat(new TensorVector(x.narrow(3, half, half).neg(), x.narrow(3, 0, half)), -1);
    return x.mul(cos).add(other.mul(sin));
  }

  private Tensor asked(Tensor h) {
    return network.asked() == length ? h : h.narrow(1, length - network.asked(), network.asked());
  }
}
