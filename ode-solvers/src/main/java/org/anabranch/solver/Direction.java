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
}
