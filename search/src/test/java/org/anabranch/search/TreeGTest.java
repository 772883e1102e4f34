package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Generator;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.Tableau;
import org.junit.jupiter.api.Test;

/** TreeG against greedy SVDD, and what its branches cost. */
class TreeGTest {
  private static TreeG treeG(TreeG.Mode mode, int active, int branch, int passes) {
    return new TreeG(new TreeG.Options(mode, active, branch, 0.5, 2, 1, false, OptionalInt.of(passes)));
  }

  /** The best of the last step's branches, one a seed. */
  private static double[] best(TreeG search, Generator g, int seeds) {
    return IntStream.range(0, seeds).mapToDouble(
        seed -> search.run(ToyChain.request(g, 1 << 20, seed)).best().orElseThrow().score()).toArray();
  }

  /** Published: mean 2.732 and variance 0.145 over 4000 runs at K = 4; mean 3.102 at 16. */
  @Test
  void ofOneTrajectoryItIsGreedySvdd() {
    int n = 4000;
    double[] four = best(treeG(TreeG.Mode.SC, 1, 4, 1), ToyChain.withValues(), n);
    assertEquals(2.732, ToyChain.mean(four), 4 * Math.sqrt(2) * ToyChain.error(four));
    assertEquals(0.145, ToyChain.variance(four), 0.03);
    double[] sixteen = best(treeG(TreeG.Mode.SC, 1, 16, 1), ToyChain.withValues(), 1000);
    assertEquals(3.102, ToyChain.mean(sixteen), 4 * Math.hypot(ToyChain.error(sixteen), 0.002));
  }

  @Test
  void anActiveSetFindsMore() {
    double[] one = best(treeG(TreeG.Mode.SC, 1, 4, 1), ToyChain.chain(), 400);
    double[] four = best(treeG(TreeG.Mode.SC, 4, 4, 1), ToyChain.chain(), 400);
    assertTrue(ToyChain.mean(four) - ToyChain.mean(one) > 4 * Math.hypot(ToyChain.error(one), ToyChain.error(four)));
  }

  /** The published count is A (K + 1) a step, the last step's branches being samples; what chose a branch need not be paid twice. */
  @Test
  void branchesCostOneEvaluationEach() {
    int a = 3;
    int k = 4;
    int s = ToyChain.STEPS;
    TreeG sc = treeG(TreeG.Mode.SC, a, k, 1);
    assertEquals(a + (s - 1) * a * k, sc.run(ToyChain.request(ToyChain.chain(), 1 << 20, 1)).ledger().used());
    Outcome paidTwice = sc.run(ToyChain.request(forgetful(), 1 << 20, 1));
    assertEquals(s * a + (s - 1) * a * k, paidTwice.ledger().used());
    assertEquals((s - 1) * a * k + a * k, paidTwice.ledger().verifierCalls());
    OutcomeAssertions.assertSameCandidates(sc.run(ToyChain.request(ToyChain.chain(), 1 << 20, 1)), paidTwice);
  }

  /** A process that forgets the evaluations of rows that have been chosen. */
  private static Generator forgetful() {
    return ToyChain.wrap(ToyChain.chain(), (generator, process) -> new ForwardingProcess(generator, process) {
      @Override
      public Population gather(List<Population.Row> parents, List<Start> draws) {
        Population chosen = process.gather(parents, draws);
        if (parents.size() < parents.getFirst().population().rows()) {
          displace(chosen, Tensor.zerosF64(chosen.rows(), 1));
        }
        return chosen;
      }
    });
  }

  /** The destination's mode evaluates the active set only, with an ordinary method too. */
  @Test
  void destinationsCostNoEvaluations() {
    WatchedGenerator ode = WatchedGenerator.mixture(2, new OdeMethod(Tableau.named("euler")), 8);
    Outcome o = treeG(TreeG.Mode.SD, 2, 4, 1).run(ToyChain.request(ode, 1 << 20, 1));
    assertEquals(2 * 8, o.ledger().used());
    assertEquals(8 * 2 * 4 * 2 + 2, o.ledger().verifierCalls());
    double[] aimed = best(treeG(TreeG.Mode.SD, 2, 4, 1), ode, 200);
    double[] alone = IntStream.range(0, 200).mapToDouble(seed -> new BestOfN(BestOfN.Options.of(2))
        .run(ToyChain.request(ode, 16, seed)).best().orElseThrow().score()).toArray();
    assertTrue(ToyChain.mean(aimed) - ToyChain.mean(alone) > 4 * Math.hypot(ToyChain.error(aimed), ToyChain.error(alone)));
  }

  /** Of one branch per trajectory nothing is asked and nothing changes. */
  @Test
  void withoutBranchesItIsBestOfN() {
    for (TreeG.Mode mode : TreeG.Mode.values()) {
      WatchedGenerator g = WatchedGenerator.mixture(2, 6);
      Outcome o = treeG(mode, 5, 1, 1).run(ToyChain.request(g, 1 << 20, 4));
      OutcomeAssertions.assertSameCandidates(new BestOfN(BestOfN.Options.of(5)).run(ToyChain.request(g, 1 << 20, 4)), o);
      assertEquals(5, o.ledger().verifierCalls());
    }
  }

  @Test
  void gradientsAddToBranching() {
    WatchedGenerator g = WatchedGenerator.mixture(4, 8);
    TreeG three = new TreeG(new TreeG.Options(TreeG.Mode.G, 1, 2, 0.5, 2, 3, false, OptionalInt.of(1)));
    double[] pushed = best(three, g, 400);
    double[] alone = best(treeG(TreeG.Mode.SC, 1, 2, 1), g, 400);
    assertTrue(ToyChain.mean(pushed) - ToyChain.mean(alone) > 4 * Math.hypot(ToyChain.error(pushed), ToyChain.error(alone)));
    TreeG through = new TreeG(new TreeG.Options(TreeG.Mode.G, 2, 3, 0.5, 2, 1, true, OptionalInt.of(1)));
    Outcome o = through.run(ToyChain.request(g, 1 << 20, 1));
    assertEquals(2 + 7 * 6 + 2 * 8 * 2, o.ledger().used(), "and two for the pull back of each active row and step");
  }

  @Test
  void everyModeKeepsTheLimits() {
    for (String mode : new String[] {"sc", "sd", "g"}) {
      for (int budget = 8; budget < 400; budget += 13) {
        WatchedGenerator g = WatchedGenerator.mixture(1, 8);
        Budget b = Budget.ofEvaluations(budget).withVerifierCalls(1 + budget % 90);
        Outcome o = Algorithms.byName("treeg", Map.of("mode", mode, "through", String.valueOf(budget % 2 == 0)))
            .run(ToyChain.request(g, budget, 1).withBudget(b));
        OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
        assertEquals(Status.BUDGET_SPENT, o.status());
        assertEquals(0, o.unfinished());
      }
    }
  }

  @Test
  void optionsAreChecked() {
    assertEquals("treeg: mode must be one of sc, sd, g, got \"xy\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("treeg", Map.of("mode", "xy"))));
    assertEquals("treeg: through must be true or false, got \"perhaps\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("treeg", Map.of("through", "perhaps"))));
    assertEquals("treeg: mode g needs steps that end with Gaussian noise of one size, those of toy chain, exact transition, 5 steps"
        + " do not", OutcomeAssertions.messageOf(() -> treeG(TreeG.Mode.G, 1, 2, 1).run(ToyChain.request(ToyChain.chain(), 99, 1))));
  }
}
