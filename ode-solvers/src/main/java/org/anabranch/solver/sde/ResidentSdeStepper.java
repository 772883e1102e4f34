package org.anabranch.solver.sde;

import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Meter;
import org.anabranch.solver.RowBlocks;
import org.anabranch.solver.StartNoise;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.WideRows;

/**
 * A {@link FlowSde} at work on rows that stand on a device: {@link SdeStepper}'s steps by the kernels' operations on all rows at once,
 * with its bits. Nothing of a step leaves the device. One thread at a time.
 */
final class ResidentSdeStepper implements FlowStepper {
  private static final int DRIFT = 0;
  private static final int NOISE = 1;
  private static final int SCRATCH = 2;

  private final FlowSde sde;
  private final TimeGrid grid;
  private final Kernels kernels;
  private final BlockEvaluator evaluator;
  private final StepCoefficients[] coefficients;
  private final int maxRows;
  private final WideRows wide;
  private Tensor predicted;
  private Tensor velocity;

  ResidentSdeStepper(FlowSde sde, VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    this.sde = sde;
    this.grid = grid;
    this.kernels = kernels;
    this.evaluator = new BlockEvaluator(field, maxRows);
    this.coefficients = StepCoefficients.of(sde, field.interpolant(), grid);
    this.maxRows = maxRows;
    this.wide = new WideRows(kernels, field.rowShape(), 3);
    this.predicted = wide.of(DRIFT, 0);
    this.velocity = predicted;
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
    StepNoise.KEYED.draw(rows, row, step, into, scratch);
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
    Tensor x = rows.state().whole();
    if (sde.isLast(step, grid.steps()) && sde.lastStep() == LastStep.TWEEDIE) {
      apply(c.begin(), x, rows.velocity().whole(), rows.spare().whole());
    } else {
      Tensor drift = wide.of(DRIFT, rows.count());
      apply(c.begin(), x, rows.velocity().whole(), drift);
      if (c.noise() > 0) {
        kernels.mix(new double[] {1, c.h(), c.noise()}, new Tensor[] {x, drift, drawn(rows, step)}, 3, rows.spare().whole());
      } else {
        kernels.mix(new double[] {1, c.h()}, new Tensor[] {x, drift}, 2, rows.spare().whole());
      }
    }
    rows.swap();
    return Admission.ADMITTED;
  }

  /** As {@link SdeStepper}'s: the noised state stands in the spare buffer, and the old state is written last. */
  private Admission heunStep(FlowRows rows, int step, Meter meter) {
    Admission admission = meter.admit(evaluator.cost(rows.count()));
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    StepCoefficients c = coefficients[step];
    room(rows);
    RowBlocks guess = new RowBlocks(predicted.rows(0, rows.count()), maxRows);
    RowBlocks atEnd = new RowBlocks(velocity.rows(0, rows.count()), maxRows);
    Tensor noised = rows.spare().whole();
    Tensor begin = wide.of(DRIFT, rows.count());
    rows.evaluating();
    if (c.noise() > 0) {
      kernels.mix(new double[] {1, c.noise()}, new Tensor[] {rows.state().whole(), drawn(rows, step)}, 2, noised);
    } else {
      kernels.copy(rows.state().whole(), noised);
    }
    evaluator.evaluate(rows.spare(), grid.time(step), rows.conditionBlocks(), rows.velocity());
    rows.evaluated(grid.time(step), false);
    apply(c.begin(), noised, rows.velocity().whole(), begin);
    kernels.mix(new double[] {1, c.h()}, new Tensor[] {noised, begin}, 2, guess.whole());
    admission = meter.admit(evaluator.cost(rows.count()));
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    evaluator.evaluate(guess, grid.time(step + 1), rows.conditionBlocks(), atEnd);
    Tensor end = wide.of(SCRATCH, rows.count());
    apply(c.end(), guess.whole(), atEnd.whole(), end);
    kernels.mix(new double[] {1, 1}, new Tensor[] {begin, end}, 2, end);
    kernels.mix(new double[] {1, 0.5 * c.h()}, new Tensor[] {noised, end}, 2, rows.state().whole());
    return Admission.ADMITTED;
  }

  private void apply(LinearMap map, Tensor state, Tensor u, Tensor out) {
    kernels.mix(new double[] {map.x(), map.y()}, new Tensor[] {state, u}, 2, out);
  }

  private Tensor drawn(FlowRows rows, int step) {
    Tensor z = wide.of(NOISE, rows.count());
    StartNoise.draw(kernels, rows.draws(), step, Purpose.STEP, z, wide.of(SCRATCH, rows.count()));
    return z;
  }

  /** Buffers of a predicted state and its velocity that fit the largest batch so far. */
  private void room(FlowRows rows) {
    if (predicted.dtype() == DType.F32 && predicted.rows() >= rows.count()) {
      return;
    }
    if (predicted.dtype() == DType.F32) {
      kernels.release(predicted);
      kernels.release(velocity);
    }
    predicted = kernels.allocate(DType.F32, rows.state().whole().shape());
    velocity = kernels.allocate(DType.F32, rows.state().whole().shape());
  }
}
