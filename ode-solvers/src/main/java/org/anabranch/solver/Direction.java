package org.anabranch.solver;

/** Which end of the time axis holds the data. Velocities of the two conventions differ in sign; scores do not. */
public enum Direction {
  /** t = 0 is noise and t = 1 is data (SiT, flow_matching): sampling runs upwards. */
  DATA_AT_ONE,
  /** t = 0 is data and t = 1 is noise (rectified flow in diffusers, RBF): sampling runs downwards. */
  NOISE_AT_ONE;

  /** The time of pure noise. */
  public double noiseTime() {
    return this == DATA_AT_ONE ? 0 : 1;
  }

  /** The time of data. */
  public double dataTime() {
    return this == DATA_AT_ONE ? 1 : 0;
  }

  /** The same instant in the other convention. */
  public double flip(double t) {
    return 1 - t;
  }

  /** +1 where sampling runs upwards, -1 where it runs downwards: the sign of a step from noise to data. */
  public int towardsData() {
    return this == DATA_AT_ONE ? 1 : -1;
  }

  /** Time between t and the noise end; refuses t outside [0, 1]. */
  public double sinceNoise(double t) {
    check(t);
    return this == DATA_AT_ONE ? t : 1 - t;
  }

  /** Time between t and the data end; refuses t outside [0, 1]. */
  public double untilData(double t) {
    check(t);
    return this == DATA_AT_ONE ? 1 - t : t;
  }

  private static void check(double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("time: must be in [0, 1], got " + t);
    }
  }
}
