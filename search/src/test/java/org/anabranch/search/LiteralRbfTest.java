package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published accounting, and what is wrong with its result. */
class LiteralRbfTest {
  private static final FlowSde SQUARE = new FlowSde(new DiffusionSchedule.Power(3, 2), FlowSde.Scheme.EULER_MARUYAMA,
      LastStep.EULER);
  private static final Selector GAP = Selector.ofRows("gap", (s, condition) -> -Math.abs(s.get(0) + 1.2));

  /** 498 of 500 whatever the number of steps: 25 noises and 224 proposals for each of two chains. */
  @ParameterizedTest
  @CsvSource({"10", "25"})
  void theDefaultsUse498Of500(int steps) {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(1, SQUARE, steps), GAP, Budget.ofEvaluations(500));
    Outcome o = Algorithms.byName("rbf-literal", Map.of()).run(r);
    assertEquals(498, o.ledger().used());
    assertEquals(50, o.ledger().entries().getFirst().used());
    assertEquals(224, o.ledger().entries().stream().skip(1).filter(e -> e.used() == 2).count());
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertFalse(o.best().orElseThrow().complete(), "it returns a look-ahead");
  }

  /** What it promises is not what it is worth: its look-ahead's reward is -.005, a completed search's sample is worth -.03. */
  @Test
  void theLookAheadItReturnsFlattersIt() {
    double literal = 0;
    double completed = 0;
    int runs = 150;
    for (int i = 0; i < runs; i++) {
      SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(1, SQUARE, 10), GAP, Budget.ofEvaluations(500)).withSeed(i);
      literal += Algorithms.byName("rbf-literal", Map.of()).run(r).best().orElseThrow().score() / runs;
      completed += Algorithms.byName("rbf", Map.of()).run(r).best().orElseThrow().score() / runs;
    }
    assertEquals(-0.005, literal, 0.02);
    assertEquals(-0.030, completed, 0.03);
    assertTrue(completed > -0.289, "best-of-50 expects -.289");
  }

  @Test
  void aBudgetThatItsPoolsDoNotLeaveAProposalOfIsRefused() {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(1, SQUARE, 10), GAP, Budget.ofEvaluations(51));
    assertEquals("rbf-literal: needs evaluations and verifier calls for 25 noises and one proposal of each of 2 chains, 52 and 54, "
        + "got 51 and 9223372036854775807", OutcomeAssertions.messageOf(() -> Algorithms.byName("rbf-literal", Map.of()).run(r)));
    SearchRequest heun = SearchRequest.of(WatchedGenerator.mixture(1, WatchedGenerator.sde(FlowSde.Scheme.NOISE_THEN_HEUN), 10), GAP,
        Budget.ofEvaluations(500));
    OutcomeAssertions.messageOf(() -> Algorithms.byName("rbf-literal", Map.of()).run(heun));
  }

  @Test
  void cancelledInItsRoundsItReturnsTheBestSoFar() {
    for (int at = 0; at < 30; at++) {
      int last = at;
      Cancellation c = new Cancellation();
      WatchedGenerator g = WatchedGenerator.mixture(1, SQUARE, 10).onEvaluation(batch -> {
        if (batch == last) {
          c.cancel();
        }
      });
      Budget b = Budget.ofEvaluations(500);
      Outcome o = Algorithms.byName("rbf-literal", Map.of()).run(SearchRequest.of(g, GAP, b).withCancellation(c));
      assertEquals(Status.CANCELLED, o.status());
      assertTrue(o.best().isPresent());
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
    }
  }
}
