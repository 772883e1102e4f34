package org.anabranch.solver;

import java.util.Arrays;

/**
 * The bits of a state, as a key of maps: two keys are equal if all bits are, so that no accident of a hash can stand one state in for
 * another. Immutable.
 */
public final class StateKey {
  private final int[] bits;
  private final int hash;

  private StateKey(int[] bits) {
    this.bits = bits;
    this.hash = Arrays.hashCode(bits);
  }

  /** A key of these words, a copy. */
  public static StateKey of(int... words) {
    return new StateKey(words.clone());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof StateKey other && hash == other.hash && Arrays.equals(bits, other.bits);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "state " + Integer.toHexString(hash);
  }
}
