package org.anabranch.engine;

/**
 * Forward-mode derivatives: what a small change dx of an operation's input does to its output, to first order.
 *
 * <p>A batch of {@code rows} points carries p tangents each: where x is [rows, ...], dx is [rows * p, ...], and tangents r p to
 * r p + p - 1 belong to point r. What depends on the point alone is computed once for all its tangents. Operations that are linear
 * need no rule of their own: {@code linear} with {@link Linear#withoutBias()}, {@code unfold}, {@code unpatchify} and gates, whose
 * modulation has one row for the p * tokens tokens of a point, are {@link Kernels} applied to dx. Modulations are constants here:
 * time and condition do not change with the state.
 *
 * <p><b>Bits</b>, <b>threading</b> and <b>errors</b> are as in {@link Kernels}: chains of fused multiply-adds from index 0, row sums
 * over {@link Kernels#LANES} lanes, one result at any vector width, batch and number of threads. An output may be its own input
 * dx, except in {@link #attention}. Nothing is allocated after the first call at a size.
 *
 * <p>Reference: Griewank and Walther 2008, Evaluating Derivatives, chapter 3.
 */
public interface TangentKernels {
  /** y = act'(x). RELU has slope 0 at 0; the clamped ends of SILU and GELU_TANH differ from theirs by less than 1e-30. */
  void slope(Activation act, Tensor x, Tensor y);

  /**
   * dy = s * dx, the tangent of an elementwise function of slope s.
   *
   * @param s  [rows, n...]
   * @param dx [rows * p, n...]
   */
  void multiply(Tensor s, Tensor dx, Tensor dy);

  /**
   * The tangent of {@link Kernels#layerNormModulated}:
   * {@code dy = fma(-mean(n dx), n, dx - mean(dx)) * ((1 + scale) * inv)}, with n = norm(x) and inv = 1 / sqrt(var + eps).
   *
   * @param x          [rows, tokens, width]
   * @param modulation [rows, columns]; the scale is the window of {@code width} columns at scaleAt
   * @param dx         [rows * p, tokens, width]
   */
  void layerNormModulated(Tensor x, float eps, Tensor modulation, int scaleAt, Tensor dx, Tensor dy);

  /**
   * The tangent of unmasked {@link Kernels#attention} among the tokens of a row, with P = softmax(scale q k^T):
   * <pre>
   *   dS = [scale dq, scale q] [k, dk]^T     dP = P * (dS - sum_j P dS)     do = [dP, P] [v; dv]
   * </pre>
   * P is made once for all tangents of a row and head.
   *
   * @param qkv      [rows, tokens, columns], queries, keys and values of head h in the windows of headDim columns at
   *                 {@code qAt + h * headDim} and so on
   * @param tangents [rows * p, tokens, columns], the tangent of qkv in the same windows
   * @param out      [rows * p, tokens, heads * headDim], not overlapping the others
   */
  void attention(Tensor qkv, int qAt, int kAt, int vAt, int heads, int headDim, float scale, Tensor tangents, Tensor out);
}
