package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.model.Guidance;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.catalog.Solvers;
import picocli.CommandLine.Option;

/** How a flow is integrated: the options that {@code sample} and {@code search} share. */
final class FlowOptions {
  private static final String STANDARD_SOLVER = "euler";
  private static final int STANDARD_STEPS = 8;
  private static final String STANDARD_GRID = "uniform";
  private static final double STANDARD_TOLERANCE = 1e-5;

  @Option(names = "--steps", paramLabel = "K",
      description = "Steps from noise to data, at least 1 (default: " + STANDARD_STEPS + ", of bundled models their own).")
  private Optional<Integer> steps = Optional.empty();

  @Option(names = "--solver", paramLabel = "NAME",
      description = "euler, midpoint, heun, ralston, heun3, ssprk3, rk4 or rk4-38 (default: " + STANDARD_SOLVER + "): 1, 2, 2, 2, 3, "
          + "3, 4 and 4 evaluations a step. Of 1, after the first steps of ab2 to ab4: ab2, ab3, ab4, dpmpp-1, dpmpp-2m, dpmpp-3m, "
          + "dpmpp-3m-published, unipc-1, unipc-2, unipc-3 (also with -bh1). Stochastic, of 1: ddim[:ETA], ddpm, ddpm-large, "
          + "ddpm-learned (DiT), sde-dpmpp-1, sde-dpmpp-2m, sde-dpmpp-3m, sde[:NORM]; of 2: sde-heun[:NORM]. With steps of their own "
          + "choice, in sample: adaptive-heun, fehlberg2, bosh3, dopri5, tsit5, dopri8; implicit, for stiff flows: kvaerno3, "
          + "kencarp4, kencarp5.")
  private Optional<String> solver = Optional.empty();

  @Option(names = "--grid", paramLabel = "NAME",
      description = "Where the steps stand: uniform, shifted[:SHIFT], log-snr, exponential, karras[:RHO], rbf-exp or respaced (DiT) "
        + "(default: " + STANDARD_GRID + ").")
  private Optional<String> grid = Optional.empty();

  @Option(names = "--tolerance", paramLabel = "E",
      description = "Relative and absolute tolerance of a step of an adaptive solver (default: " + STANDARD_TOLERANCE + ").")
  private Optional<Double> tolerance = Optional.empty();

  @Option(names = "--guidance", paramLabel = "G",
      description = "Classifier-free guidance scale; each evaluation of a row then counts 2. Without it, none.")
  private Optional<Double> guidance = Optional.empty();

  /** What was said of the sampling, the rest filled up. */
  Sampling or(Sampling standard) {
    return asked().or(standard);
  }

  /** What was said of the sampling. */
  Sampling asked() {
    return new Sampling(solver, steps, grid, guidance);
  }

  /** The tolerance of an adaptive solver. */
  double tolerance() {
    return tolerance.orElse(STANDARD_TOLERANCE);
  }

  /**
   * The adaptive solver that was asked for, if it is one.
   *
   * @throws UsageException if an option does not go with the solver
   */
  Optional<AdaptiveMethod> adaptive() {
    String name = solver.orElse(STANDARD_SOLVER);
    if (!AdaptiveMethod.names().contains(name)) {
      if (tolerance.isPresent()) {
        throw new UsageException("tolerance: goes with an adaptive solver, one of " + AdaptiveMethod.names() + ", the solver is '"
            + name + "'");
      }
      return Optional.empty();
    }
    if (steps.isPresent() || grid.isPresent()) {
      throw new UsageException((steps.isPresent() ? "steps" : "grid") + ": must not be given with " + name
          + ", which chooses its own steps, got " + (steps.isPresent() ? steps.get() : grid.get()));
    }
    UsageException.check(() -> AdaptiveOptions.tolerances(tolerance(), tolerance()));
    return Optional.of(AdaptiveMethod.named(name));
  }

  /**
   * Refuses what no search can use, before anything is loaded.
   *
   * @throws UsageException for an adaptive solver
   */
  void requirePriced() {
    if (adaptive().isPresent()) {
      throw new UsageException("solver: a search needs steps of a known price, " + solver.orElseThrow()
          + " chooses its own; there are " + Solvers.names());
    }
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
