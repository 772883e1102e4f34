package org.anabranch.solver.multistep;

import org.anabranch.engine.Kernels;
import org.anabranch.solver.Admission;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Heun;
import org.anabranch.solver.Heun3;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.RungeKutta38;
import org.anabranch.solver.RungeKutta4;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * Adams-Bashforth of order k: the integral over the step of the polynomial through the velocities now and at the k - 1 steps
 * before,
 *
 * <pre>
 *   x' = x + sum_j b[j] u[i - j],   b[j] = integral from t[i] to t[i + 1] of L[j](t) dt
 * </pre>
 * with L[j] the Lagrange polynomials of the times themselves, so that the order holds on uneven grids; on an even one the factors
 * are the classical ones (3/2, -1/2; 23/12, -16/12, 5/12; ...). One evaluation a step after the start.
 *
 * <p>The first steps are made by a Runge-Kutta method, at its price. After a rewind past them the order climbs again from the
 * first at one evaluation a step, so that a step costs the same however it was reached. Reference: Hairer, Norsett, Wanner, Solving
 * Ordinary Differential Equations I, section III.1.
 *
 * @param name       what {@code --solver} takes
 * @param order      the highest order
 * @param start      the method of the first steps
 * @param startSteps how many there are
 */
public record AdamsBashforth(String name, int order, Tableau start, int startSteps) implements MultistepMethod {
  private static final int MOST = 12;

  /** Checks the order. */
  public AdamsBashforth {
    if (order < 1 || order > MOST || startSteps < 0) {
      throw new IllegalArgumentException("adams-bashforth: the order must be in [1, " + MOST + "] and the first steps >= 0, got "
          + order + " and " + startSteps);
    }
  }

  /** Order 2 to 4, started by a Runge-Kutta method of the same order: Heun, Heun of third order, RK4. */
  public static AdamsBashforth of(int order) {
    Tableau start = switch (order) {
      case 2 -> Heun.TABLEAU;
      case 3 -> Heun3.TABLEAU;
      case 4 -> RungeKutta4.TABLEAU;
      default -> throw new IllegalArgumentException("adams-bashforth: the order must be 2, 3 or 4, got " + order);
    };
    return new AdamsBashforth("ab" + order, order, start, order - 1);
  }

  /**
   * torchdiffeq's {@code explicit_adams}: two steps of the 3/8 rule, then order 3, 4, ... up to 11 as the past grows.
   *
   * <p>High orders are stable for short steps only: on a flow, 64 steps may end anywhere. Not among the named solvers.
   */
  public static AdamsBashforth explicitAdams() {
    return new AdamsBashforth("explicit-adams", 11, RungeKutta38.TABLEAU, 2);
  }

  @Override
  public int history() {
    return order - 1;
  }

  @Override
  public Prediction prediction() {
    return Prediction.VELOCITY;
  }

  @Override
  public int evaluations(int step, int steps) {
    return step < startSteps ? start.stages() : 1;
  }

  @Override
  public void check(VelocityField field, TimeGrid grid) {
    if (grid.steps() <= startSteps) {
      new OdeMethod(start).check(field, grid);
    }
    check(field.interpolant(), grid);
  }

  @Override
  public StepFormula formula(Interpolant path, TimeGrid grid, int step, int past) {
    double t = grid.time(step);
    double h = grid.time(step + 1) - t;
    double[] nodes = new double[past + 1];
    for (int j = 0; j <= past; j++) {
      nodes[j] = (grid.time(step - j) - t) / h;
    }
    double[] b = new double[nodes.length];
    for (int j = 0; j < b.length; j++) {
      b[j] = h * integral(nodes, j);
    }
    return new StepFormula(1, b, 0);
  }

  /** The integral over [0, 1] of the polynomial that is 1 at node j and 0 at the others. */
  private static double integral(double[] nodes, int j) {
    double[] c = new double[nodes.length];
    c[0] = 1;
    int degree = 0;
    for (int k = 0; k < nodes.length; k++) {
      if (k != j) {
        double scale = 1 / (nodes[j] - nodes[k]);
        degree++;
        for (int d = degree; d >= 0; d--) {
          c[d] = scale * ((d > 0 ? c[d - 1] : 0) - nodes[k] * c[d]);
        }
      }
    }
    double sum = 0;
    for (int d = degree; d >= 0; d--) {
      sum += c[d] / (d + 1);
    }
    return sum;
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, StepNoise noise, int maxRows) {
    return new Stepper(startSteps, order > 1, new OdeMethod(start).open(field, grid, kernels, maxRows),
        new MultistepStepper(this, field, grid, noise, maxRows));
  }

  /** The Runge-Kutta method of the first steps, whose velocities are remembered, then the formulas. */
  private record Stepper(int startSteps, boolean remembers, FlowStepper first, FlowStepper then) implements FlowStepper {
    @Override
    public Admission evaluate(FlowRows rows, int step, Meter meter) {
      return then.evaluate(rows, step, meter);
    }

    @Override
    public Admission step(FlowRows rows, int step, Meter meter) {
      if (step >= startSteps) {
        return then.step(rows, step, meter);
      }
      Admission admission = first.step(rows, step, meter);
      if (admission == Admission.ADMITTED && remembers) {
        for (int i = 0; i < rows.count(); i++) {
          rows.velocity().copyRow(i, rows.history().incoming().whole(), i);
        }
        rows.history().push();
      }
      return admission;
    }
  }
}
