package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the process promises under every policy: purity, limits, what is paid for, and what a fork, a look or a rewind keeps. */
final class MaskedProcessTest {
  private static final int MASK = HashPredictor.MASK;
  private static final TokenTemplate TEMPLATE =
      TokenTemplate.of(MASK, 3, MASK, MASK, 0, MASK, MASK, MASK, MASK, MASK, MASK, 5, MASK).withAllowed(4, 1, 2);
  private static final TokenTemplate OTHER = TokenTemplate.of(MASK, 1, 1, MASK, 0, MASK, 2, MASK, 4, MASK, MASK, 5, 0);
  private static final int OPEN = TEMPLATE.openCount();

  static Stream<MaskedSampling> samplings() {
    List<UnmaskingPolicy> policies = new ArrayList<>(List.of(Ancestral.of(6), new Ancestral(4, 1e-2, Ancestral.Last.LIKELIEST),
        new Ancestral(4, 1e-2, Ancestral.Last.DRAWN), new FirstHitting(OPEN), new Remasking(8, new Remasking.Cap(.1)),
        new Remasking(8, new Remasking.Rescale(.5)), new Remasking(8, new Remasking.Confidence()),
        new Remasking(20, Remasking.Loop.STANDARD)));
    for (Order order : Order.values()) {
      policies.add(OrderedUnmasking.of(5, order));
    }
    policies.add(OrderedUnmasking.of(6, Order.LOG_CONFIDENCE).withNoise(.3).withBlocks(4));
    policies.add(OrderedUnmasking.of(6, Order.MARGIN).withShapedScores().withQuota(new Quota.Shrinking(1e-3)));
    policies.add(OrderedUnmasking.of(9, Order.CONFIDENCE).withQuota(new Quota.Threshold(.3)).withBlocks(6));
    policies.add(OrderedUnmasking.of(9, Order.LARGEST).withQuota(new Quota.Factor(1.5)));
    policies.add(OrderedUnmasking.of(9, Order.ENTROPY).withQuota(new Quota.EntropyBound(2)));
    policies.add(OrderedUnmasking.of(9, Order.ENTROPY).withQuota(new Quota.One()));
    return Stream.concat(policies.stream().map(p -> MaskedSampling.of(p, TokenLaw.MODEL)),
        Stream.of(MaskedSampling.of(policies.getFirst(), TokenLaw.atTemperature(.7).withTopP(.9).withTopK(3)).withGuidance(1.5),
            MaskedSampling.of(OrderedUnmasking.of(4, Order.CONFIDENCE), TokenLaw.GREEDY).withGuidance(.5)));
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void rowsDoNotDependOnBatchMatesThreadsOrBlocks(MaskedSampling sampling) {
    for (boolean conditioned : new boolean[] {false, true}) {
      int[] together = run(sampling, conditioned, 1, 256, IntStream.range(0, 8).toArray());
      try (WorkerPool two = new WorkerPool(2)) {
        assertArrayEquals(together, run(sampling, conditioned, two, 3, IntStream.range(0, 8).toArray()));
      }
      for (int i : new int[] {0, 5}) {
        assertArrayEquals(Arrays.copyOfRange(together, i * HashPredictor.LENGTH, (i + 1) * HashPredictor.LENGTH),
            run(sampling, conditioned, 1, 256, i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void samplesFulfilTheirTemplates(MaskedSampling sampling) {
    int[] tokens = run(sampling, false, 1, 256, IntStream.range(0, 8).toArray());
    for (int i = 0; i < tokens.length; i++) {
      TokenTemplate template = i / HashPredictor.LENGTH % 2 == 0 ? TEMPLATE : OTHER;
      int position = i % HashPredictor.LENGTH;
      assertTrue(template.isOpen(position) ? template.allows(position, tokens[i]) : tokens[i] == template.tokens()[position],
          "position " + position + " holds " + tokens[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void nothingIsPaidTwiceAndNothingBeyondTheBudget(MaskedSampling sampling) {
    MaskedProcess free = open(sampling, false, 1, 256, Meter.unlimited());
    Population p = start(free, 0, 1, 2, 3);
    long most = 4 * free.generator().evaluationsPerTrajectory();
    for (int step = 0; step < free.generator().steps(); step++) {
      long before = free.meter().used();
      assertEquals(Admission.ADMITTED, free.evaluate(p));
      assertTrue(free.isEvaluated(p));
      long looked = free.meter().used() - before;
      assertTrue(looked <= 4 * free.generator().evaluationsPerLook());
      assertEquals(Admission.ADMITTED, free.advance(p, step + 1));
      assertEquals(before + looked, free.meter().used());
    }
    long needed = free.meter().used();
    assertTrue(needed <= most, needed + " of at most " + most);
    for (long granted = 0; granted <= needed; granted += Math.max(1, needed / 7)) {
      MaskedProcess process = open(sampling, false, 1, 256, Meter.of(granted, () -> false));
      Population q = start(process, 0, 1, 2, 3);
      Admission why = process.advance(q, process.generator().steps());
      assertEquals(granted == needed ? Admission.ADMITTED : Admission.BUDGET_SPENT, why);
      assertTrue(process.meter().used() <= granted);
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void aLookChangesNothing(MaskedSampling sampling) {
    for (boolean conditioned : new boolean[] {false, true}) {
      MaskedProcess process = open(sampling, conditioned, 1, 256, Meter.unlimited());
      Population p = start(process, 0, 1, 2, 3, 4, 5, 6, 7);
      for (int step = 0; step < process.generator().steps(); step++) {
        process.evaluate(p);
        process.lookAhead(p);
        process.advance(p, step + 1);
      }
      assertArrayEquals(run(sampling, conditioned, 1, 256, IntStream.range(0, 8).toArray()), process.finish(p).toInts());
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void forksWithTheRowsOwnDrawsAreTheRows(MaskedSampling sampling) {
    MaskedProcess process = open(sampling, true, 1, 256, Meter.unlimited());
    Population p = start(process, 0, 1);
    int half = process.generator().steps() / 2;
    process.advance(p, half);
    process.evaluate(p);
    Population.Row row = new Population.Row(p, 1);
    TrajectoryKey other = TrajectoryKey.root(9, 9);
    Population child = process.gather(List.of(row, row, new Population.Row(p, 0)),
        List.of(p.draw(1), new Start.Fresh(other), p.draw(0)));
    long before = process.meter().used();
    assertTrue(process.isEvaluated(child));
    process.advance(child, half + 1);
    assertEquals(before, process.meter().used());
    process.advance(child, process.generator().steps());
    process.advance(p, process.generator().steps());
    int[] parents = process.finish(p).toInts();
    int[] children = process.finish(child).toInts();
    int n = HashPredictor.LENGTH;
    assertArrayEquals(Arrays.copyOfRange(parents, n, 2 * n), Arrays.copyOfRange(children, 0, n));
    assertArrayEquals(Arrays.copyOfRange(parents, 0, n), Arrays.copyOfRange(children, 2 * n, 3 * n));
    assertEquals(other, child.draw(1).key());
  }

  @Test
  void forksPartWhereTheirKeysDiffer() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(OPEN, Order.RANDOM), TokenLaw.MODEL), false, 1, 256,
        Meter.unlimited());
    Population p = start(process, 0);
    process.advance(p, 2);
    Population child = process.fork(p, new int[] {0, 0}, new TrajectoryKey[] {TrajectoryKey.root(1, 1), TrajectoryKey.root(1, 2)});
    process.advance(child, process.generator().steps());
    int[] tokens = process.finish(child).toInts();
    assertFalse(Arrays.equals(Arrays.copyOf(tokens, HashPredictor.LENGTH),
        Arrays.copyOfRange(tokens, HashPredictor.LENGTH, tokens.length)));
  }

  @Test
  void rewindingBringsBackTheMasksOfThatStep() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(4, Order.CONFIDENCE), TokenLaw.MODEL), false, 1, 256,
        Meter.unlimited());
    Population p = start(process, 0, 2);
    process.advance(p, 1);
    int masks = process.row(p, 0).masked();
    process.advance(p, 4);
    process.rewind(p, 1, new TrajectoryKey[] {TrajectoryKey.root(3, 0), TrajectoryKey.root(3, 1)});
    assertEquals(1, p.step());
    assertEquals(masks, process.row(p, 0).masked());
    int[] state = process.state(p).toInts();
    assertFalse(Arrays.equals(masked(state, 0), masked(state, 1)), "two keys must mask different positions");
    assertEquals(Admission.ADMITTED, process.advance(p, 4));
    process.rewind(p, 4, new TrajectoryKey[] {TrajectoryKey.root(4, 0), TrajectoryKey.root(4, 1)});
    assertEquals(0, process.row(p, 0).masked());
  }

  @Test
  void rewindingBlocksTakesTheLastFirst() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(6, Order.CONFIDENCE).withBlocks(4), TokenLaw.MODEL), false, 1,
        256, Meter.unlimited());
    Population p = start(process, 0);
    process.advance(p, 3);
    int[] then = process.state(p).toInts();
    process.advance(p, 6);
    process.rewind(p, 3, new TrajectoryKey[] {TrajectoryKey.root(3, 0)});
    int[] now = process.state(p).toInts();
    int block = 1 + 4;
    assertArrayEquals(Arrays.copyOf(then, block), Arrays.copyOf(now, block));
    assertEquals(Arrays.stream(then).filter(t -> t == MASK).count(), Arrays.stream(now).filter(t -> t == MASK).count());
  }

  /** The forward process masks each token from time 1/4 to 3/4 with probability 2/3. */
  @Test
  void rewindingAncestralStepsMasksByChance() {
    int rows = 4000;
    MaskedGenerator generator = new MaskedGenerator(() -> new HashPredictor(false), new WorkerPool(1),
        MaskedSampling.of(Ancestral.of(4), TokenLaw.MODEL), List.of(TokenTemplate.open(MASK, 1)), "hash", rows);
    MaskedProcess process = generator.open(Meter.unlimited());
    Population p = start(process, new int[rows], IntStream.range(0, rows).toArray());
    process.advance(p, 3);
    double unmasked = Arrays.stream(process.state(p).toInts()).filter(t -> t != MASK).count();
    process.rewind(p, 1, IntStream.range(0, rows).mapToObj(i -> TrajectoryKey.root(8, i)).toArray(TrajectoryKey[]::new));
    double left = Arrays.stream(process.state(p).toInts()).filter(t -> t != MASK).count();
    assertEquals(unmasked / 3, left, 4 * Math.sqrt(unmasked * 2 / 9));
  }

  @Test
  void neighboursOfRadiusZeroAreTheCentreAndSmallOnesNearlySo() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(4, Order.RANDOM), TokenLaw.MODEL), false, 1, 256,
        Meter.unlimited());
    Start centre = new Start.Fresh(TrajectoryKey.root(2, 0));
    int tries = 100;
    List<Start> starts = new ArrayList<>(List.of(centre, new Start.Near(centre, TrajectoryKey.root(2, 1), 0)));
    for (int i = 0; i < tries; i++) {
      starts.add(new Start.Near(centre, TrajectoryKey.root(3, i), 0.01));
      starts.add(new Start.Near(centre, TrajectoryKey.root(4, i), 1));
    }
    Population p = process.start(starts, new int[starts.size()]);
    process.advance(p, 4);
    int[] all = process.finish(p).toInts();
    int n = HashPredictor.LENGTH;
    int[] first = Arrays.copyOf(all, n);
    assertArrayEquals(first, Arrays.copyOfRange(all, n, 2 * n));
    int close = 0;
    int far = 0;
    for (int i = 0; i < tries; i++) {
      close += Arrays.equals(first, Arrays.copyOfRange(all, (2 + 2 * i) * n, (3 + 2 * i) * n)) ? 1 : 0;
      far += Arrays.equals(first, Arrays.copyOfRange(all, (3 + 2 * i) * n, (4 + 2 * i) * n)) ? 1 : 0;
    }
    assertTrue(close > tries / 2 && far < tries / 10, close + " and " + far + " of " + tries + " equal their centre");
  }

  @Test
  void memoryIsCountedFromTheStartToTheRelease() {
    Meter meter = Meter.unlimited();
    MaskedProcess process = open(MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), false, 1, 256, meter);
    long row = process.generator().bytesPerRow();
    assertTrue(row >= process.generator().sampleShape().size() * process.generator().vocabulary() * Float.BYTES);
    List<Start> starts = List.of(new Start.Fresh(TrajectoryKey.root(1, 0)), new Start.Fresh(TrajectoryKey.root(1, 1)));
    Population p = process.start(starts, new int[2]);
    Population q = process.gather(p.first(1));
    assertEquals(3 * row, meter.peakBytes());
    process.release(p);
    process.release(p);
    assertEquals(Long.MAX_VALUE - row, meter.freeBytes());
    assertEquals("masked process: population of 2 rows at step 0 has been released",
        assertThrows(IllegalStateException.class, () -> process.advance(p, 1)).getMessage());
    assertThrows(IllegalStateException.class, () -> p.draw(0));
    process.advance(q, 3);
  }

  @Test
  void cancellationStopsBetweenRounds() {
    AtomicBoolean cancelled = new AtomicBoolean();
    MaskedProcess process = open(MaskedSampling.of(Ancestral.of(6), TokenLaw.MODEL), false, 1, 256,
        Meter.of(1000, cancelled::get));
    Population p = start(process, 0, 1);
    assertEquals(Admission.ADMITTED, process.advance(p, 2));
    cancelled.set(true);
    long used = process.meter().used();
    assertEquals(Admission.CANCELLED, process.advance(p, 6));
    assertEquals(used, process.meter().used());
    assertTrue(process.canLookAhead(p));
    assertEquals(0, Arrays.stream(process.lookAhead(p).toInts()).filter(t -> t == MASK).count());
  }

  @Test
  void aDeadlineThatHasPassedStillAdmitsTheFirstRound() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(6, Order.RANDOM), TokenLaw.MODEL), false, 1, 256,
        Meter.of(1000, System.nanoTime() - 1, () -> false));
    Population p = start(process, 0, 1);
    assertEquals(Admission.DEADLINE, process.advance(p, 6));
    assertEquals(1, p.step());
    assertEquals(2, process.meter().used());
    assertEquals(0, Arrays.stream(process.lookAhead(p).toInts()).filter(t -> t == MASK).count());
  }

  @Test
  void aGuidedRoundCostsTwoAndARoundThatTheBudgetDoesNotCoverIsNotBegun() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(6, Order.RANDOM), TokenLaw.MODEL).withGuidance(1), false, 1, 256,
        Meter.of(7, () -> false));
    Population p = start(process, 0, 1);
    assertEquals(Admission.BUDGET_SPENT, process.advance(p, 6));
    assertEquals(1, p.step());
    assertEquals(4, process.meter().used());
  }

  @Test
  void aTemplateWithoutMasksCostsNothing() {
    MaskedGenerator generator = new MaskedGenerator(() -> new HashPredictor(false), new WorkerPool(1),
        MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), List.of(TokenTemplate.of(MASK, 1, 2, 3)), "hash");
    MaskedProcess process = generator.open(Meter.of(0, () -> false));
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[1]);
    assertEquals(Admission.ADMITTED, process.advance(p, 3));
    assertArrayEquals(new int[] {1, 2, 3}, process.finish(p).toInts());
  }

  @Test
  void wrongCallsAreRefused() {
    MaskedProcess process = open(MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), false, 1, 256, Meter.unlimited());
    Population p = start(process, 0);
    assertMessage("look-ahead: needs an evaluation, none has been made for this population",
        assertThrows(IllegalStateException.class, () -> process.lookAhead(p)));
    assertMessage("start: a condition is the number of a template in [0, 1], got 2", assertThrows(IllegalArgumentException.class,
        () -> process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[] {2})));
    Population later = start(process, 0);
    process.advance(later, 1);
    assertMessage("gather: rows must stand at one step, they stand at 0 and 1", assertThrows(IllegalArgumentException.class,
        () -> process.gather(List.of(new Population.Row(p, 0), new Population.Row(later, 0)), List.of(p.draw(0), p.draw(0)))));
    assertMessage("finish: the last step is 3, the population stands at step 1",
        assertThrows(IllegalStateException.class, () -> process.finish(later)));
    assertThrows(IllegalArgumentException.class, () -> process.advance(later, 0));
    assertThrows(IllegalArgumentException.class, () -> process.rewind(later, 2, new TrajectoryKey[1]));
    assertThrows(IllegalArgumentException.class,
        () -> open(MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), false, 1, 256, Meter.unlimited()).advance(p, 1));
  }

  private static void assertMessage(String expected, RuntimeException e) {
    assertEquals(expected, e.getMessage());
  }

  private static boolean[] masked(int[] state, int row) {
    boolean[] out = new boolean[HashPredictor.LENGTH];
    for (int i = 0; i < out.length; i++) {
      out[i] = state[row * out.length + i] == MASK;
    }
    return out;
  }

  private static int[] run(MaskedSampling sampling, boolean conditioned, int threads, int maxRows, int... rows) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      return run(sampling, conditioned, pool, maxRows, rows);
    }
  }

  private static int[] run(MaskedSampling sampling, boolean conditioned, WorkerPool pool, int maxRows, int... rows) {
    MaskedProcess process = open(sampling, conditioned, pool, maxRows, Meter.unlimited());
    Population p = start(process, rows);
    assertEquals(Admission.ADMITTED, process.advance(p, process.generator().steps()));
    return process.finish(p).toInts();
  }

  private static MaskedProcess open(MaskedSampling sampling, boolean conditioned, int threads, int maxRows, Meter meter) {
    return open(sampling, conditioned, new WorkerPool(threads), maxRows, meter);
  }

  private static MaskedProcess open(MaskedSampling sampling, boolean conditioned, WorkerPool pool, int maxRows, Meter meter) {
    return new MaskedGenerator(() -> new HashPredictor(conditioned), pool, sampling, List.of(TEMPLATE, OTHER),
        "hash", maxRows).open(meter);
  }

  /** Rows by number: an even one has the first template. */
  private static Population start(MaskedProcess process, int... rows) {
    return start(process, Arrays.stream(rows).map(i -> i % 2).toArray(), rows);
  }

  private static Population start(MaskedProcess process, int[] conditions, int[] rows) {
    return process.start(Arrays.stream(rows).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(1, i))).toList(), conditions);
  }
}
