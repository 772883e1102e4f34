package org.anabranch.model.protein;

/**
 * The least root mean square distance of two traces over all rotations and translations (no reflections).
 *
 * <p>With centred coordinates a and b and S = a^T b, the best rotation as a quaternion is the eigenvector of the largest eigenvalue L
 * of a symmetric 4 x 4 matrix of sums of S, and {@code rmsd = sqrt((|a|^2 + |b|^2 - 2 L) / n)} (Horn, J. Opt. Soc. Am. A 4, 1987).
 * L is the largest root of the matrix's characteristic polynomial {@code L^4 + c2 L^2 + c1 L + c0} with {@code c2 = -2 |S|^2},
 * {@code c1 = -8 det S} and {@code c0} the determinant, all of whose roots are real: Newton's method from the upper bound
 * {@code (|a|^2 + |b|^2) / 2} falls to it (Theobald, Acta Cryst. A 61, 2005). Kabsch's singular values give the same number.
 */
public final class Superposition {
  private static final int MOST_STEPS = 100;

  /** Relative change of L at which Newton's method ends. */
  private static final double CLOSE = 1e-14;

  private Superposition() {}

  /** Coordinates [residues * 3] moved to their centre, in a new array. */
  static double[] centred(double[] xyz) {
    int n = xyz.length / 3;
    double[] out = xyz.clone();
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += xyz[3 * i + c] / n;
      }
      for (int i = 0; i < n; i++) {
        out[3 * i + c] -= mean;
      }
    }
    return out;
  }

  /** Sum of squares. */
  static double squares(double[] xyz) {
    double sum = 0;
    for (double v : xyz) {
      sum += v * v;
    }
    return sum;
  }

  /**
   * The distance in Angstrom.
   *
   * @throws IllegalArgumentException if the traces have different lengths
   */
  public static double rmsd(Backbone a, Backbone b) {
    if (a.residues() != b.residues()) {
      throw new IllegalArgumentException("rmsd: needs traces of one length, got " + a.residues() + " and " + b.residues()
          + " residues");
    }
    double[] x = centred(a.xyz());
    double[] y = centred(b.xyz());
    return rmsd(x, squares(x), y, squares(y));
  }

  /** As {@link #rmsd(Backbone, Backbone)} of centred coordinates with their sums of squares. */
  static double rmsd(double[] a, double squaresA, double[] b, double squaresB) {
    double s00 = 0;
    double s01 = 0;
    double s02 = 0;
    double s10 = 0;
    double s11 = 0;
    double s12 = 0;
    double s20 = 0;
    double s21 = 0;
    double s22 = 0;
    for (int i = 0; i < a.length; i += 3) {
      s00 += a[i] * b[i];
      s01 += a[i] * b[i + 1];
      s02 += a[i] * b[i + 2];
      s10 += a[i + 1] * b[i];
      s11 += a[i + 1] * b[i + 1];
      s12 += a[i + 1] * b[i + 2];
      s20 += a[i + 2] * b[i];
      s21 += a[i + 2] * b[i + 1];
      s22 += a[i + 2] * b[i + 2];
    }
    double largest = (squaresA + squaresB) / 2;
    double c2 = -2 * (s00 * s00 + s01 * s01 + s02 * s02 + s10 * s10 + s11 * s11 + s12 * s12 + s20 * s20 + s21 * s21 + s22 * s22);
    double c1 = -8 * (s00 * (s11 * s22 - s12 * s21) - s01 * (s10 * s22 - s12 * s20) + s02 * (s10 * s21 - s11 * s20));
    double c0 = determinant(
        s00 + s11 + s22, s12 - s21, s20 - s02, s01 - s10,
        s00 - s11 - s22, s01 + s10, s20 + s02,
        -s00 + s11 - s22, s12 + s21,
        -s00 - s11 + s22);
    for (int i = 0; i < MOST_STEPS; i++) {
      double square = largest * largest;
      double value = square * square + c2 * square + c1 * largest + c0;
      double slope = 4 * square * largest + 2 * c2 * largest + c1;
      double step = slope == 0 ? 0 : value / slope;
      largest -= step;
      if (Math.abs(step) <= CLOSE * Math.abs(largest)) {
        break;
      }
    }
    return StrictMath.sqrt(Math.max(0, squaresA + squaresB - 2 * largest) / (a.length / 3));
  }

  /** The determinant of the symmetric matrix (a b c d), (b e f g), (c f h i), (d g i j), by minors of its upper and lower rows. */
  private static double determinant(double a, double b, double c, double d, double e, double f, double g, double h, double i,
      double j) {
    return (a * e - b * b) * (h * j - i * i) - (a * f - b * c) * (f * j - g * i) + (a * g - b * d) * (f * i - g * h)
        + (b * f - c * e) * (c * j - d * i) - (b * g - d * e) * (c * i - d * h) + (c * g - d * f) * (c * g - d * f);
  }
}
