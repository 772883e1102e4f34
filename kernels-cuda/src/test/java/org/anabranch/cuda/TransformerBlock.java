package org.anabranch.cuda;

import org.anabranch.cuda.DeviceRows.Affine;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;

/**
 * A block of a DiT or SiT twice: by the engine's kernels on the host, and by the operations of this module on a device. Random weights;
 * what a test compares and a GPU run times.
 */
final class TransformerBlock implements AutoCloseable {
  private static final float EPS = 1e-6f;

  private final int rows;
  private final int tokens;
  private final int width;
  private final int heads;
  private final Linear[] host;
  private final DeviceWeights[] device;
  private final DeviceBuffer[] scratch;
  private final DeviceProducts products;
  private final DeviceRows norms;
  private final DeviceAttention attention;

  /** Weights for the modulation, qkv, the projection and both layers of the MLP, made by {@code normal}. */
  TransformerBlock(int rows, int tokens, int width, int heads, Normal normal, CudaStream stream) {
    this.rows = rows;
    this.tokens = tokens;
    this.width = width;
    this.heads = heads;
    int[][] shapes = {{6 * width, width}, {3 * width, width}, {width, width}, {4 * width, width}, {width, 4 * width}};
    host = new Linear[shapes.length];
    device = new DeviceWeights[shapes.length];
    for (int i = 0; i < shapes.length; i++) {
      host[i] = Linear.pack(normal.tensor(shapes[i]), normal.tensor(shapes[i][0]));
      device[i] = new DeviceWeights(host[i], stream);
    }
    long all = (long) rows * tokens;
    scratch = new DeviceBuffer[] {stream.allocateFloats(6L * rows * width), stream.allocateFloats(all * width),
      stream.allocateFloats(3 * all * width), stream.allocateFloats(4 * all * width)};
    products = new DeviceProducts(stream, ProductNumerics.EXACT);
    norms = new DeviceRows(stream);
    attention = new DeviceAttention(stream);
  }

  /** A tensor of random numbers. */
  interface Normal {
    Tensor tensor(int... dims);
  }

  /** Launches of a block. */
  static final int LAUNCHES = 8;

  private float scale() {
    return (float) (1 / Math.sqrt((double) width / heads));
  }

  /** h = block(h, c) on the host; h [rows, tokens, width], c [rows, width]. */
  void host(Kernels k, Tensor h, Tensor c) {
    Tensor m = Tensor.zeros(rows, 6 * width);
    Tensor a = Tensor.zeros(rows, tokens, width);
    Tensor qkv = Tensor.zeros(rows, tokens, 3 * width);
    Tensor hidden = Tensor.zeros(rows, tokens, 4 * width);
    k.linear(c, host[0], Activation.NONE, m);
    k.layerNormModulated(h, EPS, m, 0, width, a);
    k.linear(a, host[1], Activation.NONE, qkv);
    k.attention(qkv, 0, qkv, width, qkv, 2 * width, heads, heads, width / heads, scale(), AttentionMask.NONE, a);
    k.linearGatedResidual(a, host[2], m, 2 * width, h);
    k.layerNormModulated(h, EPS, m, 3 * width, 4 * width, a);
    k.linear(a, host[3], Activation.GELU_TANH, hidden);
    k.linearGatedResidual(hidden, host[4], m, 5 * width, h);
  }

  /** The same on the device; addresses. */
  void device(long h, long c) {
    int all = rows * tokens;
    DeviceBuffer m = scratch[0];
    long a = scratch[1].address();
    DeviceBuffer qkv = scratch[2];
    long hidden = scratch[3].address();
    int stride = 6 * width;
    products.linear(c, rows, device[0], Activation.NONE, m.address());
    norms.norm(true, h, all, width, EPS, Affine.MODULATED, 0, m.floats(width), m.address(), stride, tokens, a);
    products.linear(a, all, device[1], Activation.NONE, qkv.address());
    attention.plain().run(qkv.address(), 3 * width, qkv.floats(width), 3 * width, qkv.floats(2L * width), 3 * width, a, rows, tokens,
        tokens, heads, heads, width / heads, scale());
    products.linearGatedResidual(a, all, device[2], m.floats(2L * width), stride, tokens, h);
    norms.norm(true, h, all, width, EPS, Affine.MODULATED, 0, m.floats(4L * width), m.floats(3L * width), stride, tokens, a);
    products.linear(a, all, device[3], Activation.GELU_TANH, hidden);
    products.linearGatedResidual(hidden, all, device[4], m.floats(5L * width), stride, tokens, h);
  }

  @Override
  public void close() {
    for (DeviceWeights w : device) {
      w.close();
    }
    for (DeviceBuffer b : scratch) {
      b.close();
    }
  }
}
