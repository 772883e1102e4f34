package org.anabranch.solver.likelihood;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.VelocityField;

/**
 * The joint velocity of (x, l): dx/dt = u, dl/dt = div u once for each estimate of the divergence. A row is x, then the l, in double;
 * a field in F32 sees x rounded. The condition of a row is its number in the solve, which stands for its true condition and key.
 */
final class JointField implements VelocityField {
  /** Products that a field is asked for at once, unless one row needs more. */
  private static final int PRODUCTS = 256;

  private final DifferentiableField field;
  private final Divergence divergence;
  private final int[] conditions;
  private final TrajectoryKey[] keys;
  private final int size;

  JointField(DifferentiableField field, Divergence divergence, int[] conditions, TrajectoryKey[] keys) {
    this.field = field;
    this.divergence = divergence;
    this.conditions = conditions;
    this.keys = keys;
    this.size = Math.toIntExact(field.rowShape().size());
  }

  @Override
  public Shape rowShape() {
    return Shape.of(size + divergence.estimates());
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  /** A path with the ends exchanged: a likelihood begins at the data. Only its direction means anything. */
  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(field.interpolant().direction() == Direction.DATA_AT_ONE ? Direction.NOISE_AT_ONE
        : Direction.DATA_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return divergence.cost(field);
  }

  @Override
  public void checkCondition(int row) {
    if (row < 0 || row >= conditions.length) {
      throw new IllegalArgumentException("likelihood: row must be in 0.." + (conditions.length - 1) + ", got " + row);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] rows, Tensor v) {
    int block = Math.max(1, PRODUCTS / divergence.products(size));
    for (int from = 0; from < x.rows(); from += block) {
      int count = Math.min(block, x.rows() - from);
      block(x, Arrays.copyOfRange(t, from, from + count), Arrays.copyOfRange(rows, from, from + count), from, v);
    }
  }

  private void block(Tensor x, double[] t, int[] rows, int from, Tensor v) {
    int count = rows.length;
    int wide = size + divergence.estimates();
    int[] dims = new int[field.rowShape().rank() + 1];
    dims[0] = count;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = field.rowShape().dim(i - 1);
    }
    Tensor state = Tensor.zeros(field.dtype(), Shape.of(dims));
    Tensor velocity = Tensor.zeros(field.dtype(), Shape.of(dims));
    int[] condition = new int[count];
    TrajectoryKey[] key = new TrajectoryKey[count];
    double[][] estimates = new double[count][divergence.estimates()];
    for (int r = 0; r < count; r++) {
      condition[r] = conditions[rows[r]];
      key[r] = keys[rows[r]];
      int at = x.offset() + (from + r) * wide;
      for (int i = 0; i < size; i++) {
        if (field.dtype() == DType.F64) {
          state.doubles()[r * size + i] = x.doubles()[at + i];
        } else {
          state.floats()[r * size + i] = (float) x.doubles()[at + i];
        }
      }
    }
    divergence.evaluate(field, state, t, condition, key, velocity, estimates);
    for (int r = 0; r < count; r++) {
      int at = v.offset() + (from + r) * wide;
      for (int i = 0; i < size; i++) {
        v.doubles()[at + i] = field.dtype() == DType.F64 ? velocity.doubles()[r * size + i] : velocity.floats()[r * size + i];
      }
      System.arraycopy(estimates[r], 0, v.doubles(), at + size, estimates[r].length);
    }
  }
}
