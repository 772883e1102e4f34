package org.anabranch.jmh.bench;

/**
 * What one contender took, in milliseconds per piece of work, and its ratio to ours in the same process and rounds.
 *
 * @param fast        fast decile of CPU time with one thread, the best turn by the clock with more
 * @param median      median by the same clock
 * @param ratio       fast / our fast: above 1 ours is faster
 * @param ratioMedian median / our median
 */
record Timing(double fast, double median, double ratio, double ratioMedian) {}
