package org.anabranch.search;

import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.PathLikelihood;
import org.anabranch.solver.SelfJudging;

/**
 * What an algorithm needs of a process besides what every process has; each is refused in one sentence where the generator's does not
 * have it.
 *
 * @param algorithm for the message
 * @param request   what is searched
 * @param process   that was opened for it
 */
public record ProcessNeeds(String algorithm, SearchRequest request, GenerativeProcess process) {
  /**
   * Refuses a generator whose steps draw no numbers: the branches of a row would all go the same way. A generator of one step has
   * nothing to branch and is not refused.
   *
   * @throws IllegalArgumentException naming the algorithm and the generator
   */
  public void stochastic() {
    if (request.generator().steps() > 1 && !request.generator().isStochastic()) {
      throw refused("whose steps draw noise", "draws none; a stochastic solver does");
    }
  }

  /** The process as one whose states can be pushed. */
  public ContinuousProcess continuous() {
    if (process instanceof ContinuousProcess c) {
      return c;
    }
    throw refused("of continuous samples", "is none");
  }

  /** The process as one whose steps can be made in several ways without noise. */
  public ForkingProcess forking() {
    if (process instanceof ForkingProcess f) {
      return f;
    }
    throw refused("whose steps can be made in several ways without noise", "has one; dts-star branches on the noise of steps");
  }

  /** The process as one that judges its own samples. */
  public SelfJudging selfJudging() {
    if (process instanceof SelfJudging s) {
      return s;
    }
    throw refused("whose model judges its own samples", "is none");
  }

  /** The process as one that knows the likelihood of what it draws. */
  public PathLikelihood pathLikelihood() {
    if (process instanceof PathLikelihood p) {
      return p;
    }
    throw refused("that knows the likelihood of what it draws", "does not");
  }

  private IllegalArgumentException refused(String needed, String instead) {
    return new IllegalArgumentException(algorithm + ": needs a generator " + needed + ", " + request.generator().description() + " "
        + instead);
  }
}
