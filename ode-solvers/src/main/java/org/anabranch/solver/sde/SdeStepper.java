package org.anabranch.solver.sde;

import java.util.stream.IntStream;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.RowBlocks;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/**
 * A {@link FlowSde} at work on one field.
 *
 * <p>Noise, drift and state of a row are combined in double and rounded once to the state's type, row by row, so a row's bits
 * depend on its state, key and condition only, on every provider. The rows are swept once per evaluation. Nothing is allocated
 * after the first step at a batch size. One thread at a time.
 */
public final class SdeStepper implements FlowStepper {
  private final FlowSde sde;
  private final TimeGrid grid;
  private final StepNoise source;
  private final BlockEvaluator evaluator;
  private final StepCoefficients[] coefficients;
  private final int maxRows;
  private final double[] x;
  private final double[] u;
  private final double[] z;
  private final double[] w;
  /** By number of rows, windows of buffers that fit the largest batch so far. */
  private Heun[] heuns = new Heun[0];
  private Tensor predicted;
  private Tensor velocity;

  /** The predicted state and its velocity. */
  private record Heun(RowBlocks predicted, RowBlocks velocity) {}

  /**
   * A stepper.
   *
   * @param noise   {@link StepNoise#KEYED}, or recorded
   * @param maxRows rows that the field sees at once
   * @throws IllegalArgumentException if a coefficient is infinite, or the grid's direction is not the field's
   */
  public SdeStepper(FlowSde sde, VelocityField field, TimeGrid grid, StepNoise noise, int maxRows) {
    if (grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("flow sde: the field's time is " + field.interpolant().direction() + ", the grid's "
          + grid.direction());
    }
    this.sde = sde;
    this.grid = grid;
    this.source = noise;
    this.evaluator = new BlockEvaluator(field, maxRows);
    this.coefficients = StepCoefficients.of(sde, field.interpolant(), grid);
    this.maxRows = maxRows;
    int width = Math.toIntExact(field.rowShape().size());
    this.x = new double[width];
    this.u = new double[width];
    this.z = new double[width];
    this.w = new double[width];
    this.predicted = Tensor.zeros(field.dtype(), Shape.of(0, width));
    this.velocity = predicted;
  }

  /**
   * The states at the end of the grid; the observer sees every state on the way, the start included.
   *
   * @param start      [rows, rowShape...], not written
   * @param conditions [rows]
   * @param keys       [rows]
   * @return a new tensor of the shape of {@code start}
   */
  public Tensor integrate(Tensor start, int[] conditions, TrajectoryKey[] keys, OdeSolver.Observer observer) {
    VelocityField field = evaluator.field();
    if (start.dtype() != field.dtype() || start.rowSize() != x.length) {
      throw new IllegalArgumentException("flow sde: the field needs states [rows] x " + field.rowShape() + " of "
          + field.dtype() + ", got " + start.shape() + " of " + start.dtype());
    }
    if (conditions.length != start.rows() || keys.length != start.rows()) {
      throw new IllegalArgumentException("flow sde: needs one condition and one key per row, got " + conditions.length + " and "
          + keys.length + " for " + start.rows() + " rows");
    }
    IntStream.of(conditions).forEach(field::checkCondition);
    FlowRows rows = new FlowRows(field.dtype(), field.rowShape(), conditions.clone(), FlowRows.fresh(keys), maxRows,
        sde.history());
    RowBlocks given = new RowBlocks(start, maxRows);
    IntStream.range(0, start.rows()).forEach(i -> given.copyRow(i, rows.state().whole(), i));
    Meter meter = Meter.unlimited();
    observer.state(0, grid.time(0), rows.state().whole());
    for (int i = 0; i < grid.steps(); i++) {
      step(rows, i, meter);
      observer.state(i + 1, grid.time(i + 1), rows.state().whole());
    }
    return rows.state().whole();
  }

  @Override
  public Admission evaluate(FlowRows rows, int step, Meter meter) {
    return evaluator.evaluate(rows, grid.time(step), meter);
  }

  @Override
  public double deviation(int step) {
    return sde.beginsAtState(step, grid.steps()) ? coefficients[step].noise() : Double.NaN;
  }

  @Override
  public void noise(FlowRows rows, int row, int step, double[] into, double[] scratch) {
    source.draw(rows, row, step, into, scratch);
  }

  @Override
  public Admission step(FlowRows rows, int step, Meter meter) {
    if (!sde.beginsAtState(step, grid.steps())) {
      return heunStep(rows, step, meter);
    }
    Admission admission = evaluate(rows, step, meter);
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    StepCoefficients c = coefficients[step];
    boolean replaces = sde.isLast(step, grid.steps()) && sde.lastStep() == LastStep.TWEEDIE;
    for (int i = 0; i < rows.count(); i++) {
      rows.state().load(i, x);
      rows.velocity().load(i, u);
      if (replaces) {
        apply(c.begin(), x, u, x);
      } else {
        euler(rows, i, step, c);
      }
      rows.spare().store(x, i);
    }
    rows.swap();
    return Admission.ADMITTED;
  }

  private void euler(FlowRows rows, int i, int step, StepCoefficients c) {
    double fx = c.begin().x();
    double fu = c.begin().y();
    for (int j = 0; j < x.length; j++) {
      x[j] += c.h() * (fx * x[j] + fu * u[j]);
    }
    addNoise(rows, i, step, c.noise());
  }

  private void addNoise(FlowRows rows, int i, int step, double size) {
    if (size > 0) {
      source.draw(rows, i, step, z, w);
      for (int j = 0; j < x.length; j++) {
        x[j] += size * z[j];
      }
    }
  }

  /**
   * y = x + g sqrt(h) z in the spare buffer, which the look-ahead belongs to; k1 = drift(y, t); k2 = drift(y + h k1, t + h);
   * x = y + h (k1 + k2) / 2 over the old state, which is not written before the second evaluation is admitted.
   */
  private Admission heunStep(FlowRows rows, int step, Meter meter) {
    Admission admission = meter.admit(evaluator.cost(rows.count()));
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    StepCoefficients c = coefficients[step];
    Heun h = heun(rows);
    rows.evaluating();
    for (int i = 0; i < rows.count(); i++) {
      rows.state().load(i, x);
      addNoise(rows, i, step, c.noise());
      rows.spare().store(x, i);
    }
    evaluator.evaluate(rows.spare(), grid.time(step), rows.conditionBlocks(), rows.velocity());
    rows.evaluated(grid.time(step), false);
    for (int i = 0; i < rows.count(); i++) {
      rows.spare().load(i, x);
      rows.velocity().load(i, u);
      apply(c.begin(), x, u, z);
      for (int j = 0; j < x.length; j++) {
        x[j] += c.h() * z[j];
      }
      h.predicted().store(x, i);
    }
    admission = meter.admit(evaluator.cost(rows.count()));
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    evaluator.evaluate(h.predicted(), grid.time(step + 1), rows.conditionBlocks(), h.velocity());
    for (int i = 0; i < rows.count(); i++) {
      rows.spare().load(i, x);
      rows.velocity().load(i, u);
      apply(c.begin(), x, u, z);
      h.predicted().load(i, w);
      h.velocity().load(i, u);
      apply(c.end(), w, u, w);
      for (int j = 0; j < x.length; j++) {
        x[j] += 0.5 * c.h() * (z[j] + w[j]);
      }
      rows.state().store(x, i);
    }
    return Admission.ADMITTED;
  }

  private static void apply(LinearMap map, double[] state, double[] velocity, double[] out) {
    double a = map.x();
    double b = map.y();
    for (int j = 0; j < out.length; j++) {
      out[j] = a * state[j] + b * velocity[j];
    }
  }

  private Heun heun(FlowRows rows) {
    int count = rows.count();
    if (count >= heuns.length) {
      Tensor like = rows.state().whole();
      heuns = new Heun[count + 1];
      predicted = Tensor.zeros(like.dtype(), like.shape());
      velocity = Tensor.zeros(like.dtype(), like.shape());
    }
    if (heuns[count] == null) {
      heuns[count] = new Heun(new RowBlocks(predicted.rows(0, count), maxRows),
          new RowBlocks(velocity.rows(0, count), maxRows));
    }
    return heuns[count];
  }
}
