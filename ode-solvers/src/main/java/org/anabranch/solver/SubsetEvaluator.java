package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.Tensor;

/**
 * Evaluates a field, or its products with one tangent per row, on any subset of rows, gathered into a batch of its own.
 *
 * <p>Its buffers fit {@code capacity} rows; views are kept per number of rows, so that nothing is allocated after the first call with a
 * number. One thread at a time.
 */
final class SubsetEvaluator {
  private final VelocityField field;
  private final int maxRows;
  private final Tensor x;
  private final Tensor v;
  private final Tensor tangent;
  private final Tensor product;
  private final View[] views;

  private record View(RowBlocks x, RowBlocks v, RowBlocks tangent, RowBlocks product, double[][] times, int[][] conditions) {}

  SubsetEvaluator(VelocityField field, int capacity, int maxRows) {
    this.field = field;
    this.maxRows = maxRows;
    this.x = Tensor.zeros(field.dtype(), Shapes.batch(capacity, field.rowShape()));
    this.v = Tensor.zeros(field.dtype(), x.shape());
    this.tangent = Tensor.zeros(field.dtype(), x.shape());
    this.product = Tensor.zeros(field.dtype(), x.shape());
    this.views = new View[capacity + 1];
  }

  /** Whether products are exact; else differences. */
  boolean isExact() {
    return field instanceof DifferentiableField;
  }

  /** What a meter is charged for one exact product of a row, which comes with the velocity. */
  long productCost() {
    return field.costPerRow() + (long) ((DifferentiableField) field).costPerTangent();
  }

  /** Sets the i-th row of the next batch of so many rows. */
  void put(int i, int rows, double[] state, double time, int condition) {
    View view = view(rows);
    view.x.store(state, i);
    view.times[i / maxRows][i % maxRows] = time;
    view.conditions[i / maxRows][i % maxRows] = condition;
  }

  /** Sets the tangent of the i-th row of the next batch of so many rows. */
  void putTangent(int i, int rows, double[] direction) {
    view(rows).tangent.store(direction, i);
  }

  /** The velocities of the batch, to be charged by the caller beforehand. */
  void evaluate(int rows) {
    View view = view(rows);
    for (int b = 0; b < view.x.count(); b++) {
      field.evaluate(view.x.block(b), view.times[b], view.conditions[b], view.v.block(b));
    }
  }

  /** The products of the batch with its tangents, to be charged by the caller beforehand. */
  void products(int rows) {
    View view = view(rows);
    DifferentiableField exact = (DifferentiableField) field;
    for (int b = 0; b < view.x.count(); b++) {
      exact.evaluate(view.x.block(b), view.times[b], view.conditions[b], view.tangent.block(b), view.v.block(b),
          view.product.block(b));
    }
  }

  /** The velocity of the i-th row of the last batch of so many rows. */
  void velocity(int i, int rows, double[] out) {
    view(rows).v.load(i, out);
  }

  /** The product of the i-th row of the last batch of so many rows. */
  void product(int i, int rows, double[] out) {
    view(rows).product.load(i, out);
  }

  private View view(int rows) {
    if (views[rows] == null) {
      RowBlocks states = new RowBlocks(x.rows(0, rows), maxRows);
      double[][] times = new double[states.count()][];
      Arrays.setAll(times, b -> new double[states.block(b).rows()]);
      views[rows] = new View(states, new RowBlocks(v.rows(0, rows), maxRows), new RowBlocks(tangent.rows(0, rows), maxRows),
          new RowBlocks(product.rows(0, rows), maxRows), times, RowBlocks.cut(new int[rows], maxRows));
    }
    return views[rows];
  }
}
