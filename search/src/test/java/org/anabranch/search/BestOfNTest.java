package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Best of N against the exact law of a maximum, and what it promises about keys, waves and remainders. */
class BestOfNTest {
  private static final Selector FIRST_COORDINATE = Selector.ofRows("x", (x, condition) -> x.get(0));

  private static SearchRequest request(ToyGenerator g, long evaluations) {
    return SearchRequest.of(g, FIRST_COORDINATE, Budget.ofEvaluations(evaluations)).withSeed(11);
  }

  private static Outcome run(SearchRequest r) {
    return new BestOfN(BestOfN.Options.DEFAULT).run(r);
  }

  /** Exact endpoints of the flow, six digits: the map that the other tests stand on. */
  @ParameterizedTest
  @CsvSource({"-2,-2.430100", "-1,-1.978286", "-0.5,-0.559142", "0,0.373326", "0.5,0.891055", "1,2.336641", "2,2.741374"})
  void toyEndpointsAgreeWithTheTable(double z, double x) {
    assertEquals(x, ToyMixture.endpoint(z), 0.5e-6);
  }

  /**
   * E[max of N] = exact quadrature of the mixture's CDF to the N; within 4 standard errors over 3000 seeds. Measured .1369,
   * 1.0848, 1.8275, 2.3313, 2.6150 with standard errors .0306, .0248, .0174, .0112, .0054.
   */
  @ParameterizedTest
  @CsvSource({"1,0.1500", "2,1.0853", "4,1.8188", "8,2.3290", "16,2.6211"})
  void expectedBestScoreIsTheExpectedMaximum(int n, double expected) {
    ToyGenerator g = ToyGenerator.mixture(2);
    int runs = 3000;
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < runs; seed++) {
      double best = run(request(g, 2L * n).withSeed(seed)).best().orElseThrow().score();
      sum += best;
      squares += best * best;
    }
    double mean = sum / runs;
    double standardError = Math.sqrt((squares / runs - mean * mean) / runs);
    assertEquals(expected, mean, 4 * standardError);
  }

  @Test
  void spendsTheBudgetOnWholeTrajectoriesAndShowsTheRemainder() {
    Outcome o = run(request(ToyGenerator.mixture(8), 8 * 5 + 7));
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertEquals(40, o.ledger().used());
    assertEquals(7, o.ledger().unspent());
    assertEquals(5, o.candidates().size());
    assertEquals(List.of(new Ledger.Entry(0, 32 * 8, 40, 40, 0, 5)), o.ledger().entries());
    assertEquals(List.of(), o.warnings());
  }

  @Test
  void stopsAtN() {
    ToyGenerator g = ToyGenerator.mixture(8);
    Outcome o = new BestOfN(BestOfN.Options.of(5)).run(request(g, 1000).withBatchRows(3));
    assertEquals(Status.COMPLETED, o.status());
    assertEquals(40, o.ledger().used());
    assertEquals(List.of(new Ledger.Entry(0, 24, 24, 24, 0, 3), new Ledger.Entry(1, 16, 16, 16, 0, 2)), o.ledger().entries());
  }

  @Test
  void guidanceCostsDouble() {
    Outcome o = run(request(ToyGenerator.mixture(8).costing(2), 64));
    assertEquals(4, o.candidates().size());
    assertEquals(64, o.ledger().used());
  }

  @Test
  void candidatesOfASmallerNAreAmongThoseOfALarger() {
    ToyGenerator g = ToyGenerator.normal(3, 4);
    List<Candidate> four = run(request(g, 4 * 4).withKeep(16)).candidates();
    List<Candidate> sixteen = run(request(g, 4 * 16).withKeep(16)).candidates();
    assertEquals(16, sixteen.size());
    for (Candidate c : four) {
      Candidate same = sixteen.stream().filter(d -> d.index() == c.index()).findFirst().orElseThrow();
      assertArrayEquals(c.sample().doubles(), same.sample().doubles(), 0);
      assertEquals(c.start(), same.start());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 32, 1000})
  void waveSizeDoesNotChangeABit(int batchRows) {
    SearchRequest r = request(ToyGenerator.normal(3, 4), 4 * 50).withKeep(50);
    OutcomeAssertions.assertSameCandidates(run(r), run(r.withBatchRows(batchRows)));
  }

  @Test
  void aCandidateCanBeMadeAgainFromItsStart() {
    ToyGenerator g = ToyGenerator.normal(3, 4);
    for (Candidate c : run(request(g, 40)).candidates()) {
      assertEquals(new Start.Fresh(TrajectoryKey.root(11, c.index())), c.start());
      assertArrayEquals(g.sample(c.start()), c.sample().doubles(), 0);
      assertEquals(g.sampleShape(), c.sample().shape());
      assertTrue(c.complete());
    }
  }

  @Test
  void everyTrajectoryHasTheConditionOfTheRequest() {
    Outcome o = run(request(ToyGenerator.mixture(2), 8).withCondition(3));
    assertTrue(o.candidates().stream().allMatch(c -> c.condition() == 3 && c.score() > 200));
  }

  @Test
  void bestComesFirstAndTiesGoToTheLowerIndex() {
    Selector coarse = Selector.ofRows("sign", (x, condition) -> Math.signum(x.get(0)));
    SearchRequest r = SearchRequest.of(ToyGenerator.normal(1, 1), coarse, Budget.ofEvaluations(40)).withKeep(40)
        .withBatchRows(7);
    List<Candidate> all = run(r).candidates();
    for (int i = 1; i < all.size(); i++) {
      Candidate a = all.get(i - 1);
      Candidate b = all.get(i);
      assertTrue(a.score() > b.score() || a.score() == b.score() && a.index() < b.index(), a + " before " + b);
    }
    for (int keep = 1; keep < 40; keep++) {
      OutcomeAssertions.assertSame(all.subList(0, keep), run(r.withKeep(keep)).candidates());
    }
  }

  @Test
  void verifierCallsAreAHardLimitOfTheirOwn() {
    SearchRequest r = request(ToyGenerator.mixture(2), 1000).withBudget(Budget.ofEvaluations(1000).withVerifierCalls(10));
    Outcome o = run(r.withBatchRows(4));
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertEquals(10, o.ledger().verifierCalls());
    assertEquals(20, o.ledger().used());
    assertEquals(0, o.unfinished());
  }

  @Test
  void rejectsAnEmptyN() {
    assertEquals("n: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> BestOfN.Options.of(0)));
  }
}
