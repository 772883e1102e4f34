package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.anabranch.solver.sde.FlowSde;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits that {@link HardLimitsTest} holds every algorithm's defaults to, with options that take other ways. */
class TreeOptionsTest {
  private static SearchAlgorithm named(String spec) {
    String[] parts = spec.split(" ");
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      options.put(parts[i].split("=")[0], parts[i].split("=")[1]);
    }
    return Algorithms.byName(parts[0], options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dts lanes=8 states=4", "dts children=2 lanes=3 nodes=40", "dts-star lanes=5 nodes=60 states=1",
      "bfs moves=2 rho=0.2 through=true", "bfs-prune mu=0.1 start=0 every=0.1", "dfs moves=1 mu=0.1 rho=0.1 through=true",
      "dfs depth=1 threshold=99 backtracks=9", "langevin mu=0.1 rho=0.1 through=true moves=3", "treeg mode=sd",
      "treeg mode=g through=true"})
  void limitsHoldAndNothingIsLeft(String spec) {
    SearchAlgorithm search = named(spec);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 60; i++) {
      int steps = random.nextInt(2, 10);
      FlowSde.Scheme scheme = i % 3 == 0 && !spec.contains("mode=g") ? FlowSde.Scheme.NOISE_THEN_HEUN
          : FlowSde.Scheme.EULER_MARUYAMA;
      WatchedGenerator g = WatchedGenerator.mixture(2, WatchedGenerator.sde(scheme), steps);
      Budget b = Budget.ofEvaluations(random.nextLong(g.evaluationsPerTrajectory(), 500));
      b = random.nextBoolean() ? b.withVerifierCalls(random.nextLong(1, 90)) : b;
      SearchRequest r = ToyChain.request(g, 1, i).withBudget(b);
      Outcome o = search.run(r);
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
      assertEquals(Status.BUDGET_SPENT, o.status());
      assertTrue(o.best().orElseThrow().complete());
      assertEquals(0, o.unfinished());
      boolean callsLeft = b.verifierCalls().isEmpty() || o.ledger().verifierCalls() < b.verifierCalls().getAsLong();
      assertTrue(!callsLeft || o.ledger().unspent() < g.evaluationsPerTrajectory(), o::toString);
      OutcomeAssertions.assertSameCandidates(o, search.run(r.withBatchRows(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dts lanes=8 states=4", "dts-star lanes=5", "bfs moves=2 rho=0.2 through=true", "dfs moves=1 rho=0.1 depth=1",
      "langevin mu=0.1 rho=0.1 through=true moves=3", "treeg mode=sd", "treeg mode=g"})
  void cancelledAnywhereThereIsAnAnswer(String spec) {
    for (int at = 0; at < 40; at++) {
      int last = at;
      Cancellation c = new Cancellation();
      WatchedGenerator g = WatchedGenerator.mixture(2, 5).onEvaluation(batch -> {
        if (batch == last) {
          c.cancel();
        }
      });
      Budget b = Budget.ofEvaluations(1_000_000);
      Outcome o = named(spec).run(ToyChain.request(g, 1, 1).withBudget(b).withCancellation(c));
      assertEquals(Status.CANCELLED, o.status());
      assertEquals(last + 1, g.batches());
      assertFalse(o.candidates().isEmpty());
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
    }
  }
}
