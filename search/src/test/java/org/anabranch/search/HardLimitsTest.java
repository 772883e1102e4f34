package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Generator;
import org.anabranch.solver.sde.FlowSde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every algorithm owes whatever the limits: never above them, always an answer, always a ledger that adds up. */
class HardLimitsTest {
  /** The sum of a sample's elements, with its gradient. */
  private static final DifferentiableVerifier SUM = new DifferentiableVerifier() {
    @Override
    public String name() {
      return "sum";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      int width = samples.rowSize();
      for (int i = 0; i < out.length; i++) {
        out[i] = 0;
        for (int j = 0; j < width; j++) {
          out[i] += samples.get(i * width + j);
        }
      }
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      Arrays.fill(gradients.doubles(), 1);
    }
  };

  /**
   * All but the literal form of rbf, which asks for more than one trajectory, unmaskfork, which has no actions on a flow, and sr-smc,
   * which refuses flows; each has tests of its own.
   */
  static List<SearchAlgorithm> algorithms() {
    return Algorithms.names().stream().filter(name -> !Set.of(LiteralRbf.NAME, UnMaskFork.NAME, SrSmc.NAME).contains(name))
        .map(name -> Algorithms.byName(name, Map.of())).toList();
  }

  private static SearchRequest request(Generator g, Budget b) {
    return SearchRequest.of(g, new Selector(SUM), b).withSeed(3);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void randomBudgetsAreNeverExceededAndAlwaysAnswered(SearchAlgorithm algorithm) {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 400; i++) {
      int steps = random.nextInt(2, 12); // of one step, the last, none would draw noise
      FlowSde.Scheme scheme = i % 4 == 0 ? FlowSde.Scheme.NOISE_THEN_HEUN : FlowSde.Scheme.EULER_MARUYAMA;
      WatchedGenerator g = WatchedGenerator.mixture(2, WatchedGenerator.sde(scheme), steps);
      long one = g.evaluationsPerTrajectory();
      Budget b = Budget.ofEvaluations(i % 10 == 0 ? one : random.nextLong(one, 600));
      if (random.nextBoolean()) {
        b = b.withVerifierCalls(random.nextLong(1, 60));
      }
      Outcome o = algorithm.run(request(g, b).withBatchRows(random.nextInt(1, 40)).withKeep(random.nextInt(1, 9)));
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
      assertEquals(Status.BUDGET_SPENT, o.status());
      assertTrue(o.best().isPresent());
      assertEquals(0, o.unfinished());
      boolean callsLeft = b.verifierCalls().isEmpty() || o.ledger().verifierCalls() < b.verifierCalls().getAsLong();
      assertTrue(!callsLeft || o.ledger().unspent() < one, o::toString);
    }
  }

  /** Counted by the process, which throws where a search would hold more; what is released is gone, and its use would throw. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void memoryIsNeverExceededWhateverIsGranted(SearchAlgorithm algorithm) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 60; i++) {
      int steps = random.nextInt(2, 9);
      FlowSde.Scheme scheme = i % 4 == 0 ? FlowSde.Scheme.NOISE_THEN_HEUN : FlowSde.Scheme.EULER_MARUYAMA;
      WatchedGenerator g = WatchedGenerator.mixture(2, WatchedGenerator.sde(scheme), steps);
      int keep = random.nextInt(1, 9);
      long least = leastBytes(algorithm, g, keep);
      long memory = i % 5 == 0 ? least : least + random.nextLong(1, 40 * g.bytesPerRow());
      Budget b = Budget.ofEvaluations(random.nextLong(g.evaluationsPerTrajectory(), 600)).withMemory(memory);
      if (random.nextBoolean()) {
        b = b.withVerifierCalls(random.nextLong(1, 60));
      }
      Outcome o = algorithm.run(request(g, b).withBatchRows(random.nextInt(1, 40)).withKeep(keep));
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
      assertEquals(Status.BUDGET_SPENT, o.status());
      assertTrue(o.best().isPresent());
      assertEquals(g.lastMeter().peakBytes(), o.ledger().peakBytes());
      assertTrue(o.ledger().peakBytes() <= memory, o::toString);
    }
  }

  /** All limits in one request, budgets of prime and of huge numbers among them, verifiers that take their time and cost something. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void everyLimitAtOnce(SearchAlgorithm algorithm) {
    SplittableRandom random = new SplittableRandom(19);
    long[] evaluations = {11, 13, 97, 211, 599, Long.MAX_VALUE / 4};
    for (int i = 0; i < 24; i++) {
      WatchedGenerator g = WatchedGenerator.mixture(2, random.nextInt(2, 9));
      int keep = random.nextInt(1, 9);
      double cost = random.nextInt(0, 4) + 0.5;
      long granted = evaluations[i % evaluations.length];
      Budget b = Budget.ofEvaluations(granted).withVerifierCalls(random.nextLong(1, 90)).withVerifierCost(random.nextLong(5, 120))
          .withMemory(leastBytes(algorithm, g, keep) + random.nextLong(1, 40 * g.bytesPerRow()))
          .withDeadline(Duration.ofMillis(granted > 1000 ? 20 : 60_000));
      SplittableRandom latency = random.split();
      DifferentiableVerifier slow = new DifferentiableVerifier() {
        @Override
        public String name() {
          return "slow sum";
        }

        @Override
        public double costPerCall() {
          return cost;
        }

        @Override
        public void score(Tensor samples, int[] conditions, double[] out) {
          LockSupport.parkNanos(latency.nextLong(1, 100_000));
          SUM.score(samples, conditions, out);
        }

        @Override
        public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
          LockSupport.parkNanos(latency.nextLong(1, 100_000));
          SUM.score(samples, conditions, out, gradients);
        }
      };
      Outcome o = algorithm.run(
          SearchRequest.of(g, new Selector(slow), b).withSeed(i).withBatchRows(random.nextInt(1, 40)).withKeep(keep));
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
      assertTrue(o.best().isPresent());
      assertTrue(o.ledger().verifierCost() <= b.verifierCost().getAsLong(), o::toString);
      assertEquals(o.ledger().verifierCalls() * cost, o.ledger().verifierCost());
      assertTrue(o.ledger().peakBytes() <= b.memory().getAsLong(), o::toString);
    }
  }

  @Test
  void aVerifierThatCostsMoreThanIsGrantedIsRefused() {
    Verifier dear = new Verifier() {
      @Override
      public String name() {
        return "dear";
      }

      @Override
      public double costPerCall() {
        return 16;
      }

      @Override
      public void score(Tensor samples, int[] conditions, double[] out) {
        throw new AssertionError("called");
      }
    };
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
    assertEquals("verifier cost: 15 granted, one call costs up to 16.0", OutcomeAssertions.messageOf(() -> new BestOfN(
        BestOfN.Options.DEFAULT).run(SearchRequest.of(g, new Selector(dear), Budget.ofEvaluations(80).withVerifierCost(15)))));
    assertEquals("verifier cost: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(8).withVerifierCost(0)));
    assertEquals(0, g.batches());
  }

  /** What a search is refused below; found by asking for too little. */
  private static long leastBytes(SearchAlgorithm algorithm, Generator g, int keep) {
    long asked = 1;
    for (int i = 0; i < 3; i++) {
      Cancellation c = new Cancellation();
      c.cancel();
      try {
        algorithm.run(request(g, Budget.ofEvaluations(600).withMemory(asked)).withKeep(keep).withCancellation(c));
        return asked;
      } catch (IllegalArgumentException e) {
        long missing = Long.parseLong(e.getMessage().replaceAll(".*, ", ""));
        asked = e.getMessage().contains("bytes left") ? missing + keep * 8L * g.sampleShape().size() : missing;
      }
    }
    throw new AssertionError("still refused at " + asked);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void tooLittleMemoryIsRefusedBeforeAnythingIsSpent(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
    String why = OutcomeAssertions.messageOf(
        () -> algorithm.run(request(g, Budget.ofEvaluations(80).withMemory(leastBytes(algorithm, g, 8) - 1))));
    assertTrue(why.matches("memory: \\d+ bytes (granted|left), a .*"), why);
    assertEquals(0, g.batches());
  }

  /** What is held at the end is the candidates': whatever was begun has been let go of. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void nothingIsHeldInTheEnd(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(2, 5);
    Outcome o = algorithm.run(request(g, Budget.ofEvaluations(400)));
    assertEquals(Long.MAX_VALUE - 8 * 16, g.lastMeter().freeBytes());
    assertTrue(o.ledger().peakBytes() >= 8 * 16 + g.bytesPerRow(), o::toString);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void amplyGrantedMemoryChangesNoBit(SearchAlgorithm algorithm) {
    SearchRequest r = request(WatchedGenerator.mixture(2, 5), Budget.ofEvaluations(400));
    OutcomeAssertions.assertSameCandidates(algorithm.run(r), algorithm.run(r.withBudget(r.budget().withMemory(1 << 30))));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anImpossibleBudgetIsRefusedBeforeAnythingIsSpent(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
    assertEquals("evaluations: 3 granted, one trajectory of 8 steps needs 8",
        OutcomeAssertions.messageOf(() -> algorithm.run(request(g, Budget.ofEvaluations(3)))));
    assertEquals(0, g.batches());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aWrongConditionIsRefusedBeforeAnythingIsSpent(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
    OutcomeAssertions.messageOf(() -> algorithm.run(request(g, Budget.ofEvaluations(80)).withCondition(10)));
    assertEquals(0, g.batches());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aDeadlineThatHasPassedStillGetsOneEvaluationAndALookAhead(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
    Budget b = Budget.ofEvaluations(800).withDeadline(Duration.ofNanos(1));
    Outcome o = algorithm.run(request(g, b).withBatchRows(3));
    assertEquals(Status.DEADLINE, o.status());
    assertEquals(1, g.batches());
    assertTrue(o.unfinished() >= 1 && o.unfinished() <= o.ledger().used(), o::toString);
    assertEquals(Math.min(8, o.unfinished()), o.candidates().size());
    assertFalse(o.best().orElseThrow().complete());
    OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
  }

  /** The evaluation of number {@code slow} lasts until the deadline has passed; none may follow it. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void aDeadlineIsOvershotByOneBatchedEvaluationAtMost(SearchAlgorithm algorithm) {
    int slow = 13;
    WatchedGenerator[] holder = new WatchedGenerator[1];
    WatchedGenerator g = WatchedGenerator.mixture(1, 8).onEvaluation(batch -> {
      while (batch == slow && !holder[0].lastMeter().pastDeadline()) {
        LockSupport.parkNanos(1_000_000);
      }
    });
    holder[0] = g;
    Budget b = Budget.ofEvaluations(800_000_000).withDeadline(Duration.ofMillis(300));
    Outcome o = algorithm.run(request(g, b).withBatchRows(2));
    assertEquals(Status.DEADLINE, o.status());
    assertTrue(g.batches() <= slow + 1, () -> g.batches() + " batched evaluations");
    assertTrue(o.best().isPresent());
    OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
  }

  /** At whatever evaluation it is cancelled, nothing more is evaluated and the best so far is there. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void cancelledAnywhereItStopsThereWithTheBestSoFar(SearchAlgorithm algorithm) {
    for (int at = 0; at < 40; at++) {
      int last = at;
      Cancellation c = new Cancellation();
      WatchedGenerator g = WatchedGenerator.mixture(2, 5).onEvaluation(batch -> {
        if (batch == last) {
          c.cancel();
        }
      });
      Budget b = Budget.ofEvaluations(1_000_000);
      Outcome o = algorithm.run(request(g, b).withBatchRows(2).withCancellation(c));
      assertEquals(Status.CANCELLED, o.status());
      assertEquals(last + 1, g.batches());
      assertTrue(o.best().isPresent());
      OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void theBestNeverFallsWhileARunGoesOn(SearchAlgorithm algorithm) {
    double[] best = {Double.NEGATIVE_INFINITY};
    boolean[] complete = {false};
    ProgressListener listener = p -> p.bestScore().ifPresent(score -> {
      assertTrue(score >= best[0] || !complete[0], () -> score + " after " + best[0]);
      best[0] = score;
      complete[0] = true;
    });
    Outcome o = algorithm.run(request(WatchedGenerator.mixture(2, 5), Budget.ofEvaluations(400)).withListener(listener));
    assertEquals(best[0], o.best().orElseThrow().score());
    assertEquals(List.of(), o.warnings());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void cancelledBeforeTheFirstEvaluationThereIsNoCandidate(SearchAlgorithm algorithm) {
    Cancellation c = new Cancellation();
    c.cancel();
    WatchedGenerator g = WatchedGenerator.mixture(1, 8);
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
    WatchedGenerator g = WatchedGenerator.mixture(1, 8).onEvaluation(batch -> {
      if (batch == 20) {
        running.countDown();
      }
    });
    Budget b = Budget.ofEvaluations(Long.MAX_VALUE / 2);
    Outcome o = algorithm.run(request(g, b).withCancellation(c).withBatchRows(2));
    canceller.join();
    assertEquals(Status.CANCELLED, o.status());
    assertTrue(g.batches() > 20);
    OutcomeAssertions.assertBalanced(o, g.lastMeter(), b);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void theSameSeedGivesTheSameBits(SearchAlgorithm algorithm) {
    WatchedGenerator g = WatchedGenerator.mixture(3, 4);
    SearchRequest r = request(g, Budget.ofEvaluations(300)).withKeep(75);
    OutcomeAssertions.assertSameCandidates(algorithm.run(r), algorithm.run(r));
    OutcomeAssertions.assertSameCandidates(algorithm.run(r), algorithm.run(r.withBatchRows(3)));
    assertFalse(algorithm.run(r).best().orElseThrow().score() == algorithm.run(r.withSeed(4)).best().orElseThrow().score());
  }

  @Test
  void aBudgetRejectsLimitsThatAllowNothing() {
    assertEquals("evaluations: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(0)));
    assertEquals("verifier calls: must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(1).withVerifierCalls(0)));
    assertEquals("memory: must be >= 1 byte, got 0",
        OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(1).withMemory(0)));
    assertEquals("deadline: must be > 0 ms, got -5 ms",
        OutcomeAssertions.messageOf(() -> Budget.ofEvaluations(1).withDeadline(Duration.ofMillis(-5))));
  }

  @Test
  void aDeadlineBeyondTheClocksRangeIsNoDeadline() {
    Budget b = Budget.ofEvaluations(80).withDeadline(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(Status.BUDGET_SPENT, algorithms().getFirst().run(request(WatchedGenerator.mixture(1, 8), b)).status());
  }

  @Test
  void aGeneratorThatCostsNothingIsRefused() {
    ToyGenerator free = ToyGenerator.normal(1, 8).costing(0);
    assertEquals("generator: evaluations per trajectory must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> algorithms().getFirst().run(request(free, Budget.ofEvaluations(80)))));
  }
}
