package org.anabranch.jmh.ode;

import java.util.List;

/**
 * An initial value problem of the set DETEST, on [0, 20]: y' = f(t, y).
 *
 * <p>Classes: A single equations, B small systems, C moderate systems, D orbits, E equations of higher order.
 *
 * <p>Reference: Hull, Enright, Fellen, Sedgwick 1972, Comparing numerical methods for ordinary differential equations, SIAM J. Numer.
 * Anal. 9.
 *
 * @param name  class and number
 * @param about what it is
 * @param start y(0)
 * @param f     the right-hand side
 */
public record DetestProblem(String name, String about, double[] start, RightHandSide f) {
  /** Where every problem ends. */
  public static final double END = 20;

  /** f(t, y) at an offset of arrays of many states; allocates nothing. */
  @FunctionalInterface
  public interface RightHandSide {
    /** Writes f(t, y) for the y that begins at {@code at}, to where {@code out} begins. */
    void at(double t, double[] y, int at, double[] f, int out);
  }

  /** At least one of each class. */
  public static List<DetestProblem> all() {
    return List.of(
        new DetestProblem("A3", "oscillation, 1", new double[] {1}, (t, y, i, f, o) -> f[o] = y[i] * Math.cos(t)),
        new DetestProblem("B1", "conflicting populations, 2", new double[] {1, 3}, (t, y, i, f, o) -> {
          f[o] = 2 * (y[i] - y[i] * y[i + 1]);
          f[o + 1] = -(y[i + 1] - y[i] * y[i + 1]);
        }),
        new DetestProblem("B5", "rigid body, 3", new double[] {0, 1, 1}, (t, y, i, f, o) -> {
          f[o] = y[i + 1] * y[i + 2];
          f[o + 1] = -y[i] * y[i + 2];
          f[o + 2] = -0.51 * y[i] * y[i + 1];
        }),
        new DetestProblem("C1", "radioactive decay chain, 10", unit(10), DetestProblem::decay),
        new DetestProblem("C4", "heat equation, 51", unit(51), DetestProblem::heat),
        orbit("D1", 0.1), orbit("D3", 0.5), orbit("D5", 0.9),
        new DetestProblem("E2", "Van der Pol, 2", new double[] {2, 0}, (t, y, i, f, o) -> {
          f[o] = y[i + 1];
          f[o + 1] = (1 - y[i] * y[i]) * y[i + 1] - y[i];
        }),
        new DetestProblem("E3", "Duffing, 2", new double[] {0, 0}, (t, y, i, f, o) -> {
          f[o] = y[i + 1];
          f[o + 1] = y[i] * y[i] * y[i] / 6 - y[i] + 2 * Math.sin(2.78535 * t);
        }));
  }

  private static double[] unit(int n) {
    double[] y = new double[n];
    y[0] = 1;
    return y;
  }

  private static void decay(double t, double[] y, int i, double[] f, int o) {
    f[o] = -y[i];
    for (int j = 1; j < 9; j++) {
      f[o + j] = y[i + j - 1] - y[i + j];
    }
    f[o + 9] = y[i + 8];
  }

  private static void heat(double t, double[] y, int i, double[] f, int o) {
    f[o] = -2 * y[i] + y[i + 1];
    for (int j = 1; j < 50; j++) {
      f[o + j] = y[i + j - 1] - 2 * y[i + j] + y[i + j + 1];
    }
    f[o + 50] = y[i + 49] - 2 * y[i + 50];
  }

  /** Two bodies, y = (x, y, x', y'), from the nearest point of an orbit of that eccentricity. */
  private static DetestProblem orbit(String name, double e) {
    return new DetestProblem(name, "orbit of eccentricity " + e + ", 4", new double[] {1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e))},
        (t, y, i, f, o) -> {
          double r2 = y[i] * y[i] + y[i + 1] * y[i + 1];
          double r3 = r2 * Math.sqrt(r2);
          f[o] = y[i + 2];
          f[o + 1] = y[i + 3];
          f[o + 2] = -y[i] / r3;
          f[o + 3] = -y[i + 1] / r3;
        });
  }

  /** Coordinates. */
  public int width() {
    return start.length;
  }
}
