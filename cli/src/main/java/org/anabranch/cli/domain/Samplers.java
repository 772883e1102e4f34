package org.anabranch.cli.domain;

import org.anabranch.engine.Backend;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.SearchAlgorithm;
import org.anabranch.search.SearchRequest;

/** Which of a domain's standard samplings an algorithm needs. */
public final class Samplers {
  private static final long AMPLE = 1_000_000;

  private Samplers() {}

  /**
   * What was asked for, filled up by the domain: where no solver was asked for and the algorithm refuses the ordinary one, as those
   * do that branch on the noise of steps, by the domain's stochastic sampling.
   */
  public static Sampling complete(Domain domain, Backend backend, SearchAlgorithm algorithm, String verifier, Sampling asked) {
    Sampling ordinary = asked.or(domain.standard(false));
    return asked.solver().isPresent() || serves(domain, backend, algorithm, verifier, ordinary) ? ordinary
        : asked.or(domain.standard(true));
  }

  /** Asks the algorithm for a search that is cancelled before its first evaluation: it refuses a generator before that. */
  private static boolean serves(Domain domain, Backend backend, SearchAlgorithm algorithm, String verifier, Sampling sampling) {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    SearchRequest request = SearchRequest.of(domain.generator(backend, sampling), domain.selector(verifier, backend.kernels()),
        Budget.ofEvaluations(AMPLE)).withCancellation(cancelled);
    try {
      algorithm.run(request);
      return true;
    } catch (IllegalArgumentException refusal) {
      return false;
    }
  }
}
