package org.anabranch.solver.sde;

/** What a step along given increments asks of its arguments. */
final class PathSteps {
  private PathSteps() {}

  /** Refuses Milstein's method along increments where it needs areas. */
  static void checkMilstein(String solver, Sde sde, boolean milstein) {
    if (milstein && sde instanceof GeneralSde) {
      throw new IllegalArgumentException(solver + ": Milstein's method from increments alone needs diagonal or additive noise, this is"
          + " general; LevyMilstein takes it with areas");
    }
  }

  static void check(String solver, Sde sde, double h, double[] dW, double[] y, int width) {
    if (!(h > 0) || y.length != width || sde instanceof DiagonalSde && dW.length != width) {
      throw new IllegalArgumentException(solver + ": needs h > 0 and " + width + " coordinates, got " + h + " and " + dW.length
          + " increments of " + y.length + " states");
    }
  }
}
