package org.anabranch.cli;

import java.util.Map;
import java.util.Optional;
import org.anabranch.solver.AdaptiveOptions;
import picocli.CommandLine.Option;

/** The tolerances of an adaptive solver: one for both, or each by itself. */
final class ToleranceOptions {
  @Option(names = "--tolerance", paramLabel = "E",
      description = "Relative and absolute tolerance of a step of an adaptive solver (default: 1e-5, of likelihood 1e-3).")
  private Optional<Double> both = Optional.empty();

  @Option(names = "--rtol", paramLabel = "E", description = "Relative tolerance alone.")
  private Optional<Double> relative = Optional.empty();

  @Option(names = "--atol", paramLabel = "E", description = "Absolute tolerance alone.")
  private Optional<Double> absolute = Optional.empty();

  /** The name of an option that was given, if any was. */
  Optional<String> given() {
    return both.isPresent() ? Optional.of("tolerance") : relative.isPresent() ? Optional.of("rtol")
        : absolute.isPresent() ? Optional.of("atol") : Optional.empty();
  }

  /** The value of the option that {@link #given} names. */
  double value() {
    return both.or(() -> relative).or(() -> absolute).orElseThrow();
  }

  /**
   * The options of a solver.
   *
   * @param standard the tolerance where none is given
   * @throws UsageException if a tolerance is out of range, or given twice
   */
  AdaptiveOptions options(double standard) {
    if (both.isPresent() && (relative.isPresent() || absolute.isPresent())) {
      throw new UsageException("tolerance: sets both tolerances, must not be given with --" + (relative.isPresent() ? "rtol" : "atol")
          + ", got " + both.get() + " and " + relative.or(() -> absolute).get());
    }
    double e = both.orElse(standard);
    return UsageException.check(() -> AdaptiveOptions.tolerances(relative.orElse(e), absolute.orElse(e)));
  }

  /** For reports. */
  static String text(AdaptiveOptions o) {
    return o.relative() == o.absolute() ? String.valueOf(o.relative()) : "rtol " + o.relative() + ", atol " + o.absolute();
  }

  /** For {@code --json}: {@code tolerance} where both are one, and always each. */
  static void json(AdaptiveOptions o, Map<String, Object> json) {
    if (o.relative() == o.absolute()) {
      json.put("tolerance", o.relative());
    }
    json.put("rtol", o.relative());
    json.put("atol", o.absolute());
  }
}
