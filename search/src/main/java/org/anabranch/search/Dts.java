package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;

/**
 * Diffusion tree sampling: a tree of trajectories whose soft values converge to those of the law p(x) exp(lambda score(x)).
 *
 * <pre>
 *   select  a child with probability ~ exp(lambda v[child])
 *   expand  where a node has fewer than {@code children}, by a step of the process
 *   roll    out to a sample, every state on the way a node
 *   back up v = (1 / lambda) log mean over children exp(lambda v[child])
 * </pre>
 *
 * The children of a node are capped and not widened with its visits: selection by value leaves unlucky children as they are and
 * corrects lucky ones, so that values come out low, the more so the faster nodes widen. {@link #sample} draws from the finished tree;
 * the leaves visited while it grows are not draws of the law. As a search it returns the best leaf.
 *
 * <p>Evaluations: one for each new node above the leaves, since its children share it; the way to a node that is there costs
 * nothing. (A process that does not begin its steps with an evaluation at the state pays for every child.) States beyond the limit are
 * dropped and made again when missed, which is charged as well. Verifier calls: one a new leaf, two with a guide, whose score
 * is then the leaf's value.
 *
 * <p>A tree is done when its roll-outs are, when it is full or all of it has been seen, or when a thousand roll-outs in a row end in
 * known leaves; then another begins.
 *
 * <p>Reference: Jain et al. 2025, "Diffusion tree sampling", arXiv 2506.20701; from its description, the constants are ours.
 */
public final class Dts implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "dts";

  private final Options options;

  /** A tree sampler with these options. */
  public Dts(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param lambda   of the law, above 0
   * @param children most children of a node, at least 1
   * @param rollouts of one tree; without it, as many as the budget affords
   * @param trees    most trees; without it, as many as the budget affords
   * @param lanes    roll-outs selected before they run, and then run as one batch; 1 is the method as published, more are faster and
   *                 select by older values
   * @param nodes    most nodes of a tree, {@value SearchTree#NODE_BYTES} bytes each
   * @param states   most states held, each of three times the size of a sample
   */
  public record Options(double lambda, int children, OptionalInt rollouts, OptionalInt trees, int lanes, int nodes, int states) {
    /**
     * lambda 1, 4 children (of those tried the fewest whose root value is within 0.1 of the truth after 1000 roll-outs of the exact
     * chain), one lane, 2^18 nodes, 4096 states.
     */
    public static final Options DEFAULT = new Options(1, 4, OptionalInt.empty(), OptionalInt.empty(), 1, 1 << 18, 4096);

    /** Checks the ranges. */
    public Options {
      Ranges.positive("lambda", lambda);
      Ranges.atLeastOne("children", children);
      trees.ifPresent(v -> Ranges.atLeastOne("trees", v));
      limits(rollouts, lanes, nodes, states);
    }

    static Options from(Params p) {
      return new Options(p.real("lambda").orElse(DEFAULT.lambda), p.integer("children").orElse(DEFAULT.children),
          p.integer("rollouts"), p.integer("trees"), p.integer("lanes").orElse(DEFAULT.lanes),
          p.integer("nodes").orElse(DEFAULT.nodes), p.integer("states").orElse(DEFAULT.states));
    }

    private TreeGrowth.TreeLimits limits() {
      return limits(rollouts, lanes, nodes, states);
    }

    private static TreeGrowth.TreeLimits limits(OptionalInt rollouts, int lanes, int nodes, int states) {
      return new TreeGrowth.TreeLimits(rollouts.isPresent() ? rollouts.getAsInt() : Long.MAX_VALUE, lanes, nodes, states);
    }
  }

  /**
   * Draws from a tree.
   *
   * @param outcome   of the search that grew it
   * @param logMean   lambda v of the root, an estimate of log E[exp(lambda score)] that is low while the tree is small; NaN without a
   *                  finished trajectory
   * @param samples   draws, each of the sample shape; one leaf may be drawn often. Empty without a finished trajectory
   * @param rollouts  made
   */
  public record Samples(Outcome outcome, double logMean, List<Tensor> samples, long rollouts) {
    /** Copies the list. */
    public Samples {
      samples = List.copyOf(samples);
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
    return Passes.run(run, options.trees().orElse(Integer.MAX_VALUE), number -> tree(run, number, false).growAndClose());
  }

  /**
   * Grows one tree and draws from it, from the root to a leaf with probability ~ exp(lambda v[child]) at each node. The samples of all
   * leaves are held meanwhile.
   *
   * @param draws at least 1
   * @throws IllegalArgumentException as {@link #run}
   */
  public Samples sample(SearchRequest request, int draws) {
    Ranges.atLeastOne("draws", draws);
    SearchRun run = SearchRun.begin(this, request);
    TreeGrowth growth = tree(run, 0, true);
    Admission a = growth.grow();
    Status status = a != Admission.ADMITTED ? Status.stoppedBy(a) : growth.isSpent() ? Status.BUDGET_SPENT : Status.COMPLETED;
    SearchTree tree = growth.tree();
    List<Tensor> samples = new ArrayList<>();
    for (int i = 0; i < draws && !Double.isNaN(tree.value(0)); i++) {
      samples.add(growth.sample(leaf(tree, TrajectoryKey.root(request.seed(), 0).child(-1L - i))));
    }
    return new Samples(run.finish(status), options.lambda() * tree.value(0), samples, growth.simulations());
  }

  private int leaf(SearchTree tree, TrajectoryKey key) {
    TreePolicy.Boltzmann policy = policy();
    int node = 0;
    while (tree.children(node) > 0) {
      node = policy.draw(tree, node, tree.knownChildrenOf(node), key);
    }
    return node;
  }

  private TreePolicy.Boltzmann policy() {
    return new TreePolicy.Boltzmann(options.lambda(), options.children());
  }

  private TreeGrowth tree(SearchRun run, long number, boolean keeps) {
    return new TreeGrowth(run, options.limits(), policy(), options.lambda(), number, keeps);
  }
}
