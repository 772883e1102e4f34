package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ProSeCo's corrector: fixed points, oscillation and its cap, what it costs, and what it never touches. */
final class CorrectionTest {
  private static final int MASK = HashPredictor.MASK;
  private static final TokenTemplate TEMPLATE =
      TokenTemplate.of(MASK, 3, MASK, MASK, 0, MASK, MASK, MASK, MASK, MASK, MASK, 5, MASK).withAllowed(4, 1, 2);

  /** Two tokens that agree nine times out of ten, each predicted from the other alone, also where it is not masked itself. */
  private record Oracle() implements TokenPredictor {
    static final int MASK = 2;

    @Override
    public int vocabulary() {
      return MASK + 1;
    }

    @Override
    public OptionalInt maskToken() {
      return OptionalInt.of(MASK);
    }

    @Override
    public int maxLength() {
      return 2;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      for (int j = 0; j < count; j++) {
        int other = tokens[positions[j] / 2 * 2 + 1 - positions[j] % 2];
        for (int v = 0; v < MASK; v++) {
          logits.floats()[logits.offset() + j * 3 + v] = (float) Math.log(other == MASK ? .5 : other == v ? .9 : .1);
        }
        logits.floats()[logits.offset() + j * 3 + MASK] = 3;
      }
    }
  }

  /** A draft of two open tokens that were filled with these. */
  private static RowDraft draft(int first, int second) {
    MaskedRow row = new MaskedRow(TokenTemplate.open(Oracle.MASK, 2), new Start.Fresh(TrajectoryKey.root(0, 0)),
        KeyedNoise.of(new Start.Fresh(TrajectoryKey.root(0, 0))), 1);
    RowEvaluation evaluation = row.renew(0, 1, 3);
    for (int j = 0; j < 2; j++) {
      Arrays.fill(evaluation.logits(), evaluation.offset(j), evaluation.offset(j) + 3, Float.NEGATIVE_INFINITY);
      evaluation.logits()[evaluation.offset(j) + (j == 0 ? first : second)] = 0;
    }
    evaluation.complete();
    return RowDraft.of(row, Ancestral.of(1), 3);
  }

  private static String next(RowDraft draft, int changes) {
    int[] y = new int[2];
    draft.copyTokens(y, 0);
    Tensor logits = Tensor.window(draft.logits(), 0, Shape.of(2, 3));
    new Oracle().predict(y, 1, 2, TokenPredictor.NO_SIGMA, new int[] {0, 1}, 2, logits);
    for (int j = 0; j < 2; j++) {
      draft.logits()[draft.offset(j) + Oracle.MASK] = Float.NEGATIVE_INFINITY;
    }
    draft.change(changes);
    draft.copyTokens(y, 0);
    return y[0] + "" + y[1];
  }

  /** Negative control: both tokens at once swing for ever, 01, 10, 01; one at a time comes to rest at once. */
  @Test
  void allPositionsAtOnceSwingAndOneAtATimeComesToRest() {
    RowDraft both = draft(0, 1);
    for (String expected : List.of("10", "01", "10", "01", "10", "01")) {
      assertEquals(expected, next(both, 0));
      assertFalse(both.isSettled());
    }
    RowDraft one = draft(0, 1);
    assertEquals("11", next(one, 1));
    assertEquals("11", next(one, 1));
    assertTrue(one.isSettled());
    RowDraft agreed = draft(1, 1);
    assertEquals("11", next(agreed, 0));
    assertTrue(agreed.isSettled());
  }

  /** From nothing the oracle expects 00, which agrees: a fixed point costs exactly one evaluation. */
  @Test
  void aFixedPointCostsOneEvaluation() {
    for (int steps : new int[] {1, 4}) {
      MaskedProcess process = two(new Oracle(), Correction.of(1, steps));
      Population p = process.start(starts().subList(0, 1), new int[1]);
      process.advance(p, 1);
      assertEquals(2, process.meter().used());
      assertArrayEquals(new int[] {0, 0}, process.finish(p).toInts());
    }
  }

  /** From 01 all positions at once cost all steps and still disagree; one change at a time takes 2, the second to find it is done. */
  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0, 4, 4", "0, 7, 7", "1, 4, 2", "1, 7, 2"})
  void theCapEndsTheSwing(int changes, int steps, int corrections) {
    MaskedProcess process = two(new Disagreeing(), Correction.of(1, steps).withChanges(changes));
    Population p = process.start(starts().subList(0, 1), new int[1]);
    assertEquals(Admission.ADMITTED, process.advance(p, 1));
    assertEquals(1 + corrections, process.meter().used());
    int[] x = process.finish(p).toInts();
    assertEquals(changes == 1, x[0] == x[1], Arrays.toString(x));
  }

  private static MaskedProcess two(TokenPredictor predictor, Correction correction) {
    return new MaskedGenerator(() -> predictor, new WorkerPool(1),
        MaskedSampling.of(Ancestral.of(1), TokenLaw.GREEDY).withCorrection(correction), List.of(TokenTemplate.open(Oracle.MASK, 2)),
        "oracle").open(Meter.unlimited());
  }

  /** As the oracle, but from nothing it expects 01. */
  private static final class Disagreeing implements TokenPredictor {
    private final Oracle oracle = new Oracle();

    @Override
    public int vocabulary() {
      return oracle.vocabulary();
    }

    @Override
    public OptionalInt maskToken() {
      return oracle.maskToken();
    }

    @Override
    public int maxLength() {
      return 2;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      oracle.predict(tokens, rows, length, sigma, positions, count, logits);
      for (int j = 0; j < count; j++) {
        int row = positions[j] / 2 * 2;
        if (tokens[row] == Oracle.MASK && tokens[row + 1] == Oracle.MASK) {
          logits.floats()[logits.offset() + j * 3 + positions[j] % 2] = 0;
        }
      }
    }
  }

  static Stream<MaskedSampling> samplings() {
    return Stream.of(Ancestral.of(6), new FirstHitting(9), new Remasking(8, new Remasking.Rescale(.5)),
        OrderedUnmasking.of(6, Order.CONFIDENCE).withNoise(.3), OrderedUnmasking.of(6, Order.CONFIDENCE).withBlocks(4),
        OrderedUnmasking.of(9, Order.LARGEST).withQuota(new Quota.Threshold(.3)).withBlocks(6))
        .flatMap(policy -> Stream.of(MaskedSampling.of(policy, TokenLaw.MODEL), MaskedSampling.of(policy, TokenLaw.GREEDY),
            MaskedSampling.of(policy, TokenLaw.MODEL).withGuidance(.5)));
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void withoutStepsNothingChanges(MaskedSampling sampling) {
    for (boolean conditioned : new boolean[] {false, true}) {
      assertArrayEquals(run(sampling, conditioned, 1, 256), run(sampling.withCorrection(Correction.of(2, 0)), conditioned, 1, 256));
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void rowsDoNotDependOnBatchMatesOrThreads(MaskedSampling plain) {
    for (boolean conditioned : new boolean[] {false, true}) {
      MaskedSampling sampling = plain.withCorrection(Correction.of(2, 3).withChanges(conditioned ? 2 : 0));
      int[] together = run(sampling, conditioned, 1, 256);
      assertArrayEquals(together, run(sampling, conditioned, 2, 3));
      assertFalse(Arrays.equals(together, run(plain, conditioned, 1, 256)), "the arbitrary network never disagreed with itself");
      MaskedProcess process = process(sampling, conditioned, new WorkerPool(1), 256, Meter.unlimited());
      Population alone = process.start(List.of(new Start.Fresh(TrajectoryKey.root(7, 5))), new int[1]);
      process.advance(alone, process.generator().steps());
      assertArrayEquals(Arrays.copyOfRange(together, 5 * 12, 6 * 12), process.finish(alone).toInts());
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void givenTokensBlocksToComeAndAllowedSetsAreLeftAlone(MaskedSampling plain) {
    MaskedSampling sampling = plain.withCorrection(Correction.of(1, 3));
    MaskedProcess process = process(sampling, false, new WorkerPool(1), 256, Meter.unlimited());
    Population p = process.start(starts(), new int[8]);
    boolean rewritten = false;
    while (p.step() < process.generator().steps()) {
      int[] before = process.state(p).toInts();
      process.advance(p, p.step() + 1);
      int[] after = process.state(p).toInts();
      for (int i = 0; i < after.length; i++) {
        int at = i % 12;
        MaskedRow row = process.row(p, i / 12);
        if (!TEMPLATE.isOpen(at)) {
          assertEquals(TEMPLATE.tokens()[at], after[i]);
        }
        assertTrue(after[i] == MASK || at != 4 || after[i] == 1 || after[i] == 2, "allowed at 4");
        rewritten |= before[i] != MASK && after[i] != MASK && after[i] != before[i];
        assertEquals(!TEMPLATE.isOpen(at) || row.isMasked(at), row.logProbability(at) == 0);
        int from = i - at;
        int first = IntStream.range(0, 12).filter(j -> before[from + j] == MASK).findFirst().orElse(12);
        if (first < 12 && sampling.policy().block(TEMPLATE, at) > sampling.policy().block(TEMPLATE, first)) {
          assertEquals(before[i], after[i], "a block that is not reached yet");
        }
      }
    }
    assertTrue(rewritten);
  }

  /** evaluations <= T + floor(T / w) S a row, and what the generator announces is what a meter may have to grant. */
  @ParameterizedTest
  @MethodSource("samplings")
  void evaluationsStayBelowTheBound(MaskedSampling plain) {
    for (int every = 1; every <= 3; every++) {
      MaskedSampling sampling = plain.withCorrection(Correction.of(every, 4));
      int steps = sampling.policy().steps();
      long bound = (long) steps * sampling.costPerRow() + (steps / every) * 4L;
      MaskedProcess process = process(sampling, true, new WorkerPool(1), 256, Meter.unlimited());
      assertEquals(bound, process.generator().evaluationsPerTrajectory());
      Population p = process.start(starts(), new int[8]);
      process.advance(p, steps);
      assertTrue(process.meter().used() <= 8 * bound, "used " + process.meter().used());
      assertTrue(process.meter().used() > 8L * sampling.costPerRow(), "used " + process.meter().used());
    }
  }

  /** Copies of an evaluated row share its correction, in one batch or in two. */
  @Test
  void copiesOfARowShareItsCorrection() {
    MaskedSampling sampling = MaskedSampling.of(Ancestral.of(6), TokenLaw.MODEL).withCorrection(Correction.of(1, 3));
    MaskedProcess process = process(sampling, false, new WorkerPool(1), 256, Meter.unlimited());
    Population p = process.start(starts().subList(0, 1), new int[1]);
    process.evaluate(p);
    TrajectoryKey[] keys = {TrajectoryKey.root(1, 0), TrajectoryKey.root(1, 1), TrajectoryKey.root(1, 2)};
    Population copies = process.fork(p, new int[3], keys);
    Population more = process.fork(p, new int[1], new TrajectoryKey[] {TrajectoryKey.root(1, 3)});
    process.advance(copies, 1);
    long used = process.meter().used();
    assertTrue(used <= 4, "used " + used);
    process.advance(more, 1);
    assertEquals(used, process.meter().used());
    process.advance(p, 1);
    assertEquals(used, process.meter().used());
  }

  /** A limit in the midst of a correction: the round is not made, the row is as it was, and goes on where there is more to spend. */
  @Test
  void aLimitWithinACorrectionLeavesTheRowAsItWas() {
    MaskedSampling sampling = MaskedSampling.of(Ancestral.of(6), TokenLaw.MODEL).withCorrection(Correction.of(1, 3));
    int[] whole = run(sampling, false, 1, 256);
    for (int limit = 1; limit < 12; limit++) {
      MaskedProcess process = process(sampling, false, new WorkerPool(1), 256, Meter.of(8L * limit, () -> false));
      Population p = process.start(starts(), new int[8]);
      int[] before = process.state(p).toInts();
      Admission a = Admission.ADMITTED;
      while (a == Admission.ADMITTED && p.step() < 6) {
        before = process.state(p).toInts();
        a = process.advance(p, p.step() + 1);
      }
      assertTrue(process.meter().used() <= 8L * limit);
      if (a != Admission.ADMITTED) {
        assertArrayEquals(before, process.state(p).toInts());
      } else {
        assertArrayEquals(whole, process.finish(p).toInts());
      }
    }
  }

  /** The confidence in each token given both, and a row's is its own. */
  @Test
  void confidenceIsOfTheTokensThatStand() {
    TokenTemplate open = TokenTemplate.open(Oracle.MASK, 2);
    double[] logs = new double[6];
    new TokenConfidence(new Oracle()).of(new int[] {0, 1, 1, 1, 0, 1}, List.of(open, open, TokenTemplate.of(Oracle.MASK, 0, 2)), logs);
    assertArrayEquals(new double[] {Math.log(.1), Math.log(.1), Math.log(.9), Math.log(.9), 0, Math.log(.1)}, logs, 1e-6);
    assertEquals("confidence: needs whole sequences, position 1 of row 0 holds the mask token",
        assertThrows(IllegalArgumentException.class, () -> new TokenConfidence(new Oracle()).of(new int[] {0, 2}, List.of(open),
            new double[2])).getMessage());
    assertEquals("confidence: needs 1 rows of 2 tokens, got 3 tokens and room for 2",
        assertThrows(IllegalArgumentException.class, () -> new TokenConfidence(new Oracle()).of(new int[3], List.of(open),
            new double[2])).getMessage());
  }

  @Test
  void rangesAreChecked() {
    assertEquals("correction: rounds from one to the next must be >= 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Correction.of(0, 1)).getMessage());
    assertEquals("correction: steps must be >= 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> Correction.of(1, -1)).getMessage());
    assertEquals("correction: changes of an evaluation must be >= 1, or 0 for all, got -1",
        assertThrows(IllegalArgumentException.class, () -> Correction.of(1, 1).withChanges(-1)).getMessage());
    assertEquals("corrected every 2 rounds in 4 steps", Correction.OFFICIAL.toString());
    assertEquals("corrected every round in 1 step of 1 change", Correction.of(1, 1).withChanges(1).toString());
    assertEquals("masked generator: exact sampling was asked for, first-hitting, temperature 1.0, corrected every 2 rounds in 4 steps"
        + " is not exact: a correction rewrites tokens that were drawn",
        assertThrows(IllegalArgumentException.class, () -> process(MaskedSampling.of(new FirstHitting(9), TokenLaw.MODEL)
            .withCorrection(Correction.OFFICIAL).exactly(), false, new WorkerPool(1), 256, Meter.unlimited())).getMessage());
  }

  private static List<Start> starts() {
    return IntStream.range(0, 8).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(7, i))).toList();
  }

  private static int[] run(MaskedSampling sampling, boolean conditioned, int threads, int maxRows) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      MaskedProcess process = process(sampling, conditioned, pool, maxRows, Meter.unlimited());
      Population p = process.start(starts(), new int[8]);
      process.advance(p, process.generator().steps());
      return process.finish(p).toInts();
    }
  }

  private static MaskedProcess process(MaskedSampling sampling, boolean conditioned, WorkerPool pool, int maxRows, Meter meter) {
    return new MaskedGenerator(() -> new HashPredictor(conditioned), pool, sampling, List.of(TEMPLATE), "hash", maxRows).open(meter);
  }
}
