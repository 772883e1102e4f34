package org.anabranch.model.protein;

import org.anabranch.engine.Tensor;

/**
 * The C-alpha atoms of a chain.
 *
 * @param xyz [residues * 3], in Angstrom, x, y and z of each residue in turn; not to be changed
 */
public record Backbone(double[] xyz) {
  /** Checks the length. */
  public Backbone {
    if (xyz.length == 0 || xyz.length % 3 != 0) {
      throw new IllegalArgumentException("backbone: needs 3 coordinates for each of at least 1 residue, got " + xyz.length);
    }
  }

  /**
   * Row i of samples.
   *
   * @param samples [rows, residues, 3]
   * @param scale   Angstrom per unit of the samples
   */
  public static Backbone of(Tensor samples, int i, double scale) {
    int n = samples.rowSize();
    double[] xyz = new double[n];
    for (int j = 0; j < n; j++) {
      xyz[j] = scale * samples.get((long) i * n + j);
    }
    return new Backbone(xyz);
  }

  /** Number of residues. */
  public int residues() {
    return xyz.length / 3;
  }

  /** Coordinate c (0 x, 1 y, 2 z) of a residue, in Angstrom. */
  public double at(int residue, int c) {
    return xyz[3 * residue + c];
  }

  /** Distance of two residues, in Angstrom. */
  public double distance(int i, int j) {
    double x = at(i, 0) - at(j, 0);
    double y = at(i, 1) - at(j, 1);
    double z = at(i, 2) - at(j, 2);
    return StrictMath.sqrt(x * x + y * y + z * z);
  }
}
