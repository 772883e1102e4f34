package org.anabranch.engine.vector;

/** Block sizes of the matrix product, chosen by measurement (docs/performance.md). */
final class GemmLayout {
  /** Depth of a block: KC rows of a panel are 48 KiB. */
  static final int KC = 384;

  /** Floats between rows of the packed input; a constant, and not a multiple of a power of two, so rows do not alias in L1. */
  static final int LDA = KC + 16;

  /** Most rows packed at a time: their tile of 32 columns is 12 KiB and stays in L1 beside the panel. */
  static final int MC = 96;

  /** Most floats of packed input at a time: they stay in the second-level cache. */
  static final int PACKED = 4 * MC * LDA;

  private GemmLayout() {}
}
