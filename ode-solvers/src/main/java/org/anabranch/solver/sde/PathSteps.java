package org.anabranch.solver.sde;

/** What a step along given increments asks of its arguments. */
final class PathSteps {
  private PathSteps() {}

  static void check(String solver, Sde sde, double h, double[] dW, double[] y, int width) {
    if (!(h > 0) || y.length != width || sde instanceof DiagonalSde && dW.length != width) {
      throw new IllegalArgumentException(solver + ": needs h > 0 and " + width + " coordinates, got " + h + " and " + dW.length
          + " increments of " + y.length + " states");
    }
  }
}
