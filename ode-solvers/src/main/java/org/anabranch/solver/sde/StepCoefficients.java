package org.anabranch.solver.sde;

import org.anabranch.solver.Conversion;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;

/**
 * The numbers of one step: drift = x * state + u * velocity towards the data, per unit of time.
 *
 * @param h     the length of the step, positive
 * @param noise g sqrt(h)
 * @param begin the drift at the beginning; for a Tweedie step the map to the data itself
 * @param end   the drift at the end, for a scheme that asks for it; else that at the beginning
 */
record StepCoefficients(double h, double noise, LinearMap begin, LinearMap end) {
  /**
   * All steps of a grid.
   *
   * @throws IllegalArgumentException if g or the score is infinite at a time where it is needed
   */
  static StepCoefficients[] of(FlowSde sde, Interpolant path, TimeGrid grid) {
    StepCoefficients[] out = new StepCoefficients[grid.steps()];
    for (int i = 0; i < out.length; i++) {
      double t = grid.time(i);
      double next = grid.time(i + 1);
      double h = Math.abs(next - t);
      if (sde.isLast(i, out.length)) {
        LinearMap map = switch (sde.lastStep()) {
          case TWEEDIE -> Conversion.of(path, Prediction.VELOCITY, Prediction.DATA, t);
          case EULER -> new LinearMap(0, path.direction().towardsData());
          case MEAN, NONE -> drift(sde, path, t);
        };
        out[i] = new StepCoefficients(h, 0, map, map);
      } else {
        LinearMap begin = drift(sde, path, t);
        LinearMap end = sde.scheme() == FlowSde.Scheme.NOISE_THEN_HEUN ? drift(sde, path, next) : begin;
        out[i] = new StepCoefficients(h, StrictMath.sqrt(squared(sde, path, t) * h), begin, end);
      }
    }
    return out;
  }

  /** +-u + g^2/2 score as a map of (state, velocity). */
  private static LinearMap drift(FlowSde sde, Interpolant path, double t) {
    double half = 0.5 * squared(sde, path, t);
    int sign = path.direction().towardsData();
    if (half == 0) {
      return new LinearMap(0, sign);
    }
    LinearMap score = Conversion.of(path, Prediction.VELOCITY, Prediction.SCORE, t);
    return new LinearMap(half * score.x(), sign + half * score.y());
  }

  private static double squared(FlowSde sde, Interpolant path, double t) {
    double squared = sde.diffusion().squared(path, t);
    if (!(squared >= 0 && squared < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("flow sde: g^2 of " + sde.diffusion() + " must be finite, at time " + t + " it is "
          + squared);
    }
    return squared;
  }
}
