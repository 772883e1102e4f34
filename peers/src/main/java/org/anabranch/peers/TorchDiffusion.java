package org.anabranch.peers;

import java.util.function.Supplier;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.DiffusionForward;
import org.anabranch.model.DiffusionTransformerConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A SiT, or a block of one, by libtorch's eager operators in the order in which the official code calls them. */
final class TorchDiffusion extends TorchNetwork {
  private static final long[] PLAIN = {1, 1};

  private final DiffusionTransformerConfig config;
  private final long rows;
  private final Supplier<Tensor> body;

  /** A whole network. */
  TorchDiffusion(DiffusionForward f) {
    super(f.network().checkpoint(f.seed()));
    config = f.network().config();
    rows = f.rows();
    Tensor x = keep(TorchPeer.tensor(f.x().floats(), rows, config.inChannels(), config.inputSize(), config.inputSize()));
    float[] times = new float[f.rows()];
    float[] ids = new float[f.rows()];
    int[] classes = f.network().classes(f.rows());
    for (int r = 0; r < ids.length; r++) {
      times[r] = (float) DiffusionForward.TIME;
      ids[r] = classes[r];
    }
    Tensor t = keep(TorchPeer.tensor(times, rows, 1));
    Tensor y = keep(longs(ids, ids.length));
    body = () -> network(x, t, y);
  }

  /** A block. */
  TorchDiffusion(DiffusionBlock b) {
    super(b.checkpoint());
    config = b.config();
    rows = b.rows();
    Tensor h = keep(TorchPeer.tensor(b.h(), rows, config.tokens(), b.width()));
    Tensor c = keep(TorchPeer.tensor(b.c(), rows, b.width()));
    body = () -> block(DiffusionBlock.PREFIX, h, c);
  }

  @Override
  Tensor forward() {
    return body.get();
  }

  private Tensor network(Tensor x, Tensor t, Tensor y) {
    long p = config.patchSize();
    long grid = config.grid();
    Tensor h = torch.conv2d(x, weight("x_embedder.proj.weight"), bias("x_embedder.proj"), new long[] {p, p},
        new long[] {0, 0}, PLAIN, 1).flatten(2, 3).transpose(1, 2).add(weight("pos_embed"));
    Tensor time = linear(torch.silu(linear(waves(t), "t_embedder.mlp.0")), "t_embedder.mlp.2");
    Tensor c = time.add(torch.embedding(weight("y_embedder.embedding_table.weight"), y));
    Tensor silu = torch.silu(c);
    for (int i = 0; i < config.depth(); i++) {
      String b = "blocks." + i + ".";
      Tensor before = h;
      h = scoped(() -> block(b, before, silu));
    }
    TensorVector m = linear(silu, "final_layer.adaLN_modulation.1").chunk(2, 1);
    Tensor pixels = linear(modulated(h, m.get(0), m.get(1)), "final_layer.linear");
    Tensor image = pixels.reshape(rows, grid, grid, p, p, config.tokenChannels()).permute(0, 5, 1, 3, 2, 4)
        .reshape(rows, config.tokenChannels(), config.inputSize(), config.inputSize());
    return image.narrow(1, 0, config.outChannels());
  }

  /** c is after the SiLU, which the official code repeats in each block. */
  private Tensor block(String b, Tensor h, Tensor c) {
    TensorVector m = linear(c, b + "adaLN_modulation.1").chunk(6, 1);
    Tensor attended = h.add(m.get(2).unsqueeze(1).mul(attention(modulated(h, m.get(0), m.get(1)), b)));
    Tensor hidden = torch.gelu(linear(modulated(attended, m.get(3), m.get(4)), b + "mlp.fc1"), "tanh");
    return attended.add(m.get(5).unsqueeze(1).mul(linear(hidden, b + "mlp.fc2")));
  }

  private Tensor attention(Tensor x, String b) {
    long tokens = config.tokens();
    Tensor qkv = linear(x, b + "attn.qkv").reshape(rows, tokens, 3, config.numHeads(), config.headDim()).permute(2, 0, 3, 1, 4);
    Tensor o = torch.scaled_dot_product_attention(qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2));
    return linear(o.transpose(1, 2).reshape(rows, tokens, config.hiddenSize()), b + "attn.proj");
  }

  private Tensor modulated(Tensor h, Tensor shift, Tensor scale) {
    Tensor norm = torch.layer_norm(h, new long[] {config.hiddenSize()}, none, none, config.layerNormEps(), true);
    return modulate(norm, shift, scale);
  }
}
