package org.anabranch.solver.masked;

import org.anabranch.engine.LogitRow;

/**
 * The random numbers of one row: a function of the step, the position and what a number is for, so that no result depends on the
 * order of drawing or on batch mates.
 *
 * <p>Stateless; safe from any thread.
 */
public interface TokenNoise {
  /** What a number is for. */
  enum Use {
    /** Which token, and whether one at all. */
    TOKEN,
    /** Which position. */
    ORDER,
    /** Whether a token is masked again. */
    REMASK,
    /** When. */
    TIME
  }

  /** A uniform inside (0, 1). */
  double uniform(int step, int position, Use use);

  /** A standard Gumbel number, -log(-log u). */
  default double gumbel(int step, int position, Use use) {
    return -StrictMath.log(-StrictMath.log(uniform(step, position, use)));
  }

  /**
   * Draws a token with probability (1 - stay) weights[v], or -1, to stay masked, with probability {@code stay}: by inversion of the
   * distribution function over ascending ids, the mask last, with one number.
   *
   * @param weights [V], summing to 1 up to rounding
   */
  default int draw(double[] weights, double stay, int step, int position) {
    double u = uniform(step, position, Use.TOKEN);
    if (u >= 1 - stay) {
      return -1;
    }
    return LogitRow.at(u / (1 - stay), weights);
  }

  /** Whether {@link #draw} is that inversion, so that a device may draw by it. */
  default boolean inverts() {
    return true;
  }

  /** Whether {@link #draw} stays masked whatever the weights are, so that they need not be computed. */
  default boolean stays(double stay, int step, int position) {
    return uniform(step, position, Use.TOKEN) >= 1 - stay;
  }
}
