package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.anabranch.solver.Euler;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;

/** Search over paths, and random search followed by noise search: counts and gains. */
class PathSearchTest {
  private static final Selector X = Selector.ofRows("x", (s, condition) -> s.get(0));

  /** Sum of 1 - t over the nine times is 3.55: what a noise search of one branch costs in trajectories. */
  @Test
  void aNoiseSearchCostsThreeAndAHalfTrajectoriesPerBranch() {
    int steps = 100;
    assertArrayEquals(new int[] {0, 20, 40, 60, 75, 80, 85, 90, 95}, NoiseTrajectories.starts(steps));
    int branches = 3;
    long cost = steps + 355L * branches;
    SearchRequest r = SearchRequest.of(MixtureKernel.chain(steps), X, Budget.ofEvaluations(cost));
    Outcome o = Algorithms.byName("rs-ns", Map.of("random", "0", "branches", "" + branches)).run(r);
    assertEquals(cost, o.ledger().used());
    assertEquals(10, o.ledger().entries().size());
    for (int i = 0; i < 9; i++) {
      assertEquals((long) branches * (steps - NoiseTrajectories.starts(steps)[i]), o.ledger().entries().get(i + 1).used());
    }
    assertArrayEquals(new int[] {0, 1, 2, 3}, NoiseTrajectories.starts(4));
  }

  /** Random search alone is best-of-n: the same trajectories, the same best. */
  @Test
  void withTheWholeBudgetForTheRandomSearchItIsBestOfN() {
    SearchRequest r = SearchRequest.of(MixtureKernel.chain(5), X, Budget.ofEvaluations(40)).withSeed(3);
    Outcome a = Algorithms.byName("best-of-n", Map.of()).run(r);
    Outcome b = Algorithms.byName("rs-ns", Map.of("random", "1", "keep", "64")).run(r);
    assertEquals(a.best().orElseThrow().score(), b.best().orElseThrow().score());
  }

  /** On an ordinary solver, which no search of step noise can use. */
  @Test
  void searchOverPathsGainsOnAnOrdinarySolver() {
    double paths = 0;
    double draws = 0;
    int runs = 200;
    for (int i = 0; i < runs; i++) {
      SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(1, new OdeMethod(Euler.TABLEAU), 16), X,
          Budget.ofEvaluations(200)).withSeed(i);
      Outcome o = Algorithms.byName("sop", Map.of()).run(r);
      assertTrue(o.best().orElseThrow().complete());
      paths += o.best().orElseThrow().score() / runs;
      draws += Algorithms.byName("best-of-n", Map.of("n", "1")).run(r).best().orElseThrow().score() / runs;
    }
    assertTrue(paths > draws + 1, paths + " against " + draws);
  }

  @Test
  void searchOverPathsUsesItsBudget() {
    // 16 steps, 2 of them searched: 2 * 14 to there; each round 2 * K copies over 12 + 1 steps and looks at all but the last.
    SearchRequest r = SearchRequest.of(MixtureKernel.chain(16), X, Budget.ofEvaluations(300)).withSeed(1);
    Outcome o = Algorithms.byName("sop", Map.of("width", "2", "copies", "4")).run(r);
    assertEquals(28L, o.ledger().entries().getFirst().used());
    assertEquals(2 + 2 * 4 * 13 + 2 * (4 + 1), o.ledger().entries().get(1).used());
    assertEquals(2 * 4 * 13, o.ledger().entries().get(2).used(), "the parents were looked at");
  }
}
