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

  private GemmLayout() {}
}
