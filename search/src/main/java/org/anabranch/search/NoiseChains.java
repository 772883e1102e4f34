package org.anabranch.search;

/**
 * Markov chains that particles begin from.
 *
 * @param chains   how many, at least 1
 * @param burnIn   moves of each before it gives its first particle, at least 0
 * @param radius   size of a move, above 0 (none) to 1 (a fresh start)
 * @param gradient whether moves follow the gradient of the value through the model
 */
record NoiseChains(int chains, int burnIn, double radius, boolean gradient) {
  /** Evaluations that a move costs a chain besides the look. */
  long perMove(SearchRun run) {
    return gradient ? run.needs().continuous().evaluationsPerPullBack() : 0;
  }
}
