package org.anabranch.cli.domain;

import java.util.Optional;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.GridSpacing;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.catalog.Solvers;

/**
 * How samples are drawn, as far as it was said; a domain refuses what it has no use for.
 *
 * @param solver   name of the method
 * @param steps    steps from start to finish
 * @param grid     name of the spacing of the steps
 * @param guidance classifier-free guidance scale; absent means none
 */
public record Sampling(Optional<String> solver, Optional<Integer> steps, Optional<String> grid, Optional<Double> guidance) {
  private static final int MOST_STEPS = 100_000;

  /** Nothing said. */
  public static final Sampling OPEN = new Sampling(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A choice of solver, steps and grid without guidance. */
  public static Sampling of(String solver, int steps, String grid) {
    return new Sampling(Optional.of(solver), Optional.of(steps), Optional.of(grid), Optional.empty());
  }

  /** What was said here, and what the other says of the rest. */
  public Sampling or(Sampling other) {
    return new Sampling(solver.or(other::solver), steps.or(other::steps), grid.or(other::grid), guidance.or(other::guidance));
  }

  /**
   * The number of steps.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public int checkedSteps() {
    int n = steps.orElseThrow();
    if (n < 1 || n > MOST_STEPS) {
      throw new IllegalArgumentException("steps: must be in [1, " + MOST_STEPS + "], got " + n);
    }
    return n;
  }

  /**
   * The method of a flow.
   *
   * @throws IllegalArgumentException listing the names, if there is none of this name with steps of a known price
   */
  public FlowMethod flowMethod() {
    return Solvers.named(solver.orElseThrow());
  }

  /**
   * The times of a flow's steps.
   *
   * @throws IllegalArgumentException if there is no such spacing, it does not fit the path, or the steps are out of range
   */
  public TimeGrid flowGrid(Interpolant path) {
    GridSpacing spacing = GridSpacing.named(grid.orElseThrow());
    return spacing.grid(path, checkedSteps());
  }
}
