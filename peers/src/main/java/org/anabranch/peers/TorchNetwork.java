package org.anabranch.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.model.checkpoint.Checkpoint;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A network by libtorch's eager operators, its weights under the official names.
 *
 * <p>What a call makes is freed when the call ends, except its result, which is the caller's; what a block makes ({@link #scoped})
 * when the block ends, so that the next one gets the same memory, as it does where references are counted.
 */
abstract class TorchNetwork implements Supplier<Tensor>, AutoCloseable {
  private static final int WAVES = 128;

  /** No weight and no bias. */
  final TensorOptional none;

  private final List<Pointer> kept = new ArrayList<>();
  private final Map<String, Tensor> weights = new HashMap<>();
  private final Map<String, TensorOptional> optionals = new HashMap<>();
  private final Scalar one = keep(new Scalar(1.0f));
  private final Tensor frequencies;

  /** Copies the weights. */
  TorchNetwork(Checkpoint checkpoint) {
    none = keep(new TensorOptional());
    for (String name : checkpoint.names()) {
      long[] dims = new long[checkpoint.shape(name).rank()];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = checkpoint.shape(name).dim(i);
      }
      Tensor t = keep(TorchPeer.tensor(checkpoint.tensor(name).toFloats(), dims));
      weights.put(name, t);
      optionals.put(name, keep(new TensorOptional(t)));
    }
    float[] f = new float[WAVES];
    for (int i = 0; i < WAVES; i++) {
      f[i] = (float) Math.exp(-Math.log(10000) * i / WAVES);
    }
    frequencies = keep(TorchPeer.tensor(f, 1, WAVES));
  }

  /** One evaluation. */
  abstract Tensor forward();

  @Override
  public final Tensor get() {
    try (PointerScope all = new PointerScope()) {
      // The end of the scope takes one reference from everything that was made in it.
      Tensor y = forward();
      y.retainReference();
      return y;
    }
  }

  /** What the body returns; all else that it made is freed. */
  static Tensor scoped(Supplier<Tensor> body) {
    PointerScope outer = PointerScope.getInnerScope();
    Tensor y;
    try (PointerScope inner = new PointerScope()) {
      y = body.get();
      y.retainReference();
    }
    outer.attach(y);
    y.releaseReference();
    return y;
  }

  @Override
  public final void close() {
    kept.forEach(Pointer::close);
  }

  /** Freed with the network. */
  final <P extends Pointer> P keep(P pointer) {
    kept.add(pointer);
    return pointer;
  }

  /** Ids as the library wants them; exact up to 2^24. */
  static Tensor longs(float[] values, long... dims) {
    try (Tensor floats = TorchPeer.tensor(values, dims)) {
      return floats.to(torch.ScalarType.Long);
    }
  }

  /** A tensor of the checkpoint. */
  final Tensor weight(String name) {
    return weights.get(name);
  }

  /** The bias of a layer, none where it has none. */
  final TensorOptional bias(String layer) {
    return optionals.getOrDefault(layer + ".bias", none);
  }

  /** A tensor of the checkpoint where the library takes one or none. */
  final TensorOptional optional(String name) {
    return optionals.get(name);
  }

  /** x W^T + b. */
  final Tensor linear(Tensor x, String layer) {
    return torch.linear(x, weight(layer + ".weight"), bias(layer));
  }

  /** x (1 + scale) + shift, of each row [N, D]. */
  final Tensor modulate(Tensor x, Tensor shift, Tensor scale) {
    return x.mul(scale.unsqueeze(1).add(one)).add(shift.unsqueeze(1));
  }

  /** cos and sin of t [N, 1] times 128 frequencies, [N, 256]. */
  final Tensor waves(Tensor t) {
    Tensor angles = t.mul(frequencies);
    return torch.cat(new TensorVector(angles.cos(), angles.sin()), -1);
  }
}
