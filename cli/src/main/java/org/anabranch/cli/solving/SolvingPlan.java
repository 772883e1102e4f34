package org.anabranch.cli.solving;

import java.util.List;

/**
 * How much the page shows.
 *
 * @param steps        of a sample of the puzzle
 * @param trajectories budget of a search on the puzzle, in samples made alone
 * @param puzzles      held-out puzzles that are looked at for one to show
 * @param prompts      texts with blanks
 * @param samples      completions of each, of which the verifier picks one
 * @param seed         of all searches
 */
public record SolvingPlan(int steps, int trajectories, int puzzles, List<String> prompts, int samples, long seed) {
  private static final List<String> PROMPTS = List.of("and he said unto them, _{6} into the house of the lord.",
      "blessed is the man that _{6} in the law of the lord.", "and the angel said unto her, _{8}.");

  /** Copies the list. */
  public SolvingPlan {
    prompts = List.copyOf(prompts);
    if (steps < 1 || trajectories < 2 || puzzles < 1 || samples < 1) {
      throw new IllegalArgumentException("solving: needs at least 1 step, 2 trajectories, 1 puzzle and 1 sample, got " + steps + ", "
          + trajectories + ", " + puzzles + " and " + samples);
    }
  }

  /** Parts of the work that are reported as they are done: the choice of the puzzle, two more searches on it, and each text. */
  public long parts() {
    return 3L + prompts.size();
  }

  /** A small one of the same: short samples, one puzzle, one text. */
  public static SolvingPlan quick(long seed) {
    return new SolvingPlan(4, 2, 1, List.of("the lord is my _{2}."), 2, seed);
  }

  /** The demo's. */
  public static SolvingPlan standard(long seed) {
    return new SolvingPlan(16, 16, 12, PROMPTS, 16, seed);
  }
}
