package org.anabranch.search;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Beam search over the steps: every state kept spawns proposals, and the {@code width} that promise most among all of them are
 * kept, whoever their parents are.
 *
 * <p>Unlike {@link Svdd}'s chains, states of one parent may take all places; the width is what keeps an early mistake from being
 * final. TreeG's search over current states is a beam. Evaluations of S steps, M proposals each, width K and a one-stage method:
 * K (1 + (S - 1) M). Reference: Guo et al. 2025 (TreeG), arXiv 2502.11420.
 */
public final class Beam implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "beam";

  private final Options options;

  /** A beam with these options. */
  public Beam(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param width     states kept, at least 1
   * @param proposals most proposals per state and step, at least 1; the policy deals fewer where the budget is small
   * @param wave      proposals looked at together under a policy that may end a step early
   */
  public record Options(int width, int proposals, int wave) {
    /** Width 4, as many proposals as the budget gives up to 64, waves of 4. */
    public static final Options DEFAULT = new Options(4, 64, 4);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("width", width);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.atLeastOne("wave", wave);
    }

    static Options from(Params p) {
      return new Options(p.integer("width").orElse(DEFAULT.width), p.integer("proposals").orElse(DEFAULT.proposals),
          p.integer("wave").orElse(DEFAULT.wave));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> policies() {
    return Set.copyOf(BudgetPolicy.names());
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(options.width(), 1, 1, 1, options.proposals(), options.wave(), false, false, false,
        (values, each, keys, step) -> largest(values, keys.length), StepSearch.Proposals::fresh);
    return StepSearch.run(this, request, plan, BudgetPolicy.EVEN);
  }

  /** The indices of the largest values, the largest first, of equals the first. */
  static int[] largest(double[] values, int count) {
    return IntStream.range(0, values.length).boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> values[i]).reversed().thenComparing(Comparator.naturalOrder()))
        .limit(count).mapToInt(Integer::intValue).toArray();
  }
}
