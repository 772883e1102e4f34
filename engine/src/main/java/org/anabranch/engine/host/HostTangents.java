package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * Tangent rules over heap memory: checks shapes, cuts an operation into chunks by its shape alone, and hands them to the pool.
 * Subclasses supply the loops.
 */
public abstract class HostTangents implements TangentKernels {
  /** Elements per chunk of an elementwise operation. */
  private static final int SPAN = 16_384;

  /** Cost of a slope in the floating-point operations that {@link WorkerPool#INLINE_FLOPS} counts. */
  private static final int SLOPE_FLOPS = 24;

  private final WorkerPool pool;
  private final NormTangent[] norms;
  private final AttentionTangent[] attentions;
  private final AttentionTangent.Call attention = new AttentionTangent.Call();
  private final NormTangent.Call norm = new NormTangent.Call();
  private Activation act;
  private float[] a;
  private int aAt;
  private float[] x;
  private int xAt;
  private float[] y;
  private int yAt;
  private int size;
  private int block;
  private int probes;

  private final WorkerPool.Chunks slopeChunk = this::slopeChunk;
  private final WorkerPool.Chunks multiplyChunk = this::multiplyChunk;
  private final WorkerPool.Chunks normChunk = this::normChunk;
  private final WorkerPool.Chunks headChunk = this::headChunk;

  /** Rules on a pool. */
  protected HostTangents(WorkerPool pool) {
    this.pool = pool;
    norms = new NormTangent[pool.threads()];
    attentions = new AttentionTangent[pool.threads()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = new NormTangent(this);
      attentions[i] = new AttentionTangent(this);
    }
  }

  // ---- what a subclass supplies

  /** y = act'(x) for n elements. */
  protected abstract void slopes(Activation act, float[] x, int xAt, float[] y, int yAt, int n);

  /** y = a x for n elements. */
  protected abstract void multiply(float[] a, int aAt, float[] x, int xAt, float[] y, int yAt, int n);

  /** The sum of n floats by lanes. */
  protected abstract float sum(float[] x, int xAt, int n, float[] lane);

  /** The sum of (x - mean)^2 by lanes. */
  protected abstract float squares(float[] x, int xAt, int n, float mean, float[] lane);

  /** The sum of a x by lanes, each a fused multiply-add. */
  protected abstract float dot(float[] a, int aAt, float[] x, int xAt, int n, float[] lane);

  /** x = exp(x - max x); returns the sum by lanes. */
  protected abstract float exponentials(float[] x, int xAt, int n, float[] lane);

  /** y = fma(-b, u, x - m) * g for n elements. */
  protected abstract void project(float[] x, int xAt, float m, float[] u, float b, float[] g, float[] y, int yAt, int n);

  /** y = a (x - m) for n elements. */
  protected abstract void centred(float[] a, int aAt, float[] x, int xAt, float m, float[] y, int yAt, int n);

  /**
   * C = A B, one chain of fused multiply-adds over k from 0 per element; row strides lda, ldb, ldc.
   *
   * @param n columns, a multiple of {@value AttentionTangent#PAD}
   */
  protected abstract void product(float[] a, int aAt, int lda, float[] b, int ldb, float[] c, int ldc, int m, int k, int n);

  // ---- elementwise

  @Override
  public final void slope(Activation f, Tensor from, Tensor to) {
    Checks.same("slope", from, to);
    act = f;
    x = from.floats();
    xAt = from.offset();
    y = to.floats();
    yAt = to.offset();
    size = (int) from.size();
    pool.run(Math.ceilDiv(size, SPAN), (long) size * SLOPE_FLOPS, slopeChunk);
  }

  private void slopeChunk(int chunk, int worker) {
    int from = chunk * SPAN;
    slopes(act, x, xAt + from, y, yAt + from, Math.min(SPAN, size - from));
  }

  @Override
  public final void multiply(Tensor s, Tensor dx, Tensor dy) {
    Checks.same("multiply", dx, dy);
    if (dx.size() == 0) {
      return;
    }
    probes = probes("multiply", s, dx);
    a = s.floats();
    aAt = s.offset();
    x = dx.floats();
    xAt = dx.offset();
    y = dy.floats();
    yAt = dy.offset();
    block = s.rowSize();
    pool.run(dx.rows(), dx.size(), multiplyChunk);
  }

  private void multiplyChunk(int row, int worker) {
    multiply(a, aAt + row / probes * block, x, xAt + row * block, y, yAt + row * block, block);
  }

  // ---- norms

  @Override
  public final void layerNormModulated(Tensor point, float eps, Tensor modulation, int scaleAt, Tensor dx, Tensor dy) {
    Checks.same("layerNormModulated tangent", dx, dy);
    if (dx.size() == 0) {
      return;
    }
    NormTangent.Call c = norm;
    c.probes = probes("layerNormModulated tangent", point, dx);
    c.width = point.shape().last();
    if (modulation.rows() != point.rows()) {
      throw Checks.shape("layerNormModulated tangent", "x", point, "modulation", modulation);
    }
    Checks.window("modulation: scale", scaleAt, c.width, modulation.rowSize());
    c.tokens = point.rowSize() / c.width;
    c.eps = eps;
    c.x = point.floats();
    c.xAt = point.offset();
    c.scale = modulation.floats();
    c.scaleAt = modulation.offset() + scaleAt;
    c.stride = modulation.rowSize();
    c.dx = dx.floats();
    c.dxAt = dx.offset();
    c.dy = dy.floats();
    c.dyAt = dy.offset();
    pool.run(point.rows() * c.tokens, dx.size() * 8, normChunk);
  }

  private void normChunk(int token, int worker) {
    norms[worker].run(norm, token);
  }

  // ---- attention

  @Override
  public final void attention(Tensor qkv, int qAt, int kAt, int vAt, int heads, int headDim, float scale, Tensor tangents,
      Tensor out) {
    if (qkv.shape().rank() != 3 || tangents.shape().rank() != 3 || heads < 1 || headDim < 1) {
      throw new IllegalArgumentException("attention tangent: needs rank 3, heads and headDim >= 1, got " + qkv + ", " + tangents + ", "
          + heads + " and " + headDim);
    }
    AttentionTangent.Call c = attention;
    c.tokens = qkv.shape().dim(1);
    c.columns = qkv.shape().last();
    Checks.window("attention tangent: q", qAt, heads * headDim, c.columns);
    Checks.window("attention tangent: k", kAt, heads * headDim, c.columns);
    Checks.window("attention tangent: v", vAt, heads * headDim, c.columns);
    if (!out.shape().is(tangents.rows(), c.tokens, heads * headDim)) {
      throw new IllegalArgumentException("attention tangent: out is " + out + ", needs [" + tangents.rows() + ", " + c.tokens + ", "
          + heads * headDim + "]");
    }
    if (out.size() == 0) {
      return;
    }
    c.probes = probes("attention tangent", qkv, tangents);
    c.x = qkv.floats();
    c.xAt = qkv.offset();
    c.dx = tangents.floats();
    c.dxAt = tangents.offset();
    c.o = out.floats();
    c.oAt = out.offset();
    c.qAt = qAt;
    c.kAt = kAt;
    c.vAt = vAt;
    c.heads = heads;
    c.headDim = headDim;
    c.scale = scale;
    for (AttentionTangent t : attentions) {
      t.reserve(c);
    }
    pool.run(qkv.rows() * heads, 8L * tangents.rows() * heads * c.tokens * c.tokens * headDim, headChunk);
  }

  private void headChunk(int chunk, int worker) {
    attentions[worker].run(attention, chunk / attention.heads, chunk % attention.heads);
  }

  /** Tangents per point, or an error. */
  private static int probes(String op, Tensor point, Tensor dx) {
    if (point.rows() == 0 || dx.rows() % point.rows() != 0 || point.rowSize() != dx.rowSize()
        || point.shape().last() != dx.shape().last()) {
      throw new IllegalArgumentException(op + ": the tangents are " + dx + ", which are no whole number of tangents for each row of "
          + point);
    }
    return dx.rows() / point.rows();
  }

  /** Lanes of a row sum. */
  static float[] lanes() {
    return new float[Kernels.LANES];
  }
}
