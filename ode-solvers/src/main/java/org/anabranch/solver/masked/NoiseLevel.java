package org.anabranch.solver.masked;

/** The noise level sigma that MDLM's networks are told: log-linear, sigma(t) = -log(1 - (1 - eps) t), eps = 1e-3. */
public final class NoiseLevel {
  private static final double EPS = 1e-3;

  private NoiseLevel() {}

  /** sigma at a time in [0, 1]. */
  public static double sigma(double t) {
    return -StrictMath.log1p(-(1 - EPS) * t);
  }
}
