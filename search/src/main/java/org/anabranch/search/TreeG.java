package org.anabranch.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * TreeG: an active set of A trajectories, each with K branches at every step, of which the A best go on.
 *
 * <ul>
 *   <li>{@code sc}, by the current state: K steps with draws of their own, judged by their look-aheads;
 *   <li>{@code sd}, by the destination: K look-aheads m + radius u / sqrt(1 + u^2) z with u the share of the steps to come, judged, the
 *       best perturbed again; then one step, aimed at the destination. On the linear path u is sigma, as published. m itself is
 *       always one of the K, so that no iteration loses;
 *   <li>{@code g}, by the gradient: as sc, with steps whose noise is centred at s^2 lambda grad score, s the noise of the step.
 * </ul>
 *
 * An optimiser: with A = 1, {@code sc} is greedy SVDD of K proposals, and its samples lie in one peak.
 *
 * <p>Evaluations of S steps of a one-stage method: A + (S - 1) A K for sc and g, since the look that chose a branch is the beginning of
 * its next step and the last step's branches are samples; published code looks with the time of the step before, which is off by
 * one step, evaluates again, and pays S A + (S - 1) A K. A S for sd. A pull back through the model costs its price for each active
 * row and step. Verifier calls: A K a step, times the iterations for sd, and A more a step for g.
 *
 * <p>When a pass is over, another begins. A pass that the budget does not cover has fewer branches, then fewer trajectories;
 * below two branches they go as they are.
 *
 * <p>Reference: Guo et al. 2025 (TreeG), arXiv 2502.11420.
 */
public final class TreeG implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "treeg";

  private final Options options;

  /** What branches. */
  public enum Mode {
    /** The current state. */
    SC,
    /** The destination. */
    SD,
    /** The current state, pushed by the gradient. */
    G
  }

  /** A search with these options. */
  public TreeG(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param mode       what branches
   * @param active     trajectories that go on, at least 1
   * @param branch     branches of each, at least 1
   * @param radius     of the perturbed destinations, above 0
   * @param iterations of the perturbation, at least 1
   * @param lambda     how much the gradient counts, above 0
   * @param through    whether the gradient goes through the model
   * @param passes     most passes; without it, as many as the budget affords
   */
  public record Options(Mode mode, int active, int branch, double radius, int iterations, double lambda, boolean through,
      OptionalInt passes) {
    /** The published choice for music: current states, 2 trajectories of 8 branches, radius 0.5 twice; lambda 1. */
    public static final Options DEFAULT = new Options(Mode.SC, 2, 8, 0.5, 2, 1, false, OptionalInt.empty());

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("active", active);
      Ranges.atLeastOne("branch", branch);
      Ranges.positive("radius", radius);
      Ranges.atLeastOne("iterations", iterations);
      Ranges.positive("lambda", lambda);
      passes.ifPresent(v -> Ranges.atLeastOne("passes", v));
    }

    static Options from(Params p) {
      Mode mode = p.word("mode", List.of("sc", "sd", "g")).map(m -> Mode.valueOf(m.toUpperCase(Locale.ROOT))).orElse(DEFAULT.mode);
      return new Options(mode, p.integer("active").orElse(DEFAULT.active), p.integer("branch").orElse(DEFAULT.branch),
          p.real("radius").orElse(DEFAULT.radius), p.integer("iterations").orElse(DEFAULT.iterations),
          p.real("lambda").orElse(DEFAULT.lambda), p.flag("through").orElse(DEFAULT.through), p.integer("passes"));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsStepNoise() {
    return options.mode() != Mode.SD;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    if (options.mode() != Mode.SC) {
      run.needs().continuous();
    }
    if (options.mode() == Mode.G && options.through() && !run.needs().continuous().isDifferentiable()) {
      throw new IllegalArgumentException("through: needs a field with Jacobian-vector products, "
          + request.generator().description() + " has none");
    }
    return Passes.run(run, options.passes().orElse(Integer.MAX_VALUE), number -> new Tree(run).pass());
  }

  /** One pass. */
  private final class Tree {
    private final SearchRun run;
    private final Generator generator;
    private final int steps;
    private final Mode mode = options.mode();

    Tree(SearchRun run) {
      this.run = run;
      this.generator = run.request().generator();
      this.steps = generator.steps();
    }

    Admission pass() {
      long one = generator.evaluationsPerTrajectory();
      int active = options.active();
      int branch = options.branch();
      while (branch > 1 && !covers(active, branch)) {
        if (--branch < 2 && active > 1) {
          branch = options.branch();
          active--;
        }
      }
      if (branch < 2) {
        active = (int) Math.min(Math.min(options.active(), run.rowsLeft()), Math.min(run.evaluationsLeft() / one,
            run.verifierCallsLeft()));
      }
      run.openRound(Math.max(cost(options.active(), options.branch()), active * one), branch < 2 ? active * one : cost(active, branch));
      Population p = run.begin(active);
      Admission a = Admission.ADMITTED;
      if (branch < 2) {
        a = run.advance(p, steps);
      }
      while (p.step() < steps && a == Admission.ADMITTED) {
        a = run.look(p);
        if (a == Admission.ADMITTED && mode == Mode.SD) {
          p = destinations(p, branch);
          a = run.advance(p, p.step() + 1);
        } else if (a == Admission.ADMITTED) {
          Population children = branches(p, branch);
          a = mode == Mode.G ? push(p, children, branch) : run.advance(children, p.step() + 1);
          if (a == Admission.ADMITTED) {
            run.process().release(p);
            p = children;
          }
          if (a == Admission.ADMITTED && p.step() < steps) {
            a = run.look(p);
            p = only(p, a == Admission.ADMITTED ? best(run.promise(p), active) : firsts(active, branch));
          }
        }
      }
      run.settle(p);
      run.closeRound(0);
      return a;
    }

    private boolean covers(int active, int branch) {
      long row = (long) active * branch;
      long calls = mode == Mode.SD ? steps * row * options.iterations() + active : steps * (mode == Mode.G ? row + active : row);
      long rows = row + (mode == Mode.SD ? 2L : 1) * active;
      return cost(active, branch) <= run.evaluationsLeft() && calls <= run.verifierCallsLeft() && rows <= run.rowsLeft();
    }

    /** Evaluations of a pass. */
    private long cost(int active, int branch) {
      long look = generator.evaluationsPerLook();
      long children = mode == Mode.SD ? active : (long) active * branch;
      long pull = mode == Mode.G && options.through() ? run.needs().continuous().evaluationsPerPullBack() : 0;
      long cost = active * look;
      for (int s = 0; s < steps; s++) {
        cost += active * pull + children * (generator.evaluationsAfterLook(s, s + 1) + (s + 1 < steps ? look : 0));
      }
      return cost;
    }

    /** These rows, without the others. */
    private Population only(Population p, List<Integer> rows) {
      Population q = Branches.take(run, p, rows);
      run.process().release(p);
      return q;
    }

    private Population branches(Population p, int branch) {
      List<Population.Row> parents = new ArrayList<>();
      List<Start> draws = new ArrayList<>();
      for (int i = 0; i < p.rows(); i++) {
        for (int n = 0; n < branch; n++) {
          parents.add(new Population.Row(p, i));
          draws.add(n == 0 ? p.draw(i) : Branches.copy(p.draw(i), p.step(), n));
        }
      }
      return run.process().gather(parents, draws);
    }

    private Admission push(Population p, Population children, int branch) {
      ContinuousProcess process = run.needs().continuous();
      if (!process.canSteer(p)) {
        throw new IllegalArgumentException(NAME + ": mode g needs steps that end with Gaussian noise of one size, those of "
            + generator.description() + " do not");
      }
      Tensor gradient = RowAlgebra.zerosLike(process.lookAhead(p));
      run.promise(p, gradient);
      RowAlgebra.scaleRows(gradient, options.lambda(), Double.POSITIVE_INFINITY);
      Admission a = process.pullBack(p, gradient, options.through());
      if (a != Admission.ADMITTED) {
        return a;
      }
      Tensor pushes = RowAlgebra.zerosLike(process.lookAhead(children));
      int width = pushes.rowSize();
      for (int i = 0; i < pushes.size(); i++) {
        RowAlgebra.set(pushes, i, gradient.get((long) (i / width / branch) * width + i % width));
      }
      return process.steer(children, pushes, new double[children.rows()]);
    }

    /** The active rows, aimed at the destinations that promise most. */
    private Population destinations(Population p, int branch) {
      Population children = branches(p, branch);
      Tensor centre = run.process().lookAhead(children);
      int width = centre.rowSize();
      double u = (steps - p.step()) / (double) steps;
      double spread = options.radius() * u / StrictMath.sqrt(1 + u * u);
      double[] z = new double[width];
      double[] values = {};
      for (int t = 0; t < options.iterations(); t++) {
        Tensor moved = RowAlgebra.zerosLike(centre);
        RowAlgebra.add(moved, 1, centre);
        for (int i = 0; i < children.rows(); i++) {
          if (i % branch > 0) {
            RandomStream.normals(children.draw(i).key(), p.step(), Purpose.SEARCH, (long) t * width, z, 0, width);
            for (int j = 0; j < width; j++) {
              RowAlgebra.set(moved, i * width + j, moved.get(i * width + j) + spread * z[j]);
            }
          }
        }
        run.needs().continuous().aim(children, moved);
        values = run.promise(children);
        for (int i = 0; i < children.rows() && t + 1 < options.iterations(); i++) {
          int from = i / branch * branch;
          int best = from;
          for (int n = from; n < from + branch; n++) {
            best = values[n] > values[best] ? n : best;
          }
          for (int j = 0; j < width; j++) {
            RowAlgebra.set(centre, i * width + j, moved.get(best * width + j));
          }
        }
      }
      int active = p.rows();
      run.process().release(p);
      return only(children, best(values, active));
    }

    /** One branch of each: what counts as under way where a limit is reached before they are judged. */
    private List<Integer> firsts(int active, int branch) {
      return IntStream.range(0, active).mapToObj(i -> i * branch).toList();
    }

    /** The rows of the largest values, the first of equals. */
    private List<Integer> best(double[] values, int count) {
      return IntStream.range(0, values.length).boxed()
          .sorted(Comparator.<Integer>comparingDouble(i -> -values[i]).thenComparing(i -> i)).limit(count).toList();
    }
  }
}
