package org.anabranch.solver;

import java.util.List;

/**
 * An explicit Runge-Kutta method with an estimate of its own error and of the state in the middle of a step, as data.
 *
 * <pre>
 *   k[i]  = u(x + h sum_j a[i][j] k[j], t + c[i] h)
 *   x'    = x + h sum_i b[i] k[i]                       the method that advances
 *   error =     h sum_i e[i] k[i],  e = b - bHat        its distance from the embedded method of lower order
 *   xMid  = x + h sum_i m[i] k[i]                       the state at t + h/2
 * </pre>
 * The last stage stands at the end of the step, c = 1, and serves as the first stage of the next one, so an attempt costs one
 * evaluation less than there are stages. Where its state is x' itself (the last row of a equals b) that is "first same as last"
 * and exact. Where it is a prediction of x' the method advances in predict-evaluate-correct mode: its order holds, because the
 * prediction is off by one order of h less than its weight in the next step gains. Immutable and thread-safe.
 */
public final class EmbeddedPair implements AdaptiveMethod {
  /** Rounding of a sum of a few coefficients of magnitude one. */
  private static final double SUM_TOLERANCE = 16 * Math.ulp(1.0);
  /** Interpolants are published with up to fifteen decimals, each a polynomial of several. */
  private static final double MIDDLE_TOLERANCE = 1e-13;

  private final Tableau tableau;
  private final double[] error;
  private final Weights errors;
  private final double[] middle;
  private final boolean firstSameAsLast;

  /** The pairs of this module; a class of its own, so that it is built after the pairs. */
  private static final class Registry {
    static final List<EmbeddedPair> ALL = List.of(AdaptiveHeun.PAIR, Fehlberg2.PAIR, BogackiShampine.PAIR,
        DormandPrince5.PAIR, Tsitouras5.PAIR, DormandPrince8.PAIR);
  }

  /**
   * A pair.
   *
   * @param tableau the method that advances; c = 1 at its last stage
   * @param error   one weight per stage, b - bHat; they sum to 0
   * @param middle  one weight per stage; they sum to 1/2
   * @throws IllegalArgumentException if the sizes, sums or the last time do not fit
   */
  public EmbeddedPair(Tableau tableau, double[] error, double[] middle) {
    int n = tableau.stages();
    if (n < 2 || tableau.c(n - 1) != 1) {
      throw new IllegalArgumentException("pair " + tableau.name() + ": the last of at least two stages must stand at c = 1, got "
          + n + " stages, the last at " + tableau.c(n - 1));
    }
    checkSum(tableau.name(), "error", error, n, 0, SUM_TOLERANCE);
    checkSum(tableau.name(), "middle", middle, n, 0.5, MIDDLE_TOLERANCE);
    this.tableau = tableau;
    this.error = error.clone();
    this.errors = Weights.of(this.error);
    this.middle = middle.clone();
    boolean same = tableau.b(n - 1) == 0;
    for (int j = 0; j < n - 1; j++) {
      same &= tableau.a(n - 1, j) == tableau.b(j);
    }
    this.firstSameAsLast = same;
  }

  /**
   * The pair of that name.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  public static EmbeddedPair named(String name) {
    for (EmbeddedPair p : Registry.ALL) {
      if (p.name().equals(name)) {
        return p;
      }
    }
    throw new IllegalArgumentException("solver: no adaptive solver is named '" + name + "', there are " + names());
  }

  /** The names that {@link #named} takes, cheapest step first. */
  public static List<String> names() {
    return Registry.ALL.stream().map(EmbeddedPair::name).toList();
  }

  /** The method that advances. */
  public Tableau tableau() {
    return tableau;
  }

  @Override
  public String name() {
    return tableau.name();
  }

  @Override
  public int order() {
    return tableau.order();
  }

  @Override
  public int stages() {
    return tableau.stages();
  }

  @Override
  public double a(int i, int j) {
    return tableau.a(i, j);
  }

  @Override
  public double c(int i) {
    return tableau.c(i);
  }

  @Override
  public int evaluationsPerStep() {
    return tableau.stages() - 1;
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

  /** Whether the last stage is evaluated at the new state itself. */
  public boolean firstSameAsLast() {
    return firstSameAsLast;
  }

  @Override
  public String toString() {
    return name() + " (order " + order() + ", " + evaluationsPerStep() + " evaluations a step)";
  }

  /** b - bHat. */
  static double[] difference(double[] b, double[] bHat) {
    double[] e = new double[b.length];
    for (int i = 0; i < e.length; i++) {
      e[i] = b[i] - bHat[i];
    }
    return e;
  }

  /** The middle of the cubic through both ends of a step with their velocities, (x + x')/2 + h/8 (k[0] - k[last]). */
  static double[] hermiteMiddle(double... b) {
    double[] m = new double[b.length];
    for (int i = 0; i < m.length; i++) {
      m[i] = b[i] / 2;
    }
    m[0] += 0.125;
    m[m.length - 1] -= 0.125;
    return m;
  }

  private static void checkSum(String name, String what, double[] terms, int stages, double expected,
      double tolerance) {
    if (terms.length != stages) {
      throw new IllegalArgumentException("pair " + name + ": " + what + " must have one weight per stage, got " + terms.length
          + " for " + stages + " stages");
    }
    double sum = 0;
    double magnitude = 0;
    for (double v : terms) {
      sum += v;
      magnitude += Math.abs(v);
    }
    if (!(Math.abs(sum - expected) <= tolerance * Math.max(1, magnitude))) {
      throw new IllegalArgumentException("pair " + name + ": " + what + " must sum to " + expected + ", got " + sum);
    }
  }
}
