package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.GaussianMixture;
import org.junit.jupiter.api.Test;

/** Repulsion by its formula, and what it does to the modes of the toy mixture. */
class ParticleGuidanceTest {
  private static final Selector FIRST = Selector.ofRows("x", (x, condition) -> x.get(0));

  private static SearchAlgorithm guided(int particles, double weight) {
    return new ParticleGuidance(new ParticleGuidance.Options(particles, new Repulsion(weight)));
  }

  @Test
  void shiftsFollowTheFormula() {
    // Distances 1, 3 and 4: the median is 3, n + 1 = 4.
    double[][] s = Repulsion.shifts(List.of(Tensor.of(new double[] {0, 1}, 2, 1), Tensor.of(new double[] {4}, 1, 1)), 0.5);
    double rate = Math.log(4) / 9;
    double near = 0.25 * Math.exp(-rate);
    double middle = 0.25 * Math.exp(-rate * 9) * 3;
    double far = 0.25 * Math.exp(-rate * 16) * 4;
    assertEquals(-near - far, s[0][0], 1e-15);
    assertEquals(near - middle, s[1][0], 1e-15);
    assertEquals(middle + far, s[2][0], 1e-15);
  }

  @Test
  void oneParticleAndEqualOnesStayWhereTheyAre() {
    assertArrayEquals(new double[] {0}, Repulsion.shifts(List.of(Tensor.of(new double[] {3}, 1, 1)), 1)[0]);
    assertArrayEquals(new double[] {0}, Repulsion.shifts(List.of(Tensor.of(new double[] {3, 3}, 2, 1)), 1)[1]);
  }

  @Test
  void theGivenBatchesKeepTheirStatesAndLookAheads() {
    ContinuousProcess process = WatchedGenerator.mixture(2, 4).open(Meter.unlimited());
    List<Start> starts = List.of(new Start.Fresh(TrajectoryKey.root(1, 0)), new Start.Fresh(TrajectoryKey.root(1, 1)));
    List<Population> batches = List.of(process.start(starts, new int[2]));
    assertSame(batches, new Repulsion(1).apart(process, batches)); // nothing has been evaluated yet
    process.advance(batches.getFirst(), 2);
    double[] state = process.state(batches.getFirst()).doubles();
    Tensor lookAhead = process.lookAhead(batches.getFirst());
    assertSame(batches, new Repulsion(0).apart(process, batches));
    Population moved = new Repulsion(1).apart(process, batches).getFirst();
    assertArrayEquals(state, process.state(batches.getFirst()).doubles());
    assertArrayEquals(lookAhead.doubles(), process.lookAhead(batches.getFirst()).doubles());
    double[][] shifts = Repulsion.shifts(List.of(lookAhead), 0.5); // half of the steps are left
    for (int i = 0; i < 4; i++) { // alpha = 1/2 half-way along the linear path
      assertEquals(state[i] + 0.5 * shifts[i / 2][i % 2], process.state(moved).doubles()[i], 1e-15);
    }
    process.advance(moved, 4);
    assertSame(moved, new Repulsion(1).apart(process, List.of(moved)).getFirst()); // at the last step
  }

  @Test
  void withoutRepulsionTheCandidatesAreThoseOfBestOfNBitForBit() {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(2, 4), FIRST, Budget.ofEvaluations(170)).withKeep(40).withSeed(8);
    Outcome independent = new BestOfN(BestOfN.Options.DEFAULT).run(r);
    OutcomeAssertions.assertSameCandidates(independent, guided(12, 0).run(r));
    OutcomeAssertions.assertSameCandidates(guided(12, 0.4).run(r), guided(12, 0.4).run(r.withBatchRows(5)));
    assertTrue(independent.best().orElseThrow().score() != guided(12, 0.4).run(r).best().orElseThrow().score());
    assertEquals(independent.ledger().used(), guided(12, 0.4).run(r).ledger().used());
  }

  /** The 9 modes of the toy mixture in two dimensions, from 8 particles of 200 passes. */
  @Test
  void repulsionCoversMoreModes() {
    int passes = 200;
    double sum = 0;
    double squares = 0;
    double apart = 0;
    for (int seed = 0; seed < passes; seed++) {
      SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(2, 16), FIRST, Budget.ofEvaluations(8 * 16)).withKeep(8)
          .withSeed(seed);
      Outcome alone = guided(8, 0).run(r);
      Outcome together = guided(8, 1).run(r);
      double gain = modes(together) - modes(alone);
      sum += gain;
      squares += gain * gain;
      apart += (together.diversity().effective() - alone.diversity().effective()) / passes;
    }
    double mean = sum / passes;
    double error = Math.sqrt((squares / passes - mean * mean) / passes);
    assertTrue(mean > 4 * error, mean + " +- " + error);
    assertTrue(apart > 0, "effective samples: " + apart);
  }

  private static int modes(Outcome o) {
    GaussianMixture toy = GaussianMixture.toy();
    return (int) o.candidates().stream().map(c -> nearest(toy, c.sample().get(0)) * 3 + nearest(toy, c.sample().get(1))).distinct()
        .count();
  }

  private static int nearest(GaussianMixture toy, double x) {
    int best = 0;
    for (int k = 1; k < toy.components(); k++) {
      best = Math.abs(x - toy.mean(k)) < Math.abs(x - toy.mean(best)) ? k : best;
    }
    return best;
  }

  @Test
  void rangesAreChecked() {
    assertEquals("particles: must be in [2, 256], got 1",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("particle-guidance", Map.of("particles", "1"))));
    assertEquals("repulsion: must be finite and >= 0, got -1.0",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("particle-guidance", Map.of("repulsion", "-1"))));
    SearchRequest r = SearchRequest.of(ToyGenerator.normal(1, 2), FIRST, Budget.ofEvaluations(8));
    assertEquals("particle-guidance: needs a generator of continuous samples, toy, 1-D, 2 steps is none",
        OutcomeAssertions.messageOf(() -> guided(2, 1).run(r)));
  }
}
