package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.model.Guidance;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.GridSpacing;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.catalog.Solvers;
import picocli.CommandLine.Option;

/** How a flow is integrated: the options that {@code sample} and {@code search} share. */
final class FlowOptions {
  private static final int MOST_STEPS = 100_000;

  @Option(names = "--steps", paramLabel = "K", defaultValue = "8",
      description = "Steps from noise to data, at least 1 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--solver", paramLabel = "NAME", defaultValue = "euler",
      description = "euler, midpoint, heun, ralston, heun3, ssprk3, rk4 or rk4-38 (default: ${DEFAULT-VALUE}): 1, 2, 2, 2, 3, "
          + "3, 4 and 4 evaluations a step. Of 1, after the first steps of ab2 to ab4: ab2, ab3, ab4, dpmpp-1, dpmpp-2m, dpmpp-3m, "
          + "dpmpp-3m-published, unipc-1, unipc-2, unipc-3 (also with -bh1). Stochastic, of 1: ddim[:ETA], ddpm, ddpm-large, "
          + "ddpm-learned (DiT), sde-dpmpp-1, sde-dpmpp-2m, sde-dpmpp-3m, sde[:NORM]; of 2: sde-heun[:NORM].")
  private String solver;

  @Option(names = "--grid", paramLabel = "NAME", defaultValue = "uniform",
      description = "Where the steps stand: uniform, shifted[:SHIFT], log-snr, exponential, karras[:RHO], rbf-exp or respaced (DiT) "
        + "(default: ${DEFAULT-VALUE}).")
  private String grid;

  @Option(names = "--guidance", paramLabel = "G",
      description = "Classifier-free guidance scale; each evaluation of a row then counts 2. Without it, none.")
  private Optional<Double> guidance = Optional.empty();

  int steps() {
    return steps;
  }

  /** The solver's name as it was asked for. */
  String solver() {
    return solver;
  }

  /** The name of the spacing as it was asked for. */
  String gridName() {
    return grid;
  }

  FlowMethod method() {
    return UsageException.check(() -> Solvers.named(solver));
  }

  GridSpacing spacing() {
    return UsageException.check(() -> GridSpacing.named(grid));
  }

  TimeGrid grid(Interpolant path) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new UsageException("steps: must be in [1, " + MOST_STEPS + "], got " + steps);
    }
    return UsageException.check(() -> spacing().grid(path, steps));
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
