package org.anabranch.search;

import org.anabranch.engine.Tensor;

/**
 * Samples of a tilted law p(x) exp(lambda r(x)) / Z: the mean of any f under it is sum_i weights[i] f(samples[i]), in the limit of
 * many.
 *
 * @param samples [n, sample shape...]
 * @param weights [n], of sum 1
 * @param scores  [n] r of the samples
 * @param logZ    log of an estimate of Z without bias
 * @param outcome the run that made them
 */
public record WeightedSamples(Tensor samples, double[] weights, double[] scores, double logZ, Outcome outcome) {}
