package org.anabranch.cli.curve;

import org.anabranch.engine.Tensor;
import org.anabranch.search.Status;

/**
 * One search of a curve.
 *
 * @param entry         index of the algorithm in the plan
 * @param budget        row-evaluations granted
 * @param seed          seed of the request
 * @param condition     condition of the request
 * @param status        why it ended
 * @param used          row-evaluations realised
 * @param verifierCalls rows that its verifiers scored
 * @param seconds       wall-clock time of the search, without the judging
 * @param score         the selector's score of the answer
 * @param sample        the answer, [sample shape...]
 * @param measures      the held-out measures of the answer, in the domain's order; empty if it was not judged
 */
public record CurveSearch(int entry, long budget, long seed, int condition, Status status, long used, long verifierCalls,
    double seconds, double score, Tensor sample, double[] measures) {
  /** Whether it belongs to the same algorithm and budget. */
  boolean at(int otherEntry, long otherBudget) {
    return entry == otherEntry && budget == otherBudget;
  }
}
