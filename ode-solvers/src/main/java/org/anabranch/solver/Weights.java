package org.anabranch.solver;

import java.util.Arrays;

/**
 * The weights of a sum over stages that are not zero, packed.
 *
 * @param index of the stages, ascending
 * @param value the weight of each; neither array may be written
 */
record Weights(int[] index, double[] value) {
  /** Of the first weights, one per stage. */
  static Weights of(double... all) {
    int[] index = new int[all.length];
    double[] value = new double[all.length];
    int n = 0;
    for (int j = 0; j < all.length; j++) {
      if (all[j] != 0) {
        index[n] = j;
        value[n++] = all[j];
      }
    }
    return new Weights(Arrays.copyOf(index, n), Arrays.copyOf(value, n));
  }

  /** How many there are. */
  int size() {
    return index.length;
  }
}
