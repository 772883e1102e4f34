package org.anabranch.solver;

/**
 * The formulas that turn one {@link Prediction} into another, written once, for every path and both directions of time.
 *
 * <p>With w = alphaDot sigma - sigmaDot alpha and L = (alphaDot/alpha) sigma^2 - sigma sigmaDot:
 * <pre>
 *   data     = (sigma u - sigmaDot x) / w     = (x + sigma^2 score) / alpha    = (x - sigma noise) / alpha
 *   noise    = (alphaDot x - alpha u) / w     = -sigma score                   = (x - alpha data) / sigma
 *   score    = (u - (alphaDot/alpha) x) / L   = -noise / sigma                 = (alpha data - x) / sigma^2
 *   velocity = (alphaDot/alpha) x + L score   = (alphaDot/alpha) x - (w/alpha) noise   = (sigmaDot/sigma) x + (w/sigma) data
 * </pre>
 * Reference: Ma et al. 2024 (SiT), {@code transport/path.py}; Kim et al. 2025 (RBF), {@code scheduler.py}.
 */
public final class Conversion {
  private Conversion() {}

  /**
   * The map from (state, {@code from}) to {@code to} at time t.
   *
   * @throws IllegalArgumentException if the map has no finite value at t: a factor is divided by an alpha or a sigma of 0
   */
  public static LinearMap of(Interpolant path, Prediction from, Prediction to, double t) {
    double alpha = path.alpha(t);
    double sigma = path.sigma(t);
    LinearMap map = from == to ? new LinearMap(0, 1) : switch (from) {
      case VELOCITY -> fromVelocity(path, to, t, alpha, sigma);
      case SCORE -> fromScore(path, to, t, alpha, sigma);
      case DATA -> fromData(path, to, t, alpha, sigma);
      case NOISE -> fromNoise(path, to, t, alpha, sigma);
    };
    if (!Double.isFinite(map.x()) || !Double.isFinite(map.y())) {
      throw new IllegalArgumentException("conversion: " + from + " to " + to + " needs "
          + (alpha == 0 ? "alpha > 0, alpha" : "sigma > 0, sigma") + " at time " + t + " is "
          + (alpha == 0 ? alpha : sigma));
    }
    return map;
  }

  private static LinearMap fromVelocity(Interpolant path, Prediction to, double t, double alpha, double sigma) {
    double alphaDot = path.alphaDot(t);
    double sigmaDot = path.sigmaDot(t);
    double w = alphaDot * sigma - sigmaDot * alpha;
    // Where sigmaDot is infinite, sigma is 0 and the state is the data: w ~ -sigmaDot alpha.
    boolean atData = Double.isInfinite(sigmaDot);
    return switch (to) {
      case DATA -> atData ? new LinearMap(1 / alpha, 0) : new LinearMap(-sigmaDot / w, sigma / w);
      case NOISE -> atData ? new LinearMap(0, 0) : new LinearMap(alphaDot / w, -alpha / w);
      case SCORE -> {
        double drift = path.alphaDotOverAlpha(t);
        double perScore = path.velocityPerScore(t);
        yield Double.isFinite(drift) && Double.isFinite(perScore)
            ? new LinearMap(-drift / perScore, 1 / perScore)
            : new LinearMap(-alphaDot / (w * sigma), alpha / (w * sigma));
      }
      case VELOCITY -> new LinearMap(0, 1);
    };
  }

  private static LinearMap fromScore(Interpolant path, Prediction to, double t, double alpha, double sigma) {
    return switch (to) {
      case DATA -> new LinearMap(1 / alpha, sigma * sigma / alpha);
      case NOISE -> new LinearMap(0, -sigma);
      case VELOCITY -> new LinearMap(path.alphaDotOverAlpha(t), path.velocityPerScore(t));
      case SCORE -> new LinearMap(0, 1);
    };
  }

  private static LinearMap fromData(Interpolant path, Prediction to, double t, double alpha, double sigma) {
    return switch (to) {
      case NOISE -> new LinearMap(1 / sigma, -alpha / sigma);
      case SCORE -> new LinearMap(-1 / (sigma * sigma), alpha / (sigma * sigma));
      case VELOCITY -> {
        double sigmaDot = path.sigmaDot(t);
        yield new LinearMap(sigmaDot / sigma, (path.alphaDot(t) * sigma - sigmaDot * alpha) / sigma);
      }
      case DATA -> new LinearMap(0, 1);
    };
  }

  private static LinearMap fromNoise(Interpolant path, Prediction to, double t, double alpha, double sigma) {
    return switch (to) {
      case DATA -> new LinearMap(1 / alpha, -sigma / alpha);
      case SCORE -> new LinearMap(0, -1 / sigma);
      case VELOCITY -> {
        double w = path.alphaDot(t) * sigma - path.sigmaDot(t) * alpha;
        yield new LinearMap(path.alphaDotOverAlpha(t), -w / alpha);
      }
      case NOISE -> new LinearMap(0, 1);
    };
  }
}
