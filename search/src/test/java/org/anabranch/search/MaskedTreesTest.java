package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same searches over masked tokens: eight fair coins, of which as many heads as possible are wanted. */
class MaskedTreesTest {
  private static final int COINS = 8;
  private static final int MASK = 2;

  /** Either side is as likely. */
  private static final class Coins implements TokenPredictor {
    @Override
    public int vocabulary() {
      return 3;
    }

    @Override
    public OptionalInt maskToken() {
      return OptionalInt.of(MASK);
    }

    @Override
    public int maxLength() {
      return COINS;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      Arrays.fill(logits.floats(), logits.offset(), logits.offset() + (int) logits.size(), 0);
    }
  }

  private static SearchRequest request(long evaluations, long seed) {
    int[] masked = new int[COINS];
    Arrays.fill(masked, MASK);
    MaskedGenerator g = new MaskedGenerator(Coins::new, new WorkerPool(1),
        MaskedSampling.of(Ancestral.of(4), TokenLaw.MODEL), List.of(TokenTemplate.of(MASK, masked)), "coins");
    return SearchRequest.of(g, Selector.ofRows("heads", (s, condition) -> IntStream.range(0, COINS).mapToDouble(s::get).sum()),
        Budget.ofEvaluations(evaluations)).withSeed(seed).withKeep(1 << 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfs", "bfs-prune", "dfs", "treeg", "dts", "dts-star"})
  void searchesKeepTheirLimitsAndTheirBits(String name) {
    SearchAlgorithm search = Algorithms.byName(name, Map.of());
    for (int seed = 0; seed < 50; seed++) {
      Outcome o = search.run(request(40, seed));
      assertEquals(Status.BUDGET_SPENT, o.status());
      assertTrue(o.ledger().used() <= 40 && o.unfinished() == 0);
      assertSameTokens(o, search.run(request(40, seed).withBatchRows(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfs", "treeg", "dts-star"})
  void searchesFindMoreHeadsAtEqualEvaluations(String name) {
    double[] gain = IntStream.range(0, 100).mapToDouble(seed -> best(Algorithms.byName(name, Map.of()), seed)
        - best(new BestOfN(BestOfN.Options.DEFAULT), seed)).toArray();
    assertTrue(ToyChain.mean(gain) > 0, () -> name + " gains " + ToyChain.mean(gain) + " +- " + ToyChain.error(gain));
  }

  private static double best(SearchAlgorithm search, int seed) {
    return search.run(request(80, seed)).best().orElseThrow().score();
  }

  private static void assertSameTokens(Outcome a, Outcome b) {
    assertEquals(a.candidates().size(), b.candidates().size());
    for (int i = 0; i < a.candidates().size(); i++) {
      assertArrayEquals(a.candidates().get(i).sample().toInts(), b.candidates().get(i).sample().toInts());
    }
  }

  /** log E exp(heads) = 8 log((1 + e) / 2) = 4.961; three trees of eight children a node showed 4.8, of an error of 0.06. */
  @Test
  void aTreeOfTokensComesToTheTiltedLaw() {
    Dts dts = new Dts(new Dts.Options(1, 8, OptionalInt.of(2000), OptionalInt.of(1), 16, 1 << 18, 4096));
    double[] logMeans = IntStream.range(0, 3).mapToDouble(seed -> dts.sample(request(1 << 20, seed), 1).logMean()).toArray();
    assertEquals(COINS * Math.log((1 + Math.E) / 2), ToyChain.mean(logMeans), 0.4);
    assertTrue(ToyChain.mean(logMeans) > COINS / 2.0 + 0.3, "well above the mean of four heads");
  }

  @Test
  void droppedStatesComeBackToTheBit() {
    Dts held = new Dts(new Dts.Options(1, 4, OptionalInt.of(200), OptionalInt.of(1), 3, 1 << 18, 4096));
    Dts dropped = new Dts(new Dts.Options(1, 4, OptionalInt.of(200), OptionalInt.of(1), 3, 1 << 18, 1));
    Outcome a = held.run(request(1 << 20, 1));
    Outcome b = dropped.run(request(1 << 20, 1));
    assertTrue(b.ledger().used() > a.ledger().used());
    assertSameTokens(a, b);
  }
}
