package org.anabranch.engine;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Every operation that a network or a solver asks of a machine.
 *
 * <p><b>Bits.</b> Each operation defines its result to the last bit, and every provider that says so in
 * {@link KernelProvider#bitExact()} returns those bits at any vector width and any number of threads:
 * <ul>
 *   <li>a product sums one chain {@code s = fma(x[k], w[k], s)} for k = 0, 1, ... from s = 0, per output element;
 *   <li>with weights in {@link WeightFormat#BF16} w is the stored upper half of a float; with {@link WeightFormat#INT8} w is the byte
 *       times 2^24 and s becomes {@code s * (scale * 2^-24)} before the bias is added; with {@link WeightFormat#INT8_GROUP} each
 *       group g of {@value Linear#GROUP} inputs has a chain s(g) of its own and
 *       {@code s = fma(scale(g) * 2^-24, s(g), s)} for g = 0, 1, ... from s = 0. Scaled sums overflow 2^24 times earlier, where
 *       |x| is about 1e29;
 *   <li>a sum over a row uses {@value #LANES} logical lanes: element i is added to lane i mod {@value #LANES} in order, then
 *       lanes are folded by halves (l += l+16, l+8, l+4, l+2, l+1);
 *   <li>exp, GELU and their kin are the polynomials of {@link org.anabranch.engine.scalar.ScalarMath}.
 * </ul>
 * NaNs are equal as NaNs, whatever their payload. A row of a result depends on nothing but its own row of the input.
 *
 * <p><b>Memory.</b> Tensors lie in these kernels' own memory: on the heap, or on a device where the provider
 * {@link KernelProvider#isDevice() is one}. A caller that takes its temporaries from {@link #workspace} and {@link #allocate}, passes
 * tensors that were loaded elsewhere through {@link #resident}, and touches elements by operations alone, runs on both. Only
 * {@link #copy} takes tensors of either memory, and is how elements get from one to the other. Activations are F32. No operation
 * allocates after its first call at a size. Unless it says otherwise an output may be the same tensor as an input of the same shape,
 * and must not overlap one partially.
 *
 * <p><b>Threading.</b> An instance owns scratch memory and belongs to one thread at a time; it spreads large operations over
 * its {@link WorkerPool}.
 *
 * <p><b>Errors.</b> Shapes that do not fit throw {@link IllegalArgumentException} with the operation and both shapes; a tensor in
 * memory that the operation does not reach throws {@link IllegalStateException}; a device that fails {@link DeviceException}, one
 * that is gone {@link DeviceLostException}.
 */
public interface Kernels {
  /** Logical lanes of a row sum. */
  int LANES = 32;

  /** Terms of {@link #mix}. */
  int MOST_TERMS = 4;

  /** The provider that made this instance. */
  KernelProvider provider();

  /**
   * Derivatives of these operations, as a new instance that belongs to the thread that these kernels belong to.
   *
   * @throws UnsupportedOperationException if the provider has none
   */
  default TangentKernels tangents() {
    throw new UnsupportedOperationException("tangents: provider " + provider().name() + " has no tangent rules; use --backend vector "
        + "or scalar");
  }

  /**
   * Kernels of the host for what computes beside these on tensors of the heap: these, or on a device those of the best other provider,
   * on the same pool. They belong to the thread that these belong to.
   */
  default Kernels host() {
    return this;
  }

  // ---- memory

  /** Temporaries of a forward pass in these kernels' memory. */
  default Workspace workspace() {
    return new Workspace();
  }

  /** A new zeroed tensor in these kernels' memory, F32 or F64. */
  default Tensor allocate(DType dtype, Shape shape) {
    return Tensor.zeros(dtype, shape);
  }

  /**
   * Gives the memory of a tensor that {@link #allocate} made back now, rather than when nothing refers to it; the tensor and its views
   * must not be used again.
   */
  default void release(Tensor allocated) {}

  /**
   * What does not change, in these kernels' memory: the tensor itself where it is reached already, else a copy, made once for all
   * kernels of the provider and kept for as long as the tensor. A device may keep other types than F32 as floats.
   *
   * @param weight never written again
   */
  default Tensor resident(Tensor weight) {
    return weight;
  }

  /**
   * A rectangle of one tensor into another, whose memories may differ: for r < rows, c < columns
   * {@code to[toAt + r * toStride + c] = from[fromAt + r * fromStride + c]}, by row-major element. They are of one type, and do not
   * overlap. Returns when the host may read what it wrote or write what it read.
   */
  void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns);

  /** to = from, in one type and number of elements; their shapes and memories may differ. */
  default void copy(Tensor from, Tensor to) {
    if (from.size() != to.size()) {
      throw new IllegalArgumentException("copy: needs tensors of one size, got " + from + " and " + to);
    }
    int columns = from.shape().rank() == 0 ? 1 : from.shape().last();
    if (from.size() <= Integer.MAX_VALUE) {
      copy(from, 0, 0, to, 0, 0, 1, (int) from.size());
    } else {
      copy(from, 0, columns, to, 0, columns, Math.toIntExact(from.size() / columns), columns);
    }
  }

  /**
   * Does operations that are done again and again on the same tensors with the same arguments; a device may record them once and replay
   * them as a whole. They are operations alone: none that allocates a tensor after the first time, takes ids or keys, or copies to or
   * from the host.
   *
   * @param sequence equal only for the same operations on the same tensors
   */
  default void repeat(Object sequence, Runnable operations) {
    operations.run();
  }

  // ---- operations

  /**
   * y = act(x W^T + b).
   *
   * @param x [..., in], read as [size / in, in]
   * @param y [..., out], not overlapping x
   */
  void linear(Tensor x, Linear w, Activation act, Tensor y);

  /**
   * y = y + (x W^T + b), the residual branch of a block.
   *
   * @param y [..., out], not overlapping x
   */
  void linearResidual(Tensor x, Linear w, Tensor y);

  /**
   * y = fma(g, x W^T + b, y) with the gate g[r, :] = modulation[r, gateAt : gateAt + out] of the row that a token belongs to.
   *
   * @param x          [rows, tokens, in]
   * @param modulation [rows, columns]
   * @param gateAt     first column of the gate
   * @param y          [rows, tokens, out], not overlapping x
   */
  void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y);

  /**
   * o = softmax(scale q k^T + mask) v for each row and head.
   *
   * <p>q, k, v are column windows of wider tensors, so that a fused qkv result is read in place: head h of token t of row r
   * is {@code q[r, t, qAt + h * headDim : ... + headDim]}, and the key heads are {@code h / (heads / keyHeads)} (grouped
   * queries; keyHeads = heads otherwise). The query is scaled before the product. Weights are
   * {@code exp(s - max)} ({@link org.anabranch.engine.scalar.ScalarMath#expNonPositive}) by the row-sum rule, multiplied by v in
   * key order and then by 1 / sum.
   *
   * @param q [rows, queries, qColumns]
   * @param k [rows, keys, kColumns]
   * @param v [rows, keys, vColumns]
   * @param o [rows, queries, heads * headDim], not overlapping the others
   */
  void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim, float scale,
      AttentionMask mask, Tensor o);

  /**
   * The same without a mask in a ragged batch, whose rows have different numbers of queries and keys: some queries of a row beside
   * all of its keys, rows of different lengths, or both. The bits of a row are those of the row alone. A row without keys gives
   * zeros.
   *
   * @param q     [..., qColumns], read as [spans.queries(), qColumns]
   * @param k     [..., kColumns], read as [spans.keys(), kColumns]
   * @param v     [..., vColumns], read as [spans.keys(), vColumns]
   * @param spans which of them belong together
   * @param o     [..., heads * headDim], read as [spans.queries(), heads * headDim], not overlapping the others
   */
  void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim, float scale,
      RowSpans spans, Tensor o);

  /** y = (x - mean) / sqrt(var + eps) over the innermost dimension, var biased and computed from x - mean. */
  void layerNorm(Tensor x, float eps, Tensor y);

  /** y = fma(norm(x), weight, bias) with vectors of the innermost width. */
  void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y);

  /**
   * y = fma(norm(x), 1 + scale, shift) with the scale and shift of the row that a token belongs to (adaLN).
   *
   * @param x          [rows, tokens, width]
   * @param modulation [rows, columns]; shift and scale are the windows of {@code width} columns at shiftAt and scaleAt
   */
  void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y);

  /**
   * y = fma(norm(x) * weight, 1 + scale, shift): as {@link #layerNormModulated(Tensor, float, Tensor, int, int, Tensor)} with a
   * weight of the innermost width before the modulation (MDLM).
   */
  void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y);

  /** y = x / sqrt(mean(x^2) + eps) * weight over the innermost dimension. */
  void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y);

  /** As {@link #layerNormModulated} with the root-mean-square norm. */
  void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y);

  /** y = exp(x - max) / sum over the innermost dimension; a row of only -inf gives zeros, a NaN makes its row NaN. */
  void softmax(Tensor x, Tensor y);

  /** y = exp(x); below the logarithm of the smallest normal float the result is 0. */
  void exp(Tensor x, Tensor y);

  /** y = act(x). */
  void activate(Activation act, Tensor x, Tensor y);

  /**
   * y = act(x[..., : n]) * x[..., n :], the gated half of a SwiGLU and its kin.
   *
   * @param x [..., 2 n]
   * @param y [..., n], not overlapping x
   */
  void gated(Activation act, Tensor x, Tensor y);

  /**
   * Rotary position embedding in place, of the heads in a column window, dimension i paired with i + headDim / 2 (the half-split
   * convention of LLaMA and flash-attn's default). With a = x[i], b = x[i + headDim / 2] and c, s from row t of the table
   * <pre>
   *   x[i]               = fma(a, c[i], -(b s[i]))
   *   x[i + headDim / 2] = fma(b, c[i],   a s[i])
   * </pre>
   * Reference: Su et al. 2021, RoFormer, equation 34.
   *
   * @param x       [rows, tokens, columns]; head h of a token is {@code [at + h * headDim, ... + headDim)}
   * @param headDim even
   * @param table   [positions, headDim], positions >= tokens: the cosines of position t, then its sines; a window of a longer table
   *                begins at another position
   */
  void rotary(Tensor x, int at, int heads, int headDim, Tensor table);

  /** z = x + y, where y repeats over the leading dimensions of x (its size divides that of x). */
  void add(Tensor x, Tensor y, Tensor z);

  /** y = c x. F32 or F64. */
  void scale(Tensor x, double c, Tensor y);

  /**
   * y = x + c[0] k[0] + ... + c[n-1] k[n-1], by fused multiply-adds in that order; a zero coefficient is skipped, so that its
   * term may hold anything. F32 (coefficients rounded to float first) or F64; all tensors of one type. y may be x but not a k.
   */
  void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y);

  /**
   * y[i, :] = table[ids[i], :] for i < n; an id outside the table throws, naming the id and the number of rows. The table is F32
   * on the heap, or of any type off it (a mapped file), widened row by row; on a device it is {@link #resident}. Also a gather of
   * rows, of which y must not be a part.
   */
  void embedding(Tensor table, int[] ids, int n, Tensor y);

  /**
   * Unfolds windows of an image into rows, the first half of a convolution; with stride = kernel and no padding, patchify.
   *
   * @param image   [rows, channels, height, width]
   * @param patches [rows, outH * outW, channels * kernel * kernel], outH = (height + 2 padding - kernel) / stride + 1;
   *                columns run over channel, then kernel row, then kernel column; zeros outside the image
   */
  void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches);

  /**
   * Puts the tokens of a transformer back into an image: token (i, j) holds patch row, patch column, channel (the order of
   * DiT's final layer).
   *
   * @param tokens [rows, gridH * gridW, patch * patch * tokenChannels]
   * @param image  [rows, channels, gridH * patch, gridW * patch] with channels <= tokenChannels: the others are dropped
   */
  void unpatchify(Tensor tokens, int patch, Tensor image);

  /** y[r, j, i] = x[r, i, j]; x and y must not overlap. */
  void transpose(Tensor x, Tensor y);

  // ---- guidance and populations

  /**
   * Classifier-free guidance, {@code y[r, j] = u + scale (c - u)} for j < guided and c for the others, with the rows c = both[r] and
   * u = both[n + r]; difference, product and sum are rounded each.
   *
   * @param both   [2 n, ...]
   * @param guided values of a row, from its first
   * @param y      [n, ...] or more rows, of which the first n are written; may be {@code both} itself
   */
  void guide(Tensor both, int guided, float scale, Tensor y);

  /**
   * Standard normals, row r from the stream of {@code keys[r]}: the bits of {@link KeyedNormals#fill}.
   *
   * @param z [keys.length, ...], F32 (rounded once) or F64
   */
  void normals(TrajectoryKey[] keys, long step, Purpose purpose, Tensor z);

  /**
   * y = c[0] k[0] + c[1] k[1] + ... in double: each product is rounded, then added in that order, and the sum rounded once to the type
   * of y. Nothing is skipped and nothing fused; sums of several steps go by way of an F64 y.
   *
   * @param k F32 or F64, mixed as may be
   * @param n terms, 1 to {@value #MOST_TERMS}
   * @param y of the shape of the terms, F32 or F64; may be one of them
   */
  void mix(double[] c, Tensor[] k, int n, Tensor y);

  // ---- laws of tokens

  /**
   * Prepares rows of logits for {@link #read}: -infinity at the excluded tokens, then the first largest of each row and the sum of
   * exp(l - l[best]) in double, as {@link LogitRow} defines them. A best below 0 is ~v where the row holds a NaN or +infinity, the
   * first of them at v and excluded or not, and is left as it was; it is ~V where nothing above -infinity is left. The sum is then 0.
   *
   * @param logits   [rows, V]
   * @param excluded ids below V
   * @param best     receives one for each row
   * @param sums     receives one for each row
   */
  void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums);

  /**
   * Answers what a sampler asks of rows of logits, with the bits of {@link LogitRow}. Best and sum that were given with a row are those
   * of {@link #likeliest}: a provider may use or make them.
   */
  void read(LogitReads reads);

  // ---- images whose pixels are rows of channels, [rows, height * width, channels]

  /**
   * y = W * x + b: a convolution of stride 1 with zeros around the image, which is enlarged first by repeating its pixels. With
   * x'[i, j] = x[i / enlarge, j / enlarge], output pixel (i, j) is the product of W with the window
   * {@code x'[i - kernel / 2 + p, j - kernel / 2 + q, c]}, columns running over kernel row p, then kernel column q, then channel c,
   * in one chain.
   *
   * @param x       [rows, height * width, in]
   * @param enlarge at least 1
   * @param w       [out, kernel * kernel * in]
   * @param kernel  odd
   * @param y       [rows, enlarge * height * enlarge * width, out], not overlapping x
   */
  void convolution(Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y);

  /** y = y + (W * x + b) with the convolution of {@link #convolution} and an image that is not enlarged. */
  void convolutionResidual(Tensor x, int height, int width, Linear w, int kernel, Tensor y);

  /**
   * y = act(fma(x - mean, weight / sqrt(var + eps), bias)), mean and biased variance over all pixels and the channels / groups
   * channels of a group (Wu and He 2018). Sums are in double: for each channel over the pixels of a block of 1024 in order, then for
   * each group over blocks in order, channels in order; the variance's from the mean in double. Mean and weight / sqrt(var + eps)
   * are then rounded to float.
   *
   * @param x      [rows, pixels, channels]
   * @param groups divides the channels
   * @param weight [channels]
   * @param bias   [channels]
   * @param y      as x
   */
  void groupNorm(Tensor x, int groups, float eps, Tensor weight, Tensor bias, Activation act, Tensor y);
}
