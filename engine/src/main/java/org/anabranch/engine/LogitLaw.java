package org.anabranch.engine;

/**
 * How a row of logits l becomes a law: softmax(l / temperature), cut to a nucleus of mass {@code topP} and to the {@code topK}
 * likeliest, renormalised.
 *
 * @param temperature above 0
 * @param topK        tokens kept, 0 for all
 * @param topP        mass of the nucleus in (0, 1], 1 for all
 * @param crossing    whether the token whose mass reaches over topP is kept; the likeliest always is
 */
public record LogitLaw(double temperature, int topK, double topP, boolean crossing) {
  /** The model's own: softmax(l). */
  public static final LogitLaw MODEL = new LogitLaw(1, 0, 1, true);

  /** Checks the ranges. */
  public LogitLaw {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY && topK >= 0 && topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("law of logits: needs a temperature > 0, top-k >= 0 and top-p in (0, 1], got " + temperature
          + ", " + topK + " and " + topP);
    }
  }

  /** Whether some tokens may be cut away. */
  public boolean isCut() {
    return topK > 0 || topP < 1;
  }

  /** Whether it is softmax(l), whatever l is. */
  public boolean isModel() {
    return temperature == 1 && !isCut();
  }
}
