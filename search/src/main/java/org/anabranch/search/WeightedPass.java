package org.anabranch.search;

import java.util.List;
import org.anabranch.engine.Tensor;

/**
 * The particles of a pass at its end.
 *
 * @param samples populations of them, [rows, sample shape...]
 * @param weights normalised
 * @param values  what the target is tilted by
 * @param logZ    log of the pass's estimate of Z
 */
record WeightedPass(List<Tensor> samples, double[] weights, double[] values, double logZ) {}
