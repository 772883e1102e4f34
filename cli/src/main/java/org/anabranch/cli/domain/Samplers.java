package org.anabranch.cli.domain;

import org.anabranch.search.SearchAlgorithm;

/** Which of a domain's standard samplings an algorithm needs. */
public final class Samplers {
  private Samplers() {}

  /**
   * What was asked for, filled up by the domain: where no solver was asked for and the algorithm branches on the noise of steps, by the
   * domain's stochastic sampling, else by its ordinary one.
   */
  public static Sampling complete(Domain domain, SearchAlgorithm algorithm, Sampling asked) {
    return asked.or(domain.standard(asked.solver().isEmpty() && algorithm.needsStepNoise()));
  }
}
