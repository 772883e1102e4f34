package org.anabranch.nativekernels;

import java.lang.foreign.MemorySegment;
import org.anabranch.engine.Activation;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.host.RotaryCall;
import org.anabranch.nativekernels.generated.ab_rows;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * What one worker does to rows and to single elements, in calls of about {@link #elements} elements each, which take about 20
 * microseconds at most.
 */
final class NativeRows {
  /** Elements of a call, with a level whose multiply-adds are fast. */
  private static final int MOST = 16_384;

  private static final int LEAST = 512;

  /** Operations of an element that is an exponential, about. */
  private static final int FLOPS = 64;

  private final HeapSegments heap;
  private final long[] rows = new long[ab_rows.FIELDS];
  private final MemorySegment struct = MemorySegment.ofArray(rows);
  private final int elements;

  /** A worker at a level. */
  NativeRows(CpuLevel level, HeapSegments heap) {
    this.heap = heap;
    this.elements = Math.clamp(level.shortFlops() / FLOPS, LEAST, MOST);
    ab_rows.cpu(rows, level.bits());
    ab_rows.tokens(rows, 1);
  }

  /** Whether a row is short enough for a call, which takes whole rows of a sum. */
  boolean isShort(int width) {
    return width <= 4 * elements;
  }

  static int code(Activation act) {
    return switch (act) {
      case NONE -> anabranch_h.AB_NONE();
      case RELU -> anabranch_h.AB_RELU();
      case SILU -> anabranch_h.AB_SILU();
      case GELU_TANH -> anabranch_h.AB_GELU_TANH();
      case GELU_ERF -> anabranch_h.AB_GELU_ERF();
    };
  }

  private static int code(HostLoops.Map f) {
    return switch (f) {
      case EXP -> anabranch_h.AB_EXP();
      case RELU -> anabranch_h.AB_RELU();
      case SILU -> anabranch_h.AB_SILU();
      case GELU_TANH -> anabranch_h.AB_GELU_TANH();
      case GELU_ERF -> anabranch_h.AB_GELU_ERF();
    };
  }

  /** Rows [r0, r1) of a normalisation. */
  void norm(NormCall c, int r0, int r1) {
    boolean modulated = c.affine == NormCall.Affine.MODULATED || c.affine == NormCall.Affine.WEIGHT_MODULATED;
    MemorySegment x = heap.of(c.x);
    MemorySegment y = heap.of(c.y);
    MemorySegment a = x;
    MemorySegment b = x;
    int at = 0;
    switch (c.affine) {
      case NONE -> { }
      case WEIGHT, WEIGHT_BIAS -> {
        a = heap.of(c.scale);
        at = c.scaleAt;
      }
      case WEIGHT_MODULATED -> {
        a = heap.of(c.weight);
        at = c.weightAt;
      }
      case MODULATED -> { }
    }
    boolean shifted = modulated || c.affine == NormCall.Affine.WEIGHT_BIAS;
    if (shifted) {
      b = heap.of(c.shift);
    }
    shape(anabranch_h.AB_NORM(), c.xAt, c.width, c.yAt, c.width, c.width);
    ab_rows.a_at(rows, at);
    ab_rows.scale_at(rows, modulated ? c.scaleAt : 0);
    ab_rows.shift_at(rows, shifted ? c.shiftAt : 0);
    ab_rows.b_stride(rows, shifted ? c.stride : 0);
    ab_rows.tokens(rows, shifted ? c.tokens : 1);
    ab_rows.affine(rows, switch (c.affine) {
      case NONE -> anabranch_h.AB_PLAIN();
      case WEIGHT -> anabranch_h.AB_WEIGHT();
      case WEIGHT_BIAS -> anabranch_h.AB_WEIGHT_BIAS();
      case MODULATED -> anabranch_h.AB_MODULATED();
      case WEIGHT_MODULATED -> anabranch_h.AB_WEIGHT_MODULATED();
    });
    ab_rows.centre(rows, c.centred ? 1 : 0);
    ab_rows.factor(rows, c.eps);
    run(r0, r1, c.width, x, a, b, y);
  }

  /** Softmax of rows of n. */
  void softmax(float[] x, int xAt, float[] y, int yAt, int count, int n) {
    shape(anabranch_h.AB_SOFTMAX(), xAt, n, yAt, n, n);
    MemorySegment from = heap.of(x);
    run(0, count, n, from, from, from, heap.of(y));
  }

  /** y[i] = act(x[i]) * x[n + i] for i < n. */
  void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    shape(anabranch_h.AB_GATE(), xAt, 0, yAt, 0, n);
    ab_rows.act(rows, code(act));
    MemorySegment from = heap.of(x);
    run(0, 1, n, from, from, from, heap.of(y));
  }

  /** Rotates the heads of tokens [t0, t1). */
  void rotate(RotaryCall c, int t0, int t1) {
    shape(anabranch_h.AB_ROTATE(), c.xAt, c.stride, c.xAt, c.stride, c.half);
    ab_rows.a_at(rows, c.tableAt);
    ab_rows.a_stride(rows, 2L * c.half);
    ab_rows.tokens(rows, c.tokens);
    ab_rows.heads(rows, c.heads);
    MemorySegment x = heap.of(c.x);
    run(t0, t1, c.heads * 2 * c.half, x, heap.of(c.table), x, x);
    ab_rows.tokens(rows, 1);
  }

  /** y = f(x). */
  void map(HostLoops.Map f, float[] x, int xAt, float[] y, int yAt, int n) {
    ab_rows.act(rows, code(f));
    each(anabranch_h.AB_MAP(), x, xAt, x, 0, y, yAt, n);
  }

  /** z = x + y. */
  void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    each(anabranch_h.AB_PLUS(), x, xAt, y, yAt, z, zAt, n);
  }

  /** y = c x. */
  void scale(float[] x, int xAt, float c, float[] y, int yAt, int n) {
    ab_rows.factor(rows, c);
    each(anabranch_h.AB_TIMES(), x, xAt, x, 0, y, yAt, n);
  }

  /** y = fma(c, k, x). */
  void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n) {
    ab_rows.factor(rows, c);
    each(anabranch_h.AB_FMA(), x, xAt, k, kAt, y, yAt, n);
  }

  private void shape(int operation, long xAt, long xStride, long yAt, long yStride, int width) {
    ab_rows.operation(rows, operation);
    ab_rows.x_at(rows, xAt);
    ab_rows.x_stride(rows, xStride);
    ab_rows.y_at(rows, yAt);
    ab_rows.y_stride(rows, yStride);
    ab_rows.width(rows, width);
  }

  /** Rows [r0, r1) of so many elements. */
  private void run(int r0, int r1, int width, MemorySegment x, MemorySegment a, MemorySegment b, MemorySegment y) {
    int most = Math.max(1, elements / Math.max(1, width));
    for (int r = r0; r < r1; r += most) {
      ab_rows.first_row(rows, r);
      ab_rows.rows(rows, Math.min(most, r1 - r));
      NativeCalls.run(struct, x, a, b, y);
    }
  }

  /** An operation on each of n elements of x and a. */
  private void each(int operation, float[] x, int xAt, float[] a, int aAt, float[] y, int yAt, int n) {
    MemorySegment from = heap.of(x);
    MemorySegment other = heap.of(a);
    MemorySegment to = heap.of(y);
    for (int i = 0; i < n; i += elements) {
      shape(operation, xAt + i, 0, yAt + i, 0, Math.min(elements, n - i));
      ab_rows.a_at(rows, aAt + i);
      run(0, 1, 1, from, other, from, to);
    }
  }
}
