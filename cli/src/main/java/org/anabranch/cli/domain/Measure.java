package org.anabranch.cli.domain;

import java.util.Locale;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Verifier;

/**
 * A held-out measure of samples, which only reports.
 *
 * @param name     for columns, such as {@code RMSD}
 * @param unit     the unit of {@link #of}, empty for a plain number
 * @param higherIsBetter whether more of it is better
 * @param digits   digits after the point in a table
 * @param scoring  measures; unlike a verifier it may count downwards, as {@code higherIsBetter} says
 */
public record Measure(String name, String unit, boolean higherIsBetter, int digits, Verifier.Scoring scoring) {
  /** The unit of what is 1 for a sample that has a property and 0 for one that has not. */
  public static final String SHARE = "share";

  /** The measure of every row. */
  public double[] of(Tensor samples, int[] conditions) {
    double[] out = new double[conditions.length];
    scoring.score(samples, conditions, out);
    return out;
  }

  /** The largest value that a mean can have. */
  public double most() {
    return unit.equals(SHARE) ? 1 : Double.POSITIVE_INFINITY;
  }

  /** The least value that a mean can have. */
  public double least() {
    return unit.equals(SHARE) ? 0 : Double.NEGATIVE_INFINITY;
  }

  /** Name and unit, for an axis or a column. */
  public String title() {
    return unit.isEmpty() ? name : name + ", " + unit;
  }

  /** A value with its digits. */
  public String text(double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
