package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;

/** Beginnings from the posterior at the noise end, and what follows from them. */
class PsiTest {
  private static final int STEPS = 5;
  private static final Selector X = Selector.ofRows("x", (x, condition) -> x.get(0));

  private static NoisePosterior chains(SearchRun run, int rows, int chains, int burnIn, double tilt, boolean steered) {
    ParticleSchedule s = new ParticleSchedule(rows, new boolean[STEPS], true, chains, burnIn);
    return new NoisePosterior(run, s, new NoiseChains(chains, burnIn, 0.5, steered), tilt,
        TrajectoryKey.root(run.request().seed(), 0).child(0));
  }

  /** On the linear path the look-ahead at the noise end is the same for all noise: every move is taken and the law is the prior's. */
  @Test
  void whereLookAheadsSayNothingThePosteriorIsThePrior() {
    double[] sum = new double[3];
    int runs = 40;
    int rows = 200;
    for (int seed = 0; seed < runs; seed++) {
      SearchRequest r = SearchRequest.of(MixtureKernel.chain(STEPS), X, Budget.ofEvaluations(10_000)).withSeed(seed);
      SearchRun run = SearchRun.begin("psi", r);
      NoisePosterior posterior = chains(run, rows, 100, 3, 2, false);
      assertEquals(Admission.ADMITTED, posterior.go());
      assertEquals(2 * GaussianMixture.toy().mean(), posterior.logZ(), 1e-12);
      assertEquals(rows + 300, run.process().meter().used());
      for (Population p : posterior.particles()) {
        Tensor x = ((ContinuousProcess) run.process()).state(p);
        for (int i = 0; i < p.rows(); i++) {
          int moved = p.start(i).neighbours().length;
          assertTrue(moved == 3 || moved == 4, () -> moved + " moves");
          sum[0] += x.get(i);
          sum[1] += x.get(i) * x.get(i);
        }
      }
    }
    // resampling equal weights makes pairs alike; rows of a chain are .87 alike: n / 8 independent normals at the worst
    double n = runs * rows / 8.0;
    assertEquals(0, sum[0] / (runs * rows), 4 / Math.sqrt(n));
    assertEquals(1, sum[1] / (runs * rows), 4 * Math.sqrt(2 / n));
  }

  /**
   * Value z at the noise end and tilt 1: the posterior is N(1, 1) and Z0 = exp(1/2). Estimates weighted by that of Z0 have no bias,
   * after any number of moves.
   */
  @Test
  void beginningsHaveTheLawOfThePosterior() {
    Generator g = new ValuedChain(STEPS, (t, x) -> x);
    for (int burnIn : new int[] {0, 4}) {
      Spread z = new Spread();
      Spread first = new Spread();
      Spread second = new Spread();
      for (int seed = 0; seed < 400; seed++) {
        SearchRun run = SearchRun.begin("psi", SearchRequest.of(g, X, Budget.ofEvaluations(10_000)).withSeed(seed));
        NoisePosterior posterior = chains(run, 30, 12, burnIn, 1, false);
        assertEquals(Admission.ADMITTED, posterior.go());
        double weight = Math.exp(posterior.logZ() - 0.5);
        z.add(weight);
        first.add(weight * Arrays.stream(posterior.values()).average().orElseThrow());
        second.add(weight * Arrays.stream(posterior.values()).map(v -> v * v).average().orElseThrow());
      }
      z.assertMean(1, 0, "Z0, burn-in " + burnIn);
      first.assertMean(1, 0, "mean, burn-in " + burnIn);
      second.assertMean(2, 0, "second moment, burn-in " + burnIn);
    }
  }

  /**
   * A flow whose look-ahead at the noise end is x / 2 and reward sum x: tilt 2 in two dimensions makes the posterior N((1, 1), I) and
   * Z0 = e. Steered chains keep it, are charged for the gradient through the model, and move further than blind ones.
   */
  @Test
  void steeredChainsHaveTheLawOfThePosteriorToo() {
    Generator g = HalfwayField.generator(4);
    Selector sum = new Selector(HalfwayField.SUM);
    for (int burnIn : new int[] {0, 4}) {
      Spread z = new Spread();
      Spread first = new Spread();
      Spread second = new Spread();
      for (int seed = 0; seed < 400; seed++) {
        SearchRun run = SearchRun.begin("psi", SearchRequest.of(g, sum, Budget.ofEvaluations(10_000)).withSeed(seed));
        NoisePosterior posterior = chains(run, 30, 12, burnIn, 2, true);
        assertEquals(Admission.ADMITTED, posterior.go());
        assertEquals((30 + 12 * burnIn) * 3, run.process().meter().used(), "a look, and an evaluation and a product each");
        double weight = Math.exp(posterior.logZ() - 1);
        z.add(weight);
        double[] x = posterior.particles().stream().flatMapToDouble(
            p -> Arrays.stream(((ContinuousProcess) run.process()).state(p).doubles())).toArray();
        first.add(weight * Arrays.stream(x).average().orElseThrow());
        second.add(weight * Arrays.stream(x).map(v -> v * v).average().orElseThrow());
      }
      z.assertMean(1, 0, "Z0, burn-in " + burnIn);
      first.assertMean(1, 0, "mean, burn-in " + burnIn);
      second.assertMean(2, 0, "second moment, burn-in " + burnIn);
    }
  }

  @Test
  void steeredChainsNeedAModelWithDerivatives() {
    SearchRequest r = SearchRequest.of(HalfwayField.plain(STEPS), new Selector(HalfwayField.SUM), Budget.ofEvaluations(100));
    String why = OutcomeAssertions.messageOf(() -> Algorithms.byName("psi", Map.of("gradient", "true")).run(r));
    assertTrue(why.startsWith("psi: gradient needs a model with Jacobian-vector products, "), why);
    Outcome o = Algorithms.byName("psi", Map.of("gradient", "true")).run(
        SearchRequest.of(HalfwayField.generator(4), new Selector(HalfwayField.SUM), Budget.ofEvaluations(500)));
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertTrue(o.ledger().used() > 450 && o.evidence().isPresent(), o::toString);
  }

  /** Informative and misleading values at the noise end, through the whole search. */
  @Test
  void zHasNoBiasWhateverTheBeginnings() {
    Generator g = new ValuedChain(STEPS, (t, x) -> t == 1 ? 0.7 * x : x);
    SmcOptions o = SmcOptions.DEFAULT.withParticles(32);
    for (int burnIn : new int[] {0, 3}) {
      Spread z = new Spread();
      for (int seed = 0; seed < 400; seed++) {
        WeightedSamples s = new Psi(new Psi.Options(o, 8, burnIn, 0.5)).sample(
            SearchRequest.of(g, X, Budget.ofEvaluations(1000)).withSeed(seed)).orElseThrow();
        z.add(Math.exp(s.logZ() - GaussianMixture.toy().logTilt(1)));
      }
      z.assertMean(1, 0, "Z");
    }
  }

  /** N S evaluations as SMC, and chains times burn-in looks in a round before. */
  @Test
  void movesAreChargedInARoundOfTheirOwn() {
    SearchAlgorithm psi = Algorithms.byName("psi", Map.of("particles", "10", "chains", "3", "burnIn", "4"));
    Outcome o = psi.run(SearchRequest.of(MixtureKernel.chain(STEPS), X, Budget.ofEvaluations(10 * STEPS + 12)));
    assertEquals(10 * STEPS + 12, o.ledger().used());
    assertEquals(List.of(22L, 0L, 10L, 10L, 10L, 10L), o.ledger().entries().stream().map(Ledger.Entry::used).toList());
    assertEquals(12 + 10 * (STEPS + 1), o.ledger().verifierCalls());
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertTrue(o.best().orElseThrow().start() instanceof Start.Near, o::toString);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    SmcOptions o = SmcOptions.DEFAULT;
    assertEquals("chains: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> new Psi.Options(o, 0, 1, 0.5)));
    assertEquals("burnIn: must be >= 0, got -1", OutcomeAssertions.messageOf(() -> new Psi.Options(o, 1, -1, 0.5)));
    assertEquals("radius: must be in (0, 1], got 0.0", OutcomeAssertions.messageOf(() -> new Psi.Options(o, 1, 1, 0)));
  }
}
