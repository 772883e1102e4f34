package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.WorkerPool;

/**
 * The arithmetic of one chunk of each operation, for one instance of {@link HostKernels}, which has checked the shapes.
 *
 * <p>Threading: chunks run at once on the workers of one pool, each worker one chunk at a time; a worker's scratch is found by its
 * number.
 */
public interface HostLoops {
  /** Elementwise functions. */
  enum Map {
    EXP, RELU, SILU, GELU_TANH, GELU_ERF;

    static Map of(Activation act) {
      return switch (act) {
        case RELU -> RELU;
        case SILU -> SILU;
        case GELU_TANH -> GELU_TANH;
        case GELU_ERF -> GELU_ERF;
        case NONE -> throw new IllegalArgumentException("activate: NONE is no function");
      };
    }
  }

  /** The matrix product. */
  Product product();

  /** The derivatives. */
  TangentKernels tangents(WorkerPool pool);

  /** Called once before the chunks of an attention, on the caller: room for every worker's scratch. */
  void reserve(AttentionCall c);

  /** One head of one row. */
  void attend(AttentionCall c, int row, int head, int worker);

  /** Rows [r0, r1) of a normalisation. */
  void norm(NormCall c, int r0, int r1, int worker);

  /** Softmax of rows of n. */
  void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int n, int worker);

  /** y[i] = act(x[i]) * x[n + i] for i < n. */
  void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n, int worker);

  /** Rotates the heads of tokens [t0, t1), counted over all rows. */
  void rotate(RotaryCall c, int t0, int t1, int worker);

  /** y = f(x) for n elements; y may be x. */
  void map(Map f, float[] x, int xAt, float[] y, int yAt, int n, int worker);

  /** z = x + y for n elements. */
  void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n, int worker);

  /** y = c x for n elements. */
  void scale(float[] x, int xAt, float c, float[] y, int yAt, int n, int worker);

  /** y = fma(c, k, x) for n elements. */
  void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n, int worker);
}
