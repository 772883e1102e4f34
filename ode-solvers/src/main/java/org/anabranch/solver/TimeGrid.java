package org.anabranch.solver;

import java.util.Arrays;

/**
 * The times t[0], ..., t[steps] that a solver visits, in the convention of its direction: strictly upwards for
 * {@link Direction#DATA_AT_ONE}, strictly downwards for {@link Direction#NOISE_AT_ONE}.
 *
 * <p>Immutable and thread-safe.
 */
public final class TimeGrid {
  private final Direction direction;
  private final double[] times;

  private TimeGrid(Direction direction, double[] times) {
    if (times.length < 2) {
      throw new IllegalArgumentException("time grid: needs at least 2 times, got " + times.length);
    }
    this.direction = direction;
    this.times = times.clone();
    for (int i = 0; i < times.length; i++) {
      if (!(times[i] >= 0 && times[i] <= 1)) {
        throw new IllegalArgumentException("time grid: times must be in [0, 1], time " + i + " is " + times[i]);
      }
      if (i > 0 && !((times[i] - times[i - 1]) * direction.towardsData() > 0)) {
        throw new IllegalArgumentException("time grid: " + direction + " needs strictly "
            + (direction == Direction.DATA_AT_ONE ? "increasing" : "decreasing") + " times, time " + (i - 1) + " is "
            + times[i - 1] + " and time " + i + " is " + times[i]);
      }
    }
  }

  /** From noise to data in equal steps: t[i] = start + i ((end - start) / steps) in double, the last one exactly the end. */
  public static TimeGrid uniform(Direction direction, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("time grid: steps must be >= 1, got " + steps);
    }
    double start = direction.noiseTime();
    double step = (direction.dataTime() - start) / steps;
    double[] t = new double[steps + 1];
    for (int i = 0; i < steps; i++) {
      t[i] = start + i * step;
    }
    t[steps] = direction.dataTime();
    return new TimeGrid(direction, t);
  }

  /** The given times, which must run from the noise end to the data end. */
  public static TimeGrid of(Direction direction, double... times) {
    TimeGrid grid = new TimeGrid(direction, times);
    if (!grid.isWhole()) {
      throw new IllegalArgumentException("time grid: " + direction + " runs from " + direction.noiseTime() + " to "
          + direction.dataTime() + ", the times from " + times[0] + " to " + times[times.length - 1]);
    }
    return grid;
  }

  /** The given times, which may begin after the noise end and stop before the data end. */
  public static TimeGrid segment(Direction direction, double... times) {
    return new TimeGrid(direction, times);
  }

  /** The time convention. */
  public Direction direction() {
    return direction;
  }

  /** Number of steps, one less than times. */
  public int steps() {
    return times.length - 1;
  }

  /** The time at the beginning of step i, or the end for i = steps. */
  public double time(int i) {
    return times[i];
  }

  /** Whether the grid runs from the noise end to the data end. */
  public boolean isWhole() {
    return times[0] == direction.noiseTime() && times[times.length - 1] == direction.dataTime();
  }

  /** The times, as a copy. */
  public double[] times() {
    return times.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TimeGrid g && direction == g.direction && Arrays.equals(times, g.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return Arrays.toString(times);
  }
}
