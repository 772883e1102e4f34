package org.anabranch.solver;

import java.util.List;

/**
 * A singly diagonally implicit Runge-Kutta method with an explicit first stage (ESDIRK) and an embedded method, as data.
 *
 * <pre>
 *   k[0]  = u(x, t)
 *   z[i]  = x + h sum_{j &lt; i} a[i][j] k[j] + h gamma k[i]      k[i] = u(z[i], t + c[i] h)
 *   x'    = z[last]                                             error = h sum_i e[i] k[i],  e = b - bHat
 * </pre>
 * The last stage is the new state (stiffly accurate), so that an A-stable method damps an infinitely stiff component in one step: it
 * is L-stable. All implicit stages share gamma, and so one matrix I - h gamma J for a whole step. All times stand
 * inside the step, 0 &lt;= c &lt;= 1: a field is never asked beyond the end. States between the steps lie on the cubic through both
 * ends with their velocities. Immutable and thread-safe.
 */
public final class ImplicitPair implements AdaptiveMethod {
  /** Rounding of a sum of a few coefficients, relative to the sum of their magnitudes. */
  private static final double SUM_TOLERANCE = 16 * Math.ulp(1.0);

  private final String name;
  private final int order;
  private final double gamma;
  private final double[][] a;
  private final double[] c;
  private final double[] error;
  private final Weights errors;
  private final double[] middle;
  private final double[][] predictor;
  private final String reference;

  /** The pairs of this module; a class of its own, so that it is built after the pairs. */
  private static final class Registry {
    static final List<ImplicitPair> ALL = List.of(Kvaerno3.PAIR, KenCarp4.PAIR, KenCarp5.PAIR);
  }

  /**
   * A pair.
   *
   * @param name      what {@code --solver} takes
   * @param order     of the method that advances
   * @param gamma     the diagonal of all stages but the first
   * @param a         row i holds the i coefficients of stage i before the diagonal; the last row, then gamma, are b
   * @param embedded  bHat, one weight per stage, of a method one order lower
   * @param c         one time per stage
   * @param reference where the coefficients come from
   * @throws IllegalArgumentException if the sizes, sums or times do not fit
   */
  public ImplicitPair(String name, int order, double gamma, double[][] a, double[] embedded, double[] c, String reference) {
    int n = c.length;
    if (n < 2 || a.length != n || embedded.length != n || c[0] != 0 || c[n - 1] != 1 || !(gamma > 0)) {
      throw new IllegalArgumentException("pair " + name + ": needs at least 2 stages from c = 0 to c = 1 and gamma > 0, got "
          + a.length + " rows, " + embedded.length + " weights, " + n + " times and gamma " + gamma);
    }
    this.name = name;
    this.order = order;
    this.gamma = gamma;
    this.a = new double[n][];
    for (int i = 0; i < n; i++) {
      if (a[i].length != i || !(c[i] >= 0 && c[i] <= 1)) {
        throw new IllegalArgumentException("pair " + name + ": row " + i + " must have " + i + " coefficients and a time in [0, 1], "
            + "got " + a[i].length + " and " + c[i]);
      }
      checkSum(name, "row " + i, a[i], i == 0 ? 0 : gamma, c[i]);
      this.a[i] = a[i].clone();
    }
    checkSum(name, "the embedded weights", embedded, 0, 1);
    this.c = c.clone();
    this.reference = reference;
    double[] b = new double[n];
    System.arraycopy(a[n - 1], 0, b, 0, n - 1);
    b[n - 1] = gamma;
    this.error = EmbeddedPair.difference(b, embedded);
    this.errors = Weights.of(this.error);
    this.middle = EmbeddedPair.hermiteMiddle(b);
    this.predictor = predictor(c);
  }

  /**
   * The pair of that name.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  public static ImplicitPair named(String name) {
    for (ImplicitPair p : Registry.ALL) {
      if (p.name.equals(name)) {
        return p;
      }
    }
    throw new IllegalArgumentException("solver: no implicit solver is named '" + name + "', there are " + names());
  }

  /** The names that {@link #named} takes, cheapest step first. */
  public static List<String> names() {
    return Registry.ALL.stream().map(ImplicitPair::name).toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int order() {
    return order;
  }

  @Override
  public int stages() {
    return c.length;
  }

  @Override
  public double a(int i, int j) {
    return a[i][j];
  }

  @Override
  public double c(int i) {
    return c[i];
  }

  /** The weights of the error estimate, packed. */
  Weights errors() {
    return errors;
  }

  @Override
  public double error(int i) {
    return error[i];
  }

  @Override
  public double middle(int i) {
    return middle[i];
  }

  @Override
  public int evaluationsPerStep() {
    return c.length - 1;
  }

  /** The weight of an implicit stage in its own state. */
  public double gamma() {
    return gamma;
  }

  /** Weight of stage i in the new state. */
  public double b(int i) {
    return i == c.length - 1 ? gamma : a[c.length - 1][i];
  }

  /** Where the coefficients come from. */
  public String reference() {
    return reference;
  }

  /** Weight of the velocity of stage j in the first guess of that of stage i: the value at c[i] of the line fitted to all j &lt; i. */
  double predictor(int i, int j) {
    return predictor[i][j];
  }

  @Override
  public String toString() {
    return name + " (implicit, order " + order + ", " + (c.length - 1) + " implicit stages)";
  }

  private static double[][] predictor(double[] c) {
    double[][] p = new double[c.length][];
    for (int i = 0; i < c.length; i++) {
      p[i] = new double[i];
      double mean = 0;
      for (int j = 0; j < i; j++) {
        mean += c[j] / i;
      }
      double squares = 0;
      for (int j = 0; j < i; j++) {
        squares += (c[j] - mean) * (c[j] - mean);
      }
      for (int j = 0; j < i; j++) {
        p[i][j] = 1.0 / i + (squares == 0 ? 0 : (c[i] - mean) * (c[j] - mean) / squares);
      }
    }
    return p;
  }

  private static void checkSum(String name, String what, double[] terms, double first, double expected) {
    double sum = first;
    double magnitude = Math.abs(first);
    for (double v : terms) {
      sum += v;
      magnitude += Math.abs(v);
    }
    if (!(Math.abs(sum - expected) <= SUM_TOLERANCE * Math.max(1, magnitude))) {
      throw new IllegalArgumentException("pair " + name + ": " + what + " must sum to " + expected + ", got " + sum);
    }
  }
}
