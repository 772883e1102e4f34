package org.anabranch.search;

import java.util.OptionalInt;

/**
 * Diffusion tree search, the optimiser beside {@link Dts}: the same tree and backups, with the selection of UCT and widening.
 *
 * <pre>
 *   select  argmax v[child] + exploration sqrt(log N / n[child])
 *   expand  where a node of N visits has fewer than ceil(widening N^exponent) children
 * </pre>
 *
 * Its root value is no estimate of log E[exp(lambda score)]: on the exact chain it is 0.1 after a thousand roll-outs where the truth is
 * 1.24, because most children are the few that were tried. Nor are its leaves draws of any law. Evaluations, verifier calls, lanes and
 * memory are those of {@link Dts}. The roll-outs of a round differ because each counts the visits of those before it.
 *
 * <p>Reference: Jain et al. 2025, arXiv 2506.20701; from its description, the constants are ours.
 */
public final class DtsStar implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "dts-star";

  private final Options options;

  /** A tree search with these options. */
  public DtsStar(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param lambda      of the backups, above 0
   * @param exploration at least 0, in units of the score
   * @param widening    above 0
   * @param exponent    of the widening, 0 to 1
   * @param rollouts    of one tree; without it, as many as the budget affords
   * @param trees       most trees; without it, as many as the budget affords
   * @param lanes       roll-outs selected before they run, as {@link Dts.Options#lanes}
   * @param nodes       most nodes of a tree, {@value SearchTree#NODE_BYTES} bytes each
   * @param states      most states held, each of three times the size of a sample
   */
  public record Options(double lambda, double exploration, double widening, double exponent, OptionalInt rollouts, OptionalInt trees,
      int lanes, int nodes, int states) {
    /** lambda 1, exploration 1, ceil(sqrt N) children, one lane, 2^18 nodes, 4096 states. */
    public static final Options DEFAULT = new Options(1, 1, 1, 0.5, OptionalInt.empty(), OptionalInt.empty(), 1, 1 << 18, 4096);

    /** Checks the ranges. */
    public Options {
      Ranges.positive("lambda", lambda);
      Ranges.notNegative("exploration", exploration);
      Ranges.positive("widening", widening);
      Ranges.fraction("exponent", exponent);
      trees.ifPresent(v -> Ranges.atLeastOne("trees", v));
      limits(rollouts, lanes, nodes, states);
    }

    static Options from(Params p) {
      return new Options(p.real("lambda").orElse(DEFAULT.lambda), p.real("exploration").orElse(DEFAULT.exploration),
          p.real("widening").orElse(DEFAULT.widening), p.real("exponent").orElse(DEFAULT.exponent), p.integer("rollouts"),
          p.integer("trees"), p.integer("lanes").orElse(DEFAULT.lanes), p.integer("nodes").orElse(DEFAULT.nodes),
          p.integer("states").orElse(DEFAULT.states));
    }

    private static TreeGrowth.TreeLimits limits(OptionalInt rollouts, int lanes, int nodes, int states) {
      return new TreeGrowth.TreeLimits(rollouts.isPresent() ? rollouts.getAsInt() : Long.MAX_VALUE, lanes, nodes, states);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    return Passes.run(run, options.trees().orElse(Integer.MAX_VALUE), number -> tree(run, number).growAndClose());
  }

  /** A tree that has not grown yet. */
  TreeGrowth tree(SearchRun run, long number) {
    TreePolicy policy = new TreePolicy.Optimistic(options.exploration(), options.widening(), options.exponent());
    return new TreeGrowth(run, Options.limits(options.rollouts(), options.lanes(), options.nodes(), options.states()), policy,
        options.lambda(), number, false);
  }
}
