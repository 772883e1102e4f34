package org.anabranch.engine.vector;

import org.anabranch.engine.Activation;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.engine.host.HostKernels;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.host.RotaryCall;

/** Vector API kernels: the scratch of each worker, and the way to the loops. */
final class VectorKernels extends HostKernels {
  private final VectorAttention[] attention;
  private final VectorSoftmax[] softmax;
  private final float[][] lanes;

  VectorKernels(KernelProvider provider, WorkerPool pool, boolean rehearsal, Product.Replacement products) {
    super(provider, pool, rehearsal, products.of(new VectorProduct(pool.threads()), pool.threads()));
    attention = new VectorAttention[pool.threads()];
    softmax = new VectorSoftmax[pool.threads()];
    lanes = new float[pool.threads()][Kernels.LANES];
    for (int i = 0; i < attention.length; i++) {
      attention[i] = new VectorAttention();
      softmax[i] = new VectorSoftmax();
    }
  }

  @Override
  public TangentKernels tangents() {
    return new VectorTangents(pool());
  }

  @Override
  protected void reserve(AttentionCall c, int workers) {
    for (VectorAttention a : attention) {
      a.reserve(c);
    }
  }

  @Override
  protected void attend(AttentionCall c, int row, int head, int worker) {
    attention[worker].run(c, row, head);
  }

  @Override
  protected void norm(NormCall c, int r0, int r1, int worker) {
    VectorRows.norm(c, r0, r1, lanes[worker]);
  }

  @Override
  protected void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int n, int worker) {
    softmax[worker].rows(x, xAt, y, yAt, rows, n);
  }

  @Override
  protected void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    VectorGates.run(act, x, xAt, y, yAt, n);
  }

  @Override
  protected void rotate(RotaryCall c, int t0, int t1) {
    VectorRotary.run(c, t0, t1);
  }

  @Override
  protected void map(Map f, float[] x, int xAt, float[] y, int yAt, int n) {
    switch (f) {
      case EXP -> VectorMaps.exp(x, xAt, y, yAt, n);
      case RELU -> VectorMaps.relu(x, xAt, y, yAt, n);
      case SILU -> VectorMaps.silu(x, xAt, y, yAt, n);
      case GELU_TANH -> VectorMaps.geluTanh(x, xAt, y, yAt, n);
      case GELU_ERF -> VectorMaps.geluErf(x, xAt, y, yAt, n);
    }
  }

  @Override
  protected void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    VectorMaps.add(x, xAt, y, yAt, z, zAt, n);
  }

  @Override
  protected void scale(float[] x, int xAt, float c, float[] y, int yAt, int n) {
    VectorRows.scale(x, xAt, c, y, yAt, n);
  }

  @Override
  protected void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n) {
    VectorMaps.fma(c, k, kAt, x, xAt, y, yAt, n);
  }
}
