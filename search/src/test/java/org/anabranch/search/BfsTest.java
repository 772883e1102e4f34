package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.toy.GaussianMixture;
import org.junit.jupiter.api.Test;

/** Breadth-first search: its rounding, the tilt of every look, and what it costs. */
class BfsTest {
  private static final int N = 128;
  private static final int RUNS = 100;

  private static Bfs bfs(boolean prune, int particles, double start, double every) {
    return new Bfs(new Bfs.Options(prune, particles, start, every, 1, OptionalInt.of(1), LocalSearch.NONE));
  }

  private static Outcome[] runs(boolean prune, double start, double every) {
    return IntStream.range(0, RUNS).mapToObj(seed -> bfs(prune, N, start, every)
        .run(ToyChain.request(ValuedChain.exact(ToyChain.STEPS), N * ToyChain.STEPS, seed))).toArray(Outcome[]::new);
  }

  private static double[] means(Outcome[] runs) {
    return Arrays.stream(runs).mapToDouble(o -> ToyChain.mean(ToyChain.samples(o))).toArray();
  }

  /** Published counts are rint(N p), ties to even; Math.round would give 3 of 5 to each half. */
  @Test
  void countsAreRoundedHalfToEven() {
    assertArrayEquals(new int[] {4, 2, 1, 1, 0, 0, 0, 0}, Bfs.counts(new double[] {.5, .2, .1, .1, .05, .05, 0, 0}, 8, false));
    assertArrayEquals(new int[] {2, 2}, Bfs.counts(new double[] {.5, .5}, 5, false));
    assertArrayEquals(new int[] {2, 2}, Bfs.counts(new double[] {.5, .5}, 4, false));
    assertArrayEquals(new int[] {1, 1, 1, 0, 0, 0, 0, 0}, Bfs.counts(new double[] {.7, .1, .1, .05, .05, 0, 0, 0}, 8, true));
  }

  /** Rounding (.6, .13, .13, .14) of 4 asks for five: the first of the equal ones that promise least stands back. */
  @Test
  void surplusCopiesGoToThoseThatPromiseMost() {
    assertArrayEquals(new int[] {2, 1, 0, 1}, Bfs.counts(new double[] {.6, .13, .13, .14}, 4, false));
  }

  /** Every look tilts again: one look is short of the law tilted by 1 (mean 2.002), four are past that tilted by 2 (2.476). */
  @Test
  void everyLookTiltsAgain() {
    double[][] table = {{0.6, 1, 1.847, 0.02}, {0.4, 0.4, 2.419, 0.01}, {0.2, 0.2, 2.516, 0.003}};
    for (double[] row : table) {
      double[] means = means(runs(false, row[0], row[1]));
      assertEquals(row[2], ToyChain.mean(means), 4 * Math.hypot(ToyChain.error(means), row[3]));
    }
    double four = ToyChain.mean(means(runs(false, 0.2, 0.2)));
    assertTrue(four > GaussianMixture.toy().tilted(2).mean() + 0.02, () -> "mean " + four);
  }

  /** Of 128 particles 106 are left after four looks that copy, 49 after four that drop; one run's figures, so 4 deviations. */
  @Test
  void thePopulationIsWhatRoundingLeaves() {
    double[] copied = Arrays.stream(runs(false, 0.2, 0.2)).mapToDouble(o -> o.candidates().size()).toArray();
    assertEquals(106, ToyChain.mean(copied), 4 * Math.sqrt(ToyChain.variance(copied)));
    Outcome[] pruned = runs(true, 0.2, 0.2);
    double[] left = Arrays.stream(pruned).mapToDouble(o -> o.candidates().size()).toArray();
    assertEquals(49, ToyChain.mean(left), 4 * Math.sqrt(ToyChain.variance(left)));
    double[] means = means(pruned);
    assertEquals(1.54, ToyChain.mean(means), 4 * Math.sqrt(ToyChain.variance(means)));
    for (Outcome o : pruned) {
      assertTrue(o.ledger().used() < N * ToyChain.STEPS, "dropped particles cost nothing");
    }
  }

  /** Whatever pruning keeps ends where it would have ended alone. */
  @Test
  void pruningChangesNoSample() {
    List<Double> alone = DoubleStream.of(ToyChain.samples(new BestOfN(BestOfN.Options.of(40))
        .run(ToyChain.request(ToyChain.chain(), 200, 3)))).boxed().toList();
    double[] pruned = ToyChain.samples(bfs(true, 40, 0.2, 0.2).run(ToyChain.request(ToyChain.chain(), 200, 3)));
    assertTrue(pruned.length > 1 && pruned.length < 40, () -> pruned.length + " left");
    assertTrue(DoubleStream.of(pruned).allMatch(alone::contains));
  }

  @Test
  void copiesOfOneParticlePart() {
    double[] x = ToyChain.samples(bfs(false, 64, 0.2, 0.2).run(ToyChain.request(ToyChain.chain(), 64 * ToyChain.STEPS, 5)));
    assertEquals(x.length, DoubleStream.of(x).distinct().count());
  }

  /** A look serves the next step, unless the method evaluates elsewhere: then it costs one more. */
  @Test
  void looksCostWhatTheMethodSays() {
    Bfs bfs = bfs(true, 1, 0.25, 0.25);
    assertEquals(8, bfs.run(ToyChain.request(WatchedGenerator.mixture(1, 8), 1000, 1)).ledger().used());
    Bfs two = bfs(false, 2, 0.25, 0.25);
    WatchedGenerator heun = WatchedGenerator.mixture(1, WatchedGenerator.sde(FlowSde.Scheme.NOISE_THEN_HEUN), 8);
    long trajectories = 2 * heun.evaluationsPerTrajectory();
    Outcome o = two.run(ToyChain.request(heun, 1000, 1));
    assertEquals(trajectories + 3 * 2, o.ledger().used());
    assertEquals(2 * 3 + 2, o.ledger().verifierCalls());
  }

  @Test
  void gradientsCombineWithSelection() {
    LocalSearch local = new LocalSearch(1, 0.1, 0.2, 0, 1, 1, 100, false);
    Bfs both = new Bfs(new Bfs.Options(false, 8, 0.25, 0.25, 1, OptionalInt.of(1), local));
    Bfs one = new Bfs(new Bfs.Options(false, 1, 0.25, 0.25, 1, OptionalInt.of(1), local));
    Outcome o = one.run(ToyChain.request(WatchedGenerator.mixture(1, 8), 1000, 1));
    assertEquals(8 + 7, o.ledger().used(), "seven steps with a move and its evaluation");
    double[] pushed = IntStream.range(0, 60).mapToDouble(seed -> ToyChain.mean(ToyChain.samples(
        both.run(ToyChain.request(WatchedGenerator.mixture(1, 8), 1000, seed))))).toArray();
    double[] alone = IntStream.range(0, 60).mapToDouble(seed -> ToyChain.mean(ToyChain.samples(
        bfs(false, 8, 0.25, 0.25).run(ToyChain.request(WatchedGenerator.mixture(1, 8), 1000, seed))))).toArray();
    assertTrue(ToyChain.mean(pushed) - ToyChain.mean(alone) > 4 * Math.hypot(ToyChain.error(pushed), ToyChain.error(alone)));
  }

  @Test
  void optionsAreChecked() {
    assertEquals("particles: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> bfs(false, 0, 0.5, 0.5)));
    assertEquals("every: must be above 0, got 0.0", OutcomeAssertions.messageOf(() -> bfs(false, 1, 0.5, 0)));
    assertEquals("start: must be in [0, 1], got 2.0", OutcomeAssertions.messageOf(() -> bfs(false, 1, 2, 0.5)));
  }
}
