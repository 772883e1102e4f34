package org.anabranch.solver.discrete;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.junit.jupiter.api.Test;

/** Mixture flows of one token: rates that lose no probability, and a chain whose law at every step is known. */
class MixtureFlowTest {
  private static final double[] P = {0.5, 0.2, 0.3};

  @Test
  void ratesSumToZeroAndLeadToThePosterior() {
    for (Interpolant path : new Interpolant[] {Interpolant.linear(Direction.DATA_AT_ONE),
        Interpolant.polynomial(Direction.DATA_AT_ONE, 2)}) {
      double[] u = new double[3];
      new MixtureFlow(path).velocity(P, 1, 0.25, u);
      double rate = path.alphaDot(0.25) / (1 - path.alpha(0.25));
      assertEquals(0, u[0] + u[1] + u[2], 1e-15);
      assertEquals(rate * 0.5, u[0], 1e-15);
      assertEquals(-rate * 0.8, u[1], 1e-15);
    }
  }

  @Test
  void theLossOfAPerfectModelIsItsEntropyRate() {
    MixtureFlow flow = new MixtureFlow(Interpolant.linear(Direction.DATA_AT_ONE));
    double[] log = {Math.log(0.5), Math.log(0.2), Math.log(0.3)};
    // Not the data's token: -(p[token] + log p[data]) / (1 - t); the data's token: (1 - p[token]) / (1 - t).
    assertEquals(-(0.2 + Math.log(0.5)) / 0.75, flow.loss(log, 0, 1, 0.25), 1e-14);
    assertEquals(0.5 / 0.75, flow.loss(log, 0, 0, 0.25), 1e-14);
  }

  /** The data is drawn anew in each step from P, so a token 0 leaves with probability 1 - (P0 + (1 - P0) exp(-h rate)). */
  @Test
  void theChainHasTheLawOfItsProduct() {
    MixtureFlow flow = new MixtureFlow(Interpolant.linear(Direction.DATA_AT_ONE));
    int steps = 8;
    int chains = 40_000;
    int[] tokens = new int[chains];
    double[] law = {1, 0, 0};
    double[] u = new double[3];
    double[] rates = new double[3];
    for (int step = 0; step < steps - 1; step++) {
      double t = (double) step / steps;
      double stay = Math.exp(-1.0 / steps / (1 - t));
      double[] next = new double[3];
      for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 3; to++) {
          next[to] += law[from] * (P[to] * (1 - stay) + (from == to ? stay : 0));
        }
      }
      law = next;
      for (int i = 0; i < chains; i++) {
        RandomStream.uniforms(TrajectoryKey.root(8, i), step, Purpose.STEP, u, 0, 3);
        tokens[i] = flow.step(tokens[i], MixtureFlow.draw(P, u[0]), t, 1.0 / steps, 0, u[1], u[2], rates);
      }
    }
    double[] seen = new double[3];
    for (int token : tokens) {
      seen[token] += 1.0 / chains;
    }
    for (int k = 0; k < 3; k++) {
      assertEquals(law[k], seen[k], 4 * Math.sqrt(law[k] * (1 - law[k]) / chains));
    }
  }

  @Test
  void drawsAreTheInverseOfTheCumulativeWeights() {
    assertEquals(0, MixtureFlow.draw(P, 0));
    assertEquals(0, MixtureFlow.draw(P, 0.5));
    assertEquals(1, MixtureFlow.draw(P, 0.51));
    assertEquals(2, MixtureFlow.draw(P, 0.9999));
    assertEquals(1, MixtureFlow.draw(new double[] {0, 4, 0}, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new MixtureFlow(Interpolant.linear(Direction.NOISE_AT_ONE)));
  }
}
