package org.anabranch.cli.curve;

import java.util.List;
import java.util.Optional;
import org.anabranch.cli.quality.Estimate;

/**
 * One algorithm at one budget, over all cells.
 *
 * @param entry        index of the algorithm in the plan
 * @param budget       row-evaluations granted to a search
 * @param used         row-evaluations realised
 * @param calls        rows that verifiers scored
 * @param seconds      wall-clock time of a search
 * @param score        the selector's score
 * @param measures     the held-out measures, in the domain's order
 * @param scoreGain    the score less that of best-of-n in the same cell at the same budget; empty for best-of-n itself and without it
 * @param measureGains likewise of the measures, turned so that more is better; empty without best-of-n
 * @param front        whether no other point has a better main measure at no more realised evaluations
 * @param timeFront    likewise at no more time
 */
public record CurvePoint(int entry, long budget, Estimate used, Estimate calls, Estimate seconds, Estimate score,
    List<Estimate> measures, Optional<Estimate> scoreGain, List<Estimate> measureGains, boolean front, boolean timeFront) {}
