package org.anabranch.solver.sde;

import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;

/**
 * How much noise a {@link FlowSde} adds: g(t)^2 of dx = drift dt + g dW. Any g &gt;= 0 keeps the marginals of the flow.
 *
 * <p>SiT writes its SDE as velocity + D score with noise sqrt(2 D), so g^2 = 2 D. Its forms are written in the time since the
 * noise, RBF's in the time since the data; here each of them takes the time of the path it is asked about and converts it, so
 * that one schedule means the same in both directions.
 *
 * <p>References: Ma et al. 2024 (SiT), {@code transport/path.py}, compute_diffusion; Kim et al. 2025 (RBF), section 4; Liu et al.
 * 2025 (Flow-GRPO), equation 9. Immutable and thread-safe.
 */
public sealed interface DiffusionSchedule {
  /**
   * g(t)^2.
   *
   * @param t in the time of the path
   * @return finite or infinite, never negative
   */
  double squared(Interpolant path, double t);

  /**
   * A schedule of SiT by its official name: constant, SBDM, sigma, linear, decreasing, or inccreasing-decreasing (so spelt; the
   * right spelling is known too).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static DiffusionSchedule sit(String form, double norm) {
    return switch (form) {
      case "constant" -> new Constant(norm);
      case "SBDM" -> new Sbdm(norm);
      case "sigma" -> new Sigma(norm);
      case "linear" -> new Linear(norm);
      case "decreasing" -> new Decreasing(norm);
      case "inccreasing-decreasing", "increasing-decreasing" -> new IncreasingDecreasing(norm);
      default -> throw new IllegalArgumentException("diffusion schedule: SiT's are constant, SBDM, sigma, linear, decreasing "
          + "and inccreasing-decreasing, got " + form);
    };
  }

  /** SiT's constant D = norm. */
  record Constant(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public Constant {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      return 2 * norm;
    }
  }

  /**
   * SiT's SBDM: D = norm |L|, L of {@link Interpolant#velocityPerScore}. With norm 1 it is the forward process's own diffusion,
   * g = sqrt(beta) on the variance-preserving path. Infinite where alpha is 0.
   */
  record Sbdm(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public Sbdm {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      return 2 * norm * Math.abs(path.velocityPerScore(t));
    }
  }

  /** SiT's D = norm sigma(t). */
  record Sigma(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public Sigma {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      return 2 * norm * path.sigma(t);
    }
  }

  /** SiT's D = norm n, n the time since the data. */
  record Linear(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public Linear {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      return 2 * norm * path.direction().untilData(t);
    }
  }

  /** SiT's D = (norm cos(pi s) + 1)^2 / 4, s the time since the noise. */
  record Decreasing(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public Decreasing {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      double c = norm * StrictMath.cos(StrictMath.PI * path.direction().sinceNoise(t)) + 1;
      return 0.5 * c * c;
    }
  }

  /** SiT's D = norm sin^2(pi s), s the time since the noise. */
  record IncreasingDecreasing(double norm) implements DiffusionSchedule {
    /** Checks the norm. */
    public IncreasingDecreasing {
      check(norm);
    }

    @Override
    public double squared(Interpolant path, double t) {
      double s = StrictMath.sin(StrictMath.PI * path.direction().sinceNoise(t));
      return 2 * norm * s * s;
    }
  }

  /** g = norm n^exponent, n the time since the data. RBF's default is norm 3 and exponent 2 ("square"); 0 is constant. */
  record Power(double norm, int exponent) implements DiffusionSchedule {
    /** Checks the norm and the exponent. */
    public Power {
      check(norm);
      if (exponent < 0) {
        throw new IllegalArgumentException("diffusion schedule: the exponent must be >= 0, got " + exponent);
      }
    }

    @Override
    public double squared(Interpolant path, double t) {
      double n = path.direction().untilData(t);
      double g = norm;
      for (int i = 0; i < exponent; i++) {
        g *= n;
      }
      return g * g;
    }
  }

  /**
   * Flow-GRPO's g = a sqrt(sigma / (1 - sigma)). At sigma = 1 the denominator takes {@code second} for sigma, the noise level of
   * the grid's second time.
   *
   * @param a      0.7 in the paper
   * @param second below 1
   */
  record FlowGrpo(double a, double second) implements DiffusionSchedule {
    /** Checks the norm and the level. */
    public FlowGrpo {
      check(a);
      if (!(second >= 0 && second < 1)) {
        throw new IllegalArgumentException("diffusion schedule: the second noise level must be in [0, 1), got " + second);
      }
    }

    /** The schedule for a path and a grid. */
    public static FlowGrpo on(Interpolant path, TimeGrid grid, double a) {
      return new FlowGrpo(a, path.sigma(grid.time(1)));
    }

    @Override
    public double squared(Interpolant path, double t) {
      double sigma = path.sigma(t);
      return a * a * (sigma / (1 - (sigma == 1 ? second : sigma)));
    }
  }

  private static void check(double norm) {
    if (!(norm >= 0 && norm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("diffusion schedule: the norm must be >= 0 and finite, got " + norm);
    }
  }
}
