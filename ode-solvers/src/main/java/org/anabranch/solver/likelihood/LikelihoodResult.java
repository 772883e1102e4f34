package org.anabranch.solver.likelihood;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.AdaptiveResult;

/**
 * The log-densities of a batch and what they cost.
 *
 * @param noise [rows, size] in double: where the flow took each row, its last whole step where it did not arrive
 * @param rows  one per row
 */
public record LikelihoodResult(Tensor noise, List<Row> rows) {
  /**
   * One row.
   *
   * @param status        why it stopped; only a completed row has a density
   * @param time          reached
   * @param logDensity    log p(x) in nats, the mean over the estimates; NaN unless completed
   * @param standardError of {@code logDensity} from the spread of the estimates: it speaks of the random directions, not of the
   *                      solver's error; 0 where the divergence is exact, NaN with a single random estimate
   * @param evaluations   of the velocity, in network rows
   * @param products      with the Jacobian, in network rows; the meter is charged the sum of both
   */
  public record Row(AdaptiveResult.Status status, double time, double logDensity, double standardError, long evaluations,
      long products) {
    /**
     * Bits per dimension of data that were rounded to bins: {@code -log2(p(x) width^size) / size}.
     *
     * @param size     elements of a row
     * @param binWidth width of a bin in the units of the state: 2/255 for bytes mapped by b / 127.5 - 1
     */
    public double bitsPerDimension(int size, double binWidth) {
      if (size < 1 || !(binWidth > 0)) {
        throw new IllegalArgumentException("bits per dimension: need a size >= 1 and a bin width > 0, got " + size + " and "
            + binWidth);
      }
      return -(logDensity / size + StrictMath.log(binWidth)) / StrictMath.log(2);
    }
  }

  /** Takes a copy of the list. */
  public LikelihoodResult {
    rows = List.copyOf(rows);
  }

  /** Whether all rows have a density. */
  public boolean completed() {
    return rows.stream().allMatch(r -> r.status() == AdaptiveResult.Status.COMPLETED);
  }
}
