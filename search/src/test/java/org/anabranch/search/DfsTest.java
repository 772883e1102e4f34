package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.toy.GaussianMixture;
import org.junit.jupiter.api.Test;

/** Depth-first search against the law of its trials, and within its bounds. */
class DfsTest {
  private static final long AMPLE = 1 << 24;

  private static Dfs dfs(int particles, int backtracks, double depth, double start, double every, double threshold, int passes) {
    return new Dfs(new Dfs.Options(particles, backtracks, depth, start, every, OptionalDouble.of(threshold), 0.5,
        OptionalInt.of(passes), LocalSearch.NONE));
  }

  /**
   * With one look at the end and backtracks to noise, trials are independent: of p = 0.1 and four backtracks 1 - 0.9^5 = 0.4095
   * succeed, after (1 - 0.9^5) / 0.1 = 4.095 trials.
   */
  @Test
  void trialsFollowTheGeometricLaw() {
    int n = 8_000;
    double p = 1 - GaussianMixture.toy().cdf(2.5);
    double success = 1 - Math.pow(1 - p, 5);
    Outcome o = dfs(250, 4, 1, 1, 1, 2.5, n / 250).run(ToyChain.request(ToyChain.chain(), AMPLE, 1));
    assertEquals(n, o.candidates().size());
    assertEquals(0.4095, success, 5e-4);
    double passed = DoubleStream.of(ToyChain.samples(o)).filter(x -> x >= 2.5).count() / (double) n;
    assertEquals(success, passed, 4 * Math.sqrt(success * (1 - success) / n));
    double trials = o.ledger().used() / (double) (n * ToyChain.STEPS);
    assertEquals(success / p, trials, 4 * Math.sqrt(trialVariance(p) / n));
  }

  /** The variance of min(G, 5), G geometric. */
  private static double trialVariance(double p) {
    double mean = 0;
    double square = 0;
    for (int k = 1; k <= 5; k++) {
      double at = k < 5 ? p * Math.pow(1 - p, k - 1) : Math.pow(1 - p, 4);
      mean += k * at;
      square += k * k * at;
    }
    return square - mean * mean;
  }

  /** Out of backtracks, a particle goes on from the best it has been: the law of the best of five. */
  @Test
  void outOfBacktracksTheBestGoesOn() {
    double[] x = ToyChain.samples(dfs(200, 4, 1, 1, 1, 1e9, 20).run(ToyChain.request(ToyChain.chain(), AMPLE, 2)));
    assertEquals(4000, x.length);
    double[] fives = IntStream.range(0, 4000).mapToDouble(i -> ToyChain.samples(new BestOfN(BestOfN.Options.of(5)).run(
        ToyChain.request(ToyChain.chain(), AMPLE, 100 + i)))[0]).toArray();
    assertEquals(ToyChain.mean(fives), ToyChain.mean(x), 4 * Math.hypot(ToyChain.error(fives), ToyChain.error(x)));
  }

  @Test
  void evaluationsAreBetweenTheStepsAndAllBacktracks() {
    int steps = 16;
    WatchedGenerator g = WatchedGenerator.mixture(1, steps);
    Outcome never = dfs(8, 4, 0.25, 0.25, 0.25, -1e9, 1).run(ToyChain.request(g, AMPLE, 1));
    assertEquals(8 * steps, never.ledger().used(), "a threshold that all reach");
    Outcome always = dfs(8, 4, 0.25, 0.25, 0.25, 1e9, 1).run(ToyChain.request(g, AMPLE, 1));
    assertEquals(8 * (steps + 4 * (4 + 1)), always.ledger().used(), "four steps again and the look that was refused");
    for (int seed = 0; seed < 50; seed++) {
      Outcome some = dfs(1, 4, 0.25, 0.25, 0.25, 1, 1).run(ToyChain.request(g, AMPLE, seed));
      long used = some.ledger().used();
      assertTrue(used >= steps && used <= steps + 4 * (4 + 1), () -> used + " evaluations");
    }
  }

  /** A particle that is good enough goes where it would have gone alone, whatever its neighbours do. */
  @Test
  void particlesDecideAlone() {
    Set<Double> alone = new HashSet<>(DoubleStream.of(ToyChain.samples(new BestOfN(BestOfN.Options.of(64))
        .run(ToyChain.request(ToyChain.chain(), 320, 7)))).filter(x -> x >= 1).boxed().toList());
    double[] x = ToyChain.samples(dfs(64, 3, 1, 1, 1, 1, 1).run(ToyChain.request(ToyChain.chain(), AMPLE, 7)));
    assertTrue(alone.size() > 10 && alone.size() < 54);
    assertTrue(Arrays.stream(x).boxed().toList().containsAll(alone));
  }

  @Test
  void theThresholdCanBeTheMedianOfWhatWasSeen() {
    Dfs median = new Dfs(new Dfs.Options(64, 1, 1, 1, 1, OptionalDouble.empty(), 0.5, OptionalInt.of(1), LocalSearch.NONE));
    Outcome o = median.run(ToyChain.request(ToyChain.chain(), AMPLE, 3));
    assertEquals((64 + 32) * ToyChain.STEPS, o.ledger().used(), "half of 64 tried once more");
  }

  /** States that were remembered have a longer past than those taken back: the two never share a batch. */
  @Test
  void multistepMethodsForgetAndGoOn() {
    for (String name : List.of("dpmpp-2m", "ab2")) {
      Outcome o = dfs(6, 3, 0.25, 0.25, 0.25, 1.5, 4).run(
          ToyChain.request(WatchedGenerator.mixture(1, Solvers.named(name), 8), AMPLE, 3));
      assertEquals(24, o.candidates().size());
    }
  }

  @Test
  void backtracksRaiseWhatIsFoundAtEqualEvaluations() {
    double[] gain = IntStream.range(0, 200).mapToDouble(seed -> {
      WatchedGenerator g = WatchedGenerator.mixture(16, 16);
      double deep = Algorithms.byName("dfs", Map.of()).run(ToyChain.request(g, 512, seed)).best().orElseThrow().score();
      return deep - new BestOfN(BestOfN.Options.DEFAULT).run(ToyChain.request(g, 512, seed)).best().orElseThrow().score();
    }).toArray();
    assertTrue(ToyChain.mean(gain) > 4 * ToyChain.error(gain), () -> ToyChain.mean(gain) + " +- " + ToyChain.error(gain));
  }

  @Test
  void optionsAreChecked() {
    assertEquals("backtracks: must be >= 0, got -1.0", OutcomeAssertions.messageOf(() -> dfs(1, -1, 1, 1, 1, 0, 1)));
    assertEquals("depth: must be in [0, 1], got 2.0", OutcomeAssertions.messageOf(() -> dfs(1, 1, 2, 1, 1, 0, 1)));
  }
}
