package org.anabranch.jmh.peer;

import org.anabranch.engine.Kernels;

/**
 * A piece of work that our kernels and other libraries can be asked to do, with its operands.
 *
 * <p>Operands are pure functions of the seed in it: a second process computes the same ones. Immutable.
 */
public interface Work {
  /** The text that {@code --shapes} takes and a row of the table begins with. */
  String shape();

  /** Floating-point operations that are counted, 0 where the count would mean nothing. */
  double flops();

  /** Bytes that must be read and written at least once. */
  double bytes();

  /** The largest difference allowed between two results, as a multiple of max(1, |value|). */
  double tolerance();

  /** Bytes that one contender holds, about; 0 where they are too few to ask. */
  default double memory() {
    return 0;
  }

  /** Our way of doing it. */
  Contender ours(Kernels kernels);
}
