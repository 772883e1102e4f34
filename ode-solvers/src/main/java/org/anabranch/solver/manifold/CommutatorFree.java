package org.anabranch.solver.manifold;

/**
 * A commutator-free method for Lie groups, as data: every stage and the result is a product of exponentials of sums of velocities.
 *
 * <pre>
 *   x[i] = x exp(h sum_j a[i][0][j] k[j]) exp(h sum_j a[i][1][j] k[j]) ...       k[i] = u(x[i], t + c[i] h), in the body's frame
 *   x'   = x exp(h sum_j b[0][j] k[j])    exp(h sum_j b[1][j] k[j])    ...
 * </pre>
 * It adds velocities of different points as they are, without the inverse differential of exp that the methods of Munthe-Kaas need: at
 * home where the frame is invariant ({@link Manifold#isGroup}). Immutable and thread-safe.
 */
public final class CommutatorFree {
  /** Rounding of a sum of a few coefficients of magnitude one. */
  private static final double SUM_TOLERANCE = 8 * Math.ulp(1.0);

  /**
   * The method of order 4 of Celledoni, Marthinsen and Owren: four evaluations and five exponentials a step, with the times of "rk4".
   * The second half of the result mirrors the first.
   *
   * <p>Reference: Celledoni, Marthinsen, Owren 2003, Commutator-free Lie group methods, Future Generation Computer Systems 19, CF4.
   */
  public static final CommutatorFree CF4 = new CommutatorFree("cf4", 4,
      new double[][][] {{}, {{0.5}}, {{0, 0.5}}, {{0.5}, {-0.5, 0, 1}}},
      new double[][] {{1.0 / 4, 1.0 / 6, 1.0 / 6, -1.0 / 12}, {-1.0 / 12, 1.0 / 6, 1.0 / 6, 1.0 / 4}},
      new double[] {0, 0.5, 0.5, 1});

  private final String name;
  private final int order;
  private final double[][][] a;
  private final double[][] b;
  private final double[] c;

  /**
   * A method.
   *
   * @param name  of the method
   * @param order the error of a whole trajectory is O(h^order)
   * @param a     row i holds the exponentials of stage i, each at most i weights
   * @param b     the exponentials of the result, each at most one weight per stage
   * @param c     one time per stage, the sum of its weights, as a fraction of the step
   * @throws IllegalArgumentException if the sizes or sums do not fit
   */
  public CommutatorFree(String name, int order, double[][][] a, double[][] b, double[] c) {
    if (a.length != c.length || c.length == 0) {
      throw new IllegalArgumentException("commutator-free " + name + ": a and c must have one entry per stage, got " + a.length
          + " and " + c.length);
    }
    this.name = name;
    this.order = order;
    this.c = c.clone();
    this.a = new double[a.length][][];
    for (int i = 0; i < a.length; i++) {
      this.a[i] = checked(name, a[i], i, c[i]);
    }
    this.b = checked(name, b, c.length, 1);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The order of convergence. */
  public int order() {
    return order;
  }

  /** Evaluations of one step. */
  public int stages() {
    return c.length;
  }

  /** Time of stage i as a fraction of the step. */
  public double c(int i) {
    return c[i];
  }

  /** The weights of the exponentials of stage i; not to be written. */
  double[][] stage(int i) {
    return a[i];
  }

  /** The weights of the exponentials of the result; not to be written. */
  double[][] result() {
    return b;
  }

  @Override
  public String toString() {
    return name + " (order " + order + ", " + c.length + " stages)";
  }

  private static double[][] checked(String name, double[][] exponentials, int most, double expected) {
    double[][] copy = new double[exponentials.length][];
    double sum = 0;
    for (int e = 0; e < copy.length; e++) {
      copy[e] = exponentials[e].clone();
      if (copy[e].length > most) {
        throw new IllegalArgumentException("commutator-free " + name + ": an exponential here may have " + most + " weights, got "
            + copy[e].length);
      }
      for (double w : copy[e]) {
        sum += w;
      }
    }
    if (!(Math.abs(sum - expected) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException("commutator-free " + name + ": weights must sum to " + expected + ", got " + sum);
    }
    return copy;
  }
}
