package org.anabranch.cli.solving;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.cli.domain.SudokuDomain;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.search.Algorithms;
import org.anabranch.search.BestOfN;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Prism;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.search.UnMaskFork;
import org.anabranch.solver.masked.MaskedGenerator;

/**
 * A held-out puzzle and what searches did with it: the first expert one that a single sample fails and UnMaskFork
 * solves, but not at once.
 *
 * @param name    of the puzzle
 * @param puzzle  with its solution
 * @param looked  puzzles that were looked at, this one among them
 * @param found   whether it is such a one, and not just the last that was looked at
 * @param budget  evaluations of every search but the single sample
 * @param single  one sample
 * @param best    best-of-n
 * @param fork    UnMaskFork
 * @param prism   Prism
 */
record PuzzleShow(String name, Sudoku.Puzzle puzzle, int looked, boolean found, long budget, Watched single, Watched best, Watched fork,
    Watched prism) {
  /** Samples that UnMaskFork has made at least where there is something to see. */
  static final int LEAST_SAMPLES = 4;

  /** All searches, the single sample first. */
  List<Watched> searches() {
    return List.of(single, best, fork, prism);
  }

  /** Runs the searches; empty if it was cancelled. */
  static Optional<PuzzleShow> run(SolvingPlan plan, WeightFormat format, Backend backend, Cancellation cancellation,
      LongConsumer progress) {
    SudokuDomain domain =
        SudokuDomain.of(BundledModels.SUDOKU, format, List.of(Sudoku.Difficulty.EXPERT), TokenChoice.STANDARD);
    Sampling sampling = new Sampling(Optional.empty(), Optional.of(plan.steps()), Optional.empty(), Optional.empty());
    MaskedGenerator generator = domain.generator(backend, sampling.or(domain.standard(false)), domain.templates());
    Selector selector = domain.selector(domain.verifiers().getFirst(), backend.kernels());
    List<Sudoku.Puzzle> puzzles = Sudoku.heldOut(Sudoku.Difficulty.EXPERT);
    long one = generator.evaluationsPerTrajectory();
    long budget = plan.trajectories() * one;
    /** A search of a condition. */
    interface Search {
      Watched run(String name, long evaluations, int condition);
    }

    Search search = (name, evaluations, condition) -> {
      RowLog log = new RowLog();
      SearchRequest request = SearchRequest.of(generator.withTrace(log), selector, Budget.ofEvaluations(evaluations))
          .withCondition(condition).withSeed(plan.seed()).withCancellation(cancellation);
      return new Watched(name, Algorithms.byName(name, Map.of()).run(request), log, generator.steps());
    };
    int most = Math.min(plan.puzzles(), puzzles.size());
    for (int i = 0; i < most && !cancellation.isCancelled(); i++) {
      Sudoku.Puzzle puzzle = puzzles.get(i);
      boolean last = i == most - 1;
      Watched single = search.run(BestOfN.NAME, one, i);
      if (cancellation.isCancelled() || single.solves(puzzle.grid()) && !last) {
        continue;
      }
      Watched fork = search.run(UnMaskFork.NAME, budget, i);
      boolean found = !single.solves(puzzle.grid()) && fork.solves(puzzle.grid())
          && fork.samples().size() >= LEAST_SAMPLES;
      if (found || last) {
        progress.accept(1);
        Watched best = search.run(BestOfN.NAME, budget, i);
        progress.accept(1);
        Watched prism = search.run(Prism.NAME, budget, i);
        progress.accept(1);
        PuzzleShow show = new PuzzleShow(domain.condition(i), puzzle, i + 1, found, budget, single, best, fork, prism);
        return cancellation.isCancelled() ? Optional.empty() : Optional.of(show);
      }
    }
    return Optional.empty();
  }
}
