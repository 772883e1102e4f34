package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Prefix and dual caches: what they compute, what they cost, and that a row's result stays its own. */
final class MaskedCacheTest {
  private static final int MASK = StalePredictor.MASK;
  private static final int LENGTH = 20;
  private static final int BLOCK = 4;
  /** 4 given, 14 open with one given among them, 1 given, 1 open. */
  private static final TokenTemplate TEMPLATE = TokenTemplate.of(MASK, 1, 2, 3, 4, MASK, MASK, MASK, MASK, MASK, MASK, 7, MASK, MASK,
      MASK, MASK, MASK, MASK, MASK, 5, MASK);
  private static final TokenTemplate OTHER = TokenTemplate.of(MASK, 4, MASK, 2, 2, MASK, MASK, MASK, MASK, MASK, MASK, MASK, MASK,
      MASK, MASK, MASK, MASK, 0, 1, 5, 3);
  private static final List<TokenTemplate> TEMPLATES = List.of(TEMPLATE, OTHER);
  private static final CachePolicy.Reach PREFIX = CachePolicy.Reach.PREFIX;
  private static final CachePolicy.Reach DUAL = CachePolicy.Reach.DUAL;

  private static MaskedSampling blocks(Order order, Quota quota, TokenLaw law) {
    return MaskedSampling.of(OrderedUnmasking.of(12, order).withQuota(quota).withBlocks(BLOCK), law);
  }

  static Stream<MaskedSampling> samplings() {
    return Stream.of(blocks(Order.CONFIDENCE, new Quota.Even(), TokenLaw.GREEDY),
        blocks(Order.CONFIDENCE, new Quota.Threshold(.3), TokenLaw.MODEL), blocks(Order.LARGEST, new Quota.Factor(1.5), TokenLaw.MODEL),
        blocks(Order.ENTROPY, new Quota.EntropyBound(1), TokenLaw.MODEL), blocks(Order.RANDOM, new Quota.One(), TokenLaw.MODEL),
        blocks(Order.CONFIDENCE, new Quota.Even(), TokenLaw.MODEL).withGuidance(1.5),
        blocks(Order.CONFIDENCE, new Quota.Even(), TokenLaw.MODEL).withEnds(EndRule.of(EndRule.Mode.STOP, 3)),
        MaskedSampling.of(OrderedUnmasking.of(8, Order.MARGIN), TokenLaw.MODEL),
        MaskedSampling.of(Ancestral.of(9), TokenLaw.MODEL), MaskedSampling.of(new FirstHitting(17), TokenLaw.MODEL),
        MaskedSampling.of(new Remasking(10, new Remasking.Cap(.2)), TokenLaw.MODEL));
  }

  // ---- exactness

  @ParameterizedTest
  @MethodSource("samplings")
  void refreshedAtEveryEvaluationItIsNoCache(MaskedSampling sampling) {
    Run plain = run(sampling, TEMPLATES, 0, 1, 2, 3);
    for (CachePolicy.Reach reach : List.of(PREFIX, DUAL)) {
      Run cached = run(sampling.withCache(CachePolicy.of(reach).withRefresh(1)), TEMPLATES, 0, 1, 2, 3);
      assertArrayEquals(plain.tokens, cached.tokens);
      assertEquals(plain.used, cached.used);
      assertEquals(plain.positions, cached.positions);
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void aRowDoesNotDependOnBatchMatesThreadsOrMemory(MaskedSampling sampling) {
    for (CachePolicy cache : List.of(CachePolicy.of(PREFIX), CachePolicy.of(DUAL), CachePolicy.of(DUAL).withRefresh(3),
        CachePolicy.of(DUAL).withChanged(2))) {
      MaskedSampling cached = sampling.withCache(cache);
      Run together = run(cached, TEMPLATES, IntStream.range(0, 12).toArray());
      for (int i : new int[] {0, 1, 7}) {
        assertArrayEquals(Arrays.copyOfRange(together.tokens, i * LENGTH, (i + 1) * LENGTH), run(cached, TEMPLATES, i).tokens);
      }
      try (WorkerPool two = new WorkerPool(2)) {
        assertArrayEquals(together.tokens, run(cached, TEMPLATES, two, 5, Meter.unlimited(), IntStream.range(0, 12).toArray()).tokens);
      }
      long row = StalePredictor.KEY_BYTES * LENGTH * sampling.costPerRow();
      Run tight = run(sampling.withCache(cache.withBytes(3 * row)), TEMPLATES, IntStream.range(0, 12).toArray());
      assertArrayEquals(together.tokens, tight.tokens, "three rows of memory for twelve");
      assertTrue(tight.used >= together.used);
      assertEquals(together.positions + (tight.used - together.used) * LENGTH, tight.positions, "keys made again are paid in full");
    }
  }

  /** Wu et al.'s loop, written out: all positions when a block begins, then the block (or all behind its first) by the kept keys. */
  @ParameterizedTest
  @EnumSource(value = CachePolicy.Reach.class, names = {"PREFIX", "DUAL"})
  void itIsTheLoopOfFastDllm(CachePolicy.Reach reach) {
    double tau = .35;
    TokenTemplate prompt = TokenTemplate.of(MASK, IntStream.range(0, LENGTH).map(i -> i < 4 ? i : MASK).toArray());
    StalePredictor network = new StalePredictor();
    int[] x = prompt.tokens();
    int forwards = 0;
    for (int block = 4; block < LENGTH; block += BLOCK) {
      int to = reach == PREFIX ? LENGTH : block + BLOCK;
      KeyValues[] keys = new KeyValues[1];
      for (boolean first = true; has(x, block, block + BLOCK); first = false) {
        int[] masked = IntStream.range(block, block + BLOCK).filter(i -> x[i] == MASK).toArray();
        Tensor logits = Tensor.zeros(masked.length, StalePredictor.VOCABULARY);
        TokenQuery query = first ? TokenQuery.keeping(x, masked, block, to) : TokenQuery.using(x, masked, block, to, keys[0]);
        network.predict(List.of(query), TokenPredictor.NO_SIGMA, logits, keys);
        forwards++;
        double[] confidence = new double[masked.length];
        int[] token = new int[masked.length];
        int best = 0;
        for (int j = 0; j < masked.length; j++) {
          double sum = 0;
          for (int v = 0; v < MASK; v++) {
            sum += Math.exp(logits.get((long) j * StalePredictor.VOCABULARY + v));
            token[j] = logits.get((long) j * StalePredictor.VOCABULARY + v)
                > logits.get((long) j * StalePredictor.VOCABULARY + token[j]) ? v : token[j];
          }
          confidence[j] = Math.exp(logits.get((long) j * StalePredictor.VOCABULARY + token[j])) / sum;
          best = confidence[j] > confidence[best] ? j : best;
        }
        for (int j = 0; j < masked.length; j++) {
          x[masked[j]] = j == best || confidence[j] >= tau ? token[j] : MASK;
        }
      }
    }
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(16, Order.CONFIDENCE).withQuota(new Quota.Threshold(tau))
        .withBlocks(BLOCK), TokenLaw.GREEDY);
    Run cached = run(sampling.withCache(CachePolicy.of(reach)), List.of(prompt), 0);
    assertArrayEquals(x, cached.tokens);
    assertEquals(forwards, cached.used);
    assertTrue(forwards < 16 && forwards > 4, "some rounds commit several: " + forwards);
    assertFalse(Arrays.equals(x, run(sampling, List.of(prompt), 0).tokens), "stale keys must be told from fresh ones");
  }

  private static boolean has(int[] x, int from, int to) {
    return Arrays.stream(x, from, to).anyMatch(t -> t == MASK);
  }

  // ---- what is computed and paid

  @Test
  void positionsAndEvaluationsAreCountedApart() {
    // One token a round: 8 open positions in two blocks behind 12 given ones.
    TokenTemplate prompt = TokenTemplate.of(MASK, IntStream.range(0, LENGTH).map(i -> i < 12 ? i % 8 : MASK).toArray());
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(8, Order.CONFIDENCE).withBlocks(4), TokenLaw.GREEDY);
    Run plain = run(sampling, List.of(prompt), 0);
    assertEquals(List.of(8L, 160L, 160L), List.of(plain.used, plain.positions, plain.allPositions));
    Run prefix = run(sampling.withCache(CachePolicy.of(PREFIX)), List.of(prompt), 0);
    assertEquals(List.of(20, 8, 8, 8, 20, 4, 4, 4), prefix.computed);
    assertEquals(List.of(8L, 76L, 160L), List.of(prefix.used, prefix.positions, prefix.allPositions));
    Run dual = run(sampling.withCache(CachePolicy.of(DUAL)), List.of(prompt), 0);
    assertEquals(List.of(20, 4, 4, 4, 20, 4, 4, 4), dual.computed);
    assertEquals(List.of(20, 4, 20, 4, 20, 4, 20, 4),
        run(sampling.withCache(CachePolicy.of(DUAL).withRefresh(2)), List.of(prompt), 0).computed);
    assertEquals(List.of(20, 4, 4, 20, 20, 4, 4, 20),
        run(sampling.withCache(CachePolicy.of(DUAL).withChanged(2)), List.of(prompt), 0).computed);
    assertEquals(List.of(20, 5, 5, 5, 20, 5, 5, 5), run(sampling.withCache(CachePolicy.of(DUAL)), List.of(prompt), new WorkerPool(1),
        256, Meter.unlimited(), new StalePredictor(1), 0).computed, "logits that look back need one position more");
    assertEquals(List.of(20, 20, 4, 4, 4, 4, 4, 4),
        run(sampling.withGuidance(1).withCache(CachePolicy.of(DUAL)), List.of(prompt), 0).computed.subList(0, 8));
  }

  /** In Fast-dLLM the forward after the one that makes the keys is run even if that one completed the block. */
  @Test
  void noForwardIsWastedWhereTheFirstCompletesItsBlock() {
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(16, Order.CONFIDENCE).withQuota(new Quota.Threshold(1e-9))
        .withBlocks(BLOCK), TokenLaw.GREEDY).withCache(CachePolicy.of(DUAL));
    assertEquals(List.of(20, 20, 20, 20), run(sampling, List.of(TEMPLATE), 0).computed);
  }

  /** A threshold that no probability reaches commits one token a round; the quota's floor ends the loop within its steps. */
  @Test
  void aThresholdThatNothingReachesStillEnds() {
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(4, Order.CONFIDENCE).withQuota(new Quota.Threshold(2))
        .withBlocks(BLOCK), TokenLaw.GREEDY).withCache(CachePolicy.of(DUAL));
    Run run = run(sampling, List.of(TEMPLATE), 0);
    assertEquals(4, run.used);
    assertTrue(Arrays.stream(run.tokens).noneMatch(t -> t == MASK));
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void limitsHoldWhereKeysAreMadeAgain(MaskedSampling sampling) {
    long row = StalePredictor.KEY_BYTES * LENGTH * sampling.costPerRow();
    MaskedSampling cached = sampling.withCache(CachePolicy.of(DUAL).withBytes(2 * row));
    Run free = run(cached, TEMPLATES, 0, 1, 2, 3, 4);
    for (long granted = 0; granted <= free.used; granted += Math.max(1, free.used / 9)) {
      Meter meter = Meter.of(granted, () -> false);
      MaskedProcess process = open(cached, TEMPLATES, new WorkerPool(1), 256, meter, new StalePredictor());
      Population p = start(process, 0, 1, 2, 3, 4);
      assertEquals(granted == free.used ? Admission.ADMITTED : Admission.BUDGET_SPENT, process.advance(p, process.generator().steps()));
      assertTrue(meter.used() <= granted);
    }
  }

  // ---- forks and rewinds

  @ParameterizedTest
  @MethodSource("samplings")
  void forksGoOnByTheirParentsKeys(MaskedSampling sampling) {
    for (CachePolicy cache : List.of(CachePolicy.of(PREFIX), CachePolicy.of(DUAL).withRefresh(3),
        CachePolicy.of(DUAL).withBytes(StalePredictor.KEY_BYTES * LENGTH * sampling.costPerRow()))) {
      MaskedSampling cached = sampling.withCache(cache);
      int steps = sampling.policy().steps();
      for (int at = 1; at < steps; at += 2) {
        MaskedProcess process = open(cached, TEMPLATES, new WorkerPool(1), 256, Meter.unlimited(), new StalePredictor());
        Population p = start(process, 0, 1);
        process.advance(p, at);
        Population.Row row = new Population.Row(p, 1);
        Population child = process.gather(List.of(row, row, new Population.Row(p, 0)));
        process.advance(child, steps);
        process.advance(p, steps);
        int[] parents = process.finish(p).toInts();
        int[] children = process.finish(child).toInts();
        assertArrayEquals(Arrays.copyOfRange(parents, LENGTH, 2 * LENGTH), Arrays.copyOf(children, LENGTH));
        assertArrayEquals(Arrays.copyOfRange(parents, LENGTH, 2 * LENGTH), Arrays.copyOfRange(children, LENGTH, 2 * LENGTH));
        assertArrayEquals(Arrays.copyOf(parents, LENGTH), Arrays.copyOfRange(children, 2 * LENGTH, 3 * LENGTH));
        assertArrayEquals(run(cached, TEMPLATES, 0, 1).tokens, parents);
      }
    }
  }

  @Test
  void aRewoundRowComputesAllPositions() {
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(16, Order.CONFIDENCE).withBlocks(BLOCK), TokenLaw.MODEL)
        .withCache(CachePolicy.of(DUAL));
    StalePredictor network = new StalePredictor();
    MaskedProcess process = open(sampling, TEMPLATES, new WorkerPool(1), 256, Meter.unlimited(), network);
    Population p = start(process, 0);
    process.advance(p, 3);
    process.rewind(p, 3, new TrajectoryKey[] {TrajectoryKey.root(5, 0)});
    process.advance(p, 4);
    process.rewind(p, 2, new TrajectoryKey[] {TrajectoryKey.root(5, 0)});
    process.advance(p, 4);
    assertEquals(List.of(20, 4, 4, 4, 20, 4), network.computed);
  }

  @Test
  void aLookAheadHasTheLastWordOfWhatTheWindowLeavesOut() {
    MaskedSampling sampling = blocks(Order.CONFIDENCE, new Quota.One(), TokenLaw.GREEDY).withCache(CachePolicy.of(DUAL));
    MaskedProcess process = open(sampling, TEMPLATES, new WorkerPool(1), 256, Meter.unlimited(), new StalePredictor());
    Population p = start(process, 0);
    process.evaluate(p);
    int[] first = process.lookAhead(p).toInts();
    process.advance(p, 2);
    process.evaluate(p);
    int[] third = process.lookAhead(p).toInts();
    assertArrayEquals(Arrays.copyOfRange(first, 8, LENGTH), Arrays.copyOfRange(third, 8, LENGTH));
    assertTrue(Arrays.stream(third).noneMatch(t -> t == MASK));
  }

  // ---- rows of different lengths

  @ParameterizedTest
  @MethodSource("samplings")
  void rowsOfDifferentLengthsAreEachAsAlone(MaskedSampling sampling) {
    List<TokenTemplate> ragged = new ArrayList<>();
    for (int length : new int[] {9, 20, 6, 13}) {
      ragged.add(TokenTemplate.of(MASK, IntStream.range(0, length).map(i -> i < 3 ? i : MASK).toArray()));
    }
    for (CachePolicy cache : List.of(CachePolicy.NONE, CachePolicy.of(PREFIX), CachePolicy.of(DUAL).withRefresh(2))) {
      Run together = run(sampling.withCache(cache), ragged, 0, 1, 2, 3, 4, 5);
      for (int i = 0; i < 6; i++) {
        TokenTemplate template = ragged.get(i % 4);
        MaskedProcess process = open(sampling.withCache(cache), List.of(template), new WorkerPool(1), 256, Meter.unlimited(),
            new StalePredictor());
        Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(7, i))), new int[1]);
        process.advance(p, process.generator().steps());
        int[] padded = Arrays.copyOf(process.finish(p).toInts(), LENGTH);
        Arrays.fill(padded, template.length(), LENGTH, MaskedGenerator.PADDING);
        assertArrayEquals(padded, Arrays.copyOfRange(together.tokens, i * LENGTH, (i + 1) * LENGTH), "row " + i);
      }
    }
  }

  // ---- refusals

  @Test
  void whatCannotBeKeptIsRefusedInOneSentence() {
    MaskedSampling one = MaskedSampling.of(OrderedUnmasking.of(8, Order.CONFIDENCE), TokenLaw.MODEL);
    List<TokenTemplate> open = List.of(TokenTemplate.open(MASK, 12));
    assertMessage("cache: prefix keeps what is before the active block, and confidence has one block of all 12 positions; a block "
        + "length is needed", () -> run(one.withCache(CachePolicy.of(PREFIX)), open, 0));
    assertMessage("cache: dual keeps what is outside the active block, and confidence has one block of all 12 positions; a block "
        + "length is needed", () -> run(one.withCache(CachePolicy.of(DUAL)), open, 0));
    MaskedSampling blocks = blocks(Order.CONFIDENCE, new Quota.Even(), TokenLaw.MODEL);
    assertMessage("cache: the keys and values of a row of 20 tokens take 640 bytes, the limit is 600",
        () -> run(blocks.withGuidance(1).withCache(CachePolicy.of(DUAL).withBytes(600)), TEMPLATES, 0));
    for (boolean conditioned : new boolean[] {false, true}) {
      assertMessage("cache: keys can be kept of networks whose keys depend on the tokens alone, hash is "
          + (conditioned ? "told the noise level" : "none of them"),
          () -> new MaskedGenerator(() -> new HashPredictor(conditioned), new WorkerPool(1),
              MaskedSampling.of(OrderedUnmasking.of(6, Order.RANDOM).withBlocks(3), TokenLaw.MODEL).withCache(CachePolicy.of(DUAL)),
              List.of(TokenTemplate.open(HashPredictor.MASK, 12)), "hash"));
    }
    assertMessage("cache: refresh must be >= 1 evaluation, or 0 for once a block, got -1", () -> CachePolicy.of(DUAL).withRefresh(-1));
    assertMessage("cache: the tokens that may differ must be >= 0, got -1", () -> CachePolicy.of(DUAL).withChanged(-1));
    assertMessage("cache: bytes must be >= 1, got 0", () -> CachePolicy.of(DUAL).withBytes(0));
    assertMessage("query: a window must be within 3 positions and hold one, got [2, 2)",
        () -> TokenQuery.keeping(new int[3], new int[0], 2, 2));
    assertMessage("query: positions must ascend within [1, 2), position 0 is 2",
        () -> TokenQuery.using(new int[3], new int[] {2}, 1, 2, new KeyValues() {}));
    assertMessage("query: keys are given where they are used, mode is USE, keys are not given",
        () -> new TokenQuery(new int[3], new int[0], 0, 1, TokenQuery.Mode.USE, Optional.empty()));
    assertEquals("predict: keys cannot be kept of this network, row 0 has mode KEEP", assertThrows(UnsupportedOperationException.class,
        () -> new HashPredictor(false).predict(List.of(TokenQuery.keeping(new int[3], new int[0], 1, 2)), TokenPredictor.NO_SIGMA,
            Tensor.zeros(0, HashPredictor.VOCABULARY), new KeyValues[1])).getMessage());
  }

  @Test
  void aCacheIsNotExactAndSaysSo() {
    MaskedSampling sampling = blocks(Order.RANDOM, new Quota.One(), TokenLaw.MODEL);
    MaskedSampling exact = MaskedSampling.of(((OrderedUnmasking) sampling.policy()).withBlocks(3), TokenLaw.MODEL);
    assertTrue(exact.withCache(CachePolicy.of(DUAL).withRefresh(1)).inexactness(TokenTemplate.open(MASK, 9)).isEmpty());
    assertEquals(Optional.of("keys of a cache are not those of the present tokens"),
        exact.withCache(CachePolicy.of(DUAL)).inexactness(TokenTemplate.open(MASK, 9)));
    assertEquals("random, one a step, blocks of 3, temperature 1.0, dual cache, refresh 4, at most 2 tokens changed",
        exact.withCache(CachePolicy.of(DUAL).withRefresh(4).withChanged(2)).description());
  }

  private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  // ---- runs

  /** What came out, and what it took. */
  private record Run(int[] tokens, long used, long positions, long allPositions, List<Integer> computed) {}

  private static Run run(MaskedSampling sampling, List<TokenTemplate> templates, int... rows) {
    return run(sampling, templates, new WorkerPool(1), 256, Meter.unlimited(), rows);
  }

  /** What does not go together: what an action leads to, and what is rewritten, must not hang on keys, slots or lengths. */
  @Test
  void combinationsWithoutAMeaningAreRefused() {
    MaskedSampling plain = blocks(Order.CONFIDENCE, new Quota.Even(), TokenLaw.GREEDY);
    Correction twice = Correction.of(2, 1);
    assertMessage("masked generator: a correction rewrites tokens that a cache has the keys of, got " + twice + " and "
        + CachePolicy.of(DUAL), () -> generator(plain.withCorrection(twice).withCache(CachePolicy.of(DUAL)), TEMPLATES));
    assertMessage("masked generator: corrections need templates of one length, they have [20, 3]", () -> generator(
        plain.withCorrection(twice), List.of(TEMPLATE, TokenTemplate.open(MASK, 3))));
    TokenSlot slot = new TokenSlot("a", 4, 1, TokenAutomaton.ofSequences("a", List.of(new int[] {2}, new int[] {3})));
    assertMessage("masked generator: a correction rewrites tokens one by one, which slots forbid; got " + twice + " and 1 slots",
        () -> generator(plain.withCorrection(twice), List.of(TEMPLATE.withSlot(slot))));
    assertMessage("actions: an action's result is a function of the tokens; kept keys are those of earlier ones, got "
        + CachePolicy.of(PREFIX), () -> generator(plain.withCache(CachePolicy.of(PREFIX)), TEMPLATES).open(Meter.unlimited())
            .actions(List.of("confidence")));
    assertEquals(1, generator(plain.withCache(CachePolicy.of(PREFIX).withRefresh(1)), TEMPLATES).open(Meter.unlimited())
        .actions(List.of("confidence")).size());
  }

  private static MaskedGenerator generator(MaskedSampling sampling, List<TokenTemplate> templates) {
    return new MaskedGenerator(StalePredictor::new, new WorkerPool(1), sampling, templates, "stale");
  }

  private static Run run(MaskedSampling sampling, List<TokenTemplate> templates, WorkerPool pool, int maxRows, Meter meter,
      int... rows) {
    return run(sampling, templates, pool, maxRows, meter, new StalePredictor(), rows);
  }

  private static Run run(MaskedSampling sampling, List<TokenTemplate> templates, WorkerPool pool, int maxRows, Meter meter,
      StalePredictor network, int... rows) {
    MaskedProcess process = open(sampling, templates, pool, maxRows, meter, network);
    Population p = start(process, rows);
    assertEquals(Admission.ADMITTED, process.advance(p, process.generator().steps()));
    return new Run(process.finish(p).toInts(), meter.used(), meter.positions(), meter.allPositions(), List.copyOf(network.computed));
  }

  private static MaskedProcess open(MaskedSampling sampling, List<TokenTemplate> templates, WorkerPool pool, int maxRows, Meter meter,
      StalePredictor network) {
    return new MaskedGenerator(() -> network, pool, sampling, templates, "stale", maxRows).open(meter);
  }

  private static Population start(MaskedProcess process, int... rows) {
    return process.start(Arrays.stream(rows).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(7, i))).toList(),
        Arrays.stream(rows).map(i -> i % process.generator().templates().size()).toArray());
  }
}
