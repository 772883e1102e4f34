package org.anabranch.solver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * How the times of a {@link TimeGrid} are spread between noise and data: what {@code --grid} takes.
 *
 * <p>The spacings that are written in noise levels take r = sigma / alpha, so that they mean the same on every path; on a path with
 * alpha = 1 that is the level itself. Their first time is the noise end, whose r may be infinite, and their last the data, where r
 * is 0; the levels between are spread from {@code most}, or the path's own largest if that is less, down to {@code least}.
 */
public sealed interface GridSpacing {
  /** The grid from noise to data. */
  TimeGrid grid(Interpolant path, int steps);

  /**
   * The spacing of that name: uniform, shifted[:SHIFT], log-snr, exponential (the same), karras[:RHO], rbf-exp
   * or respaced.
   *
   * @throws IllegalArgumentException listing the names, if there is none, or if its number breaks a rule
   */
  static GridSpacing named(String name) {
    int colon = name.indexOf(':');
    DoubleFunction<GridSpacing> make = Names.ALL.get(colon < 0 ? name : name.substring(0, colon));
    if (make == null || colon >= 0 && !Names.NUMBERED.contains(name.substring(0, colon))) {
      throw new IllegalArgumentException("grid: no spacing is named '" + name + "', there are " + names());
    }
    try {
      return make.apply(colon < 0 ? Double.NaN : Double.parseDouble(name.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("grid: what follows the colon of '" + name + "' must be a number, it is '"
          + name.substring(colon + 1) + "'", e);
    }
  }

  /** The names that {@link #named} takes. */
  static List<String> names() {
    return Names.ALL.keySet().stream().map(n -> n.equals("shifted") ? "shifted[:SHIFT]" : n.equals("karras") ? "karras[:RHO]" : n)
        .toList();
  }

  /** Equal steps of time. */
  record Uniform() implements GridSpacing {
    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      return TimeGrid.uniform(path.direction(), steps);
    }
  }

  /**
   * n = shift u / (1 + (shift - 1) u) for equal steps of u, n the time since the data: more steps near the noise if shift &gt; 1.
   * Reference: Esser et al. 2024 (Stable Diffusion 3), equation 23.
   *
   * @param shift 3 for images of 1024 x 1024 there; 1 is uniform
   */
  record Shifted(double shift) implements GridSpacing {
    private static final int FEW_TOKENS = 256;
    private static final int MANY_TOKENS = 4096;
    private static final double FEW = 0.5;
    private static final double MANY = 1.15;

    /** Checks the shift. */
    public Shifted {
      if (!(shift > 0 && shift < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("grid: the shift must be > 0 and finite, got " + shift);
      }
    }

    /** FLUX's shift for a resolution: exp(mu), mu linear in the number of tokens from 0.5 at 256 to 1.15 at 4096. */
    public static Shifted forTokens(int tokens) {
      double slope = (MANY - FEW) / (MANY_TOKENS - FEW_TOKENS);
      return new Shifted(StrictMath.exp(FEW + slope * (tokens - FEW_TOKENS)));
    }

    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      return mapped(path.direction(), steps, u -> shift * u / (1 + (shift - 1) * u));
    }
  }

  /** n = sqrt(1 - (1 - u)^2) for equal steps of u: RBF's "exp", dense near the noise. Kim et al. 2025, time_sampler. */
  record RbfExp() implements GridSpacing {
    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      return mapped(path.direction(), steps, u -> StrictMath.sqrt(1 - (1 - u) * (1 - u)));
    }
  }

  /**
   * Equal steps of log r, that is of the logarithm of the signal-to-noise ratio: "exponential" noise levels, and those of
   * DPM-Solver (Lu et al. 2022).
   */
  record LogSnr(double least, double most) implements GridSpacing {
    /** Checks the levels. */
    public LogSnr {
      checkLevels(least, most);
    }

    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      double to = StrictMath.log(least);
      double from = StrictMath.log(largest(path, most));
      return ofLevels(path, steps, u -> StrictMath.exp(from + u * (to - from)));
    }
  }

  /**
   * Equal steps of r^(1 / rho): Karras et al. 2022, equation 5.
   *
   * @param rho 7 in the paper
   */
  record Karras(double least, double most, double rho) implements GridSpacing {
    /** Checks the levels and rho. */
    public Karras {
      checkLevels(least, most);
      if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("grid: rho must be > 0 and finite, got " + rho);
      }
    }

    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      double to = StrictMath.pow(least, 1 / rho);
      double from = StrictMath.pow(largest(path, most), 1 / rho);
      return ofLevels(path, steps, u -> StrictMath.pow(from + u * (to - from), rho));
    }
  }

  /** DiT's respacing of a discrete diffusion: {@link DiffusionSteps#evenly}. On another path there is no such thing. */
  record Respaced() implements GridSpacing {
    @Override
    public TimeGrid grid(Interpolant path, int steps) {
      if (path instanceof DiscreteInterpolant d) {
        return d.steps().grid(path.direction(), d.steps().evenly(steps));
      }
      throw new IllegalArgumentException("grid: respaced needs a model of a discrete diffusion, this one's path is " + path);
    }
  }

  private static void checkLevels(double least, double most) {
    if (!(least > 0 && least < most && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("grid: needs noise levels 0 < least < most < infinity, got " + least + " and " + most);
    }
  }

  private static double largest(Interpolant path, double most) {
    return Math.min(most, 1 / path.signalToNoise(path.direction().noiseTime()));
  }

  /** n = f(u) for u = 1, ..., 0. */
  private static TimeGrid mapped(Direction direction, int steps, DoubleUnaryOperator f) {
    TimeGrid even = TimeGrid.uniform(direction, steps);
    double[] t = even.times();
    for (int i = 1; i < steps; i++) {
      double n = f.applyAsDouble(direction.untilData(t[i]));
      t[i] = direction == Direction.NOISE_AT_ONE ? n : 1 - n;
    }
    return TimeGrid.of(direction, t);
  }

  /** Levels r(u), u = 0 at the first time and 1 at the last before the data; the first is moved to the noise end. */
  private static TimeGrid ofLevels(Interpolant path, int steps, DoubleUnaryOperator r) {
    double[] t = TimeGrid.uniform(path.direction(), steps).times();
    for (int i = 1; i < steps; i++) {
      t[i] = path.timeOf(1 / r.applyAsDouble((double) i / (steps - 1)));
    }
    return TimeGrid.of(path.direction(), t);
  }

  /** The registry; a class of its own, so that it is built after the records. */
  final class Names {
    private static final double LEAST = 0.002;
    private static final double MOST = 80;
    private static final double RHO = 7;
    private static final double SHIFT = 3;
    private static final List<String> NUMBERED = List.of("shifted", "karras");
    private static final Map<String, DoubleFunction<GridSpacing>> ALL = all();

    private Names() {}

    private static Map<String, DoubleFunction<GridSpacing>> all() {
      Map<String, DoubleFunction<GridSpacing>> all = new LinkedHashMap<>();
      all.put("uniform", v -> new Uniform());
      all.put("shifted", v -> new Shifted(Double.isNaN(v) ? SHIFT : v));
      all.put("log-snr", v -> new LogSnr(LEAST, MOST));
      all.put("exponential", v -> new LogSnr(LEAST, MOST));
      all.put("karras", v -> new Karras(LEAST, MOST, Double.isNaN(v) ? RHO : v));
      all.put("rbf-exp", v -> new RbfExp());
      all.put("respaced", v -> new Respaced());
      return all;
    }
  }
}
