package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.search.Cancellation;
import org.anabranch.solver.Meter;
import picocli.CommandLine.Option;

/** What a row of {@code sample} may cost, and how long all may take. */
final class RowLimits {
  @Option(names = "--max-evaluations", paramLabel = "N",
      description = "Evaluations of each row at most, a guided one counts 2. A row that would need more stops at its last accepted "
          + "state, which is written; the report says how far it came.")
  private Optional<Long> evaluations = Optional.empty();

  @Option(names = "--deadline", paramLabel = "TIME",
      description = "Stop all rows at their last accepted states after this time, like 800ms or 2s, from when the kernels are "
          + "compiled; overshot by at most one batched evaluation.")
  private Optional<String> deadline = Optional.empty();

  /** Whether any was given. */
  boolean any() {
    return evaluations.isPresent() || deadline.isPresent();
  }

  /** Whether time is limited, so that the kernels must be compiled first. */
  boolean timed() {
    return deadline.isPresent();
  }

  /**
   * Refuses limits out of range before anything is loaded.
   *
   * @throws UsageException naming the option and its value
   */
  void check() {
    if (evaluations() < 1) {
      throw new UsageException("max-evaluations: must be >= 1, got " + evaluations());
    }
    deadline.ifPresent(d -> TimeSpan.parse("deadline", d));
  }

  /** Of a row, guidance included. */
  long evaluations() {
    return evaluations.orElse(Long.MAX_VALUE);
  }

  /** A meter whose clock starts now. */
  Meter meter(Cancellation cancellation) {
    return deadline.map(d -> Meter.of(Long.MAX_VALUE, System.nanoTime() + TimeSpan.parse("deadline", d).toNanos(),
        cancellation::isCancelled)).orElseGet(() -> Meter.of(Long.MAX_VALUE, cancellation::isCancelled));
  }
}
