package org.anabranch.cli.curve;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.search.BudgetPolicy;
import org.anabranch.search.SearchAlgorithm;

/**
 * What a curve measures: every algorithm at every budget, on every condition with every seed. One seed and condition are a cell;
 * within it all algorithms answer the same request, so that their differences are paired.
 *
 * @param entries    the algorithms; the first one named {@code best-of-n}, if there is one, is what the others are compared with
 * @param budgets    row-evaluations granted to one search, rising
 * @param firstSeed  the first seed; the others follow it
 * @param seeds      number of seeds
 * @param conditions condition ids
 * @param verifier   name of what picks
 * @param judged     whether the held-out measures are taken
 * @param policy     how the budget is dealt to steps, of the algorithms that can honour it; the others go their own way
 */
public record CurvePlan(List<Entry> entries, List<Long> budgets, long firstSeed, int seeds, List<Integer> conditions,
    String verifier, boolean judged, Optional<BudgetPolicy> policy) {
  private static final int MOST_SEEDS = 10_000;

  /**
   * An algorithm and how its samples are drawn.
   *
   * @param label     its name in the report
   * @param algorithm what spends the budget
   * @param sampling  a complete choice
   */
  public record Entry(String label, SearchAlgorithm algorithm, Sampling sampling) {}

  /** Checks the ranges and copies the lists. */
  public CurvePlan {
    entries = List.copyOf(entries);
    budgets = budgets.stream().sorted().toList();
    conditions = List.copyOf(conditions);
    distinct("algorithms", entries.stream().map(Entry::label).toList());
    distinct("budgets", budgets);
    distinct("conditions", conditions);
    if (budgets.getFirst() < 1) {
      throw new IllegalArgumentException("budgets: must be >= 1, got " + budgets.getFirst());
    }
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new IllegalArgumentException("seeds: must be in [1, " + MOST_SEEDS + "], got " + seeds);
    }
  }

  private static void distinct(String name, List<?> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + ": must be at least 1, got 0");
    }
    HashSet<Object> seen = new HashSet<>();
    for (Object v : values) {
      if (!seen.add(v)) {
        throw new IllegalArgumentException(name + ": must be named once each, got " + v + " twice");
      }
    }
  }

  /** Cells: seeds times conditions. */
  public int cells() {
    return seeds * conditions.size();
  }

  /** Row-evaluations granted in all. */
  public long granted() {
    return budgets.stream().mapToLong(Long::longValue).sum() * entries.size() * cells();
  }

  /** The plan without an algorithm. */
  CurvePlan without(Entry entry) {
    return new CurvePlan(entries.stream().filter(e -> e != entry).toList(), budgets, firstSeed, seeds, conditions, verifier, judged,
        policy);
  }
}
