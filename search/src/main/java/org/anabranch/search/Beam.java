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

  /** Width 4, as many proposals as the budget gives up to 64, waves of 4. */
  public static final StepOptions DEFAULT = new StepOptions(4, 64, 1, 4);

  private final StepOptions options;

  /** A beam with these options. */
  public Beam(StepOptions options) {
    this.options = options;
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
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Choice choice = (values, each, keys, step) -> largest(values, keys.length);
    return StepSearch.run(this, request, options.plan(choice), BudgetPolicy.EVEN);
  }

  /** The indices of the largest values, the largest first, of equals the first. */
  static int[] largest(double[] values, int count) {
    return IntStream.range(0, values.length).boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> values[i]).reversed().thenComparing(Comparator.naturalOrder()))
        .limit(count).mapToInt(Integer::intValue).toArray();
  }
}
