package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Heun;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.RungeKutta4;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.likelihood.Divergence;
import org.anabranch.solver.likelihood.ExactDivergence;
import org.anabranch.solver.likelihood.Hutchinson;
import org.anabranch.solver.likelihood.Probe;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;

/** The likelihood as a verifier, against the density that is known. */
class LikelihoodVerifierTest {
  private static final Tensor SAMPLES = Tensor.of(new double[] {-2, 0.5, 0.4, 2.6, -2, 0.5, 1, 1}, 4, 2);

  private static LikelihoodVerifier verifier(Divergence divergence, Tableau tableau, int steps, long seed) {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path, Shape.of(2), DType.F64);
    return new LikelihoodVerifier(field, divergence, tableau, TimeGrid.uniform(path.direction(), steps), seed,
        Backend.of("scalar", new WorkerPool(1)).kernels());
  }

  private static double[] score(Verifier v, Tensor samples) {
    double[] out = new double[samples.rows()];
    v.score(samples, new int[out.length], out);
    return out;
  }

  @Test
  void theScoreIsTheLogDensity() {
    double[] s = score(verifier(new ExactDivergence(), RungeKutta4.TABLEAU, 400, 0), SAMPLES);
    double[] coarse = score(verifier(new ExactDivergence(), RungeKutta4.TABLEAU, 200, 0), SAMPLES);
    for (int r = 0; r < 4; r++) {
      double want = GaussianMixture.toy().logDensity(SAMPLES.get(2L * r)) + GaussianMixture.toy().logDensity(SAMPLES.get(2L * r + 1));
      // Fourth order: the error of 400 steps is about 1/15 of its difference from 200.
      assertEquals(want, s[r], Math.max(1e-9, Math.abs(s[r] - coarse[r]) / 4));
      assertTrue(Math.abs(s[r] - coarse[r]) < 1e-3);
    }
  }

  @Test
  void equalSamplesHaveEqualScoresInAnyBatch() {
    LikelihoodVerifier v = verifier(new Hutchinson(Probe.GAUSSIAN, 1), Heun.TABLEAU, 8, 5);
    double[] s = score(v, SAMPLES);
    assertEquals(s[0], s[2]);
    for (int r = 0; r < 4; r++) {
      assertArrayEquals(new double[] {s[r]}, score(v, SAMPLES.rows(r, 1)), 0);
    }
    assertNotEquals(s[0], score(verifier(new Hutchinson(Probe.GAUSSIAN, 1), Heun.TABLEAU, 8, 6), SAMPLES)[0]);
  }

  @Test
  void theCostIsEvaluationsAndProducts() {
    assertEquals(8 * 2 * (1 + 3), verifier(new Hutchinson(Probe.RADEMACHER, 3), Heun.TABLEAU, 8, 0).costPerCall());
    LikelihoodVerifier exact = verifier(new ExactDivergence(), Heun.TABLEAU, 5, 0);
    assertEquals(5 * 2 * (1 + 2), exact.costPerCall());
    assertEquals("log p(x), 5 heun steps, exact", exact.name());
    Outcome o = new BestOfN(BestOfN.Options.of(4)).run(SearchRequest.of(WatchedGenerator.mixture(2, 3), new Selector(exact),
        Budget.ofEvaluations(12)));
    assertEquals(4 * 30, o.ledger().verifierCost());
    assertEquals(12, o.ledger().used());
  }

  @Test
  void anotherDirectionsGridIsRefused() {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path, Shape.of(2), DType.F64);
    String message = OutcomeAssertions.messageOf(() -> new LikelihoodVerifier(field, new ExactDivergence(), Heun.TABLEAU,
        TimeGrid.uniform(Direction.NOISE_AT_ONE, 2), 0, Backend.of("scalar", new WorkerPool(1)).kernels()));
    assertTrue(message.startsWith("likelihood: needs a whole grid of DATA_AT_ONE, got NOISE_AT_ONE"), message);
  }
}
