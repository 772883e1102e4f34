package org.anabranch.solver;

import java.util.stream.IntStream;

/**
 * The discrete diffusion that DDPM-like networks are trained on: steps 0, ..., T - 1 of variance beta[i], and abar[i], the product of
 * all 1 - beta up to i, so that the state after step i is sqrt(abar[i]) data + sqrt(1 - abar[i]) noise.
 *
 * <p>On the time axis of this module step i stands at (i + 1) / T from the data end: {@link #path} is a variance-preserving path that
 * passes through all of them, and {@link #grid} the times of a respaced chain. Immutable and thread-safe.
 *
 * <p>References: Ho et al. 2020; facebookresearch/DiT {@code diffusion/gaussian_diffusion.py} and {@code respace.py}.
 */
public final class DiffusionSteps {
  private static final double COSINE_OFFSET = 0.008;
  private static final double COSINE_MOST = 0.999;

  private final double[] alphaBars;

  private DiffusionSteps(double[] alphaBars) {
    this.alphaBars = alphaBars;
  }

  /**
   * Given variances.
   *
   * @param betas each in (0, 1)
   */
  public static DiffusionSteps of(double... betas) {
    if (betas.length == 0) {
      throw new IllegalArgumentException("diffusion steps: needs at least 1 step, got 0");
    }
    double[] bars = new double[betas.length];
    double bar = 1;
    for (int i = 0; i < betas.length; i++) {
      if (!(betas[i] > 0 && betas[i] < 1)) {
        throw new IllegalArgumentException("diffusion steps: beta must be in (0, 1), beta " + i + " is " + betas[i]);
      }
      bar *= 1 - betas[i];
      bars[i] = bar;
    }
    return new DiffusionSteps(bars);
  }

  /** Evenly spaced variances, from 0.0001 to 0.02 for 1000 steps: DDPM and DiT. */
  public static DiffusionSteps linear(int steps) {
    double scale = 1000.0 / steps;
    return of(spaced(scale * 0.0001, scale * 0.02, steps));
  }

  /** Evenly spaced roots of the variances, 0.00085 and 0.012 at the ends: latent diffusion ("scaled linear"). */
  public static DiffusionSteps scaledLinear(int steps) {
    double[] roots = spaced(StrictMath.sqrt(0.00085), StrictMath.sqrt(0.012), steps);
    return of(IntStream.range(0, steps).mapToDouble(i -> roots[i] * roots[i]).toArray());
  }

  /** abar = cos^2 of the time, beta at most 0.999: Nichol and Dhariwal 2021, equation 17. */
  public static DiffusionSteps cosine(int steps) {
    double[] betas = new double[steps];
    for (int i = 0; i < steps; i++) {
      betas[i] = Math.min(1 - cosineBar((i + 1.0) / steps) / cosineBar((double) i / steps), COSINE_MOST);
    }
    return of(betas);
  }

  /** Number of steps. */
  public int count() {
    return alphaBars.length;
  }

  /** abar[i]; 1 for i = -1, the data. */
  public double alphaBar(int i) {
    return i < 0 ? 1 : alphaBars[i];
  }

  /** beta[i] = 1 - abar[i] / abar[i - 1]. */
  public double beta(int i) {
    return 1 - alphaBar(i) / alphaBar(i - 1);
  }

  /** beta[i] (1 - abar[i - 1]) / (1 - abar[i]), the variance of step i - 1 given the data and step i; 0 for i = 0. */
  public double posteriorVariance(int i) {
    return beta(i) * (1 - alphaBar(i - 1)) / (1 - alphaBar(i));
  }

  /** The diffusion that skips all steps but the given ones, which increase. */
  public DiffusionSteps respaced(int... retained) {
    check(retained);
    return new DiffusionSteps(IntStream.of(retained).mapToDouble(i -> alphaBars[i]).toArray());
  }

  /** DiT's respacing: {@code count} steps evenly spaced from the first to the last, rounded half to even; one is the first. */
  public int[] evenly(int count) {
    int[] retained = new int[checkCount(count)];
    double stride = count == 1 ? 1 : (count() - 1.0) / (count - 1);
    double at = 0;
    for (int i = 0; i < count; i++) {
      retained[i] = (int) Math.rint(at);
      at += stride;
    }
    return retained;
  }

  /** diffusers' "leading" spacing: multiples of floor(T / count), beginning at 0. */
  public int[] leading(int count) {
    int stride = count() / checkCount(count);
    return IntStream.range(0, count).map(i -> i * stride).toArray();
  }

  /** diffusers' "trailing" spacing: from the last step downwards by T / count, rounded half to even. */
  public int[] trailing(int count) {
    double stride = (double) count() / checkCount(count);
    return IntStream.range(0, count).map(i -> (int) Math.rint(count() - (count - 1 - i) * stride) - 1).toArray();
  }

  /** The time of step i. */
  public double time(Direction direction, int i) {
    double untilData = (i + 1.0) / count();
    return direction == Direction.NOISE_AT_ONE ? untilData : 1 - untilData;
  }

  /**
   * The times of the retained steps, last first, and of the data.
   *
   * @param retained increasing; the last step is among them, so that the grid begins at the noise end
   */
  public TimeGrid grid(Direction direction, int... retained) {
    check(retained);
    double[] t = new double[retained.length + 1];
    for (int i = 0; i < retained.length; i++) {
      t[i] = time(direction, retained[retained.length - 1 - i]);
    }
    t[retained.length] = direction.dataTime();
    return TimeGrid.segment(direction, t);
  }

  /** The path through all steps: log abar linear in time between them. */
  public Interpolant path(Direction direction) {
    return new DiscreteInterpolant(direction, this);
  }

  private void check(int[] retained) {
    for (int i = 0; i < retained.length; i++) {
      if (retained[i] < 0 || retained[i] >= count() || i > 0 && retained[i] <= retained[i - 1]) {
        throw new IllegalArgumentException("diffusion steps: retained steps must increase in 0.." + (count() - 1) + ", step " + i
            + " is " + retained[i]);
      }
    }
    checkCount(retained.length);
  }

  private int checkCount(int count) {
    if (count < 1 || count > count()) {
      throw new IllegalArgumentException("diffusion steps: respacing must retain 1 to " + count() + " steps, got " + count);
    }
    return count;
  }

  private static double[] spaced(double first, double last, int count) {
    double step = count == 1 ? 0 : (last - first) / (count - 1);
    return IntStream.range(0, count).mapToDouble(i -> i > 0 && i == count - 1 ? last : first + i * step).toArray();
  }

  private static double cosineBar(double t) {
    double c = StrictMath.cos((t + COSINE_OFFSET) / (1 + COSINE_OFFSET) * StrictMath.PI / 2);
    return c * c;
  }
}
