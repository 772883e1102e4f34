package org.anabranch.cli.demo;

import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * What the demo's first page draws. A slot is one request for one digit: slot s of a seed asks for the label s mod 10 and draws
 * {@link #candidates()} candidates, of which best-of-N sees the first N; so the answers for different N are nested.
 *
 * @param samples     slots per seed
 * @param seeds       repetitions
 * @param firstSeed   the first seed; the others follow it
 * @param levels      the N of best-of-N, from 1 upwards; the last is what a slot draws
 * @param steps       Euler steps, each one evaluation
 * @param searchSlots slots per seed on which the second search is compared, if there are so many
 * @param trials      waves of candidates that are drawn before for the compiler and a forecast of the time; 0: no forecast
 */
public record DemoPlan(int samples, int seeds, long firstSeed, List<Integer> levels, int steps, int searchSlots, int trials) {
  /** Labels, the digits. */
  public static final int LABELS = 10;

  private static final int LEAST_SAMPLES = 10;
  private static final int MOST_SAMPLES = 20_000;
  private static final int MOST_SEEDS = 100;

  /** Checks the ranges and copies the list. */
  public DemoPlan {
    levels = List.copyOf(levels);
    if (samples < LEAST_SAMPLES || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException("samples: must be in [" + LEAST_SAMPLES + ", " + MOST_SAMPLES + "], got " + samples);
    }
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new IllegalArgumentException("seeds: must be in [1, " + MOST_SEEDS + "], got " + seeds);
    }
    boolean rising = !levels.isEmpty() && levels.getFirst() == 1;
    for (int i = 1; i < levels.size(); i++) {
      rising &= levels.get(i) > levels.get(i - 1);
    }
    if (!rising) {
      throw new IllegalArgumentException("levels: must rise from 1, got " + levels);
    }
    if (steps < 1 || searchSlots < 1 || trials < 0) {
      throw new IllegalArgumentException("demo: needs at least 1 step, 1 search slot and 0 trials, got " + steps + ", " + searchSlots
          + " and " + trials);
    }
  }

  /** The demo as it is shown. */
  public static DemoPlan standard(int samples, int seeds, long firstSeed) {
    return new DemoPlan(samples, seeds, firstSeed, List.of(1, 2, 4, 8, 16), 8, 20, 3);
  }

  /** A small one of the same: fewer candidates and steps, and nothing drawn for a forecast. */
  public static DemoPlan quick(int samples, int seeds, long firstSeed) {
    return new DemoPlan(samples, seeds, firstSeed, List.of(1, 2, 4, 8), 2, 2, 0);
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

  /** Candidates per slot. */
  public int candidates() {
    return levels.getLast();
  }

  /** Slots per seed on which the second search is compared. */
  public int comparedSlots() {
    return Math.min(samples, searchSlots);
  }

  /** Evaluations of all candidates. */
  public long candidateEvaluations() {
    return (long) seeds * samples * candidates() * steps;
  }

  /** Evaluations of the second search. */
  public long searchEvaluations() {
    return (long) seeds * comparedSlots() * candidates() * steps;
  }
}
