package org.anabranch.search;

import java.util.List;
import java.util.Optional;

/**
 * The result of a search: the best found, what it cost, and why the search ended.
 *
 * <p>Reaching a limit is a {@link Status}, not an exception. Candidates are whole trajectories; only if none was finished are
 * they look-aheads of the trajectories that were under way. There is no candidate at all only if the search was cancelled
 * before its first evaluation, or its device lost before anything was scored.
 *
 * @param algorithm  name of the algorithm
 * @param generator  description of the generator
 * @param seed       seed of the request
 * @param status     why the search ended
 * @param candidates the best ones, {@link Candidate#BEST_FIRST} unless the algorithm says that it picks otherwise, at most as many as
 *                   the request keeps
 * @param ledger     what was spent
 * @param seconds    wall-clock time of the run
 * @param unfinished trajectories that had been evaluated at least once when a limit dropped them
 * @param nanScores  scores that were NaN and counted as -infinity
 * @param warnings   one sentence for each thing that went otherwise than asked; empty if all went well
 * @param evidence   what weighted particles say of the search's target; only methods that sample one have it
 */
public record Outcome(String algorithm, String generator, long seed, Status status, List<Candidate> candidates, Ledger ledger,
    double seconds, long unfinished, long nanScores, List<String> warnings, Optional<Evidence> evidence) {
  /** Copies the lists. */
  public Outcome {
    candidates = List.copyOf(candidates);
    warnings = List.copyOf(warnings);
  }

  /** The first candidate. */
  public Optional<Candidate> best() {
    return candidates.stream().findFirst();
  }

  /** How far the candidates are spread. */
  public Diversity diversity() {
    return Diversity.of(candidates.stream().map(Candidate::sample).toList());
  }
}
