package org.anabranch.solver.masked;

import java.util.Locale;
import org.anabranch.engine.LogitLaw;

/**
 * How a token is drawn from logits l: softmax(l / temperature), cut to the {@code topK} likeliest and to a nucleus of mass
 * {@code topP}, renormalised. Temperature 0 is the likeliest token. Ties go to the lower id.
 *
 * <p>All arithmetic in double, where a Gumbel or uniform in single precision lowers the entropy of what is drawn (Zheng et al. 2024,
 * arXiv 2409.02908).
 *
 * @param temperature >= 0; 1 is the model's law
 * @param topK        tokens kept, 0 for all
 * @param topP        mass of the nucleus in (0, 1], 1 for all
 * @param crossing    whether the token whose mass reaches over topP is kept, as Dream and most code do, or dropped, as ReMDM does; the
 *                    likeliest is always kept
 */
public record TokenLaw(double temperature, int topK, double topP, boolean crossing) {
  /** The model's own law. */
  public static final TokenLaw MODEL = new TokenLaw(1, 0, 1, true);
  /** The likeliest token. */
  public static final TokenLaw GREEDY = new TokenLaw(0, 0, 1, true);

  /** Checks the ranges. */
  public TokenLaw {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature: must be finite and >= 0, got " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k: must be >= 1, or 0 for all, got " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p: must be in (0, 1], got " + topP);
    }
  }

  /** softmax(l / temperature). */
  public static TokenLaw atTemperature(double temperature) {
    return new TokenLaw(temperature, 0, 1, true);
  }

  /** The same, cut to the k likeliest. */
  public TokenLaw withTopK(int k) {
    return new TokenLaw(temperature, k, topP, crossing);
  }

  /** The same, cut to a nucleus that keeps the crossing token. */
  public TokenLaw withTopP(double p) {
    return new TokenLaw(temperature, topK, p, true);
  }

  /** The same, cut to a nucleus that drops the crossing token. */
  public TokenLaw withTopPDropping(double p) {
    return new TokenLaw(temperature, topK, p, false);
  }

  /** The probabilities that tokens are drawn and ranked by: temperature 0 counts as 1, so that a greedy draw has a confidence. */
  public LogitLaw probabilities() {
    return new LogitLaw(temperature == 0 ? 1 : temperature, topK, topP, crossing);
  }

  /** Whether tokens are drawn from the model's law. */
  public boolean isModel() {
    return temperature == 1 && topK == 0 && topP == 1;
  }

  /** Whether the token is a function of the logits. */
  public boolean isGreedy() {
    return temperature == 0 || topK == 1;
  }

  @Override
  public String toString() {
    return (isGreedy() ? "greedy" : String.format(Locale.ROOT, "temperature %s", temperature))
        + (topK > 1 ? ", top-k " + topK : "") + (topP < 1 ? ", top-p " + topP + (crossing ? "" : " without the crossing token") : "");
  }
}
