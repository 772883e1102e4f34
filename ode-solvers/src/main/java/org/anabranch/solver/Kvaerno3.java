package org.anabranch.solver;

/**
 * Kvaerno's pair of order 3(2): three implicit stages, with gamma the root of g^3 - 3 g^2 + 3/2 g - 1/6 near 0.436.
 *
 * <pre>
 *   c = 0, 2 gamma, 1, 1      bHat = the stage before the last, itself stiffly accurate
 * </pre>
 * Both methods are L-stable. For stiff problems at tolerances of 1e-2 to 1e-4.
 *
 * <p>Reference: Kvaerno 2004, Singly diagonally implicit Runge-Kutta methods with an explicit first stage, BIT 44, ESDIRK 3/2 with
 * four stages (its coefficients as functions of gamma; diffrax {@code Kvaerno3}).
 */
public final class Kvaerno3 {
  private static final double G = 0.43586652150845899942;
  private static final double[] THIRD = {(-4 * G * G + 6 * G - 1) / (4 * G), (1 - 2 * G) / (4 * G)};

  /** The coefficients. */
  public static final ImplicitPair PAIR = new ImplicitPair("kvaerno3", 3, G,
      new double[][] {
          {},
          {G},
          THIRD,
          {(6 * G - 1) / (12 * G), -1 / ((24 * G - 12) * G), (-6 * G * G + 6 * G - 1) / (6 * G - 3)}},
      new double[] {THIRD[0], THIRD[1], G, 0},
      new double[] {0, 2 * G, 1, 1},
      "Kvaerno 2004");

  private Kvaerno3() {}
}
