package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Steps with the gradient g(m) = lambda d score / d m of the guide at the look-ahead m(x), from step 1 on. First moves of Langevin
 * dynamics at the noise level where the rows stand, of the law p_t(x) exp(lambda score(m(x))),
 *
 * <pre>  x + rate/2 sigma^2 (score_t(x) + J^T g(m(x))) + sqrt(rate) sigma z,    J = dm/dx</pre>
 *
 * each followed by an evaluation; then a step with the two pushes of training-free guidance, both in data space: with m' = m,
 * iterated m' += mu g(m'), the step's result x' becomes x' + alpha (rho J^T g(m) + m' - m). The last step is not pushed, as
 * published code does: nothing would bring the sample back to the data.
 *
 * <p>A row costs at such a step, besides the step: the look, {@code moves} (pull back + look), and a pull back if it is pushed with
 * rho > 0. Pull backs cost nothing unless they go through the model. Verifier calls: moves, and where it is pushed iterations if
 * mu > 0, else 1 if rho > 0. A step that the calls do not cover is made without gradients.
 *
 * <p>The published code divides rho J^T g by the alpha of the level, which is 0 at the noise end of a flow: that factor belongs to rho
 * here. It smooths the score over noisy copies of m; with one copy, as published, that adds noise and is left out. Gradients are
 * clipped to a norm, as published; but what is long for one model is short for another, so that moves and pushes have a reach besides:
 * a share of the score, and of the noise, that a state of that level has. It leaves to the model what it can still put right.
 *
 * <p>Reference: Zhang et al. 2025, arXiv 2505.23614, section on local search; Ye et al. 2024 (TFG), arXiv 2409.15761.
 * Immutable.
 *
 * @param moves      of Langevin dynamics per step, at least 0
 * @param rate       of those moves, above 0
 * @param rho        push by the gradient with respect to the state, at least 0
 * @param mu         ascent rate of the look-ahead, at least 0
 * @param iterations of that ascent, at least 1
 * @param lambda     how much the score counts, above 0
 * @param clip       longest g, above 0
 * @param through    whether gradients go through the model
 * @param reach      longest gradient of a move and longest push, in units of what the noise of the level makes them: sqrt(d) / sigma
 *                   and sigma sqrt(d) for d elements; above 0
 * @param repulsion  of the particles of a population from one another after a step but the last, in data space
 */
public record LocalSearch(int moves, double rate, double rho, double mu, int iterations, double lambda, double clip, boolean through,
    double reach, Repulsion repulsion) {
  /** No moves and no pushes: the steps as they are. */
  public static final LocalSearch NONE = new LocalSearch(0, 0.5, 0, 0, 4, 1, 100, false, 0.25, new Repulsion(0));
  /**
   * The rho and clip published for images, and a move of rate 0.5 per step. No ascent: with the published mu = 0.4 and 4 iterations
   * a score without a maximum takes samples of the toy to 4.8, where the data end at 3.
   */
  public static final LocalSearch STANDARD = new LocalSearch(1, 0.5, 0.2, 0, 4, 1, 100, false, 0.25, new Repulsion(0));

  /** Checks the ranges. */
  public LocalSearch {
    Ranges.notNegative("moves", moves);
    Ranges.positive("rate", rate);
    Ranges.notNegative("rho", rho);
    Ranges.notNegative("mu", mu);
    Ranges.atLeastOne("iterations", iterations);
    Ranges.positive("lambda", lambda);
    Ranges.positive("clip", clip);
    Ranges.positive("reach", reach);
  }

  /** Pushes of any length below the clip, as published, and no repulsion. */
  public LocalSearch(int moves, double rate, double rho, double mu, int iterations, double lambda, double clip, boolean through) {
    this(moves, rate, rho, mu, iterations, lambda, clip, through, Double.MAX_VALUE, new Repulsion(0));
  }

  /** The options of a local search; those absent are the other's. */
  static LocalSearch from(Params p, LocalSearch otherwise, double lambda) {
    return new LocalSearch(p.integer("moves").orElse(otherwise.moves), p.real("rate").orElse(otherwise.rate),
        p.real("rho").orElse(otherwise.rho), p.real("mu").orElse(otherwise.mu),
        p.integer("iterations").orElse(otherwise.iterations), lambda, p.real("clip").orElse(otherwise.clip),
        p.flag("through").orElse(otherwise.through), p.real("reach").orElse(otherwise.reach),
        new Repulsion(p.real("repulsion").orElse(otherwise.repulsion.weight())));
  }

  /** Whether it changes nothing. */
  public boolean isNone() {
    return moves == 0 && rho == 0 && mu == 0 && repulsion.weight() == 0;
  }

  /** Whether it does something at a step. */
  private boolean acts(int step, int steps) {
    return step > 0 && moves > 0 || pushes(step, steps);
  }

  private boolean pushes(int step, int steps) {
    return step > 0 && step + 1 < steps && (rho > 0 || mu > 0);
  }

  /**
   * Refuses a generator that it cannot push.
   *
   * @throws IllegalArgumentException naming the generator
   */
  void check(SearchRun run) {
    if (!isNone() && !run.needs().continuous().isDifferentiable() && through) {
      throw new IllegalArgumentException("through: needs a field with Jacobian-vector products, "
          + run.request().generator().description() + " has none");
    }
  }

  /** The way of a row that looks at some steps, and wherever this acts. */
  Route route(Generator generator, GenerativeProcess process, boolean[] looks) {
    boolean[] all = looks.clone();
    for (int s = 0; s < generator.steps(); s++) {
      all[s] |= acts(s, generator.steps());
    }
    return Route.of(generator, all, extra(generator, process));
  }

  private IntToLongFunction extra(Generator generator, GenerativeProcess process) {
    long pull = through && process instanceof ContinuousProcess c ? c.evaluationsPerPullBack() : 0;
    long moved = moves * (pull + generator.evaluationsPerLook());
    return step -> step == 0 ? 0 : moved + (rho > 0 && pushes(step, generator.steps()) ? pull : 0);
  }

  /**
   * One step of the rows, with the moves and pushes.
   *
   * @param held verifier calls that must be left over
   * @return {@link Admission#ADMITTED}, or the limit that stopped it
   */
  Admission step(SearchRun run, Population p, long held) {
    int step = p.step();
    int steps = run.request().generator().steps();
    boolean pushes = pushes(step, steps);
    int calls = moves + (!pushes ? 0 : mu > 0 ? iterations : 1);
    if (!acts(step, steps) || run.verifierCallsLeft() - held < (long) calls * p.rows()) {
      return apart(run, p, run.advance(p, step + 1));
    }
    Admission a = run.look(p);
    for (int m = 0; m < moves && a == Admission.ADMITTED; m++) {
      a = move(run, p, m);
    }
    if (a != Admission.ADMITTED || !pushes) {
      return a == Admission.ADMITTED ? apart(run, p, run.advance(p, step + 1)) : a;
    }
    Tensor data = run.process().lookAhead(p);
    Tensor gradient = gradient(run, p);
    Tensor shift = RowAlgebra.zerosLike(data);
    if (mu > 0) {
      ascend(run, p, data, gradient, shift);
    }
    if (rho > 0) {
      a = run.needs().continuous().pullBack(p, gradient, through);
      RowAlgebra.add(shift, rho, gradient);
    }
    a = a == Admission.ADMITTED ? run.advance(p, step + 1) : a;
    if (a == Admission.ADMITTED) {
      RowAlgebra.scaleRows(shift, 1, reach * run.needs().continuous().noiseLevel(p) * StrictMath.sqrt(shift.rowSize()));
      run.needs().continuous().displace(p, shift);
    }
    return apart(run, p, a);
  }

  /** Pushes the rows from one another after a step that was made. */
  private Admission apart(SearchRun run, Population p, Admission made) {
    if (made == Admission.ADMITTED && repulsion.weight() > 0 && p.step() < run.request().generator().steps()) {
      repulsion.push(run.needs().continuous(), p);
    }
    return made;
  }

  private Admission move(SearchRun run, Population p, int m) {
    Tensor gradient = gradient(run, p);
    Admission a = run.needs().continuous().pullBack(p, gradient, through);
    if (a != Admission.ADMITTED) {
      return a;
    }
    double sigma = run.needs().continuous().noiseLevel(p);
    RowAlgebra.scaleRows(gradient, 1, reach * StrictMath.sqrt(gradient.rowSize()) / sigma);
    List<Start> draws = new ArrayList<>(p.rows());
    for (int i = 0; i < p.rows(); i++) {
      draws.add(Branches.move(p.draw(i), p.step(), m));
    }
    run.needs().continuous().langevin(p, gradient, rate, draws);
    return run.look(p);
  }

  /** The ascent of copies of the rows, which stay where they are; {@code gradient} is that of the first iteration. */
  private void ascend(SearchRun run, Population p, Tensor data, Tensor gradient, Tensor shift) {
    RowAlgebra.add(shift, mu, gradient);
    Population probe = null;
    for (int k = 1; k < iterations; k++) {
      probe = probe == null ? Branches.take(run, p, Branches.all(p)) : probe;
      Tensor moved = RowAlgebra.zerosLike(data);
      RowAlgebra.add(moved, 1, data);
      RowAlgebra.add(moved, 1, shift);
      run.needs().continuous().aim(probe, moved);
      RowAlgebra.add(shift, mu, gradient(run, probe));
    }
    if (probe != null) {
      run.process().release(probe);
    }
  }

  private Tensor gradient(SearchRun run, Population p) {
    Tensor out = RowAlgebra.zerosLike(run.process().lookAhead(p));
    run.promise(p, out);
    RowAlgebra.scaleRows(out, lambda, clip);
    return out;
  }
}
