package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every algorithm owes whatever the limits: never above them, always an answer, always a ledger that adds up. */
class HardLimitsTest {
  private static final Selector SUM = Selector.ofRows("sum", (x, condition) -> x.get(0));

  static List<SearchAlgorithm> algorithms() {
    return Algorithms.names().stream().map(name -> Algorithms.byName(name, Map.of())).toList();
  }

  private static SearchRequest request(ToyGenerator g, Budget b) {
    return SearchRequest.of(g, SUM, b).withSeed(3);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void randomBudgetsAreNeverExceededAndAlwaysAnswered(SearchAlgorithm algorithm) {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 2000; i++) {
      int steps = random.nextInt(1, 12);
      int cost = random.nextInt(1, 3);
      ToyGenerator g = ToyGenerator.normal(2, steps).costing(cost);
      Budget b = Budget.ofEvaluations(random.nextLong((long) steps * cost, 600));
      if (random.nextBoolean()) {
        b = b.withVerifierCalls(random.nextLong(1, 60));
      }
      Outcome o = algorithm.run(request(g, b).withBatchRows(random.nextInt(1, 40)).withKeep(random.nextInt(1, 9)));
      OutcomeAssertions.assertBalanced(o, g, b);
      assertEquals(Status.BUDGET_SPENT, o.status());
      assertTrue(o.best().orElseThrow().complete());
      assertEquals(0, o.unfinished());
      boolean callsLeft = b.verifierCalls().isEmpty() || o.ledger().verifierCalls() < b.verifierCalls().getAsLong();
      assertTrue(!callsLeft || o.ledger().unspent() < (long) steps * cost, o::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anImpossibleBudgetIsRefusedBeforeAnythingIsSpent(SearchAlgorithm algorithm) {
    ToyGenerator g = ToyGenerator.normal(1, 8);
    assertEquals("evaluations: 3 granted, one trajectory of 8 steps needs 8",
        OutcomeAssertions.messageOf(() -> algorithm.run(request(g, Budget.ofEvaluations(3)))));
    assertEquals(0, g.batches());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aWrongConditionIsRefusedBeforeAnythingIsSpent(SearchAlgorithm algorithm) {
    ToyGenerator g = ToyGenerator.normal(1, 8);
    assertEquals("condition: must be in [0, 9], got 10",
        OutcomeAssertions.messageOf(() -> algorithm.run(request(g, Budget.ofEvaluations(80)).withCondition(10))));
    assertEquals(0, g.batches());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aDeadlineThatHasPassedStillGetsOneEvaluationAndALookAhead(SearchAlgorithm algorithm) {
    ToyGenerator g = ToyGenerator.normal(1, 8);
    Budget b = Budget.ofEvaluations(800).withDeadline(Duration.ofNanos(1));
    Outcome o = algorithm.run(request(g, b).withBatchRows(3));
    assertEquals(Status.DEADLINE, o.status());
    assertEquals(1, g.batches());
    assertEquals(3, o.ledger().used());
    assertEquals(3, o.unfinished());
    assertEquals(3, o.candidates().size());
    assertFalse(o.best().orElseThrow().complete());
    assertEquals(g.sample(o.best().orElseThrow().start())[0] / 8, o.best().orElseThrow().score());
    OutcomeAssertions.assertBalanced(o, g, b);
  }

  /** The evaluation of number {@code slow} lasts until the deadline has passed; none may follow it. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void aDeadlineIsOvershotByOneBatchedEvaluationAtMost(SearchAlgorithm algorithm) {
    int slow = 13;
    ToyGenerator[] holder = new ToyGenerator[1];
    ToyGenerator g = ToyGenerator.normal(1, 8).onEvaluation(batch -> {
      while (batch == slow && !holder[0].lastMeter().pastDeadline()) {
        LockSupport.parkNanos(1_000_000);
      }
    });
    holder[0] = g;
    Budget b = Budget.ofEvaluations(800_000_000).withDeadline(Duration.ofMillis(500));
    Outcome o = algorithm.run(request(g, b).withBatchRows(2));
    assertEquals(Status.DEADLINE, o.status());
    assertTrue(g.batches() <= slow + 1, () -> g.batches() + " batched evaluations");
    assertEquals(2 * g.batches(), o.ledger().used());
    assertTrue(o.best().isPresent());
    OutcomeAssertions.assertBalanced(o, g, b);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aWaveCutShortIsDroppedOnceAnythingIsFinished(SearchAlgorithm algorithm) {
    Cancellation c = new Cancellation();
    ToyGenerator g = ToyGenerator.normal(1, 8).onEvaluation(batch -> {
      if (batch == 13) {
        c.cancel();
      }
    });
    Budget b = Budget.ofEvaluations(800);
    Outcome o = algorithm.run(request(g, b).withBatchRows(2).withCancellation(c));
    assertEquals(Status.CANCELLED, o.status());
    assertEquals(14, g.batches());
    assertEquals(2, o.candidates().size());
    assertTrue(o.candidates().stream().allMatch(Candidate::complete));
    assertEquals(2, o.unfinished());
    assertEquals(2, o.ledger().verifierCalls());
    OutcomeAssertions.assertBalanced(o, g, b);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void cancelledBeforeTheFirstEvaluationThereIsNoCandidate(SearchAlgorithm algorithm) {
    Cancellation c = new Cancellation();
    c.cancel();
    ToyGenerator g = ToyGenerator.normal(1, 8);
    Outcome o = algorithm.run(request(g, Budget.ofEvaluations(800)).withCancellation(c));
    assertEquals(Status.CANCELLED, o.status());
    assertTrue(o.best().isEmpty());
    assertEquals(0, o.ledger().used());
    assertEquals(0, o.ledger().verifierCalls());
    assertEquals(0, o.unfinished());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anotherThreadCanCancel(SearchAlgorithm algorithm) throws InterruptedException {
    Cancellation c = new Cancellation();
    CountDownLatch running = new CountDownLatch(1);
    Thread canceller = Thread.ofPlatform().start(() -> {
      try {
        running.await();
        c.cancel();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    ToyGenerator g = ToyGenerator.normal(1, 8).onEvaluation(batch -> {
      if (batch == 20) {
        running.countDown();
      }
    });
    Budget b = Budget.ofEvaluations(Long.MAX_VALUE / 2);
    Outcome o = algorithm.run(request(g, b).withCancellation(c).withBatchRows(2));
    canceller.join();
    assertEquals(Status.CANCELLED, o.status());
    assertTrue(g.batches() > 20);
    assertTrue(o.best().orElseThrow().complete());
    OutcomeAssertions.assertBalanced(o, g, b);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void theSameSeedGivesTheSameBits(SearchAlgorithm algorithm) {
    ToyGenerator g = ToyGenerator.normal(3, 4);
    SearchRequest r = request(g, Budget.ofEvaluations(300)).withKeep(75);
    OutcomeAssertions.assertSameCandidates(algorithm.run(r), algorithm.run(r));
    assertFalse(algorithm.run(r).best().orElseThrow().score() == algorithm.run(r.withSeed(4)).best().orElseThrow().score());
  }

  @Test
  void aBudgetRejectsLimitsThatAllowNothing() {
    assertEquals("evaluations: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(0)));
    assertEquals("verifier calls: must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(1).withVerifierCalls(0)));
    assertEquals("deadline: must be > 0 ms, got -5 ms",
        OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(1).withDeadline(Duration.ofMillis(-5))));
  }

  @Test
  void aDeadlineBeyondTheClocksRangeIsNoDeadline() {
    Budget b = Budget.ofEvaluations(80).withDeadline(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(Status.BUDGET_SPENT, algorithms().getFirst().run(request(ToyGenerator.normal(1, 8), b)).status());
  }

  @Test
  void aGeneratorThatCostsNothingIsRefused() {
    ToyGenerator free = ToyGenerator.normal(1, 8).costing(0);
    assertEquals("generator: evaluations per trajectory must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> algorithms().getFirst().run(request(free, Budget.ofEvaluations(80)))));
  }
}
