package org.anabranch.search;

import java.util.Arrays;
import java.util.Set;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * SVDD as its paper has it: at every step each chain draws proposals from the model's own kernel and goes on with one of them,
 * drawn by the weights of their promises.
 *
 * <pre>  P(x' = x'[m]) = exp(rate v(x'[m])) / sum over m of exp(rate v(x'[m])),   x'[m] ~ p(x' | x),   v = guide of the
 * look-ahead</pre>
 *
 * <p>A sampler: if v is the soft value log E[exp(rate r) | x'] / rate, its law tends to p(x) exp(rate r(x)) as M grows. With a
 * Tweedie look-ahead for the value it tilts somewhat too far. The last step draws by the weights too, so a pass gives one sample
 * per chain; the best of them by the selector is the result. {@link Svdd} takes the largest instead, as the published code does.
 *
 * <p>Evaluations as {@link Svdd}. Reference: Li et al. 2024, arXiv 2408.08252.
 */
public final class SoftSvdd implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "svdd-soft";

  private final Options options;

  /** Soft SVDD with these options. */
  public SoftSvdd(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param chains    chains of a pass, at least 1
   * @param proposals most proposals per chain and step, at least 1; the policy deals fewer where the budget is small
   * @param rate      of the tilt, per unit of the guide's score, above 0
   */
  public record Options(int chains, int proposals, double rate) {
    /** Four chains, as many proposals as the budget gives up to 64, rate 1. */
    public static final Options DEFAULT = new Options(4, 64, 1);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.positive("rate", rate);
    }

    static Options from(Params p) {
      return new Options(p.integer("chains").orElse(DEFAULT.chains), p.integer("proposals").orElse(DEFAULT.proposals),
          p.real("rate").orElse(DEFAULT.rate));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** No policy that looks at the proposals before it decides how many there are: the choice by lot would not have its law. */
  @Override
  public Set<String> policies() {
    return Set.of(BudgetPolicy.EVEN.name(), BudgetPolicy.ROLLOVER.name());
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(options.chains(), 1, 1, 1, options.proposals(), 1, false, false, true, this::choose,
        StepSearch.Proposals::fresh);
    return StepSearch.run(this, request, plan, BudgetPolicy.EVEN);
  }

  private int[] choose(double[] values, int each, TrajectoryKey[] keys, int step) {
    int[] chosen = new int[keys.length];
    for (int c = 0; c < chosen.length; c++) {
      double most = values[StepSearch.best(Arrays.copyOfRange(values, c * each, (c + 1) * each), each)[0] + c * each];
      double[] weights = new double[each];
      double sum = 0;
      for (int i = 0; i < each; i++) {
        double v = values[c * each + i];
        weights[i] = v == most ? 1 : StrictMath.exp(options.rate() * (v - most));
        sum += weights[i];
      }
      double left = sum * RandomStream.uniform(keys[c], step, Purpose.SEARCH, 0);
      int pick = 0;
      while (pick + 1 < each && left > weights[pick]) {
        left -= weights[pick];
        pick++;
      }
      chosen[c] = c * each + pick;
    }
    return chosen;
  }
}
