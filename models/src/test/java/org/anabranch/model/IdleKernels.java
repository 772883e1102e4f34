package org.anabranch.model;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.engine.scalar.ScalarProvider;

/** Kernels that do nothing and allocate nothing, so that what a network itself allocates can be measured. */
public final class IdleKernels implements Kernels {
  private final KernelProvider provider = new ScalarProvider();

  @Override
  public KernelProvider provider() {
    return provider;
  }

  @Override
  public void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {}

  @Override
  public void guide(Tensor both, int guided, float scale, Tensor y) {}

  @Override
  public void normals(TrajectoryKey[] keys, long step, Purpose purpose, Tensor z) {}

  @Override
  public void mix(double[] c, Tensor[] k, int n, Tensor y) {}

  @Override
  public void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {}

  @Override
  public void read(LogitReads reads) {}

  @Override
  public void linear(Tensor x, Linear w, Activation act, Tensor y) {}

  @Override
  public void linearResidual(Tensor x, Linear w, Tensor y) {}

  @Override
  public void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y) {}

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, AttentionMask mask, Tensor o) {}

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, RowSpans spans, Tensor o) {}

  @Override
  public void layerNorm(Tensor x, float eps, Tensor y) {}

  @Override
  public void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y) {}

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {}

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {}

  @Override
  public void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y) {}

  @Override
  public void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {}

  @Override
  public void softmax(Tensor x, Tensor y) {}

  @Override
  public void exp(Tensor x, Tensor y) {}

  @Override
  public void activate(Activation act, Tensor x, Tensor y) {}

  @Override
  public void gated(Activation act, Tensor x, Tensor y) {}

  @Override
  public void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {}

  @Override
  public void add(Tensor x, Tensor y, Tensor z) {}

  @Override
  public void scale(Tensor x, double c, Tensor y) {}

  @Override
  public void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {}

  @Override
  public void embedding(Tensor table, int[] ids, int n, Tensor y) {}

  @Override
  public void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {}

  @Override
  public void unpatchify(Tensor tokens, int patch, Tensor image) {}

  @Override
  public void transpose(Tensor x, Tensor y) {}

  @Override
  public void convolution(Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y) {}

  @Override
  public void convolutionResidual(Tensor x, int height, int width, Linear w, int kernel, Tensor y) {}

  @Override
  public void groupNorm(Tensor x, int groups, float eps, Tensor weight, Tensor bias, Activation act, Tensor y) {}
}
