package org.anabranch.solver;

/** alpha = t, sigma = 1 - t (with data at t = 1): straight lines from noise to data. */
record LinearInterpolant(Direction direction) implements Interpolant {
  @Override
  public double alpha(double t) {
    return direction == Direction.DATA_AT_ONE ? t : 1 - t;
  }

  @Override
  public double sigma(double t) {
    return direction == Direction.DATA_AT_ONE ? 1 - t : t;
  }

  @Override
  public double alphaDot(double t) {
    return direction == Direction.DATA_AT_ONE ? 1 : -1;
  }

  @Override
  public double sigmaDot(double t) {
    return direction == Direction.DATA_AT_ONE ? -1 : 1;
  }
}
