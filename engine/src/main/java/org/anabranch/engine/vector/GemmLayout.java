package org.anabranch.engine.vector;

/** Block sizes of the matrix product, chosen by measurement (docs/performance.md). */
final class GemmLayout {
  /** Most inputs that one register block runs over: a panel of them is 768 KiB and stays in the second-level cache. */
  static final int KC = 6144;

  /** Floats of the panels that are multiplied together: 400 KiB, under half of the second-level cache. */
  static final int GROUP = 102_400;

  /** Rows whose length is a multiple of this many floats (4 KiB) fall into one set of the first-level cache. */
  static final int ALIAS = 1024;

  /** Floats that are added to such rows in a copy. */
  static final int SHIFT = 16;

  /** Rows that may share a set. */
  static final int WAYS = 4;

  /** Most rows copied at a time. */
  static final int MC = 192;

  /** With narrow weights: depth of a block that is widened at once, 48 KiB of floats; a multiple of the group of scales. */
  static final int NARROW_KC = 384;

  /** With narrow weights: floats between rows of the packed input, a constant, and no power of two, so rows do not alias. */
  static final int NARROW_LDA = NARROW_KC + 16;

  /** With narrow weights: most rows packed at a time. */
  static final int NARROW_MC = 96;

  /** With narrow weights: most floats of packed input at a time: they stay in the second-level cache. */
  static final int NARROW_PACKED = 4 * NARROW_MC * NARROW_LDA;

  private GemmLayout() {}
}
