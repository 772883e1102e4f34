package org.anabranch.jmh.ode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.anabranch.jmh.Rounds;

/**
 * What accuracy costs: error at the end against evaluations and against CPU time, per problem, solver and tolerance.
 *
 * <p>The error is the largest element's, |y - reference| / max(1, |reference|). The reference is Hipparchus' method of eighth order
 * at a relative tolerance of 1e-13, so not ours. All cases of a problem take turns in the same rounds.
 */
public final class WorkPrecision {
  /** Errors at which solvers are compared. */
  static final double[] TARGETS = {1e-3, 1e-5, 1e-7, 1e-9};

  private static final double REFERENCE = 1e-13;

  private WorkPrecision() {}

  /**
   * One integration.
   *
   * @param error  NaN if the solver did not reach the end
   * @param micros CPU time of the calling thread, fast decile
   * @param bytes  heap bytes of the whole integration
   */
  public record Point(String problem, String solver, boolean ours, double tolerance, double error, long evaluations, double micros,
      double bytes) {
    /** Whether the solver did not reach the end. */
    boolean failed() {
      return Double.isNaN(error);
    }

    /** For {@code --json}. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("problem", problem);
      json.put("solver", solver);
      json.put("tolerance", tolerance);
      json.put("error", error);
      json.put("evaluations", evaluations);
      json.put("microseconds", micros);
      json.put("heapBytes", bytes);
      return json;
    }
  }

  /**
   * What a solver needs for an error.
   *
   * @param micros      interpolated
   * @param evaluations interpolated
   */
  public record Price(String solver, double micros, double evaluations) {}

  /** The cheapest of ours and of theirs for an error on a problem. */
  public record Duel(String problem, double error, Price ours, Price theirs) {
    /** Their time / ours: above 1 ours is faster. */
    double ratio() {
      return theirs.micros / ours.micros;
    }

    /** For {@code --json}. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("problem", problem);
      json.put("error", error);
      json.put("ours", ours.solver);
      json.put("oursMicroseconds", ours.micros);
      json.put("oursEvaluations", ours.evaluations);
      json.put("peer", theirs.solver);
      json.put("peerMicroseconds", theirs.micros);
      json.put("peerEvaluations", theirs.evaluations);
      json.put("ratio", ratio());
      return json;
    }
  }

  /** The reference at the end of a problem. */
  static double[] reference(DetestProblem problem) {
    return Integrator.peers().get(1).integrate(problem, REFERENCE).state();
  }

  /** Measures a problem. */
  static List<Point> measure(DetestProblem problem, List<Integrator> integrators, List<Double> tolerances, Rounds.Limits limits,
      double warm) {
    double[] reference = reference(problem);
    List<Rounds.Case> cases = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (Integrator integrator : integrators) {
      for (double tolerance : tolerances) {
        Point point = point(problem, integrator, tolerance, reference);
        points.add(point);
        if (point.failed()) {
          continue;
        }
        cases.add(new Rounds.Case(integrator.name(), 1, warm, true, () -> integrator.integrate(problem, tolerance)));
      }
    }
    List<Rounds.Result> results = Rounds.run(cases, limits, 0);
    List<Point> out = new ArrayList<>();
    int timed = 0;
    for (Point p : points) {
      if (p.failed()) {
        out.add(p);
      } else {
        Rounds.Result r = results.get(timed++);
        out.add(new Point(p.problem, p.solver, p.ours, p.tolerance, p.error, p.evaluations, 1e6 * r.cpu(), r.bytes()));
      }
    }
    return out;
  }

  private static Point point(DetestProblem problem, Integrator integrator, double tolerance, double[] reference) {
    try {
      Integrator.Arrival arrival = integrator.integrate(problem, tolerance);
      return new Point(problem.name(), integrator.name(), integrator.ours(), tolerance, error(arrival.state(), reference),
          arrival.evaluations(), 0, 0);
    } catch (IllegalStateException e) {
      return new Point(problem.name(), integrator.name(), integrator.ours(), tolerance, Double.NaN, 0, Double.NaN, Double.NaN);
    }
  }

  /** The error of a state. */
  static double error(double[] state, double[] reference) {
    double worst = 0;
    for (int i = 0; i < state.length; i++) {
      worst = Math.max(worst, Math.abs(state[i] - reference[i]) / Math.max(1, Math.abs(reference[i])));
    }
    return worst;
  }

  /** Ours against theirs at each error that both reach on a problem. */
  static List<Duel> duels(List<Point> points) {
    List<Duel> duels = new ArrayList<>();
    for (String problem : points.stream().map(Point::problem).distinct().toList()) {
      List<Point> here = points.stream().filter(p -> p.problem.equals(problem)).toList();
      for (double target : TARGETS) {
        Optional<Price> ours = cheapest(here.stream().filter(Point::ours).toList(), target);
        Optional<Price> theirs = cheapest(here.stream().filter(p -> !p.ours).toList(), target);
        if (ours.isPresent() && theirs.isPresent()) {
          duels.add(new Duel(problem, target, ours.get(), theirs.get()));
        }
      }
    }
    return duels;
  }

  private static Optional<Price> cheapest(List<Point> points, double target) {
    return points.stream().map(Point::solver).distinct().map(s -> points.stream().filter(p -> p.solver.equals(s)).toList())
        .flatMap(of -> price(of, target).stream()).min(Comparator.comparingDouble(Price::micros));
  }

  /** Logarithms interpolated between the first neighbouring tolerances whose errors lie around the target, the loosest first. */
  static Optional<Price> price(List<Point> ofSolver, double target) {
    OptionalDouble micros = interpolate(ofSolver, target, Point::micros);
    OptionalDouble evaluations = interpolate(ofSolver, target, Point::evaluations);
    return micros.isPresent() ? Optional.of(new Price(ofSolver.getFirst().solver, micros.getAsDouble(), evaluations.getAsDouble()))
        : Optional.empty();
  }

  private static OptionalDouble interpolate(List<Point> points, double target, ToDoubleFunction<Point> value) {
    for (int i = 0; i + 1 < points.size(); i++) {
      double from = points.get(i).error;
      double to = points.get(i + 1).error;
      if (from >= target && to <= target && from > to && to > 0) {
        double share = Math.log(from / target) / Math.log(from / to);
        double a = Math.log(value.applyAsDouble(points.get(i)));
        double b = Math.log(value.applyAsDouble(points.get(i + 1)));
        return OptionalDouble.of(Math.exp(a + share * (b - a)));
      }
    }
    return OptionalDouble.empty();
  }

  /** The geometric mean of the ratios. */
  static double meanRatio(List<Duel> duels) {
    return Math.exp(duels.stream().mapToDouble(d -> Math.log(d.ratio())).average().orElse(Double.NaN));
  }
}
