package org.anabranch.search;

import java.util.Arrays;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.likelihood.Divergence;
import org.anabranch.solver.likelihood.LikelihoodResult;
import org.anabranch.solver.likelihood.LogLikelihood;

/**
 * The log-density of a sample under the flow itself, log p(x | condition) in nats, by {@link LogLikelihood} in fixed steps.
 *
 * <p>The random directions of a divergence belong to (seed, condition): all samples of a condition share them, so that equal samples
 * have equal scores and the noise of the estimate is common to the samples that are compared. A row's bits do not depend on its batch.
 * NaN where the integral is not finite.
 *
 * <p>A poor selector: density is highest for plain samples of few strokes, not for good ones (Nalisnick et al. 2019, Do Deep
 * Generative Models Know What They Don't Know?, arXiv 1810.09136). It is here to be compared with, and to be a member of an ensemble.
 *
 * <p>Cost per call: steps times stages times {@link Divergence#cost}, reported, not charged to the search's evaluations. Allocates with
 * every evaluation. Threading: one thread at a time, as its field and kernels.
 */
public final class LikelihoodVerifier implements Verifier {
  private final LogLikelihood likelihood;
  private final Divergence divergence;
  private final Tableau tableau;
  private final TimeGrid grid;
  private final long seed;
  private final double cost;

  /**
   * Likelihoods of a field.
   *
   * @param field      the flow
   * @param divergence how its divergence is found
   * @param tableau    the Runge-Kutta method
   * @param grid       from the field's noise time to its data time
   * @param seed       of the random directions
   * @throws IllegalArgumentException if the field is not finite at the data end, or the grid is another direction's
   */
  public LikelihoodVerifier(DifferentiableField field, Divergence divergence, Tableau tableau, TimeGrid grid, long seed,
      Kernels kernels) {
    if (!grid.isWhole() || grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("likelihood: needs a whole grid of " + field.interpolant().direction() + ", got "
          + grid.direction() + " " + grid);
    }
    this.likelihood = new LogLikelihood(field, divergence, kernels);
    this.divergence = divergence;
    this.tableau = tableau;
    this.grid = grid;
    this.seed = seed;
    this.cost = (double) grid.steps() * tableau.stages() * divergence.cost(field);
  }

  @Override
  public String name() {
    return "log p(x), " + grid.steps() + " " + tableau.name() + " steps, " + divergence.description();
  }

  @Override
  public double costPerCall() {
    return cost;
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    TrajectoryKey[] keys = new TrajectoryKey[conditions.length];
    Arrays.setAll(keys, r -> TrajectoryKey.root(seed, conditions[r]));
    LikelihoodResult result = likelihood.fixed(samples, conditions, keys, tableau, grid, Meter.unlimited());
    Arrays.setAll(out, r -> result.rows().get(r).logDensity());
  }
}
