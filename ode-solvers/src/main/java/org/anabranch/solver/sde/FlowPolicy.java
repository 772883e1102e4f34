package org.anabranch.solver.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Meter;
import org.anabranch.solver.RowBlocks;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/**
 * A flow's stochastic equation as a policy: trajectories with the log-density of every step, and the log-density of given
 * trajectories under this field, as policy gradients need both (Flow-GRPO's ratio is exp of their difference).
 *
 * <pre>
 *   x[i+1] ~ N(m, s^2 I)     m = x[i] + h (fx x[i] + fu u(x[i], t[i]))     s = g(t[i]) sqrt(h)
 *   log p(x[i+1] | x[i]) = -|x[i+1] - m|^2 / (2 s^2) - d (log s + log(2 pi) / 2)
 * </pre>
 * The density is a row's, summed over its d elements, in nats (Flow-GRPO's code reports the mean over elements: divide by d). It is
 * taken at the state as stored, so that rounding of the state is part of the noise. A step without noise, as a last step by rule, has
 * no density: its entry is NaN.
 *
 * <p>Only {@link FlowSde.Scheme#EULER_MARUYAMA} has Gaussian steps. Bits of a row depend on its start, key and condition only; sums
 * run in double, element by element. Charged before every batched evaluation, rows times cost per row. One thread at a time.
 *
 * <p>Reference: Liu et al. 2025, Flow-GRPO, equation 9, and {@code sd3_sde_with_logprob.py}.
 */
public final class FlowPolicy {
  private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

  private final FlowSde sde;
  private final VelocityField field;
  private final TimeGrid grid;
  private final int maxRows;
  private final StepCoefficients[] coefficients;

  /**
   * Trajectories of a policy.
   *
   * @param states         one [rows, rowShape...] per time reached, the start included
   * @param logProbability [steps made][rows], in nats; NaN for a step without noise
   * @param why            ADMITTED if the grid's end was reached, else the limit that stopped all rows
   */
  public record Rollout(List<Tensor> states, double[][] logProbability, Admission why) {
    /** Takes copies of the outer arrays. */
    public Rollout {
      states = List.copyOf(states);
      logProbability = logProbability.clone();
    }
  }

  /**
   * A policy.
   *
   * @param maxRows rows that the field sees at once
   * @throws IllegalArgumentException if the scheme's steps are not Gaussian, a coefficient is infinite, or the grid does not fit
   */
  public FlowPolicy(FlowSde sde, VelocityField field, TimeGrid grid, int maxRows) {
    if (sde.scheme() != FlowSde.Scheme.EULER_MARUYAMA) {
      throw new IllegalArgumentException("flow policy: steps must be Gaussian, as EULER_MARUYAMA's are, the scheme is " + sde.scheme());
    }
    if (grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("flow policy: the field's time is " + field.interpolant().direction() + ", the grid's "
          + grid.direction());
    }
    this.sde = sde;
    this.field = field;
    this.grid = grid;
    this.maxRows = maxRows;
    this.coefficients = StepCoefficients.of(sde, field.interpolant(), grid);
  }

  /** The standard deviation of a step, 0 where it has no noise. */
  public double deviation(int step) {
    return coefficients[step].noise();
  }

  /**
   * Draws trajectories: the states that {@link SdeStepper} makes, with their densities.
   *
   * @param start      [rows, rowShape...], not written
   * @param conditions [rows]
   * @param keys       [rows], of the noise
   * @throws IllegalArgumentException if shapes, types or conditions do not fit
   */
  public Rollout sample(Tensor start, int[] conditions, TrajectoryKey[] keys, Meter meter) {
    check(start, conditions);
    if (keys.length != start.rows()) {
      throw new IllegalArgumentException("flow policy: needs one key per row, got " + keys.length + " for " + start.rows() + " rows");
    }
    FlowRows rows = new FlowRows(field.dtype(), field.rowShape(), conditions.clone(), FlowRows.fresh(keys), maxRows,
        sde.history());
    copy(start, rows.state().whole());
    SdeStepper stepper = new SdeStepper(sde, field, grid, StepNoise.KEYED, maxRows);
    List<Tensor> states = new ArrayList<>(List.of(copy(start)));
    List<double[]> logs = new ArrayList<>();
    Admission why = Admission.ADMITTED;
    for (int i = 0; i < grid.steps() && why == Admission.ADMITTED; i++) {
      why = stepper.step(rows, i, meter);
      if (why == Admission.ADMITTED) {
        states.add(copy(rows.state().whole()));
        logs.add(density(i, new RowBlocks(states.get(i), maxRows), rows.velocity(), rows.state()));
      }
    }
    return new Rollout(states, logs.toArray(double[][]::new), why);
  }

  /**
   * The density of each step of given trajectories under this field: one evaluation per row and step that has noise.
   *
   * @param states     one [rows, rowShape...] per time from the grid's first, at most one more than it has steps; not written
   * @param conditions [rows]
   * @return [steps][rows], as far as the meter went
   * @throws IllegalArgumentException if shapes, types, conditions or the number of states do not fit
   */
  public double[][] logProbability(List<Tensor> states, int[] conditions, Meter meter) {
    if (states.isEmpty() || states.size() > grid.steps() + 1) {
      throw new IllegalArgumentException("flow policy: needs 1 to " + (grid.steps() + 1) + " states, got " + states.size());
    }
    states.forEach(x -> check(x, conditions));
    int[][] ids = RowBlocks.cut(conditions, maxRows);
    BlockEvaluator evaluator = new BlockEvaluator(field, maxRows);
    RowBlocks velocity = new RowBlocks(Tensor.zeros(field.dtype(), states.get(0).shape()), maxRows);
    double[][] logs = new double[states.size() - 1][];
    for (int i = 0; i < logs.length; i++) {
      RowBlocks x = new RowBlocks(states.get(i), maxRows);
      if (coefficients[i].noise() > 0) {
        if (meter.admit(evaluator.cost(conditions.length)) != Admission.ADMITTED) {
          return Arrays.copyOf(logs, i);
        }
        evaluator.evaluate(x, grid.time(i), ids, velocity);
      }
      logs[i] = density(i, x, velocity, new RowBlocks(states.get(i + 1), maxRows));
    }
    return logs;
  }

  private double[] density(int step, RowBlocks from, RowBlocks velocity, RowBlocks to) {
    StepCoefficients c = coefficients[step];
    double[] out = new double[from.whole().rows()];
    double[] x = new double[from.whole().rowSize()];
    double[] u = new double[x.length];
    double[] next = new double[x.length];
    LinearMap drift = c.begin();
    for (int r = 0; r < out.length; r++) {
      if (!(c.noise() > 0)) {
        out[r] = Double.NaN;
        continue;
      }
      from.load(r, x);
      velocity.load(r, u);
      to.load(r, next);
      double squares = 0;
      for (int j = 0; j < x.length; j++) {
        double z = (next[j] - (x[j] + c.h() * (drift.x() * x[j] + drift.y() * u[j]))) / c.noise();
        squares += z * z;
      }
      out[r] = -0.5 * squares - x.length * (StrictMath.log(c.noise()) + HALF_LOG_TWO_PI);
    }
    return out;
  }

  private void check(Tensor x, int[] conditions) {
    if (x.dtype() != field.dtype() || x.rowSize() != field.rowShape().size() || x.rows() != conditions.length) {
      throw new IllegalArgumentException("flow policy: needs states [" + conditions.length + "] x " + field.rowShape() + " of "
          + field.dtype() + ", got " + x.shape() + " of " + x.dtype());
    }
    for (int condition : conditions) {
      field.checkCondition(condition);
    }
  }

  private static Tensor copy(Tensor x) {
    Tensor y = Tensor.zeros(x.dtype(), x.shape());
    copy(x, y);
    return y;
  }

  private static void copy(Tensor x, Tensor y) {
    RowBlocks rows = new RowBlocks(x, Math.max(1, x.rows()));
    for (int i = 0; i < x.rows(); i++) {
      rows.copyRow(i, y, i);
    }
  }
}
