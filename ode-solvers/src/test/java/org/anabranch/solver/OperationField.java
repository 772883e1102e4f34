package org.anabranch.solver;

import java.util.Optional;
import org.anabranch.engine.Activation;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** A field written once in operations: u = silu(x) + (t - c) x with condition c, in whatever memory its kernels have. */
final class OperationField implements VelocityField {
  private final Kernels k;
  private final Shape rowShape;

  OperationField(Kernels kernels, Shape rowShape) {
    this.k = kernels;
    this.rowShape = rowShape;
  }

  @Override
  public Shape rowShape() {
    return rowShape;
  }

  @Override
  public DType dtype() {
    return DType.F32;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(Direction.DATA_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public boolean onDevice() {
    return k.provider().isDevice();
  }

  @Override
  public void checkCondition(int condition) {
    // Any will do.
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    Optional<Tensor> crossing = onDevice() && x.onHeap() ? Optional.of(k.allocate(DType.F32, x.shape())) : Optional.empty();
    crossing.ifPresent(own -> k.copy(x, own));
    Tensor in = crossing.orElse(x);
    Tensor out = crossing.isPresent() ? k.allocate(DType.F32, x.shape()) : v;
    k.activate(Activation.SILU, in, out);
    for (int i = 0; i < x.rows(); i++) {
      k.axpy(out.rows(i, 1), new double[] {t[i] - condition[i]}, new Tensor[] {in.rows(i, 1)}, 1, out.rows(i, 1));
    }
    crossing.ifPresent(own -> {
      k.copy(out, v);
      k.release(out);
      k.release(own);
    });
  }
}
