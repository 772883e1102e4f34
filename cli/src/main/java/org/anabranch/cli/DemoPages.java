package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.cli.demo.DemoPlan;
import org.anabranch.cli.demo.SearchesPlan;
import org.anabranch.cli.solving.SolvingPlan;

/**
 * How much each page of the demo shows.
 *
 * @param digits   the first page
 * @param searches the second, if it is wanted
 * @param solving  the third, if it is wanted
 */
record DemoPages(DemoPlan digits, Optional<SearchesPlan> searches, Optional<SolvingPlan> solving) {
  private static final int SAMPLES = 200;
  private static final int SEEDS = 3;
  private static final int QUICK_SAMPLES = 20;
  private static final int QUICK_SEEDS = 1;

  /**
   * What was asked for.
   *
   * @param quick   whether every page shows the same of less: fewer requests, candidates, steps, searches and smaller budgets
   * @param samples slots per seed, if it was said how many
   * @param seeds   repetitions of the first page, if it was said how many
   * @param first   the first seed
   * @param again   repetitions of the second page; 0: no such page
   * @param third   whether there is a third page
   */
  static DemoPages of(boolean quick, Optional<Integer> samples, Optional<Integer> seeds, long first, int again, boolean third) {
    DemoPlan digits = quick ? DemoPlan.quick(samples.orElse(QUICK_SAMPLES), seeds.orElse(QUICK_SEEDS), first)
        : DemoPlan.standard(samples.orElse(SAMPLES), seeds.orElse(SEEDS), first);
    return new DemoPages(digits,
        again == 0 ? Optional.empty() : Optional.of(quick ? SearchesPlan.quick(again) : SearchesPlan.standard(again)),
        !third ? Optional.empty() : Optional.of(quick ? SolvingPlan.quick(first) : SolvingPlan.standard(first)));
  }
}
