package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.model.Guidance;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import picocli.CommandLine.Option;

/** How a flow is integrated: the options that {@code sample} and {@code search} share. */
final class FlowOptions {
  private static final int MOST_STEPS = 100_000;

  @Option(names = "--steps", paramLabel = "K", defaultValue = "8",
      description = "Equal steps from noise to data, at least 1 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--solver", paramLabel = "NAME", defaultValue = "euler",
      description = "euler, midpoint, heun, ralston, heun3, ssprk3, rk4 or rk4-38 (default: ${DEFAULT-VALUE}); 1, 2, 2, 2, 3, "
          + "3, 4 and 4 evaluations a step.")
  private String solver;

  @Option(names = "--guidance", paramLabel = "G",
      description = "Classifier-free guidance scale; each evaluation of a row then counts 2. Without it, none.")
  private Optional<Double> guidance = Optional.empty();

  int steps() {
    return steps;
  }

  Tableau tableau() {
    return UsageException.check(() -> Tableau.named(solver));
  }

  TimeGrid grid(Direction direction) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new UsageException("steps: must be in [1, " + MOST_STEPS + "], got " + steps);
    }
    return TimeGrid.uniform(direction, steps);
  }

  Optional<Guidance> guidance() {
    return UsageException.check(() -> guidance.map(Guidance::of));
  }

  /** For reports: the scale, or "none". */
  String guidanceText() {
    return guidance.map(String::valueOf).orElse("none");
  }

  Optional<Double> guidanceScale() {
    return guidance;
  }
}
