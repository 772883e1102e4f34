package org.anabranch.engine.vector;

import java.util.stream.Stream;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.host.RotaryCall;

/** Vector API kernels: the scratch of each worker, and the way to the loops. */
final class VectorLoops implements HostLoops {
  private final VectorProduct product;
  private final VectorAttention[] attention;
  private final VectorSoftmax[] softmax;
  private final float[][] lanes;

  VectorLoops(int workers) {
    this(workers, new VectorProduct(workers));
  }

  /** With this product. */
  VectorLoops(int workers, VectorProduct product) {
    this.product = product;
    attention = Stream.generate(VectorAttention::new).limit(workers).toArray(VectorAttention[]::new);
    softmax = Stream.generate(VectorSoftmax::new).limit(workers).toArray(VectorSoftmax[]::new);
    lanes = new float[workers][Kernels.LANES];
  }

  @Override
  public Product product() {
    return product;
  }

  @Override
  public TangentKernels tangents(WorkerPool pool) {
    return new VectorTangents(pool);
  }

  @Override
  public void reserve(AttentionCall c) {
    for (VectorAttention a : attention) {
      a.reserve(c);
    }
  }

  @Override
  public void attend(AttentionCall c, int row, int head, int worker) {
    attention[worker].run(c, row, head);
  }

  @Override
  public void norm(NormCall c, int r0, int r1, int worker) {
    VectorRows.norm(c, r0, r1, lanes[worker]);
  }

  @Override
  public void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int n, int worker) {
    softmax[worker].rows(x, xAt, y, yAt, rows, n);
  }

  @Override
  public void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    VectorGates.run(act, x, xAt, y, yAt, n);
  }

  @Override
  public void rotate(RotaryCall c, int t0, int t1, int worker) {
    VectorRotary.run(c, t0, t1);
  }

  @Override
  public void map(Map f, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    switch (f) {
      case EXP -> VectorMaps.exp(x, xAt, y, yAt, n);
      case RELU -> VectorMaps.relu(x, xAt, y, yAt, n);
      case SILU -> VectorMaps.silu(x, xAt, y, yAt, n);
      case GELU_TANH -> VectorMaps.geluTanh(x, xAt, y, yAt, n);
      case GELU_ERF -> VectorMaps.geluErf(x, xAt, y, yAt, n);
    }
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n, int worker) {
    VectorMaps.add(x, xAt, y, yAt, z, zAt, n);
  }

  @Override
  public void scale(float[] x, int xAt, float c, float[] y, int yAt, int n, int worker) {
    VectorRows.scale(x, xAt, c, y, yAt, n);
  }

  @Override
  public void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    VectorMaps.fma(c, k, kAt, x, xAt, y, yAt, n);
  }
}
