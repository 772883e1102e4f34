package org.anabranch.model.protein;

/**
 * What the shape of a C-alpha trace says of its quality. Bonds are virtual, from one C-alpha to the next; a pseudo-angle is that of
 * three successive atoms, a pseudo-torsion that of four.
 *
 * <p>A residue counts as helix where torsion is in (35, 70) and angle in (80, 102) degrees, as left-handed helix where the torsion has
 * the other sign, as strand where the torsion is beyond 140 degrees either way and the angle above 105. Doubles and
 * {@code StrictMath}: the same bits everywhere.
 *
 * @param bondError      root mean square of d - 3.8 Angstrom over bonds
 * @param bondViolations share of bonds with |d - 3.8| above 0.3 Angstrom
 * @param clashes        pairs at least 3 apart in sequence and less than 3.8 Angstrom in space
 * @param angleViolations share of pseudo-angles outside 78 to 155 degrees
 * @param radiusOfGyration root mean square distance from the centre, in Angstrom
 * @param helix          share of right-handed helix
 * @param leftHanded     share of left-handed helix
 * @param strand         share of strand
 */
public record BackboneGeometry(double bondError, double bondViolations, int clashes, double angleViolations,
    double radiusOfGyration, double helix, double leftHanded, double strand) {
  /** Length of a virtual bond with a trans peptide, in Angstrom. */
  public static final double BOND = 3.8;

  private static final double BOND_TOLERANCE = 0.3;
  private static final int CLASH_SEPARATION = 3;
  private static final double LEAST_ANGLE = 78;
  private static final double MOST_ANGLE = 155;
  private static final double COMPACT = 11;

  /** What a residue's pseudo-angle and pseudo-torsion look like. */
  public enum Fold {
    /** Right-handed helix. */
    HELIX,
    /** Left-handed helix, rare in proteins. */
    LEFT_HANDED,
    /** Extended strand. */
    STRAND,
    /** Anything else. */
    COIL
  }

  /**
   * Measures a trace.
   *
   * @throws IllegalArgumentException if it has fewer than 4 residues, of which no torsion can be taken
   */
  public static BackboneGeometry of(Backbone b) {
    int n = b.residues();
    if (n < 4) {
      throw new IllegalArgumentException("geometry: needs at least 4 residues, got " + n);
    }
    double squares = 0;
    int violations = 0;
    for (int i = 0; i + 1 < n; i++) {
      double off = b.distance(i, i + 1) - BOND;
      squares += off * off;
      violations += Math.abs(off) > BOND_TOLERANCE ? 1 : 0;
    }
    int clashes = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + CLASH_SEPARATION; j < n; j++) {
        clashes += b.distance(i, j) < BOND ? 1 : 0;
      }
    }
    int bent = 0;
    for (int i = 0; i + 2 < n; i++) {
      double a = angle(b, i);
      bent += a < LEAST_ANGLE || a > MOST_ANGLE ? 1 : 0;
    }
    int[] folds = new int[Fold.values().length];
    for (int i = 0; i + 3 < n; i++) {
      folds[fold(b, i).ordinal()]++;
    }
    double torsions = n - 3;
    return new BackboneGeometry(StrictMath.sqrt(squares / (n - 1)), (double) violations / (n - 1), clashes, (double) bent / (n - 2),
        gyration(b), folds[Fold.HELIX.ordinal()] / torsions, folds[Fold.LEFT_HANDED.ordinal()] / torsions,
        folds[Fold.STRAND.ordinal()] / torsions);
  }

  /** Bonds, clashes, angles, compactness and handedness within what nearly every real fragment keeps. */
  public boolean strictlyValid() {
    return bondViolations < 0.02 && clashes == 0 && angleViolations < 0.02 && radiusOfGyration < COMPACT && leftHanded < 0.05;
  }

  /** Fewer than a tenth of bonds and a twentieth of angles off, at most two clashes. */
  public boolean relaxedValid() {
    return bondViolations < 0.1 && clashes <= 2 && angleViolations < 0.05;
  }

  /**
   * One number for all faults, 0 for a perfect trace: {@code 10 bondError + 5 bondViolations + clashes + 10 angleViolations
   * + 10 leftHanded + max(0, radius - 11)}. Real fragments have 0.31 on average.
   */
  public double energy() {
    return 10 * bondError + 5 * bondViolations + clashes + 10 * angleViolations + 10 * leftHanded
        + Math.max(0, radiusOfGyration - COMPACT);
  }

  /** The fold of the four residues from i on. */
  public static Fold fold(Backbone b, int i) {
    double angle = angle(b, i);
    double torsion = torsion(b, i);
    double size = Math.abs(torsion);
    if (size > 35 && size < 70 && angle > 80 && angle < 102) {
      return torsion > 0 ? Fold.HELIX : Fold.LEFT_HANDED;
    }
    return size > 140 && angle > 105 ? Fold.STRAND : Fold.COIL;
  }

  /** The angle at residue i + 1, in degrees: 180 is straight. */
  static double angle(Backbone b, int i) {
    double dot = 0;
    for (int c = 0; c < 3; c++) {
      dot += (b.at(i, c) - b.at(i + 1, c)) * (b.at(i + 2, c) - b.at(i + 1, c));
    }
    double cos = dot / (b.distance(i, i + 1) * b.distance(i + 1, i + 2));
    return StrictMath.toDegrees(StrictMath.acos(Math.clamp(cos, -1.0, 1.0)));
  }

  /** The torsion of residues i to i + 3, in degrees in (-180, 180]; a right-handed alpha helix has about 50. */
  static double torsion(Backbone b, int i) {
    double[] u = bond(b, i);
    double[] v = bond(b, i + 1);
    double[] w = bond(b, i + 2);
    double[] left = cross(u, v);
    double[] right = cross(v, w);
    double length = b.distance(i + 1, i + 2);
    return StrictMath.toDegrees(StrictMath.atan2(dot(cross(left, right), v) / length, dot(left, right)));
  }

  private static double gyration(Backbone b) {
    int n = b.residues();
    double squares = 0;
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += b.at(i, c) / n;
      }
      for (int i = 0; i < n; i++) {
        squares += (b.at(i, c) - mean) * (b.at(i, c) - mean);
      }
    }
    return StrictMath.sqrt(squares / n);
  }

  private static double[] bond(Backbone b, int i) {
    return new double[] {b.at(i + 1, 0) - b.at(i, 0), b.at(i + 1, 1) - b.at(i, 1), b.at(i + 1, 2) - b.at(i, 2)};
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
}
