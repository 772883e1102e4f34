package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search over deterministic actions on toy U, whose edges and samples can be counted. */
class UnMaskForkTest {
  private static final List<Double> EVERY_STEP = IntStream.range(1, 100).mapToObj(i -> i / 100.0).toList();

  private static UnMaskFork.Options options(int lanes, int states) {
    return new UnMaskFork.Options(List.of(), EVERY_STEP, false, false, 1, false, lanes, OptionalInt.empty(), 1 << 18, states);
  }

  /** A reward in [0, 1] for every sample, and the samples in the order in which they were scored. */
  private static final class Rewards {
    private final long seed;
    private final List<Double> seen = new ArrayList<>();
    private final List<String> samples = new ArrayList<>();

    Rewards(long seed) {
      this.seed = seed;
    }

    double of(double[] sample) {
      return new SplittableRandom(seed * 31 + Arrays.hashCode(sample)).nextDouble();
    }

    Selector selector() {
      return new Selector(Verifier.ofRows("table", (s, condition) -> {
        double[] sample = row(s);
        seen.add(of(sample));
        samples.add(Arrays.toString(sample));
        return seen.getLast();
      }).within(0, 2)); // 2 is never reached: nothing ends early
    }

    double best(ActionTree tree) {
      double best = 0;
      int leaves = (int) Math.pow(tree.actions, tree.depth);
      for (int i = 0; i < leaves; i++) {
        double[] sample = new double[tree.depth];
        int rest = i;
        for (int j = 0; j < tree.depth; j++) {
          sample[j] = rest % tree.actions;
          rest /= tree.actions;
        }
        best = Math.max(best, of(sample));
      }
      return best;
    }
  }

  private static double[] row(Tensor sample) {
    return IntStream.range(0, (int) sample.size()).mapToDouble(sample::get).toArray();
  }

  private static Outcome run(ActionTree tree, Rewards rewards, UnMaskFork.Options options, long evaluations) {
    return new UnMaskFork(options).run(SearchRequest.of(tree, rewards.selector(), Budget.ofEvaluations(evaluations)));
  }

  /** A6.1, A6.3: each edge once, whatever the waves; all samples, so the best of them. */
  @ParameterizedTest
  @CsvSource({"2, 3, 14", "2, 7, 254", "3, 4, 120"})
  void exhaustiveSearchPaysForEachEdgeOnce(int actions, int depth, long edges) {
    ActionTree tree = new ActionTree(actions, depth, false);
    for (int lanes : new int[] {1, 5, 16}) {
      Rewards rewards = new Rewards(7);
      Outcome o = run(tree, rewards, options(lanes, 4096), 1_000_000);
      assertEquals(Status.COMPLETED, o.status());
      assertEquals(edges, o.ledger().used());
      assertEquals((int) Math.pow(actions, depth), new HashSet<>(rewards.samples).size());
      assertEquals(rewards.samples.size(), o.ledger().verifierCalls());
      assertEquals(rewards.best(tree), o.best().orElseThrow().score());
    }
  }

  /** A6.2: without the cache the same rewards in the same order, at D A^D evaluations. */
  @ParameterizedTest
  @CsvSource({"2, 3, 24", "2, 7, 896", "3, 4, 324"})
  void withoutItsCacheItSeesTheSameAndPaysForAllPaths(int actions, int depth, long paths) {
    ActionTree tree = new ActionTree(actions, depth, false);
    for (long seed = 0; seed < 5; seed++) {
      Rewards cached = new Rewards(seed);
      Rewards uncached = new Rewards(seed);
      run(tree, cached, options(1, 4096), 1_000_000);
      Outcome o = run(tree, uncached, options(1, 0), 1_000_000);
      assertEquals(paths, o.ledger().used());
      assertEquals(cached.seen, uncached.seen);
    }
  }

  /** A6.3: the best so far never falls, and A^D simulations have seen it all. */
  @Test
  void theBestSoFarNeverFalls() {
    ActionTree tree = new ActionTree(3, 4, false);
    double before = 0;
    for (int n = 1; n <= 81; n++) {
      Rewards rewards = new Rewards(3);
      UnMaskFork.Options o = new UnMaskFork.Options(List.of(), EVERY_STEP, false, false, 1, false, 1, OptionalInt.of(n), 1 << 18, 4096);
      Outcome outcome = run(tree, rewards, o, 1_000_000);
      assertEquals(n, rewards.seen.size());
      assertTrue(outcome.best().orElseThrow().score() >= before);
      before = outcome.best().orElseThrow().score();
    }
    assertEquals(new Rewards(3).best(tree), before);
  }

  /** Actions that commute: depth d has d + 1 states of two actions, so 2 (1 + ... + D) edges and D + 1 samples. */
  @Test
  void statesThatAreReachedInSeveralWaysAreOne() {
    ActionTree tree = new ActionTree(2, 6, true);
    for (int lanes : new int[] {1, 16}) {
      for (int states : new int[] {4096, 3}) {
        Rewards rewards = new Rewards(1);
        Outcome o = run(tree, rewards, options(lanes, states), 1_000_000);
        assertEquals(Status.COMPLETED, o.status());
        assertEquals(7, o.ledger().verifierCalls());
        assertEquals(7, new HashSet<>(rewards.samples).size());
        assertTrue(states == 3 ? o.ledger().used() >= 42 : o.ledger().used() == 42, () -> o.ledger().toString());
      }
    }
  }

  /** The published one is sequential; more lanes choose by older values but never see less for the same evaluations of a whole tree. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void droppedRowsAndSmallBatchesChangeNoReward(int lanes) {
    ActionTree tree = new ActionTree(3, 5, false);
    for (long budget : new long[] {5, 17, 60, 200}) {
      Rewards all = new Rewards(2);
      Outcome a = run(tree, all, options(lanes, 4096), budget);
      Rewards small = new Rewards(2);
      Outcome b = new UnMaskFork(options(lanes, 4096)).run(SearchRequest.of(tree, small.selector(), Budget.ofEvaluations(budget))
          .withBatchRows(1));
      assertEquals(all.samples, small.samples);
      OutcomeAssertions.assertSameCandidates(a, b);
      assertEquals(Status.BUDGET_SPENT, a.status());
      assertTrue(a.ledger().used() <= budget && a.ledger().unspent() < 5);
      Outcome again = run(tree, new Rewards(2), options(lanes, 4096), budget);
      OutcomeAssertions.assertSameCandidates(a, again);
    }
    Rewards held = new Rewards(4);
    Rewards dropped = new Rewards(4);
    long paid = run(tree, held, options(lanes, 4096), 1_000_000).ledger().used();
    assertTrue(run(tree, dropped, options(lanes, 4), 1_000_000).ledger().used() > paid);
    assertEquals(held.samples, dropped.samples);
  }

  @Test
  void itEndsAtTheLargestScore() {
    ActionTree tree = new ActionTree(2, 10, false);
    Selector all = new Selector(Verifier.ofRows("ones", (s, condition) -> Arrays.stream(row(s)).sum() >= 5 ? 1 : 0).within(0, 1));
    Outcome o = new UnMaskFork(options(1, 4096)).run(SearchRequest.of(tree, all, Budget.ofEvaluations(10_000)));
    assertEquals(Status.COMPLETED, o.status());
    assertEquals(20, o.ledger().used(), "action 0 to the end, then action 1");
    assertEquals(1, o.best().orElseThrow().score());
  }

  /** At most all but the last digit right is hidden among 3^8 samples: guided it is found sooner than by going through them. */
  @Test
  void itGoesWhereScoresAreHigh() {
    ActionTree tree = new ActionTree(3, 8, false);
    int[] wanted = {2, 0, 1, 1, 2, 0, 2, 1};
    Selector hits = new Selector(Verifier.ofRows("hits", (s, condition) -> IntStream.range(0, 8)
        .filter(i -> row(s)[i] == wanted[i]).count()).within(Double.NEGATIVE_INFINITY, 8));
    long found = new UnMaskFork(new UnMaskFork.Options(List.of(), EVERY_STEP, false, false, .5, false, 1, OptionalInt.empty(), 1 <<
        18, 4096))
        .run(SearchRequest.of(tree, hits, Budget.ofEvaluations(1_000_000))).ledger().verifierCalls();
    assertTrue(found < 2000, () -> found + " of 6561 samples");
  }

  @Test
  void scoresWithoutOpinionAreTheWorst() {
    ActionTree tree = new ActionTree(2, 4, false);
    Selector some = Selector.ofRows("some", (s, condition) -> row(s)[0] == 0 ? Double.NaN : row(s)[1]);
    Outcome o = new UnMaskFork(options(4, 4096)).run(SearchRequest.of(tree, some, Budget.ofEvaluations(1000)));
    assertEquals(Status.COMPLETED, o.status());
    assertEquals(30, o.ledger().used());
    assertEquals(1, o.best().orElseThrow().score());
    assertEquals(8, o.nanScores());
  }

  @Test
  void nodesAreCapped() {
    ActionTree tree = new ActionTree(2, 10, false);
    UnMaskFork.Options o = new UnMaskFork.Options(List.of(), EVERY_STEP, false, false, 1, false, 16, OptionalInt.empty(), 100, 4096);
    Outcome outcome = run(tree, new Rewards(1), o, 1_000_000);
    assertEquals(Status.COMPLETED, outcome.status());
    assertTrue(outcome.ledger().used() <= 99 && outcome.ledger().used() >= 90, () -> outcome.ledger().toString());
  }

  @Test
  void levelsAreStepsBetweenStartAndEnd() {
    ActionTree ten = new ActionTree(2, 10, false);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 8, 10}, UnMaskFork.Options.DEFAULT.steps(ten));
    assertArrayEquals(new int[] {0, 1}, UnMaskFork.Options.DEFAULT.steps(new ActionTree(2, 1, false)));
    Outcome o = run(ten, new Rewards(1), UnMaskFork.Options.DEFAULT, 1_000_000);
    assertEquals(256, o.ledger().verifierCalls());
  }

  /**
   * A trunk to step 3 of 5, then two actions over two levels: 3 + 2 + 4 edges for 4 samples; rolled out by the first action, the
   * same.
   */
  @Test
  void aTrunkIsSharedByAll() {
    ActionTree tree = new ActionTree(2, 5, false);
    for (boolean home : new boolean[] {false, true}) {
      UnMaskFork.Options o = new UnMaskFork.Options(List.of(), List.of(.4, .2), true, home, 1, false, 4, OptionalInt.empty(), 1 << 18,
          4096);
      Rewards rewards = new Rewards(1);
      Outcome outcome = run(tree, rewards, o, 1_000_000);
      assertEquals(Status.COMPLETED, outcome.status());
      assertEquals(9, outcome.ledger().used());
      assertEquals(4, rewards.samples.size());
      assertTrue(rewards.samples.stream().allMatch(s -> s.startsWith("[0.0, 0.0, 0.0, ")));
      assertEquals(home ? "[0.0, 0.0, 0.0, 1.0, 0.0]" : "[0.0, 0.0, 0.0, 1.0, 1.0]", rewards.samples.get(1));
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    assertEquals("levels: must be in (0, 1), got 1.0", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("unmaskfork", java.util.Map.of("levels", "0.5,1"))));
    assertEquals("unmaskfork: levels must be numbers with commas between them, got \"0.5;0.2\"", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("unmaskfork", java.util.Map.of("levels", "0.5;0.2"))));
    assertEquals("states: must be >= 0, got -1", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("unmaskfork", java.util.Map.of("states", "-1"))));
    assertEquals("verifier: the least score must be below the largest, got 1.0 and 1.0", OutcomeAssertions.messageOf(
        () -> new Rewards(1).selector().verifier().within(1, 1)));
  }

  @Test
  void aFlowIsRefusedInOneSentence() {
    String message = OutcomeAssertions.messageOf(() -> new UnMaskFork(UnMaskFork.Options.DEFAULT).run(
        SearchRequest.of(WatchedGenerator.mixture(1, 8), Selector.ofRows("x", (s, c) -> s.get(0)), Budget.ofEvaluations(100))));
    assertTrue(message.startsWith("unmaskfork: needs a generator whose steps can be made in several ways without noise, toy"), message);
    assertFalse(message.contains("\n"));
  }
}
