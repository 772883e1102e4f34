package org.anabranch.model.protein;

import java.util.Arrays;

/**
 * Faults of a trace as a function with a gradient, from distances alone: what steers where {@link BackboneGeometry#energy} counts.
 *
 * <pre>
 *   U = 10 sqrt(mean over bonds of (d - 3.8)^2 + e) + sum over |i - j| &gt;= 3 of max(0, (4 - d) / 0.5)^2
 *       + 10 mean over i of max(0, 4.78 - d[i, i+2])^2 + max(0, d[i, i+2] - 7.42)^2
 * </pre>
 * Lengths are in Angstrom, e = {@value #SOFT} keeps the root smooth. The bounds of the second neighbours are those of pseudo-angles of
 * 78 and 155 degrees between bonds of 3.8. Coinciding atoms have no direction, and get no gradient from each other.
 */
public final class SmoothEnergy {
  private static final double SOFT = 1e-6;
  private static final double CLASH = 4;
  private static final double CLASH_WIDTH = 0.5;
  private static final int CLASH_SEPARATION = 3;
  private static final double NEAREST_SECOND = 2 * BackboneGeometry.BOND * StrictMath.sin(StrictMath.toRadians(39));
  private static final double FARTHEST_SECOND = 2 * BackboneGeometry.BOND * StrictMath.sin(StrictMath.toRadians(77.5));

  private SmoothEnergy() {}

  /** U alone. */
  public static double of(Backbone b) {
    return of(b, new double[b.xyz().length]);
  }

  /**
   * U and its gradient.
   *
   * @param gradient [residues * 3] receives d U / d coordinate, per Angstrom
   * @throws IllegalArgumentException if there are fewer than 4 residues or the gradient has another length
   */
  public static double of(Backbone b, double[] gradient) {
    int n = b.residues();
    if (n < 4 || gradient.length != 3 * n) {
      throw new IllegalArgumentException("smooth energy: needs at least 4 residues and 3 gradients each, got " + n + " and "
          + gradient.length);
    }
    Arrays.fill(gradient, 0);
    double squares = 0;
    for (int i = 0; i + 1 < n; i++) {
      double off = b.distance(i, i + 1) - BackboneGeometry.BOND;
      squares += off * off / (n - 1);
    }
    double root = StrictMath.sqrt(squares + SOFT);
    double energy = 10 * root;
    for (int i = 0; i + 1 < n; i++) {
      push(b, i, i + 1, 10 / root * (b.distance(i, i + 1) - BackboneGeometry.BOND) / (n - 1), gradient);
    }
    for (int i = 0; i < n; i++) {
      for (int j = i + CLASH_SEPARATION; j < n; j++) {
        double depth = (CLASH - b.distance(i, j)) / CLASH_WIDTH;
        if (depth > 0) {
          energy += depth * depth;
          push(b, i, j, -2 * depth / CLASH_WIDTH, gradient);
        }
      }
    }
    double share = 10.0 / (n - 2);
    for (int i = 0; i + 2 < n; i++) {
      double d = b.distance(i, i + 2);
      double off = d < NEAREST_SECOND ? d - NEAREST_SECOND : Math.max(0, d - FARTHEST_SECOND);
      energy += share * off * off;
      push(b, i, i + 2, 2 * share * off, gradient);
    }
    return energy;
  }

  /** Adds the gradient of a term whose derivative by the distance of two atoms is {@code slope}. */
  private static void push(Backbone b, int i, int j, double slope, double[] gradient) {
    double d = b.distance(i, j);
    if (d == 0 || slope == 0) {
      return;
    }
    for (int c = 0; c < 3; c++) {
      double g = slope * (b.at(i, c) - b.at(j, c)) / d;
      gradient[3 * i + c] += g;
      gradient[3 * j + c] -= g;
    }
  }
}
