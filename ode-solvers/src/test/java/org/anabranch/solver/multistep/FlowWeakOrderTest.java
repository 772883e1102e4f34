package org.anabranch.solver.multistep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.anabranch.solver.sde.SdeStepper;
import org.anabranch.solver.sde.StepNoise;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weak orders of the stochastic samplers without a random number: on Gaussian data a step is affine in state and noise, so the end is
 * x = A x(0) + B + sum_n C[n] z[n]. One row of steps + 2 elements shows all of them: the first starts at 0, the second at 1, both
 * without noise, and element n + 2 has the noise 1 at step n alone. Mean and variance of the end follow to rounding.
 */
class FlowWeakOrderTest {
  private static final double MEAN = 0.7;
  private static final double DEVIATION = 0.6;
  private static final GaussianMixture DATA = new GaussianMixture(new double[] {1}, new double[] {MEAN}, new double[] {DEVIATION});
  /** Moments closer than this are the same but for rounding. */
  private static final double ROUNDING = 1e-12;

  /** Errors of mean and variance at the end of so many steps inside the path, from the exact law of its first time. */
  private static double[] errors(FlowMethod method, Interpolant path, int steps) {
    TimeGrid grid = MultistepOrderTest.graded(path.direction(), steps);
    int width = grid.steps() + 2;
    VelocityField field = new GaussianMixtureField(DATA, path, Shape.of(width), DType.F64);
    StepNoise unit = (key, row, step, z) -> {
      Arrays.fill(z, 0);
      z[step + 2] = 1;
    };
    FlowStepper stepper = method instanceof FlowSde sde ? new SdeStepper(sde, field, grid, unit, 1)
        : new MultistepStepper((MultistepMethod) method, field, grid, unit, 1);
    FlowRows rows = new FlowRows(DType.F64, field.rowShape(), new int[1],
        FlowRows.fresh(new TrajectoryKey[] {TrajectoryKey.root(1, 0)}), 1, method.history());
    double[] x = new double[width];
    x[1] = 1;
    rows.state().store(x, 0);
    Meter meter = Meter.unlimited();
    for (int i = 0; i < grid.steps(); i++) {
      assertEquals(Admission.ADMITTED, stepper.step(rows, i, meter));
    }
    rows.state().load(0, x);
    double factor = x[1] - x[0];
    double first = grid.time(0);
    double variance = factor * factor * variance(path, first);
    for (int n = 2; n < width; n++) {
      variance += (x[n] - x[0]) * (x[n] - x[0]);
    }
    double last = grid.time(grid.steps());
    return new double[] {Math.abs(factor * path.alpha(first) * MEAN + x[0] - path.alpha(last) * MEAN),
        Math.abs(variance - variance(path, last))};
  }

  private static double variance(Interpolant path, double t) {
    return path.alpha(t) * path.alpha(t) * DEVIATION * DEVIATION + path.sigma(t) * path.sigma(t);
  }

  private static FlowMethod method(String name) {
    String[] part = name.split(" ");
    if (part.length == 1) {
      return Solvers.named(name);
    }
    DiffusionSchedule g = switch (part[1]) {
      case "t" -> new DiffusionSchedule.Power(1, 1);
      case "3t^2" -> new DiffusionSchedule.Power(3, 2);
      case "flow-grpo" -> new DiffusionSchedule.FlowGrpo(0.7, 0.5);
      default -> DiffusionSchedule.sit(part[1], 1);
    };
    return new FlowSde(g, FlowSde.Scheme.valueOf(part[0]), LastStep.NONE);
  }

  /** The order is that of the worse moment; a moment that is exact has none. */
  @ParameterizedTest
  @CsvSource({"EULER_MARUYAMA t, 1", "EULER_MARUYAMA 3t^2, 1", "EULER_MARUYAMA flow-grpo, 1", "EULER_MARUYAMA SBDM, 1",
      "EULER_MARUYAMA sigma, 1", "EULER_MARUYAMA linear, 1", "EULER_MARUYAMA decreasing, 1",
      "EULER_MARUYAMA inccreasing-decreasing, 1", "NOISE_THEN_HEUN t, 1", "NOISE_THEN_HEUN 3t^2, 1", "NOISE_THEN_HEUN linear, 1",
      "sde-dpmpp-1, 1", "sde-dpmpp-2m, 2", "sde-dpmpp-3m, 2", "ddpm, 1", "ddpm-large, 1", "ddim:1, 1", "ddim:0.5, 1"})
  void weakOrderInsideThePathIsMeasuredExactly(String name, double order) {
    for (Interpolant path : new Interpolant[] {Interpolant.linear(Direction.NOISE_AT_ONE), Interpolant.gvp(Direction.DATA_AT_ONE)}) {
      double[] coarse = errors(method(name), path, 160);
      double[] fine = errors(method(name), path, 640);
      double worst = Double.POSITIVE_INFINITY;
      for (int i = 0; i < 2; i++) {
        assertTrue(fine[i] < coarse[i] || fine[i] < ROUNDING, name + " moment " + (i + 1) + " on " + path);
        worst = fine[i] < ROUNDING ? worst : Math.min(worst, Math.log(coarse[i] / fine[i]) / Math.log(4));
      }
      assertEquals(order, worst, 0.1, name + " on " + path + ": " + Arrays.toString(coarse) + ", " + Arrays.toString(fine));
    }
  }
}
