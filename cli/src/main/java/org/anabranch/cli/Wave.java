package org.anabranch.cli;

import org.anabranch.solver.Generator;
import org.anabranch.solver.masked.MaskedGenerator;

/** How many rows go together: fewer where each keeps the logits of a large vocabulary. It changes memory, never a bit. */
final class Wave {
  /** Floats of the logits that the rows of a wave keep, one row excepted: 1 GiB. */
  private static final long MOST_LOGITS = 1L << 28;

  private Wave() {}

  /** Rows, at most as many as are wanted. */
  static int rows(Generator generator, int most) {
    if (!(generator instanceof MaskedGenerator masked)) {
      return most;
    }
    int open = masked.templates().stream().mapToInt(t -> t.openCount()).max().orElse(0);
    return (int) Math.clamp(MOST_LOGITS / Math.max(1, (long) open * masked.vocabulary()), 1, most);
  }
}
