package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;

/** Local search against the exact stationary law of its moves on Gaussian data, and what it costs. */
class LangevinTest {
  private static final GaussianMixture NORMAL = new GaussianMixture(new double[] {1}, new double[] {0}, new double[] {1});

  private static Langevin langevin(int particles, LocalSearch local) {
    return new Langevin(new Langevin.Options(particles, OptionalInt.of(1), local));
  }

  private static double[] values(Outcome o) {
    return o.candidates().stream().flatMapToDouble(c -> IntStream.range(0, (int) c.sample().size()).mapToDouble(c.sample()::get))
        .toArray();
  }

  /**
   * Two steps of a path with alpha^2 + sigma^2 = 1: at its middle the law is N(0, 1), the pulled back gradient alpha, and a move of
   * eta = rate sigma^2 is x + eta/2 (alpha - x) + sqrt(eta) z: mean alpha, variance 1 / (1 - eta/4). The last step, exact, makes of it
   * alpha^2 and alpha^2 variance + sigma^2.
   */
  @Test
  void movesHaveTheStationaryLawOfTheUnadjustedDynamics() {
    Interpolant path = Interpolant.gvp(Direction.NOISE_AT_ONE);
    double sigma = path.sigma(0.5);
    double alpha = path.alpha(0.5);
    for (double eta : new double[] {0.1, 0.4}) {
      Generator g = MixtureKernel.chain(NORMAL, path, 2000, 2);
      int moves = (int) Math.ceil(20 / eta);
      double[] x = values(langevin(16, new LocalSearch(moves, eta / (sigma * sigma), 0, 0, 1, 1, 1e9, false))
          .run(ToyChain.request(g, 1 << 24, 1)));
      double stationary = 1 / (1 - eta / 4);
      double variance = alpha * alpha * stationary + sigma * sigma;
      double n = x.length;
      assertEquals(alpha * alpha, ToyChain.mean(x), 4 * Math.sqrt(variance / n));
      assertEquals(variance, ToyChain.variance(x), 4 * variance * Math.sqrt(2 / n));
      if (eta == 0.4) {
        assertTrue(ToyChain.variance(x) - 1 > 4 * variance * Math.sqrt(2 / n), "not the target's own variance");
      }
    }
    assertEquals(1.0256, 1 / (1 - 0.1 / 4), 1e-4);
  }

  /** Through the model the gradient is that of the mixture's own denoiser, and costs two evaluations. */
  @Test
  void pullBacksThroughTheModelArePaidFor() {
    WatchedGenerator g = WatchedGenerator.mixture(3, 6);
    long cheap = langevin(4, new LocalSearch(2, 0.1, 0.2, 0.4, 3, 1, 100, false)).run(ToyChain.request(g, 9999, 1)).ledger().used();
    Outcome dear = langevin(4, new LocalSearch(2, 0.1, 0.2, 0.4, 3, 1, 100, true)).run(ToyChain.request(g, 9999, 1));
    assertEquals(4 * (6 + 5 * 2), cheap);
    assertEquals(4 * (6 + 5 * (2 + 2 * 2) + 4 * 2), dear.ledger().used(), "the last step is not pushed");
    assertEquals(4 * (5 * 2 + 4 * 3 + 1), dear.ledger().verifierCalls());
  }

  /** Each of the three gradient terms, alone, makes samples that score more. */
  @Test
  void everyTermClimbs() {
    LocalSearch[] terms = {new LocalSearch(4, 0.5, 0, 0, 1, 2, 100, true), new LocalSearch(0, 0.1, 0.4, 0, 1, 2, 100, false),
        new LocalSearch(0, 0.1, 0, 0.2, 4, 2, 100, false)};
    WatchedGenerator g = WatchedGenerator.mixture(20, 8);
    double[] alone = values(langevin(200, LocalSearch.NONE).run(ToyChain.request(g, 1 << 24, 2)));
    assertEquals(GaussianMixture.toy().mean(), ToyChain.mean(alone), 0.15, "the eight steps' own error, and chance");
    for (LocalSearch term : terms) {
      double[] pushed = values(langevin(200, term).run(ToyChain.request(g, 1 << 24, 2)));
      double gain = ToyChain.mean(pushed) - ToyChain.mean(alone);
      assertTrue(gain > 4 * Math.hypot(ToyChain.error(pushed), ToyChain.error(alone)), () -> term + " gains " + gain);
    }
  }

  /** A score a million times too steep, where the published clip lets every push be 20 long: within reach samples stay with data. */
  @Test
  void withinReachSamplesStayWithTheDataHoweverSteepTheScore() {
    WatchedGenerator g = WatchedGenerator.mixture(20, 8);
    LocalSearch steep = new LocalSearch(1, 0.5, 0.2, 0, 4, 1e6, 100, false, 0.25, new Repulsion(0));
    double[] held = values(langevin(100, steep).run(ToyChain.request(g, 1 << 24, 2)));
    double[] free = values(langevin(100, new LocalSearch(1, 0.5, 0.2, 0, 4, 1e6, 100, false)).run(ToyChain.request(g, 1 << 24, 2)));
    double[] alone = values(langevin(100, LocalSearch.NONE).run(ToyChain.request(g, 1 << 24, 2)));
    double deviation = Math.sqrt(ToyChain.variance(alone));
    assertTrue(ToyChain.mean(held) - ToyChain.mean(alone) > 4 * ToyChain.error(held), "it climbs");
    assertTrue(ToyChain.mean(held) - ToyChain.mean(alone) < deviation, () -> "held: " + ToyChain.mean(held));
    assertTrue(ToyChain.mean(free) - ToyChain.mean(alone) > 3 * deviation, () -> "the published pushes leave: " + ToyChain.mean(free));
  }

  /** Particles that repel one another on their way end further apart; where they are copied too, if selection leaves them so. */
  @Test
  void repelledParticlesEndFurtherApart() {
    for (String name : List.of("langevin", "bfs", "dfs")) {
      double[] gain = new double[60];
      for (int seed = 0; seed < gain.length; seed++) {
        for (String weight : List.of("0", "2")) {
          SearchRequest r = ToyChain.request(WatchedGenerator.mixture(2, 12), 1 << 20, seed);
          Map<String, String> options = Map.of("repulsion", weight, "particles", "8", "passes", "1", "lambda", "0.1");
          double distance = Algorithms.byName(name, options).run(r).diversity().meanDistance();
          gain[seed] += weight.equals("0") ? -distance : distance;
        }
      }
      assertTrue(ToyChain.mean(gain) > 4 * ToyChain.error(gain), () -> name + " gains " + ToyChain.mean(gain));
    }
  }

  @Test
  void gradientsAreClippedToALength() {
    Tensor g = Tensor.of(new double[] {3, 4, 0.3, 0.4, 0, 0}, 3, 2);
    RowAlgebra.scaleRows(g, 2, 5);
    assertArrayEquals(new double[] {3, 4, 0.6, 0.8, 0, 0}, g.doubles(), 1e-15);
    WatchedGenerator flow = WatchedGenerator.mixture(20, 8);
    double[] free = values(langevin(100, new LocalSearch(0, 1, 0.4, 0, 1, 2, 100, false)).run(ToyChain.request(flow, 1 << 24, 2)));
    double[] clipped = values(langevin(100, new LocalSearch(0, 1, 0.4, 0, 1, 2, 1, false)).run(ToyChain.request(flow, 1 << 24, 2)));
    assertTrue(ToyChain.mean(free) - ToyChain.mean(clipped) > 4 * Math.hypot(ToyChain.error(free), ToyChain.error(clipped)));
  }

  /** The states of F32 generators are pushed as well. */
  @Test
  void floatsAreMovedAndPushed() {
    Tensor sum = Tensor.of(new float[] {1, 2}, 1, 2);
    RowAlgebra.add(sum, 0.5, Tensor.of(new float[] {2, 4}, 1, 2));
    assertArrayEquals(new float[] {2, 4}, sum.floats());
  }

  @Test
  void aVerifierWithoutGradientsIsRefused() {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(1, 4), Selector.ofRows("flat", (s, c) -> 0),
        Budget.ofEvaluations(100));
    assertEquals("langevin: needs a guide that gives gradients, flat gives none",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("langevin", Map.of()).run(r)));
    assertEquals("rate: must be above 0, got 0.0",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("langevin", Map.of("rate", "0"))));
  }
}
