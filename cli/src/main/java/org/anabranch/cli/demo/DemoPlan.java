package org.anabranch.cli.demo;

import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * What the demo draws. A slot is one request for one digit: slot s of a seed asks for the label s mod 10 and draws
 * {@value #CANDIDATES} candidates, of which best-of-N sees the first N; so the answers for different N are nested.
 *
 * @param samples   slots per seed
 * @param seeds     repetitions
 * @param firstSeed the first seed; the others follow it
 */
public record DemoPlan(int samples, int seeds, long firstSeed) {
  /** The N of best-of-N. */
  public static final List<Integer> LEVELS = List.of(1, 2, 4, 8, 16);
  /** Candidates per slot. */
  public static final int CANDIDATES = 16;
  /** Euler steps, each one evaluation. */
  public static final int STEPS = 8;
  /** Labels, the digits. */
  public static final int LABELS = 10;
  /** Slots per seed on which the second search is compared. */
  public static final int SEARCH_SLOTS = 20;

  private static final int LEAST_SAMPLES = 10;
  private static final int MOST_SAMPLES = 20_000;
  private static final int MOST_SEEDS = 100;

  /** Checks the ranges. */
  public DemoPlan {
    if (samples < LEAST_SAMPLES || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException("samples: must be in [" + LEAST_SAMPLES + ", " + MOST_SAMPLES + "], got " + samples);
    }
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new IllegalArgumentException("seeds: must be in [1, " + MOST_SEEDS + "], got " + seeds);
    }
  }

  /** The seeds. */
  public List<Long> seedList() {
    return LongStream.range(0, seeds).mapToObj(i -> firstSeed + i).toList();
  }

  /** The label that a slot asks for. */
  public static int label(int slot) {
    return slot % LABELS;
  }

  /**
   * The seed of a slot's request, another for every seed and slot: candidate i starts from
   * {@code TrajectoryKey.root(slotSeed, i)}, exactly as in a search with that seed.
   */
  public static long slotSeed(long seed, int slot) {
    return TrajectoryKey.root(0, slot).child(seed).path() & Long.MAX_VALUE;
  }

  /** Slots per seed of the second comparison. */
  public int searchSlots() {
    return Math.min(samples, SEARCH_SLOTS);
  }

  /** Evaluations of all candidates. */
  public long candidateEvaluations() {
    return (long) seeds * samples * CANDIDATES * STEPS;
  }

  /** Evaluations of the second search. */
  public long searchEvaluations() {
    return (long) seeds * searchSlots() * CANDIDATES * STEPS;
  }
}
