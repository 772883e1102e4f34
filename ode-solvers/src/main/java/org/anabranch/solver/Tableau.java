package org.anabranch.solver;

import java.util.List;

/**
 * The Butcher tableau of an explicit Runge-Kutta method, a method as data.
 *
 * <pre>
 *   k[i] = u(x + h sum_j a[i][j] k[j], t + c[i] h),  j &lt; i
 *   x'   = x + h sum_i b[i] k[i]
 * </pre>
 * The first stage stands at the beginning of the step: c[0] = 0. Immutable and thread-safe.
 */
public final class Tableau {
  /** Rounding of a sum of a few coefficients, relative to the sum of their magnitudes where that is more than one. */
  private static final double SUM_TOLERANCE = 8 * Math.ulp(1.0);

  private final String name;
  private final int order;
  private final double[][] a;
  private final double[] b;
  private final double[] c;
  private final String reference;
  /** Of each stage's state, then of the result. */
  private final Weights[] sums;

  /** The methods of this module; a class of its own, so that it is built after the tableaus. */
  private static final class Registry {
    static final List<Tableau> ALL = List.of(Euler.TABLEAU, Midpoint.TABLEAU, Heun.TABLEAU, Ralston.TABLEAU,
        Heun3.TABLEAU, SspRungeKutta3.TABLEAU, RungeKutta4.TABLEAU, RungeKutta38.TABLEAU);
  }

  /**
   * A method.
   *
   * @param name      what {@code --solver} takes
   * @param order     the error of a whole trajectory is O(h^order)
   * @param a         row i holds the i coefficients of stage i
   * @param b         one weight per stage
   * @param c         one time per stage, as a fraction of the step; c[i] = sum_j a[i][j]
   * @param reference where the coefficients come from
   * @throws IllegalArgumentException if the sizes or sums do not fit
   */
  public Tableau(String name, int order, double[][] a, double[] b, double[] c, String reference) {
    if (b.length == 0 || a.length != b.length || c.length != b.length) {
      throw new IllegalArgumentException("tableau " + name + ": a, b and c must have one entry per stage, got " + a.length
          + ", " + b.length + " and " + c.length);
    }
    this.name = name;
    this.order = order;
    this.a = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      if (a[i].length != i) {
        throw new IllegalArgumentException("tableau " + name + ": row " + i + " of a must have " + i
            + " coefficients (the method is explicit), got " + a[i].length);
      }
      checkSum(name, "row " + i + " of a must sum to c[" + i + "]", c[i], a[i]);
      this.a[i] = a[i].clone();
    }
    checkSum(name, "b must sum to", 1, b);
    this.b = b.clone();
    this.c = c.clone();
    this.reference = reference;
    this.sums = new Weights[a.length + 1];
    for (int i = 0; i < a.length; i++) {
      sums[i] = Weights.of(a[i]);
    }
    sums[a.length] = Weights.of(b);
  }

  /**
   * The method of that name.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  public static Tableau named(String name) {
    for (Tableau t : Registry.ALL) {
      if (t.name.equals(name)) {
        return t;
      }
    }
    throw new IllegalArgumentException("solver: no solver is named '" + name + "', there are " + names());
  }

  /** The names that {@link #named} takes, cheapest method first. */
  public static List<String> names() {
    return Registry.ALL.stream().map(Tableau::name).toList();
  }

  /** What {@code --solver} takes. */
  public String name() {
    return name;
  }

  /** The order of convergence. */
  public int order() {
    return order;
  }

  /** Evaluations of one step. */
  public int stages() {
    return b.length;
  }

  /** Weight of stage j in the state of stage i; j &lt; i. */
  public double a(int i, int j) {
    return a[i][j];
  }

  /** The weights of stage i's state, or with i the number of stages those of the result. */
  Weights sum(int i) {
    return sums[i];
  }

  /** Weight of stage i in the result. */
  public double b(int i) {
    return b[i];
  }

  /** Time of stage i as a fraction of the step. */
  public double c(int i) {
    return c[i];
  }

  /** Where the coefficients come from. */
  public String reference() {
    return reference;
  }

  @Override
  public String toString() {
    return name + " (order " + order + ", " + stages() + (stages() == 1 ? " stage)" : " stages)");
  }

  private static void checkSum(String name, String rule, double expected, double[] terms) {
    double sum = 0;
    double magnitude = 0;
    for (double v : terms) {
      sum += v;
      magnitude += Math.abs(v);
    }
    if (!(Math.abs(sum - expected) <= SUM_TOLERANCE * Math.max(1, magnitude))) {
      throw new IllegalArgumentException("tableau " + name + ": " + rule + " = " + expected + ", got " + sum);
    }
  }
}
