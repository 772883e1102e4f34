package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise search: monotone, better than best of N where the reward is smooth, bounded in depth, and pure. */
class NoiseSearchTest {
  /** log of a Gaussian reward centred 0.75 off the origin in every coordinate. */
  private static final Selector SMOOTH = Selector.ofRows("smooth", (x, condition) -> {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum -= (x.get(i) - 0.75) * (x.get(i) - 0.75) / 2;
    }
    return sum;
  });

  private static SearchRequest request(long trajectories) {
    return SearchRequest.of(ToyGenerator.normal(16, 4), SMOOTH, Budget.ofEvaluations(4 * trajectories)).withSeed(5);
  }

  private static NoiseSearch.Options options(double radius, double freshFraction, int depth) {
    return new NoiseSearch.Options(4, 4, radius, freshFraction, OptionalInt.empty(), depth);
  }

  private static Outcome run(SearchRequest r, NoiseSearch.Options o) {
    return new NoiseSearch(o).run(r);
  }

  @Test
  void bestScoreNeverFalls() {
    List<Double> best = new ArrayList<>();
    Outcome o = run(request(200).withListener(p -> p.bestScore().ifPresent(best::add)), NoiseSearch.Options.DEFAULT);
    for (int i = 1; i < best.size(); i++) {
      assertTrue(best.get(i) >= best.get(i - 1), best::toString);
    }
    assertEquals(o.best().orElseThrow().score(), best.getLast());
    assertTrue(new HashSet<>(best).size() > 5, best::toString);
  }

  /** Negative control: the published rule, which moves to the best neighbour even if it is worse, does fall. */
  @Test
  void withoutTheIncumbentInThePoolTheScoreFalls() {
    SearchRequest r = request(800);
    SearchRun run = SearchRun.begin("published", r);
    Start pivot = new Start.Fresh(TrajectoryKey.root(5, 0));
    double before = Double.NEGATIVE_INFINITY;
    int falls = 0;
    for (int round = 0; round < 100; round++) {
      List<Start> neighbours = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        neighbours.add(new Start.Near(pivot, pivot.key().child(i), 0.5));
      }
      Population p = run.process().start(neighbours, new int[4]);
      run.advance(p, 4);
      double[] scores = run.select(run.process().finish(p), new int[4]);
      int best = 0;
      for (int i = 1; i < 4; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      falls += scores[best] < before ? 1 : 0;
      before = scores[best];
      pivot = neighbours.get(best);
    }
    assertTrue(falls > 10, falls + " falls in 100 rounds");
  }

  /**
   * Mean log reward over 200 seeds at equal evaluations, in 16 dimensions; the gain must be 4 standard errors of the paired
   * difference. Measured at 16, 64 and 256 trajectories: noise search -5.41, -2.22, -1.11; best of N -6.38, -4.76, -3.70.
   */
  @ParameterizedTest
  @ValueSource(ints = {16, 64, 256})
  void beatsBestOfNOnASmoothRewardAtEqualEvaluations(int trajectories) {
    int runs = 200;
    double noiseSearch = 0;
    double bestOfN = 0;
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < runs; seed++) {
      SearchRequest r = request(trajectories).withSeed(seed);
      Outcome a = run(r, NoiseSearch.Options.DEFAULT);
      Outcome b = new BestOfN(BestOfN.Options.DEFAULT).run(r);
      assertEquals(b.ledger().used(), a.ledger().used());
      double x = a.best().orElseThrow().score();
      double y = b.best().orElseThrow().score();
      noiseSearch += x / runs;
      bestOfN += y / runs;
      sum += x - y;
      squares += (x - y) * (x - y);
    }
    double mean = sum / runs;
    double standardError = Math.sqrt((squares / runs - mean * mean) / runs);
    assertTrue(mean >= 4 * standardError,
        "noise search " + noiseSearch + ", best of N " + bestOfN + ", gain " + mean + ", standard error " + standardError);
  }

  @Test
  void firstRoundIsBestOfN() {
    Outcome pool = run(request(4), NoiseSearch.Options.DEFAULT);
    OutcomeAssertions.assertSameCandidates(new BestOfN(BestOfN.Options.of(4)).run(request(4)), pool);
  }

  @Test
  void allFreshIsBestOfN() {
    Outcome fresh = run(request(50).withKeep(50), options(0.5, 1, 256));
    OutcomeAssertions.assertSameCandidates(new BestOfN(BestOfN.Options.DEFAULT).run(request(50).withKeep(50)), fresh);
  }

  @Test
  void freshStartsHaveTheirShareAndTheKeysOfBestOfN() {
    Outcome o = run(request(104).withKeep(104), options(0.3, 0.25, 256));
    List<Candidate> later = o.candidates().stream().filter(c -> c.index() >= 4).toList();
    List<Candidate> fresh = later.stream().filter(c -> c.start() instanceof Start.Fresh).toList();
    assertEquals(25, fresh.size());
    fresh.forEach(c -> assertEquals(new Start.Fresh(TrajectoryKey.root(5, c.index())), c.start()));
  }

  @Test
  void radiusZeroFindsNothingNew() {
    Outcome o = run(request(40), options(0, 0, 256));
    assertEquals(run(request(4), options(0, 0, 256)).best().orElseThrow().score(), o.best().orElseThrow().score());
  }

  @Test
  void everyNeighbourHasAKeyOfItsOwn() {
    Outcome o = run(request(300).withKeep(300), options(0.5, 0.2, 3));
    Set<TrajectoryKey> keys = new HashSet<>();
    o.candidates().forEach(c -> keys.add(c.start().key()));
    assertEquals(300, keys.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 256})
  void chainsOfNeighboursStayWithinTheDepth(int depth) {
    Outcome o = run(request(300).withKeep(300), options(0.3, 0, depth));
    int deepest = o.candidates().stream().mapToInt(c -> depth(c.start())).max().orElseThrow();
    assertTrue(deepest <= depth, () -> deepest + " > " + depth);
    if (depth <= 3) {
      assertEquals(depth, deepest);
    }
  }

  @Test
  void theBestCanBeMadeAgainFromItsStart() {
    ToyGenerator g = ToyGenerator.normal(16, 4);
    for (Candidate c : run(request(60), NoiseSearch.Options.DEFAULT).candidates()) {
      assertArrayEquals(g.sample(c.start()), c.sample().doubles(), 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32})
  void waveSizeDoesNotChangeABit(int batchRows) {
    SearchRequest r = request(101).withKeep(101);
    OutcomeAssertions.assertSameCandidates(run(r, options(0.4, 0.3, 5)), run(r.withBatchRows(batchRows), options(0.4, 0.3, 5)));
  }

  @Test
  void ledgerHasAnEntryPerRound() {
    Outcome o = run(request(11).withBatchRows(3), NoiseSearch.Options.DEFAULT);
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertEquals(List.of(new Ledger.Entry(0, 16, 16, 16, 0, 4), new Ledger.Entry(1, 16, 16, 16, 0, 4),
        new Ledger.Entry(2, 16, 12, 12, 0, 3)), o.ledger().entries());
  }

  @Test
  void stopsSaturatedAfterItsPatience() {
    Selector constant = Selector.ofRows("constant", (x, condition) -> 1);
    SearchRequest r = SearchRequest.of(ToyGenerator.normal(2, 4), constant, Budget.ofEvaluations(1000));
    Outcome o = run(r, new NoiseSearch.Options(4, 2, 0.5, 0, OptionalInt.of(3), 256));
    assertEquals(Status.SATURATED, o.status());
    assertEquals(4 + 3 * 2, o.ledger().verifierCalls());
    assertEquals(0, o.best().orElseThrow().index());
  }

  @Test
  void rejectsOptionsOutOfRange() {
    OptionalInt none = OptionalInt.empty();
    assertEquals("pool: must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(0, 4, 0.5, 0, none, 9)));
    assertEquals("neighbours: must be >= 1, got -1",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(4, -1, 0.5, 0, none, 9)));
    assertEquals("radius: must be in [0, 1], got 1.5",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(4, 4, 1.5, 0, none, 9)));
    assertEquals("freshFraction: must be in [0, 1], got NaN",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(4, 4, 0.5, Double.NaN, none, 9)));
    assertEquals("patience: must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(4, 4, 0.5, 0, OptionalInt.of(0), 9)));
    assertEquals("depth: must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> new NoiseSearch.Options(4, 4, 0.5, 0, none, 0)));
  }

  private static int depth(Start s) {
    return s instanceof Start.Near near ? 1 + depth(near.centre()) : 0;
  }
}
