package org.anabranch.jmh.ode;

import java.util.List;
import java.util.stream.Stream;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.AdamsMoultonIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.nonstiff.GraggBulirschStoerIntegrator;

/** A solver with step control, ours or Hipparchus', on one problem from its start to its end. */
public interface Integrator {
  /** The shortest step that Hipparchus may take, below the rounding of a time: the remainder before the end may be a sliver. */
  double SHORTEST = 1e-16;

  /** Where an integration arrived. */
  record Arrival(double[] state, long evaluations) {}

  /** Its name. */
  String name();

  /** Whether it is ours. */
  boolean ours();

  /**
   * Integrates with equal relative and absolute tolerances.
   *
   * @throws IllegalStateException if it does not reach the end
   */
  Arrival integrate(DetestProblem problem, double tolerance);

  /** Ours by name. */
  static Integrator ours(String method, Kernels kernels) {
    AdaptiveMethod m = AdaptiveMethod.named(method);
    return new Integrator() {
      @Override
      public String name() {
        return method;
      }

      @Override
      public boolean ours() {
        return true;
      }

      @Override
      public Arrival integrate(DetestProblem problem, double tolerance) {
        AdaptiveResult r = new AdaptiveOdeSolver(new ProblemField(problem), m, kernels,
            AdaptiveOptions.tolerances(tolerance, tolerance)).integrate(Tensor.of(problem.start().clone(), 1, problem.width()),
                new int[1], 0, DetestProblem.END);
        if (!r.completed()) {
          throw new IllegalStateException(method + ": must reach the end of " + problem.name() + ", got " + r.rows());
        }
        return new Arrival(r.state().doubles(), r.evaluations());
      }
    };
  }

  /** Makes a solver of Hipparchus for a tolerance. */
  @FunctionalInterface
  interface Maker {
    /** A new solver. */
    ODEIntegrator make(double tolerance);
  }

  /** A solver of Hipparchus. */
  static Integrator hipparchus(String name, Maker maker) {
    return new Integrator() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean ours() {
        return false;
      }

      @Override
      public Arrival integrate(DetestProblem problem, double tolerance) {
        ODEIntegrator integrator = maker.make(tolerance);
        try {
          double[] end = integrator.integrate(equation(problem), new ODEState(0, problem.start().clone()), DetestProblem.END)
              .getPrimaryState();
          return new Arrival(end, integrator.getEvaluations());
        } catch (MathRuntimeException e) {
          throw new IllegalStateException(name + ": must reach the end of " + problem.name() + ", got " + e.getMessage(), e);
        }
      }
    };
  }

  private static OrdinaryDifferentialEquation equation(DetestProblem problem) {
    return new OrdinaryDifferentialEquation() {
      @Override
      public int getDimension() {
        return problem.width();
      }

      @Override
      public double[] computeDerivatives(double t, double[] y) {
        double[] f = new double[y.length];
        problem.f().at(t, y, 0, f, 0);
        return f;
      }
    };
  }

  /** Hipparchus' of fifth order, of eighth, by extrapolation, and of Adams. */
  static List<Integrator> peers() {
    return List.of(
        hipparchus("h-dopri5", e -> new DormandPrince54Integrator(SHORTEST, DetestProblem.END, e, e)),
        hipparchus("h-dopri8", e -> new DormandPrince853Integrator(SHORTEST, DetestProblem.END, e, e)),
        hipparchus("h-gbs", e -> new GraggBulirschStoerIntegrator(SHORTEST, DetestProblem.END, e, e)),
        hipparchus("h-adams", e -> new AdamsMoultonIntegrator(4, SHORTEST, DetestProblem.END, e, e)));
  }

  /** Ours, then Hipparchus'. */
  static List<Integrator> all(Kernels kernels) {
    return Stream.concat(Stream.of("bosh3", "dopri5", "tsit5", "dopri8").map(m -> ours(m, kernels)), peers().stream()).toList();
  }
}
