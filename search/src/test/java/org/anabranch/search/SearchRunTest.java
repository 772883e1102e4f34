package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;

/** What an algorithm gets from a run, and what a run refuses it. */
class SearchRunTest {
  private static final Selector X = Selector.ofRows("x", (x, condition) -> x.get(0));

  private static SearchRequest request(Budget b) {
    return SearchRequest.of(ToyGenerator.normal(1, 4), X, b);
  }

  @Test
  void progressIsToldAfterEveryStepAndRoundFromTheSearchingThread() {
    List<ProgressListener.Progress> heard = new ArrayList<>();
    Thread searching = Thread.currentThread();
    SearchRequest r = request(Budget.ofEvaluations(8)).withBatchRows(1).withListener(p -> {
      assertSame(searching, Thread.currentThread());
      heard.add(p);
    });
    Outcome o = new BestOfN(BestOfN.Options.DEFAULT).run(r);
    assertEquals(List.of(1L, 2L, 3L, 4L, 4L, 5L, 6L, 7L, 8L, 8L), heard.stream().map(ProgressListener.Progress::used).toList());
    assertEquals(List.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 2), heard.stream().map(ProgressListener.Progress::rounds).toList());
    assertTrue(heard.get(3).bestScore().isEmpty());
    assertEquals(o.best().orElseThrow().score(), heard.getLast().bestScore().orElseThrow());
    assertEquals(8, heard.getLast().granted());
    assertEquals(2, heard.getLast().verifierCalls());
  }

  @Test
  void aThrowingListenerDoesNotLoseTheResult() {
    int[] calls = {0};
    SearchRequest r = request(Budget.ofEvaluations(40)).withBatchRows(3);
    Outcome quiet = new BestOfN(BestOfN.Options.DEFAULT).run(r);
    for (Throwable t : List.of(new IllegalStateException("pipe closed"), new AssertionError("pipe closed"))) {
      calls[0] = 0;
      Outcome o = new BestOfN(BestOfN.Options.DEFAULT).run(r.withListener(p -> {
        calls[0]++;
        if (t instanceof Error e) {
          throw e;
        }
        throw (RuntimeException) t;
      }));
      OutcomeAssertions.assertSameCandidates(quiet, o);
      assertEquals(1, calls[0]);
      assertEquals(List.of("listener: threw " + t + " and was not called again"), o.warnings());
    }
  }

  @Test
  void scoringBeyondTheVerifierCallsIsRefusedWithoutCalling() {
    SearchRun run = SearchRun.begin("test", request(Budget.ofEvaluations(40).withVerifierCalls(3)));
    run.select(Tensor.zerosF64(2, 1), new int[2]);
    assertEquals(1, run.verifierCallsLeft());
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> run.select(Tensor.zerosF64(2, 1), new int[2]));
    assertEquals("verifier calls: 2 rows to score, 1 of 3 left", e.getMessage());
    assertEquals(1, run.verifierCallsLeft());
  }

  @Test
  void guideAndSelectorShareTheVerifierCalls() {
    Guide g = Guide.of("half", (samples, conditions, out) -> out[0] = 0.5);
    SearchRun run = SearchRun.begin("test", request(Budget.ofEvaluations(40).withVerifierCalls(5)).withGuide(g));
    assertArrayEquals(new double[] {0.5, Double.NEGATIVE_INFINITY}, run.guide(Tensor.zerosF64(2, 1), new int[2]), 0);
    run.select(Tensor.zerosF64(3, 1), new int[3]);
    assertEquals(0, run.verifierCallsLeft());
    Outcome o = run.finish(Status.COMPLETED);
    assertEquals(1, o.nanScores());
    assertEquals(List.of("verifier: 1 of 5 scores were NaN and count as -infinity"), o.warnings());
  }

  @Test
  void anAlgorithmThatNeedsAGuideSaysSo() {
    SearchRun run = SearchRun.begin("fk", request(Budget.ofEvaluations(40)));
    assertEquals("fk: needs a guide, the request has none",
        OutcomeAssertions.messageOf(() -> run.guide(Tensor.zerosF64(1, 1), new int[1])));
  }

  @Test
  void stepsOfAnAlgorithmsOwnAreChargedAndEnteredInTheLedger() {
    SearchRun run = SearchRun.begin("test", request(Budget.ofEvaluations(20)));
    Population p = run.process().start(List.of(fresh(0), fresh(1), fresh(2)), new int[3]);
    run.openRound(12, 12);
    assertEquals(Admission.ADMITTED, run.advance(p, 2));
    run.closeRound(6);
    assertEquals(3, run.affordable(100));
    run.openRound(12, 12);
    assertEquals(Admission.ADMITTED, run.advance(p, 4));
    run.closeRound(0);
    Ledger l = run.finish(Status.COMPLETED).ledger();
    assertEquals(List.of(new Ledger.Entry(0, 12, 12, 6, 6, 0), new Ledger.Entry(1, 12, 12, 6, 0, 0)), l.entries());
    assertEquals(6, l.rolledOver());
    assertEquals(8, l.unspent());
  }

  /** The shape of a particle method: look ahead, ask the guide, fork the better row, go on, settle. */
  @Test
  void aPopulationOfAnAlgorithmsOwnBecomesCandidates() {
    SearchRun run = SearchRun.begin("test", request(Budget.ofEvaluations(20)).withGuide(new Guide(X.verifier())));
    Population p = run.process().start(List.of(fresh(0), fresh(1)), new int[2]);
    run.openRound(20, 20);
    run.advance(p, 2);
    double[] scores = run.guide(run.process().lookAhead(p), new int[2]);
    int parent = scores[0] >= scores[1] ? 0 : 1;
    TrajectoryKey key = p.start(parent).key();
    Population q = run.process().fork(p, new int[] {parent, parent}, new TrajectoryKey[] {key.child(0), key.child(1)});
    assertEquals(Admission.ADMITTED, run.advance(q, 4));
    run.settle(q);
    run.closeRound(12);
    Outcome o = run.finish(Status.COMPLETED);
    assertEquals(2 * scores[parent], o.best().orElseThrow().score());
    assertEquals(List.of(0L, 1L), o.candidates().stream().map(Candidate::index).toList());
    assertEquals(List.of(new Ledger.Entry(0, 20, 20, 8, 12, 4)), o.ledger().entries());
    assertEquals(List.of(), o.warnings());
  }

  @Test
  void theFirstFinishedTrajectoryDisplacesLookAheads() {
    Selector falling = Selector.ofRows("falling", (x, condition) -> -Math.abs(x.get(0)));
    SearchRun run = SearchRun.begin("test", SearchRequest.of(ToyGenerator.normal(1, 4), falling, Budget.ofEvaluations(20)));
    Population p = run.process().start(List.of(fresh(0), fresh(1)), new int[2]);
    run.advance(p, 1);
    run.settle(p);
    assertFalse(run.best().orElseThrow().complete());
    run.advance(p, 4);
    run.settle(p);
    Outcome o = run.finish(Status.COMPLETED);
    assertEquals(2, o.candidates().size());
    assertTrue(o.candidates().stream().allMatch(Candidate::complete));
    assertEquals(2, o.unfinished());
  }

  @Test
  void roundsOpenAndCloseInTurn() {
    SearchRun run = SearchRun.begin("test", request(Budget.ofEvaluations(20)));
    assertEquals("ledger: no round is open, 0 are closed",
        assertThrows(IllegalStateException.class, () -> run.closeRound(0)).getMessage());
    run.openRound(4, 4);
    assertEquals("ledger: round 0 is still open",
        assertThrows(IllegalStateException.class, () -> run.openRound(4, 4)).getMessage());
    assertEquals("ledger: round 0 is still open",
        assertThrows(IllegalStateException.class, () -> run.finish(Status.COMPLETED)).getMessage());
  }

  @Test
  void anOutcomeSaysWhatMadeIt() {
    Outcome o = new BestOfN(BestOfN.Options.DEFAULT).run(request(Budget.ofEvaluations(8)).withSeed(17));
    assertEquals("best-of-n", o.algorithm());
    assertEquals("toy, 1-D, 4 steps", o.generator());
    assertEquals(17, o.seed());
    assertTrue(o.seconds() >= 0);
    assertSame(o.candidates().getFirst(), o.best().orElseThrow());
  }

  @Test
  void aRequestRejectsRangesThatHoldNothing() {
    SearchRequest r = request(Budget.ofEvaluations(8));
    assertEquals("batch rows: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> r.withBatchRows(0)));
    assertEquals("keep: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> r.withKeep(0)));
  }

  private static Start fresh(long i) {
    return new Start.Fresh(TrajectoryKey.root(0, i));
  }
}
