package org.anabranch.jmh.bench;

/** Refusals that the bench commands share: one sentence with the rule and the value. */
final class Ranges {
  /** Most turns. */
  static final int MOST_ROUNDS = 1_000_000;
  /** Fewest seconds of measuring. */
  static final double SHORTEST = 0.001;
  /** Most seconds of anything. */
  static final double LONGEST = 3600;

  private Ranges() {}

  /** Refuses what is not in [least, most]. */
  static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": must be in [" + least + ", " + most + "], got " + value);
    }
  }

  /** Refuses what is not in [least, most], NaN too. */
  static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(name + ": must be in [" + least + ", " + most + "], got " + value);
    }
  }

  /** Refuses two forms of output. */
  static void oneOf(boolean markdown, boolean json) {
    if (markdown && json) {
      throw new IllegalArgumentException("bench: one of --json and --markdown, got both");
    }
  }
}
