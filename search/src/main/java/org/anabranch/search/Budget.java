package org.anabranch.search;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.anabranch.solver.Generator;

/**
 * The hard limits of one search.
 *
 * <p>Evaluations are network rows: one row through the network is 1, a guided row 2. Verifier calls are rows scored, a limit
 * of their own. The deadline counts from the start of the run; it is asked before every batched evaluation, so a run ends at
 * most one batched evaluation, and the scoring of what that one finished, after it. At least one batched evaluation is always
 * made.
 *
 * <p>Memory is that of the populations alive at once, {@link Generator#bytesPerRow} for each row, of the candidates kept and of
 * the nodes of trees; the network's weights and buffers are not in it. A search is as wide as it allows.
 *
 * <p>Immutable and thread-safe.
 *
 * @param evaluations   row-evaluations granted, at least 1
 * @param deadline      wall-clock time granted, positive
 * @param verifierCalls rows that verifiers may score, at least 1
 * @param verifierCost  what those calls may cost by {@link Verifier#costPerCall}, in row-evaluations, at least 1; each call is counted
 *                      as it costs, and one is made only if it is covered were it of the dearest verifier of the request
 * @param memory        bytes that the search may hold at once, at least 1
 */
public record Budget(long evaluations, Optional<Duration> deadline, OptionalLong verifierCalls, OptionalLong verifierCost,
    OptionalLong memory) {
  /** Checks the limits. */
  public Budget {
    if (evaluations < 1) {
      throw new IllegalArgumentException("evaluations: must be >= 1, got " + evaluations);
    }
    if (deadline.isPresent() && !deadline.get().isPositive()) {
      throw new IllegalArgumentException("deadline: must be > 0 ms, got " + deadline.get().toMillis() + " ms");
    }
    if (verifierCalls.isPresent() && verifierCalls.getAsLong() < 1) {
      throw new IllegalArgumentException("verifier calls: must be >= 1, got " + verifierCalls.getAsLong());
    }
    if (verifierCost.isPresent() && verifierCost.getAsLong() < 1) {
      throw new IllegalArgumentException("verifier cost: must be >= 1, got " + verifierCost.getAsLong());
    }
    if (memory.isPresent() && memory.getAsLong() < 1) {
      throw new IllegalArgumentException("memory: must be >= 1 byte, got " + memory.getAsLong());
    }
  }

  /** A budget of this many row-evaluations and no other limit. */
  public static Budget ofEvaluations(long evaluations) {
    return new Budget(evaluations, Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** The same budget with a deadline, counted from the start of the run. */
  public Budget withDeadline(Duration limit) {
    return new Budget(evaluations, Optional.of(limit), verifierCalls, verifierCost, memory);
  }

  /** The same budget with a limit on rows scored by verifiers. */
  public Budget withVerifierCalls(long limit) {
    return new Budget(evaluations, deadline, OptionalLong.of(limit), verifierCost, memory);
  }

  /** The same budget with a limit on what the verifiers cost, in row-evaluations. */
  public Budget withVerifierCost(long limit) {
    return new Budget(evaluations, deadline, verifierCalls, OptionalLong.of(limit), memory);
  }

  /** The same budget with a limit on the bytes held at once. */
  public Budget withMemory(long bytes) {
    return new Budget(evaluations, deadline, verifierCalls, verifierCost, OptionalLong.of(bytes));
  }

  /**
   * Refuses a budget that does not cover one whole trajectory.
   *
   * @throws IllegalArgumentException quoting what is granted and what one trajectory needs
   */
  public void requireOneTrajectory(Generator generator) {
    long cost = generator.evaluationsPerTrajectory();
    if (cost < 1) {
      throw new IllegalArgumentException("generator: evaluations per trajectory must be >= 1, got " + cost);
    }
    if (evaluations < cost) {
      int steps = generator.steps();
      throw new IllegalArgumentException("evaluations: " + evaluations + " granted, one trajectory of " + steps
          + (steps == 1 ? " step" : " steps") + " needs " + cost);
    }
  }

  /** The deadline in nanoseconds, {@link Long#MAX_VALUE} if it is longer than that or absent. */
  long deadlineNanos() {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return deadline.filter(d -> d.compareTo(longest) < 0).map(Duration::toNanos).orElse(Long.MAX_VALUE);
  }
}
