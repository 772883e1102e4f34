package org.anabranch.search;

import java.util.Optional;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;

/**
 * Sequential Monte Carlo over the steps of a process: passes of weighted particles until the budget is spent.
 *
 * <p>Target p(x) exp(lambda r(x)) / Z, p the generator's own law. A pass of N particles, with L the log weight of a path by its
 * {@link Potential} and {@link Tempering}, and log w = 0 at first:
 *
 * <pre>
 *   at each step:  look; v = score of the look-ahead; log w += L(v) - L before
 *                  if 1 / sum W^2 &lt; threshold N:  log Z += log mean w; resample; log w = 0
 *                  step, perhaps pushed by a gradient: log w += log p(x' | x) - log q(x' | x)
 *   at the end:    log w += lambda r(x) - L before;  log Z += log mean w
 * </pre>
 * Whatever v says and wherever steps are pushed to, E[Z estimate] = Z for any N, and weighted means are consistent: what is
 * judged on the way changes the variance only. A value that is not finite (no opinion) leaves L as it was. Weights are kept where
 * nothing is resampled; a filter that drops them there, as published code does, has another target.
 *
 * <p>Row-evaluations of a pass: N times those of a trajectory, for methods whose step begins with the evaluation that a look makes;
 * verifier calls: N (looks + 1), one more each with a guide. Populations are of the request's batch rows; their size changes no bit.
 */
final class ParticleFilter {
  private final SearchRun run;
  private final ParticlePlan plan;
  private final EvidenceTally tally;
  private final long perPullBack;
  private long passes;
  private boolean wanted;
  private boolean pushed;

  private ParticleFilter(SearchAlgorithm algorithm, SearchRequest request, ParticlePlan plan) {
    this.run = SearchRun.begin(algorithm, request);
    this.plan = plan;
    this.tally = new EvidenceTally(plan.options().lambda());
    if (plan.gradient() != ParticlePlan.Gradient.NONE) {
      run.requireGradients();
      ContinuousProcess process = run.needs().continuous();
      if (plan.gradient() == ParticlePlan.Gradient.MODEL && !process.isDifferentiable()) {
        throw new IllegalArgumentException(algorithm.name() + ": throughModel needs a model with Jacobian-vector products, "
            + request.generator().description() + " has none; throughModel=false does without");
      }
    }
    if (plan.rewardsItself()) {
      run.needs().pathLikelihood().pathBias(request.condition()).ifPresent(why -> run.warn(algorithm.name()
          + ": weights are those of a heuristic, not of p^(1 + lambda): " + why));
    }
    if (plan.chains().isPresent() && plan.chains().get().gradient()) {
      run.requireGradients();
      if (!run.needs().continuous().isDifferentiable()) {
        throw new IllegalArgumentException(algorithm.name() + ": gradient needs a model with Jacobian-vector products, "
            + request.generator().description() + " has none; gradient=false does without");
      }
    }
    this.perPullBack = plan.gradient() == ParticlePlan.Gradient.MODEL ? run.needs().continuous().evaluationsPerPullBack() : 0;
  }

  /** Passes until what is left does not cover a trajectory. */
  static Outcome search(SearchAlgorithm algorithm, SearchRequest request, ParticlePlan plan) {
    ParticleFilter f = new ParticleFilter(algorithm, request, plan);
    Admission a = Admission.ADMITTED;
    while (a == Admission.ADMITTED && f.run.affordable(1) > 0) {
      a = f.pass().admission();
    }
    return f.finish(a == Admission.ADMITTED ? Status.BUDGET_SPENT : Status.stoppedBy(a));
  }

  /** One pass; without a result if a limit cut it. */
  static Optional<WeightedSamples> sample(SearchAlgorithm algorithm, SearchRequest request, ParticlePlan plan) {
    ParticleFilter f = new ParticleFilter(algorithm, request, plan);
    if (f.run.affordable(1) == 0) {
      return Optional.empty();
    }
    ParticlePass pass = f.pass();
    Outcome outcome = f.finish(pass.admission() == Admission.ADMITTED ? Status.COMPLETED : Status.stoppedBy(pass.admission()));
    return pass.result().map(r -> new WeightedSamples(join(r), r.weights(), r.values(), r.logZ(), outcome));
  }

  private ParticlePass pass() {
    ParticleSchedule schedule = ParticleSchedule.of(run, plan, perPullBack);
    long first = run.drawn();
    ParticlePass pass = new ParticlePass(run, plan, schedule, perPullBack, TrajectoryKey.root(run.request().seed(), passes++));
    pass.go();
    wanted |= pass.looked();
    pushed |= pass.pushed();
    pass.result().ifPresent(r -> tally.add(r, first, run.candidates()));
    return pass;
  }

  private Outcome finish(Status status) {
    if (plan.gradient() != ParticlePlan.Gradient.NONE && wanted && !pushed) {
      run.warn("gradient: no step of " + run.request().generator().description() + " ends with Gaussian noise of one size, so none was"
          + " pushed");
    }
    return run.finish(status, tally);
  }

  private static Tensor join(WeightedPass pass) {
    return Rows.join(pass.samples());
  }
}
