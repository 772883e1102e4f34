package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Euler;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.StandardNormal;
import org.junit.jupiter.api.Test;

/** Stratified starts: each alone standard normal, a group one to a stratum. */
class StrataTest {
  private static double[] noise(int dims, List<Start> starts) {
    ContinuousProcess process = WatchedGenerator.mixture(dims, new OdeMethod(Euler.TABLEAU), 1).open(Meter.unlimited());
    return process.state(process.start(starts, new int[starts.size()])).doubles();
  }

  @Test
  void aGroupHasOneStartInEachStratum() {
    for (int dims : new int[] {1, 5}) {
      List<Start> starts = Strata.starts(3, 32, 16, true);
      double[] z = noise(dims, starts);
      double[] u = new double[dims];
      RandomStream.normals(((Start.Projected) starts.getFirst()).direction(), 1, Purpose.START, u, 0, dims);
      double norm = 0;
      for (double e : u) {
        norm += e * e;
      }
      BitSet hit = new BitSet();
      for (int i = 0; i < 16; i++) {
        double along = 0;
        for (int j = 0; j < dims; j++) {
          along += u[j] * z[i * dims + j] / Math.sqrt(norm);
        }
        hit.set((int) (StandardNormal.cdf(along) * 16));
      }
      assertEquals(16, hit.cardinality());
      assertEquals(16, hit.length());
    }
  }

  /** The first start of 4000 groups in 3 dimensions: means, variances and correlations of N(0, I), and the tail of its norm. */
  @Test
  void eachStartAloneIsStandardNormal() {
    int n = 4000;
    List<Start> starts = LongStream.range(0, n).mapToObj(g -> Strata.start(9, 16 * g, 16)).toList();
    double[] z = noise(3, starts);
    double[] mean = new double[3];
    double[][] products = new double[3][3];
    int far = 0;
    for (int i = 0; i < n; i++) {
      double norm = 0;
      for (int a = 0; a < 3; a++) {
        mean[a] += z[3 * i + a] / n;
        norm += z[3 * i + a] * z[3 * i + a];
        for (int b = 0; b < 3; b++) {
          products[a][b] += z[3 * i + a] * z[3 * i + b] / n;
        }
      }
      far += norm > 7.814728 ? 1 : 0; // the 95 % point of chi^2 with 3 degrees of freedom
    }
    for (int a = 0; a < 3; a++) {
      assertEquals(0, mean[a], 4 / Math.sqrt(n));
      for (int b = 0; b < 3; b++) {
        assertEquals(a == b ? 1 : 0, products[a][b], 4 * Math.sqrt((a == b ? 2.0 : 1.0) / n));
      }
    }
    assertEquals(0.05, (double) far / n, 4 * Math.sqrt(0.05 * 0.95 / n));
  }

  /** The largest of 16 in one dimension: 16 phi(Phi^-1(15/16)) on average, where independent ones reach 1.766. */
  @Test
  void theLargestOfAGroupHasItsExactMean() {
    int groups = 500;
    double sum = 0;
    double squares = 0;
    double fresh = 0;
    for (int g = 0; g < groups; g++) {
      double[] z = noise(1, Strata.starts(4, 16L * g, 16, true));
      double[] w = noise(1, Strata.starts(4, 16L * g, 16, false));
      double most = Arrays.stream(z).max().orElseThrow();
      fresh += Arrays.stream(w).max().orElseThrow() / groups;
      sum += most;
      squares += most * most;
    }
    double mean = sum / groups;
    double error = Math.sqrt((squares / groups - mean * mean) / groups);
    double q = StandardNormal.quantile(15 / 16.0);
    double exact = 16 * Math.exp(-0.5 * q * q - StandardNormal.LOG_SQRT_TWO_PI);
    assertEquals(exact, mean, 4 * error);
    assertTrue(mean - fresh > 0.1, mean + " and " + fresh);
  }

  @Test
  void theNoiseDoesNotDependOnTheBatchAndNeighboursAreNearIt() {
    List<Start> starts = Strata.starts(3, 0, 4, true);
    double[] z = noise(5, starts);
    assertArrayEquals(Arrays.copyOfRange(z, 10, 15), noise(5, starts.subList(2, 3)), 0);
    Start near = new Start.Near(starts.get(2), starts.get(2).key().child(7), 0.1);
    double[] moved = noise(5, List.of(near));
    for (int j = 0; j < 5; j++) {
      assertEquals(Math.sqrt(0.99) * z[10 + j], moved[j], 0.1 * RandomStream.LARGEST_NORMAL);
    }
    double[] same = noise(5, List.of(new Start.Near(starts.get(2), starts.get(2).key().child(7), 0)));
    assertArrayEquals(Arrays.copyOfRange(z, 10, 15), same, 0);
  }

  @Test
  void fewerTrajectoriesAreAmongMoreAndBatchesDoNotMatter() {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(2, 2), Selector.ofRows("x", (x, c) -> x.get(0)),
        Budget.ofEvaluations(80)).withKeep(40);
    SearchAlgorithm stratified = Algorithms.byName("best-of-n", Map.of("stratified", "true"));
    Outcome all = stratified.run(r);
    OutcomeAssertions.assertSameCandidates(all, stratified.run(r.withBatchRows(7)));
    Outcome few = stratified.run(r.withBudget(Budget.ofEvaluations(20)));
    OutcomeAssertions.assertSame(all.candidates().stream().filter(c -> c.index() < 10).toList(), few.candidates());
    assertNotEquals(all.best().orElseThrow().score(), new BestOfN(BestOfN.Options.DEFAULT).run(r).best().orElseThrow().score());
  }

  @Test
  void aPoolIsOneGroup() {
    SearchRequest r = SearchRequest.of(WatchedGenerator.mixture(2, 2), Selector.ofRows("x", (x, c) -> x.get(0)),
        Budget.ofEvaluations(40)).withKeep(20);
    Outcome o = Algorithms.byName("noise-search", Map.of("stratified", "true", "pool", "6")).run(r);
    List<Candidate> pool = o.candidates().stream().filter(c -> c.start() instanceof Start.Projected).toList();
    assertEquals(6, pool.size());
    BitSet hit = new BitSet();
    pool.forEach(c -> hit.set((int) (6 * StandardNormal.cdf(((Start.Projected) c.start()).projection()))));
    assertEquals(6, hit.cardinality());
    for (String name : List.of("best-of-n", "noise-search")) {
      SearchRequest toy = SearchRequest.of(ToyGenerator.normal(1, 2), r.selector(), r.budget());
      assertEquals(name + ": needs a generator of continuous samples, toy, 1-D, 2 steps is none",
          OutcomeAssertions.messageOf(() -> Algorithms.byName(name, Map.of("stratified", "true")).run(toy)));
    }
    assertEquals("start: the projection must be finite, got NaN",
        OutcomeAssertions.messageOf(
            () -> new Start.Projected(pool.getFirst().start().key(), pool.getFirst().start().key(), Double.NaN)));
  }
}
