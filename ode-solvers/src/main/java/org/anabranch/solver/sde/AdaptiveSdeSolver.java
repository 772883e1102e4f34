package org.anabranch.solver.sde;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.StepController;

/**
 * Integrates an {@link Sde} along a given path in steps that a tolerance chooses.
 *
 * <pre>
 *   y' = the method      error = y' - (y + f h + g dW)      e = RMS(error / (atol + rtol max(|y|, |y'|)))      accepted where e &lt;= 1
 * </pre>
 * A rejection is safe in two ways. The shorter step asks the same {@link SdePath}: numbers drawn afresh would keep the mild increments
 * and redraw the wild ones, and the law of the noise would shrink. And every time that was once the end of a rejected step ends a step
 * later on: a mesh that leaves out a time at which the path was seen would depend on the future.
 *
 * <p>Numbers are in double, in one order: a path's result is a function of equation, start, path and options. Steps are never shorter
 * than the path's resolution: where the tolerance asks for more, the path stops as {@link AdaptiveResult.Status#STEP_UNDERFLOW}. A step
 * that is not finite is rejected; after {@value #RETRIES} in a row the path stops and says where. An attempt costs the evaluations of
 * the method and one more of f and g. One thread at a time.
 *
 * <p>References: Gaines and Lyons 1997, Variable step size control in the numerical solution of SDEs; Foster and Jelincic 2023, On the
 * convergence of adaptive approximations for SDEs (times seen are not skipped); diffrax for the estimate.
 */
public final class AdaptiveSdeSolver {
  /** Steps in a row that are not finite. */
  static final int RETRIES = 8;

  /** First step unless it is given, as a part of the whole. */
  private static final double FIRST = 1.0 / 64;

  /** The method that advances; the noise must commute, as that of diagonal and of additive equations does. */
  public enum Method {
    /** Ito, strong order 1. */
    ITO_MILSTEIN(2),
    /** Ito, strong order 3/2: SRI of diagonal, SRA of additive noise. */
    ITO_ROESSLER(4),
    /** Stratonovich, strong order 1. */
    HEUN(2),
    /** Stratonovich, strong order 1. */
    EULER_HEUN(1),
    /** Stratonovich, strong order 1. */
    MIDPOINT(2);

    /** Evaluations of f in an attempt, at most. */
    private final int drifts;

    Method(int drifts) {
      this.drifts = drifts;
    }
  }

  /** A fixed step of a method, in place. */
  private interface Step {
    void of(double t, double h, double[] dW, double[] area, double[] y);
  }

  /**
   * Where a path ended.
   *
   * @param state the last accepted
   * @param row   why, where and at what cost; evaluations are those of the drift, those of the estimate included
   */
  public record Arrival(double[] state, AdaptiveResult.Row row) {}

  private final Method method;
  private final int width;
  private final int channels;
  private final AdaptiveOptions options;
  private final int order;
  private final Step step;
  private final ItoSolver euler;
  private final int cost;

  /**
   * A solver for states of {@code width} coordinates driven by {@code channels} of noise.
   *
   * @param options tolerances, controller, first step and limits; steps land on the end
   * @throws IllegalArgumentException for noise that need not commute, and if the last step is to pass the end
   */
  public AdaptiveSdeSolver(Sde sde, Method method, int width, int channels, AdaptiveOptions options) {
    if (sde instanceof GeneralSde) {
      throw new IllegalArgumentException("adaptive sde: needs diagonal or additive noise, this is general; LevyMilstein takes it in "
          + "fixed steps");
    }
    if (options.end() != AdaptiveOptions.End.LAND) {
      throw new IllegalArgumentException("adaptive sde: the last step must land on the end, got " + options.end());
    }
    this.method = method;
    this.width = width;
    this.channels = channels;
    this.options = options;
    // Beside Euler's step the method has terms of order h, and with additive noise of order h^(3/2); the controller takes whole orders.
    this.order = sde instanceof AdditiveSde ? 2 : 1;
    this.euler = new ItoSolver(sde, ItoSolver.Method.EULER, width);
    this.step = step(sde, method, width, channels);
    this.cost = 1 + (method == Method.ITO_ROESSLER && sde instanceof AdditiveSde ? 2 : method.drifts);
  }

  private static Step step(Sde sde, Method method, int width, int channels) {
    Function<StratonovichSolver.Method, Step> stratonovich = m -> {
      StratonovichSolver solver = new StratonovichSolver(sde, m, width);
      return (t, h, dW, area, y) -> solver.step(t, h, dW, y);
    };
    return switch (method) {
      case ITO_MILSTEIN -> {
        ItoSolver solver = new ItoSolver(sde, ItoSolver.Method.MILSTEIN, width);
        yield (t, h, dW, area, y) -> solver.step(t, h, dW, y);
      }
      case ITO_ROESSLER -> {
        RoesslerSolver solver = new RoesslerSolver(sde, width, channels);
        yield solver::step;
      }
      case HEUN -> stratonovich.apply(StratonovichSolver.Method.HEUN);
      case EULER_HEUN -> stratonovich.apply(StratonovichSolver.Method.EULER_HEUN);
      case MIDPOINT -> stratonovich.apply(StratonovichSolver.Method.MIDPOINT);
    };
  }

  /** The method. */
  public Method method() {
    return method;
  }

  /**
   * Follows a path.
   *
   * @param start [width] at {@code from}, not written
   * @throws IllegalArgumentException if state, path or times do not fit
   */
  public Arrival integrate(double[] start, SdePath path, double from, double to) {
    if (start.length != width || path.width() != channels || !(from < to)) {
      throw new IllegalArgumentException("adaptive sde: needs a state of " + width + " coordinates, a path of " + channels
          + " and from < to, got " + start.length + ", " + path.width() + ", " + from + " and " + to);
    }
    return new Run(start.clone(), path, to).run(from);
  }

  /** One path on its way. */
  private final class Run {
    private final SdePath path;
    private final double end;
    private final double[] dW = new double[channels];
    private final double[] area = new double[channels];
    /** Ends of rejected steps that no step has reached yet, the nearest on top. */
    private final Deque<Double> seen = new ArrayDeque<>();
    private double[] y;
    private double[] next;
    private double[] low;
    private long accepted;
    private long rejected;
    private int broken;
    private double last = 1;
    private double beforeLast = 1;

    Run(double[] start, SdePath path, double end) {
      this.path = path;
      this.end = end;
      this.y = start;
      this.next = new double[width];
      this.low = new double[width];
    }

    Arrival run(double from) {
      StepController controller = options.controller();
      double t = from;
      double length = options.firstStep().orElse(FIRST * (end - from));
      Optional<AdaptiveResult.NonFinite> bad = Optional.empty();
      if (firstNonFinite(y) >= 0) {
        return stop(AdaptiveResult.Status.NON_FINITE, t, Optional.of(new AdaptiveResult.NonFinite(t, firstNonFinite(y))));
      }
      while (t < end) {
        if (accepted + rejected >= options.maxSteps()) {
          return stop(AdaptiveResult.Status.STEP_LIMIT, t, Optional.empty());
        }
        if ((accepted + rejected + 1) * cost > options.maxEvaluations()) {
          return stop(AdaptiveResult.Status.EVALUATION_LIMIT, t, Optional.empty());
        }
        double bound = seen.isEmpty() ? end : seen.peek();
        double target = controller.stretch() * length >= bound - t ? bound : t + length;
        if (!(target - t >= 0.5 * path.resolution()) && target != bound || target == t) {
          return broken > 0 ? stop(AdaptiveResult.Status.NON_FINITE, t, bad)
              : stop(AdaptiveResult.Status.STEP_UNDERFLOW, t, Optional.empty());
        }
        double error = attempt(t, target);
        if (Double.isNaN(error)) {
          bad = Optional.of(new AdaptiveResult.NonFinite(target, Math.max(0, firstNonFinite(next))));
          if (++broken >= RETRIES) {
            return stop(AdaptiveResult.Status.NON_FINITE, t, bad);
          }
        }
        boolean accepts = controller.accepts(error);
        double factor = Double.isNaN(error) ? controller.smallest() : controller.factor(error, last, beforeLast, order);
        double used = target - t;
        if (accepts) {
          accept(target, error);
          t = target;
          // A step that was cut at a time seen says nothing against the length that was cut.
          length = used < length ? Math.max(length, used * factor) : used * factor;
        } else {
          rejected++;
          seen.push(target);
          length = used * Math.min(factor, 0.5);
        }
      }
      return stop(AdaptiveResult.Status.COMPLETED, end, Optional.empty());
    }

    private void accept(double target, double error) {
      accepted++;
      broken = 0;
      beforeLast = last;
      last = error;
      double[] done = y;
      y = next;
      next = done;
      while (!seen.isEmpty() && seen.peek() <= target) {
        seen.pop();
      }
    }

    private double attempt(double t, double target) {
      path.increment(t, target, dW, area);
      System.arraycopy(y, 0, next, 0, width);
      System.arraycopy(y, 0, low, 0, width);
      step.of(t, target - t, dW, area, next);
      euler.step(t, target - t, dW, low);
      double sum = 0;
      for (int j = 0; j < width; j++) {
        double e = (next[j] - low[j]) / (options.absolute() + options.relative() * Math.max(Math.abs(y[j]), Math.abs(next[j])));
        sum += e * e + 0 * next[j];
      }
      return Math.sqrt(sum / width);
    }

    private Arrival stop(AdaptiveResult.Status status, double at, Optional<AdaptiveResult.NonFinite> where) {
      return new Arrival(y, new AdaptiveResult.Row(status, at, accepted, rejected, (accepted + rejected) * cost, 0, where));
    }
  }

  private static int firstNonFinite(double[] state) {
    for (int j = 0; j < state.length; j++) {
      if (!Double.isFinite(state[j])) {
        return j;
      }
    }
    return -1;
  }
}
