package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Verifiers that have no opinion, that throw, that cost; and the three roles. */
class VerifierTest {
  private static final SearchAlgorithm BEST_OF_N = Algorithms.byName("best-of-n", Map.of());

  private static SearchRequest request(Selector s) {
    return SearchRequest.of(ToyGenerator.normal(2, 2), s, Budget.ofEvaluations(40)).withKeep(20).withBatchRows(6);
  }

  @Test
  void nanScoresRankLastAndAreReported() {
    Selector s = Selector.ofRows("half", (x, condition) -> x.get(0) > 0 ? Double.NaN : x.get(0));
    Outcome o = BEST_OF_N.run(request(s));
    long positive = o.candidates().stream().filter(c -> c.sample().get(0) > 0).count();
    assertTrue(positive > 0 && positive < 20);
    assertEquals(positive, o.nanScores());
    assertTrue(o.best().orElseThrow().sample().get(0) <= 0);
    assertEquals(positive, o.candidates().stream().filter(c -> c.score() == Double.NEGATIVE_INFINITY).count());
    assertEquals(List.of("verifier: " + positive + " of 20 scores were NaN and count as -infinity"), o.warnings());
  }

  @Test
  void aVerifierThatWritesNothingHasNoOpinion() {
    for (String name : List.of("best-of-n", "noise-search")) {
      Outcome o = Algorithms.byName(name, Map.of()).run(request(Selector.of("mute", (samples, conditions, out) -> {})));
      assertEquals(20, o.nanScores());
      assertEquals(Double.NEGATIVE_INFINITY, o.best().orElseThrow().score());
      assertEquals(0, o.best().orElseThrow().index());
    }
  }

  @Test
  void aThrowingVerifierIsNamedAndTheGeneratorStaysUsable() {
    ToyGenerator g = ToyGenerator.normal(2, 2);
    IllegalStateException cause = new IllegalStateException("no licence");
    int[] calls = {0};
    Selector flaky = Selector.of("flaky", (samples, conditions, out) -> {
      Arrays.fill(out, 1);
      if (calls[0]++ == 2) {
        throw cause;
      }
    });
    SearchRequest r = SearchRequest.of(g, flaky, Budget.ofEvaluations(40)).withBatchRows(6);
    VerifierException e = assertThrows(VerifierException.class, () -> BEST_OF_N.run(r));
    assertEquals("selector flaky: failed on a batch of 6 rows: java.lang.IllegalStateException: no licence", e.getMessage());
    assertSame(cause, e.getCause());
    assertEquals(36, g.lastMeter().used());
    Outcome again = BEST_OF_N.run(r);
    assertEquals(40, again.ledger().used());
    OutcomeAssertions.assertBalanced(again, g, r.budget());
  }

  @Test
  void costHasAColumnOfItsOwn() {
    Verifier dear = new Verifier() {
      @Override
      public String name() {
        return "dear";
      }

      @Override
      public double costPerCall() {
        return 0.5;
      }

      @Override
      public void score(Tensor samples, int[] conditions, double[] out) {
        Arrays.fill(out, 1);
      }
    };
    Ledger l = BEST_OF_N.run(request(new Selector(dear))).ledger();
    assertEquals(20, l.verifierCalls());
    assertEquals(10.0, l.verifierCost());
    assertEquals(40, l.used());
  }

  @Test
  void aVerifierSeesTheWholeBatchAndTheCondition() {
    Selector s = Selector.of("batched", (samples, conditions, out) -> {
      assertEquals(out.length, samples.rows());
      assertEquals(out.length, conditions.length);
      for (int i = 0; i < out.length; i++) {
        assertEquals(4, conditions[i]);
        conditions[i] = 9; // the search's own are not touched
        out[i] = samples.get(i * 2L);
      }
    });
    Outcome o = BEST_OF_N.run(request(s).withCondition(4));
    o.candidates().forEach(c -> assertEquals(c.sample().get(0), c.score()));
    o.candidates().forEach(c -> assertEquals(4, c.condition()));
  }

  @Test
  void aGuideThatIsNotAskedIsReported() {
    Selector s = Selector.ofRows("x", (x, condition) -> x.get(0));
    Outcome o = BEST_OF_N.run(request(s).withGuide(Guide.ofRows("compass", (x, condition) -> 0)));
    assertEquals(List.of("guide compass: best-of-n did not ask it"), o.warnings());
  }

  @Test
  void aJudgeScoresTheCandidatesOfAFinishedSearch() {
    Outcome o = BEST_OF_N.run(request(Selector.ofRows("x", (x, condition) -> x.get(0))));
    Judge judge = Judge.ofRows("y", (x, condition) -> x.get(1));
    assertEquals("y", judge.name());
    assertArrayEquals(o.candidates().stream().mapToDouble(c -> c.sample().get(1)).toArray(), judge.judge(o), 0);
    Judge broken = Judge.ofRows("broken", (x, condition) -> {
      throw new IllegalStateException("dark");
    });
    String message = assertThrows(VerifierException.class, () -> broken.judge(o)).getMessage();
    assertEquals("judge broken: failed on a batch of 20 rows: java.lang.IllegalStateException: dark", message);
  }

  @Test
  void aJudgeOfNothingReportsNothing() {
    Cancellation c = new Cancellation();
    c.cancel();
    SearchRequest r = request(Selector.ofRows("x", (x, condition) -> x.get(0))).withCancellation(c);
    assertEquals(0, Judge.ofRows("y", (x, condition) -> 1).judge(BEST_OF_N.run(r)).length);
  }
}
