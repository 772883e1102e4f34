package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches by actions and by self-verification on three tokens with exact conditionals, and what they owe whatever the limits. */
class MaskedForkTest {
  private static final int MASK = ChainTable.MASK;
  private static final TokenTemplate OPEN = TokenTemplate.of(MASK, MASK, MASK, MASK);
  private static final Map<String, String> EVERY_STEP = Map.of("levels", "0.67,0.33");
  /** Another law, whose likeliest sequence and orders differ. */
  private static final double[] OTHER = {.05, .3, .1, .05, .05, .05, .15, .25};

  private static MaskedGenerator generator(Runnable onCall) {
    return new MaskedGenerator(() -> new ChainTable(ChainTable.D3, onCall), new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.RANDOM), TokenLaw.MODEL), List.of(OPEN), "D3");
  }

  private static double number(Tensor sample) {
    return 4 * sample.get(0) + 2 * sample.get(1) + sample.get(2);
  }

  private static Selector selector() {
    return Selector.ofRows("number", (s, condition) -> number(s));
  }

  private static Map<String, String> with(Map<String, String> some, String key, String value) {
    Map<String, String> all = new java.util.HashMap<>(some);
    all.put(key, value);
    return all;
  }

  /** A6.4: left to right and right to left at T = 0 lead to 000 alone; six states are evaluated, each once for both. */
  @Test
  void twoOrdersOfOneModelShareEvaluations() {
    Outcome o = Algorithms.byName("unmaskfork", with(EVERY_STEP, "actions", "sequential,reverse"))
        .run(SearchRequest.of(generator(() -> { }), selector(), Budget.ofEvaluations(1000)).withKeep(100));
    assertEquals(Status.COMPLETED, o.status());
    assertEquals(1, o.candidates().size());
    assertArrayEquals(new int[] {0, 0, 0}, o.candidates().getFirst().sample().toInts());
    assertEquals(1, o.ledger().verifierCalls());
    assertEquals(6, o.ledger().used(), "all but 000 of the states that greedy choices reach");
  }

  /** A6.4 with two models: the best of all that any order of actions reaches, for no more than the unique edges. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void twoModelsFindTheBestThatTheirActionsReach(int lanes) {
    MaskedGenerator g = generator(() -> { }).withModel("other", () -> new ChainTable(OTHER, () -> { }));
    List<String> names = List.of("sequential", "other/reverse");
    TreeSet<Double> reached = new TreeSet<>();
    for (int word = 0; word < 8; word++) {
      MaskedProcess process = g.open(Meter.unlimited());
      List<ForkingProcess.Action> actions = process.actions(names);
      Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(1, 0))), new int[1]);
      for (int step = 0; step < 3; step++) {
        process.choose(p, List.of(actions.get(word >> step & 1)));
        process.advance(p, step + 1);
      }
      reached.add(number(process.finish(p).rows(0, 1)));
    }
    assertTrue(reached.size() > 1, reached::toString);
    Map<String, String> options = with(with(EVERY_STEP, "actions", String.join(",", names)), "lanes", "" + lanes);
    Outcome o = Algorithms.byName("unmaskfork", options)
        .run(SearchRequest.of(g, selector(), Budget.ofEvaluations(1000)).withKeep(100));
    assertEquals(Status.COMPLETED, o.status());
    assertEquals(reached.last(), o.best().orElseThrow().score());
    assertEquals(reached, new TreeSet<>(o.candidates().stream().map(Candidate::score).toList()));
    assertEquals(reached.size(), o.ledger().verifierCalls());
    assertTrue(o.ledger().used() <= 14, () -> o.ledger().toString());
  }

  /** Noise that depends on the start begins again when all has been seen, and in the end has seen every sequence. */
  @Test
  void noiseOfTheOrderGoesOnFromOtherStarts() {
    SearchAlgorithm search = Algorithms.byName("unmaskfork", with(EVERY_STEP, "actions", "confidence,log-confidence:3"));
    Outcome o = search.run(SearchRequest.of(generator(() -> { }), selector(), Budget.ofEvaluations(500)).withKeep(100));
    assertEquals(Status.BUDGET_SPENT, o.status());
    assertTrue(o.ledger().unspent() < 3);
    assertTrue(o.ledger().verifierCalls() <= 8, "no sequence is scored twice");
  }

  /** As HardLimitsTest of the others: any budget, any batch, cancelled anywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"unmaskfork", "prism"})
  void limitsHoldWhateverTheyAre(String name) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      SearchAlgorithm search = Algorithms.byName(name, name.equals("prism") ? Map.of("self", "" + (i % 2 == 0))
          : with(with(EVERY_STEP, "actions", "confidence,log-confidence:1,log-confidence:1"), "states", "" + random.nextInt(4)));
      Budget b = Budget.ofEvaluations(random.nextLong(3, 100));
      b = random.nextBoolean() ? b.withVerifierCalls(random.nextLong(1, 6)) : b;
      SearchRequest r = SearchRequest.of(generator(() -> { }), selector(), b).withSeed(i).withBatchRows(random.nextInt(1, 20));
      Outcome o = search.run(r);
      assertTrue(o.ledger().used() <= b.evaluations(), () -> o.ledger().toString());
      assertEquals(o.ledger().used(), o.ledger().entries().stream().mapToLong(Ledger.Entry::used).sum());
      assertTrue(o.ledger().entries().stream().allMatch(e -> e.used() <= e.granted() && e.granted() <= e.asked()));
      assertTrue(b.verifierCalls().isEmpty() || o.ledger().verifierCalls() <= b.verifierCalls().getAsLong());
      assertTrue(o.best().orElseThrow().complete());
      Outcome again = search.run(r.withBatchRows(1));
      assertEquals(o.candidates().size(), again.candidates().size());
      for (int j = 0; j < o.candidates().size(); j++) {
        assertArrayEquals(o.candidates().get(j).sample().toInts(), again.candidates().get(j).sample().toInts());
        assertEquals(o.candidates().get(j).score(), again.candidates().get(j).score());
        assertEquals(o.candidates().get(j).index(), again.candidates().get(j).index());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unmaskfork", "prism"})
  void cancelledAnywhereItStopsThereWithTheBestSoFar(String name) {
    for (int at = 0; at < 20; at++) {
      int last = at;
      int[] calls = {0};
      Cancellation c = new Cancellation();
      MaskedGenerator g = generator(() -> {
        if (calls[0]++ == last) {
          c.cancel();
        }
      });
      SearchAlgorithm search = Algorithms.byName(name, name.equals("prism") ? Map.of()
          : with(EVERY_STEP, "actions", "confidence,log-confidence:1,log-confidence:1"));
      Outcome o = search.run(SearchRequest.of(g, selector(), Budget.ofEvaluations(1_000_000)).withCancellation(c).withBatchRows(2));
      assertEquals(Status.CANCELLED, o.status());
      assertEquals(last + 1, calls[0]);
      assertTrue(o.best().isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unmaskfork", "prism"})
  void aDeadlineThatHasPassedStillGetsOneEvaluationAndALookAhead(String name) {
    int[] calls = {0};
    Outcome o = Algorithms.byName(name, Map.of()).run(SearchRequest.of(generator(() -> calls[0]++), selector(),
        Budget.ofEvaluations(1000).withDeadline(Duration.ofNanos(1))));
    assertEquals(Status.DEADLINE, o.status());
    assertEquals(1, calls[0]);
    assertEquals(List.of(false), o.candidates().stream().map(Candidate::complete).distinct().toList());
  }

  @Test
  void whatActionsNeedIsSaidInOneSentence() {
    SearchRequest r = SearchRequest.of(generator(() -> { }), selector(), Budget.ofEvaluations(100));
    assertEquals("actions: no model is named 'other', there are [D3]", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("unmaskfork", Map.of("actions", "other/confidence")).run(r)));
    assertTrue(OutcomeAssertions.messageOf(() -> Algorithms.byName("unmaskfork", Map.of("actions", "best")).run(r))
        .startsWith("strategy: no order is named 'best', there are [random, sequential, reverse, confidence"));
    assertEquals("strategy: what follows the colon must be a number, got 'confidence:x'", OutcomeAssertions.messageOf(
        () -> Algorithms.byName("unmaskfork", Map.of("actions", "confidence:x")).run(r)));
    assertEquals("masked generator: another model needs a name of its own without /, got 'a/b'", OutcomeAssertions.messageOf(
        () -> generator(() -> { }).withModel("a/b", ChainTable::new)));
  }

  /** States a search cannot tell from one another may not go different ways. */
  @Test
  void actionsAreFunctionsOfStateAndStart() {
    MaskedProcess process = generator(() -> { }).open(Meter.unlimited());
    List<ForkingProcess.Action> actions = process.actions(List.of("log-confidence:2", "log-confidence:2"));
    Start start = new Start.Fresh(TrajectoryKey.root(1, 0));
    Population p = process.start(List.of(start, start, start, new Start.Fresh(TrajectoryKey.root(1, 7))), new int[4]);
    process.choose(p, List.of(actions.get(0), actions.get(0), actions.get(1), actions.get(0)));
    process.advance(p, 1);
    assertEquals(process.key(p, 0), process.key(p, 1));
    assertTrue(actions.getFirst().dependsOnStart());
    int[] tokens = process.state(p).toInts();
    assertArrayEquals(Arrays.copyOfRange(tokens, 0, 3), Arrays.copyOfRange(tokens, 3, 6));
  }
}
