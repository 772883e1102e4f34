package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hierarchical search against the published widths and counts, and the law of D3. */
class PrismTest {
  private static final int MASK = ChainTable.MASK;
  private static final int DRAWS = 40_000;

  private static SearchAlgorithm prism(Map<String, String> options) {
    return Algorithms.byName("prism", options);
  }

  private static SearchRequest request(long evaluations, long seed) {
    MaskedGenerator g = new MaskedGenerator(ChainTable::new, new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.ENTROPY), TokenLaw.MODEL), List.of(TokenTemplate.of(MASK, MASK, MASK, MASK)),
        "D3");
    return SearchRequest.of(g, Selector.ofRows("ones", (s, c) -> s.get(0) + s.get(1) + s.get(2)), Budget.ofEvaluations(evaluations))
        .withSeed(seed).withKeep(100);
  }

  private static int number(Candidate c) {
    int[] tokens = c.sample().toInts();
    return 4 * tokens[0] + 2 * tokens[1] + tokens[2];
  }

  /** A flow of 32 steps that bills as the published code does: every row of every look and every step. */
  private static final class Billed implements Generator {
    private final Generator inner = WatchedGenerator.mixture(1, 32);
    private final List<Integer> widths = new ArrayList<>();
    private long bill;

    @Override
    public Shape sampleShape() {
      return inner.sampleShape();
    }

    @Override
    public DType dtype() {
      return inner.dtype();
    }

    @Override
    public int steps() {
      return inner.steps();
    }

    @Override
    public long evaluations(int from, int to) {
      return inner.evaluations(from, to);
    }

    @Override
    public long evaluationsPerLook() {
      return inner.evaluationsPerLook();
    }

    @Override
    public long evaluationsAfterLook(int from, int to) {
      return inner.evaluationsAfterLook(from, to);
    }

    @Override
    public boolean isStochastic(int from, int to) {
      return true;
    }

    @Override
    public String description() {
      return "billed";
    }

    @Override
    public ContinuousProcess open(Meter meter) {
      return new ForwardingProcess(this, (ContinuousProcess) inner.open(meter)) {
        @Override
        public Admission evaluate(Population p) {
          bill += p.rows();
          return super.evaluate(p);
        }

        @Override
        public Admission advance(Population p, int toStep) {
          for (int s = p.step(); s < toStep; s++) {
            widths.add(p.rows());
            bill += p.rows();
          }
          return super.advance(p, toStep);
        }
      };
    }
  }

  /** A7.1: 16 rows to step 4, 9 to step 8, then K; 27, 29, 33 opinions; 173, 221, 317 evaluations as published. */
  @ParameterizedTest
  @CsvSource({"2, 27, 173", "4, 29, 221", "8, 33, 317"})
  void widthsAndCountsAreThePublishedOnes(int keep, long calls, long published) {
    Billed g = new Billed();
    Outcome o = prism(Map.of("keep", "" + keep)).run(
        SearchRequest.of(g, Selector.ofRows("x", (s, c) -> s.get(0)), Budget.ofEvaluations(published)));
    List<Integer> widths = new ArrayList<>();
    IntStream.range(0, 32).forEach(s -> widths.add(s < 4 ? 16 : s < 8 ? 9 : keep));
    // What is left of the budget goes to smaller passes; the first one is what the published figures are of.
    assertEquals(widths, g.widths.subList(0, 32));
    assertEquals(calls, o.ledger().entries().subList(0, 3).stream().mapToLong(Ledger.Entry::verifierCalls).sum());
    long charged = o.ledger().entries().subList(0, 3).stream().mapToLong(Ledger.Entry::used).sum();
    assertEquals(published, 4 * 16 + 16 + 4 * 9 + 9 + 24 * keep, "as published a look is billed beside the step that it begins");
    assertEquals(published - 9 - keep, charged, "of a flow, whose copies are evaluated where they begin, no look is paid for twice");
    assertTrue(g.bill >= published);
  }

  @Test
  void aHorizonIsThePublishedBlock() {
    Prism blocks = new Prism(new Prism.Options(16, 4, 2, .1, .6, 1.8, 3, 2, 3, 32, true, false));
    assertEquals(List.of(new Prism.Cut(4, 9), new Prism.Cut(8, 4)), blocks.cuts(16, 4, 256));
    Prism whole = new Prism(Prism.Options.DEFAULT);
    assertEquals(List.of(new Prism.Cut(26, 9), new Prism.Cut(30, 4)), whole.cuts(16, 4, 256));
  }

  /** A7.2: with nothing pruned every row is a draw of the exact law. */
  @Test
  void unprunedItSamplesTheModelsLaw() {
    Map<Integer, Integer> counts = new HashMap<>();
    SearchAlgorithm all = prism(Map.of("width", "16", "keep", "16"));
    for (int i = 0; i < DRAWS / 16; i++) {
      Outcome o = all.run(request(48, i));
      assertEquals(48, o.ledger().used());
      o.candidates().forEach(c -> counts.merge(number(c), 1, Integer::sum));
    }
    double variation = IntStream.range(0, 8)
        .mapToDouble(x -> Math.abs(counts.getOrDefault(x, 0) / (double) DRAWS - ChainTable.D3[x])).sum() / 2;
    assertTrue(variation < .01, () -> "total variation " + variation);
  }

  /** A7.3: the model's own log-probability as verifier returns the mode with probability 1 - .514^N. */
  @ParameterizedTest
  @CsvSource({"1, .486", "4, .9302", "16, .99998"})
  void judgedByItsOwnProbabilityItReturnsTheMode(int rows, double share) {
    SearchAlgorithm self = prism(Map.of("width", "" + rows, "keep", "" + rows, "self", "true"));
    int runs = 4000;
    int modes = 0;
    for (int i = 0; i < runs; i++) {
      Outcome o = self.run(request(3L * rows, i));
      assertEquals(0, o.ledger().verifierCalls());
      Candidate best = o.best().orElseThrow();
      assertEquals(Math.log(ChainTable.D3[number(best)]), best.score(), 1e-5);
      modes += number(best) == 0 ? 1 : 0;
    }
    double error = Math.sqrt(share * (1 - share) / runs);
    assertEquals(share, modes / (double) runs, 4 * error + 1e-9);
  }

  /** A7.4: the first copy is its parent to the bit, the others differ by at most a window of masks that were tokens. */
  @Test
  void copiesDifferByAWindowOfMasks() {
    int length = 20;
    int[] masks = new int[length];
    Arrays.fill(masks, MASK);
    MaskedGenerator g = new MaskedGenerator(Coins::new, new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(10, Order.CONFIDENCE), TokenLaw.MODEL), List.of(TokenTemplate.of(MASK, masks)), "coins");
    var process = g.open(Meter.unlimited());
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(3, 0))), new int[1]);
    process.advance(p, 5);
    int[] parent = process.state(p).toInts();
    double[] log = IntStream.range(0, length).mapToDouble(i -> process.row(p, 0).logProbability(i)).toArray();
    List<Population.Row> rows = new ArrayList<>();
    List<Start> draws = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      rows.add(new Population.Row(p, 0));
      draws.add(n == 0 ? p.draw(0) : Branches.copy(p.draw(0), 5, n));
    }
    Population copies = process.gather(rows, draws);
    process.reopen(copies, IntStream.range(1, 40).toArray(), 2, 6);
    List<Double> least = IntStream.range(0, length).filter(i -> parent[i] != MASK).mapToObj(i -> log[i]).sorted().limit(6).toList();
    int[] all = process.state(copies).toInts();
    Set<String> kinds = new HashSet<>();
    for (int n = 0; n < 40; n++) {
      int from = n * length;
      int changed = 0;
      for (int i = 0; i < length; i++) {
        if (all[from + i] != parent[i]) {
          changed++;
          assertEquals(MASK, all[from + i]);
          assertTrue(log[i] <= least.getLast());
        }
      }
      assertEquals(n == 0 ? 0 : 2, changed);
      kinds.add(Arrays.toString(Arrays.copyOfRange(all, from, from + length)));
    }
    assertTrue(kinds.size() > 5, "different copies");
    assertEquals(Admission.ADMITTED, process.advance(copies, 10));
    assertTrue(Arrays.stream(process.finish(copies).toInts()).noneMatch(t -> t == MASK), "what was taken back late is still filled");
  }

  /** Uneven coins, no two alike. */
  private static final class Coins implements TokenPredictor {
    @Override
    public int vocabulary() {
      return MASK + 1;
    }

    @Override
    public OptionalInt maskToken() {
      return OptionalInt.of(MASK);
    }

    @Override
    public int maxLength() {
      return 64;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      for (int j = 0; j < count; j++) {
        logits.floats()[logits.offset() + 3 * j] = .1f * (positions[j] % length);
        logits.floats()[logits.offset() + 3 * j + 1] = 0;
      }
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    assertEquals("keep: must be in [1, 16], got 17", OutcomeAssertions.messageOf(() -> prism(Map.of("keep", "17"))));
    assertEquals("from: must be at most to, got 0.7 and 0.6", OutcomeAssertions.messageOf(() -> prism(Map.of("from", "0.7"))));
    assertEquals("decay: must be above 1, got 1.0", OutcomeAssertions.messageOf(() -> prism(Map.of("decay", "1"))));
    assertTrue(OutcomeAssertions.messageOf(() -> prism(Map.of("self", "true")).run(SearchRequest.of(WatchedGenerator.mixture(1, 8),
        Selector.ofRows("x", (s, c) -> s.get(0)), Budget.ofEvaluations(100)))).startsWith(
            "prism: needs a generator whose model judges its own samples, toy"));
  }
}
