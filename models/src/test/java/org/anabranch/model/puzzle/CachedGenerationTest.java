package org.anabranch.model.puzzle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.CachePolicy;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;

/** Whole generations with caches: refreshed at every evaluation they are those without, bit for bit; else what they save is counted. */
final class CachedGenerationTest {
  private static final CachePolicy PREFIX = CachePolicy.of(CachePolicy.Reach.PREFIX);
  private static final CachePolicy DUAL = CachePolicy.of(CachePolicy.Reach.DUAL);

  private final Backend backend = Backend.standard();

  private record Run(int[] tokens, long used, long positions, long allPositions) {}

  private static Run run(Supplier<? extends TokenPredictor> network, WorkerPool pool, MaskedSampling sampling,
      List<TokenTemplate> templates) {
    Meter meter = Meter.unlimited();
    MaskedProcess process = new MaskedGenerator(network, pool, sampling, templates, "network").open(meter);
    int n = templates.size();
    Population p = process.start(IntStream.range(0, n).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(1, i))).toList(),
        IntStream.range(0, n).toArray());
    process.advance(p, process.generator().steps());
    return new Run(process.finish(p).toInts(), meter.used(), meter.positions(), meter.allPositions());
  }

  private static Path fixture(String name) {
    try {
      return Path.of(Objects.requireNonNull(CachedGenerationTest.class.getResource("/golden/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checks(String what, Supplier<? extends TokenPredictor> network, OrderedUnmasking policy, List<TokenTemplate> templates) {
    boolean always = policy.quota() instanceof Quota.Even;
    for (TokenLaw law : List.of(TokenLaw.GREEDY, TokenLaw.MODEL)) {
      for (double guidance : new double[] {0, 1.5}) {
        MaskedSampling sampling = MaskedSampling.of(policy, law).withGuidance(guidance);
        Run plain = run(network, backend.pool(), sampling, templates);
        for (CachePolicy cache : List.of(PREFIX, DUAL)) {
          Run fresh = run(network, backend.pool(), sampling.withCache(cache.withRefresh(1)), templates);
          assertArrayEquals(plain.tokens, fresh.tokens, what + " " + law);
          assertEquals(plain.positions, fresh.positions);
          Run cached = run(network, backend.pool(), sampling.withCache(cache), templates);
          assertTrue(always ? cached.positions < plain.positions : cached.positions <= cached.allPositions, what
              + ": " + cached.positions + " of " + plain.positions);
          try (WorkerPool two = new WorkerPool(2)) {
            assertArrayEquals(cached.tokens, run(network, two, sampling.withCache(cache), templates).tokens, what + " on two threads");
          }
          int length = templates.getFirst().length();
          Run alone = run(network, backend.pool(), sampling.withCache(cache), templates.subList(0, 1));
          assertArrayEquals(alone.tokens, Arrays.copyOf(cached.tokens, length), what + " alone");
        }
      }
    }
  }

  @Test
  void theFixturesNetworksAreTheSameRefreshedAtEveryEvaluation() {
    for (String name : List.of("llada_gqa_odd", "dream")) {
      Checkpoint checkpoint = Checkpoint.open(fixture(name));
      int mask = LlamaMaskPredictor.load(checkpoint, backend.kernels()).maskToken().orElseThrow();
      Random random = new Random(3);
      List<TokenTemplate> templates = IntStream.range(0, 3).mapToObj(r -> TokenTemplate.of(mask,
          IntStream.range(0, 24).map(i -> i < 8 ? random.nextInt(60) : mask).toArray())).toList();
      Supplier<LlamaMaskPredictor> network = () -> LlamaMaskPredictor.load(checkpoint, backend.kernels());
      checks(name, network, OrderedUnmasking.of(8, Order.CONFIDENCE).withBlocks(8), templates);
      checks(name, network, OrderedUnmasking.of(16, Order.CONFIDENCE).withQuota(new Quota.Threshold(.2)).withBlocks(8), templates);
    }
  }

  @Test
  void theBundledPuzzlesAreTheSameRefreshedAtEveryEvaluation() {
    Sudoku sudoku = Sudoku.load();
    checks("sudoku", () -> sudoku.predictor(backend.kernels()), OrderedUnmasking.of(9, Order.CONFIDENCE).withBlocks(27),
        Sudoku.heldOut(Sudoku.Difficulty.EASY).subList(0, 2).stream().map(p -> p.grid().template()).toList());
    Countdown countdown = Countdown.load();
    checks("countdown", () -> countdown.predictor(backend.kernels()), OrderedUnmasking.of(8, Order.CONFIDENCE),
        Countdown.heldOut().subList(0, 4).stream().map(CountdownProblem::template).toList());
  }

  /** Prompts of different lengths in one population; what a row says is what it says alone. */
  @Test
  void promptsOfDifferentLengthsShareABatch() {
    Checkpoint checkpoint = Checkpoint.open(fixture("dream"));
    Supplier<LlamaMaskPredictor> network = () -> LlamaMaskPredictor.load(checkpoint, backend.kernels());
    int mask = network.get().maskToken().orElseThrow();
    List<TokenTemplate> templates = new ArrayList<>();
    Random random = new Random(4);
    for (int prompt : new int[] {3, 17, 1, 8}) {
      templates.add(TokenTemplate.of(mask, IntStream.range(0, prompt + 8).map(i -> i < prompt ? random.nextInt(60) : mask).toArray()));
    }
    for (CachePolicy cache : List.of(CachePolicy.NONE, PREFIX, DUAL)) {
      MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(8, Order.ENTROPY).withBlocks(4), TokenLaw.GREEDY)
          .withCache(cache);
      int[] together = run(network, backend.pool(), sampling, templates).tokens;
      for (int i = 0; i < templates.size(); i++) {
        int[] alone = run(network, backend.pool(), sampling, List.of(templates.get(i))).tokens;
        assertArrayEquals(alone, Arrays.copyOfRange(together, i * 25, i * 25 + alone.length));
        assertTrue(Arrays.stream(together, i * 25 + alone.length, (i + 1) * 25).allMatch(t -> t == MaskedGenerator.PADDING));
      }
      assertFalse(Arrays.equals(Arrays.copyOf(together, 3), Arrays.copyOfRange(together, 25, 28)));
    }
  }
}
