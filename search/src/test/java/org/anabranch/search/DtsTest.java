package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Generator;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Population;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;

/** The tree against the exact law of the chain, and what its nodes cost. Published figures are means of ten seeds. */
class DtsTest {
  private static final int SEEDS = 10;
  private static final long AMPLE = 1 << 30;

  private static Dts dts(int rollouts, int lanes, int states) {
    return new Dts(new Dts.Options(1, 4, OptionalInt.of(rollouts), OptionalInt.of(1), lanes, 1 << 18, states));
  }

  private static DtsStar star(int rollouts, int lanes, int states) {
    return new DtsStar(new DtsStar.Options(1, 1, 1, 0.5, OptionalInt.of(rollouts), OptionalInt.of(1), lanes, 1 << 18, states));
  }

  private static List<Dts.Samples> samples(int rollouts, int lanes) {
    return IntStream.range(0, SEEDS)
        .mapToObj(seed -> dts(rollouts, lanes, 4096).sample(ToyChain.request(ToyChain.chain(), AMPLE, seed), 2000)).toList();
  }

  private static double[] logMeans(List<Dts.Samples> runs) {
    return runs.stream().mapToDouble(Dts.Samples::logMean).toArray();
  }

  private static double[] sampledMeans(List<Dts.Samples> runs) {
    return runs.stream().mapToDouble(s -> ToyChain.mean(s.samples().stream().mapToDouble(t -> t.get(0)).toArray())).toArray();
  }

  /** Agreement with a figure that is the mean of as many seeds, with as large an error. */
  private static void assertAgrees(double published, double[] ours) {
    assertEquals(published, ToyChain.mean(ours), 4 * Math.sqrt(2) * ToyChain.error(ours));
  }

  /** The truth is log E exp = 1.242 and mean 2.002. */
  @Test
  void theTreeComesToTheTiltedLaw() {
    List<Dts.Samples> small = samples(200, 1);
    List<Dts.Samples> large = samples(1000, 1);
    assertAgrees(0.914, logMeans(small));
    assertAgrees(1.170, logMeans(large));
    assertAgrees(1.86, sampledMeans(small));
    assertAgrees(2.02, sampledMeans(large));
    assertEquals(ToyChain.LOG_Z, ToyChain.mean(logMeans(large)), 0.15, "still low, by what ten seeds showed: 0.07");
  }

  /** Roll-outs selected together see older values, and still the tree comes to the law. */
  @Test
  void lanesComeToTheSameLaw() {
    List<Dts.Samples> wide = samples(1000, 16);
    assertAgrees(1.170, logMeans(wide));
    assertAgrees(2.02, sampledMeans(wide));
  }

  /** Never read a normalising constant off a tree of UCT. */
  @Test
  void theTreeOfAnOptimistKnowsNoConstant() {
    double[] values = new double[SEEDS];
    for (int i = 0; i < SEEDS; i++) {
      TreeGrowth growth = star(1000, 1, 4096).tree(SearchRun.begin("test", ToyChain.request(ToyChain.chain(), AMPLE, i)), 0);
      assertEquals(Admission.ADMITTED, growth.grow());
      values[i] = growth.tree().value(0);
    }
    assertAgrees(0.117, values);
    assertTrue(ToyChain.LOG_Z - ToyChain.mean(values) > 4 * ToyChain.error(values));
  }

  /** 200 roll-outs make 543 nodes and find 2.98; as many evaluations are 109 trajectories, whose expected best is 2.87. */
  @Test
  void theOptimistBeatsBestOfNAtEqualEvaluations() {
    double[] best = new double[50];
    double[] nodes = new double[best.length];
    for (int i = 0; i < best.length; i++) {
      SearchRun run = SearchRun.begin("test", ToyChain.request(ToyChain.chain(), AMPLE, i));
      TreeGrowth growth = star(200, 1, 4096).tree(run, 0);
      growth.grow();
      nodes[i] = growth.tree().size();
      best[i] = run.best().orElseThrow().score();
      long used = run.process().meter().used();
      assertEquals(growth.tree().size() - 1 - run.drawn(), used, "one evaluation for each node above the leaves");
      assertTrue(used < 543);
    }
    assertAgrees(2.98, best);
    assertAgrees(543, nodes);
    assertTrue(ToyChain.mean(best) - 4 * ToyChain.error(best) > 2.87);
  }

  @Test
  void droppingStatesChangesNoBitAndIsCharged() {
    for (int lanes : new int[] {1, 5}) {
      SearchRequest r = ToyChain.request(ToyChain.chain(), AMPLE, 3);
      Outcome held = dts(300, lanes, 4096).run(r);
      Outcome dropped = dts(300, lanes, 8).run(r);
      OutcomeAssertions.assertSameCandidates(held, dropped);
      assertTrue(dropped.ledger().used() > held.ledger().used());
      OutcomeAssertions.assertSameCandidates(star(300, lanes, 4096).run(r), star(300, lanes, 1).run(r));
    }
  }

  @Test
  void lanesShareEvaluations() {
    int[] batches = new int[1];
    Generator counted = ToyChain.wrap(ToyChain.chain(), (generator, process) -> new ForwardingProcess(generator, process) {
      @Override
      public Admission evaluate(Population p) {
        batches[0]++;
        return process.evaluate(p);
      }
    });
    Outcome one = star(200, 1, 4096).run(ToyChain.request(counted, AMPLE, 1));
    int alone = batches[0];
    batches[0] = 0;
    Outcome eight = star(200, 8, 4096).run(ToyChain.request(counted, AMPLE, 1));
    assertEquals(alone, one.ledger().used());
    assertTrue(batches[0] < alone / 3, () -> batches[0] + " batches instead of " + alone);
    assertTrue(eight.ledger().used() > batches[0]);
  }

  @Test
  void leavesOfOneTreeAreDistinctAndDrawnOften() {
    Dts.Samples s = dts(100, 1, 4096).sample(ToyChain.request(ToyChain.chain(), AMPLE, 2), 500);
    Set<Double> leaves = new HashSet<>();
    for (double x : ToyChain.samples(s.outcome())) {
      assertTrue(leaves.add(x));
    }
    assertEquals(100, s.rollouts());
    assertEquals(500, s.samples().size());
    assertTrue(s.samples().stream().allMatch(t -> leaves.contains(t.get(0))));
    Dts.Samples again = dts(100, 1, 4096).sample(ToyChain.request(ToyChain.chain(), AMPLE, 2), 500);
    for (int i = 0; i < 500; i++) {
      assertEquals(s.samples().get(i).get(0), again.samples().get(i).get(0));
    }
  }

  /** A tree of one step and four children has sixteen leaves; then another tree begins, with starts of its own. */
  @Test
  void anExhaustedOrFullTreeIsFollowedByAnother() {
    SearchRequest r = ToyChain.request(MixtureKernel.chain(1), 12, 1);
    Outcome o = Algorithms.byName("dts", Map.of()).run(r);
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertEquals(12 * 4, o.candidates().size(), "three trees of four starts");
    Outcome full = new Dts(new Dts.Options(1, 4, OptionalInt.empty(), OptionalInt.of(3), 1, 1, 64)).run(
        ToyChain.request(ToyChain.chain(), 1000, 1));
    assertEquals(Status.COMPLETED, full.status());
    assertEquals(3, full.candidates().size());
    assertEquals(3 * ToyChain.STEPS, full.ledger().used());
  }

  @Test
  void aGuideIsAskedForTheValuesOfLeaves() {
    Guide low = Guide.ofRows("minus x", (s, condition) -> -s.get(0));
    Outcome o = star(100, 1, 4096).run(ToyChain.request(ToyChain.chain(), AMPLE, 1).withGuide(low));
    assertEquals(2L * o.candidates().size(), o.ledger().verifierCalls());
    Outcome alone = star(100, 1, 4096).run(ToyChain.request(ToyChain.chain(), AMPLE, 1));
    assertEquals(alone.candidates().size(), alone.ledger().verifierCalls());
    assertTrue(ToyChain.mean(ToyChain.samples(o)) + 1 < ToyChain.mean(ToyChain.samples(alone)), "the tree goes where the guide says");
    assertEquals(List.of(), o.warnings());
  }

  @Test
  void optionsAreChecked() {
    assertEquals("lanes: must be >= 1, got 0", OutcomeAssertions.messageOf(() -> dts(1, 0, 1)));
    assertEquals("children: must be >= 1, got 0", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("dts", Map.of("children", "0"))));
    assertEquals("exponent: must be in [0, 1], got 2.0", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("dts-star", Map.of("exponent", "2"))));
    assertEquals("dts: needs a generator whose steps draw noise, toy, euler, 4 steps draws none; a stochastic solver does",
        OutcomeAssertions.messageOf(() -> dts(1, 1, 1).run(ToyChain.request(WatchedGenerator.mixture(1,
            new OdeMethod(Tableau.named("euler")), 4), 100, 1))));
  }
}
