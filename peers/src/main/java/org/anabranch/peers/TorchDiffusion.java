package org.anabranch.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.DiffusionForward;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.checkpoint.Checkpoint;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A SiT, or a block of one, by libtorch's eager operators in the order in which the official code calls them.
 *
 * <p>What a call makes is freed when the call ends, except its result, which is the caller's.
 */
final class TorchDiffusion implements Supplier<Tensor>, AutoCloseable {
  private static final int WAVES = 128;
  private static final long[] PLAIN = {1, 1};

  private final List<Pointer> kept = new ArrayList<>();
  private final DiffusionTransformerConfig config;
  private final long rows;
  private final Map<String, Tensor> weights = new HashMap<>();
  private final Map<String, TensorOptional> biases = new HashMap<>();
  private final TensorOptional none = keep(new TensorOptional());
  private final Scalar one = keep(new Scalar(1.0f));
  private final Supplier<Tensor> body;

  /** A whole network. */
  TorchDiffusion(DiffusionForward f) {
    config = f.network().config();
    rows = f.rows();
    load(f.network().checkpoint(f.seed()));
    Tensor x = keep(TorchPeer.tensor(f.x().floats(), rows, config.inChannels(), config.inputSize(), config.inputSize()));
    float[] times = new float[f.rows()];
    float[] ids = new float[f.rows()];
    int[] classes = f.network().classes(f.rows());
    for (int r = 0; r < ids.length; r++) {
      times[r] = (float) DiffusionForward.TIME;
      ids[r] = classes[r];
    }
    float[] f128 = new float[WAVES];
    for (int i = 0; i < WAVES; i++) {
      f128[i] = (float) Math.exp(-Math.log(10000) * i / WAVES);
    }
    Tensor t = keep(TorchPeer.tensor(times, rows, 1));
    Tensor frequencies = keep(TorchPeer.tensor(f128, 1, WAVES));
    Tensor y = keep(longs(ids));
    body = () -> network(x, t, frequencies, y);
  }

  /** A block. */
  TorchDiffusion(DiffusionBlock b) {
    config = b.config();
    rows = b.rows();
    load(b.checkpoint());
    Tensor h = keep(TorchPeer.tensor(b.h(), rows, config.tokens(), b.width()));
    Tensor c = keep(TorchPeer.tensor(b.c(), rows, b.width()));
    body = () -> block(DiffusionBlock.PREFIX, h, c);
  }

  @Override
  public Tensor get() {
    try (PointerScope all = new PointerScope()) {
      // The end of the scope takes one reference from everything that was made in it.
      Tensor y = body.get();
      y.retainReference();
      return y;
    }
  }

  @Override
  public void close() {
    kept.forEach(Pointer::close);
  }

  private static Tensor longs(float[] values) {
    try (Tensor floats = TorchPeer.tensor(values, values.length)) {
      return floats.to(torch.ScalarType.Long);
    }
  }

  private <P extends Pointer> P keep(P pointer) {
    kept.add(pointer);
    return pointer;
  }

  private void load(Checkpoint checkpoint) {
    for (String name : checkpoint.names()) {
      long[] dims = new long[checkpoint.shape(name).rank()];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = checkpoint.shape(name).dim(i);
      }
      Tensor t = keep(TorchPeer.tensor(checkpoint.tensor(name).toFloats(), dims));
      weights.put(name, t);
      if (name.endsWith(".bias")) {
        biases.put(name.substring(0, name.length() - ".bias".length()), keep(new TensorOptional(t)));
      }
    }
  }

  private Tensor network(Tensor x, Tensor t, Tensor frequencies, Tensor y) {
    long p = config.patchSize();
    long grid = config.grid();
    Tensor h = torch.conv2d(x, weights.get("x_embedder.proj.weight"), biases.get("x_embedder.proj"), new long[] {p, p},
        new long[] {0, 0}, PLAIN, 1).flatten(2, 3).transpose(1, 2).add(weights.get("pos_embed"));
    Tensor angles = t.mul(frequencies);
    Tensor waves = torch.cat(new TensorVector(angles.cos(), angles.sin()), -1);
    Tensor time = linear(torch.silu(linear(waves, "t_embedder.mlp.0")), "t_embedder.mlp.2");
    Tensor c = time.add(torch.embedding(weights.get("y_embedder.embedding_table.weight"), y));
    Tensor silu = torch.silu(c);
    for (int i = 0; i < config.depth(); i++) {
      h = block("blocks." + i + ".", h, silu);
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
    return norm.mul(scale.unsqueeze(1).add(one)).add(shift.unsqueeze(1));
  }

  private Tensor linear(Tensor x, String layer) {
    return torch.linear(x, weights.get(layer + ".weight"), biases.get(layer));
  }
}
