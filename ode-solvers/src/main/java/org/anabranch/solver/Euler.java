package org.anabranch.solver;

/**
 * Euler's method: x' = x + h u(x, t).
 *
 * <p>Order 1, one evaluation a step. On a linear path it equals DDIM and first-order DPM-Solver++. It follows a straight
 * trajectory exactly in one step, which is why distilled and reflowed models are sampled with it; elsewhere halving the step
 * halves the error, and {@link Heun} at half the steps costs the same and is better from about ten steps on.
 *
 * <p>Use it where steps are branching points of a search and evaluations are scarce: every evaluation yields a new state and a
 * new look-ahead.
 *
 * <p>Reference: Euler, Institutiones calculi integralis I (1768), chapter VII; Hairer, Norsett, Wanner, Solving Ordinary
 * Differential Equations I, section I.7. Equals torchdiffeq {@code euler}.
 */
public final class Euler {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("euler", 1,
      new double[][] {{}},
      new double[] {1},
      new double[] {0},
      "Euler 1768; Hairer, Norsett, Wanner I.7");

  private Euler() {}
}
