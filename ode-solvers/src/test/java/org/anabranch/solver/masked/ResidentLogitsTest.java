package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.hidden.HiddenProvider;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logits on a device whose memory the host cannot reach: samplers draw, rank, fork and judge with the host's bits, and what comes down
 * is what a policy said that it reads.
 */
class ResidentLogitsTest {
  private static final int MASK = HashPredictor.MASK;
  private static final int VOCABULARY = HashPredictor.VOCABULARY;
  private static final int LENGTH = HashPredictor.LENGTH;
  private static final TokenTemplate TEMPLATE = TokenTemplate.of(MASK, 3, MASK, MASK, 0, MASK, MASK, MASK, MASK, MASK, MASK, 5, MASK);
  private static final TokenTemplate OTHER = TokenTemplate.of(MASK, 1, 1, MASK, 0, MASK, 2, MASK, 4, MASK, MASK, 5, 0);
  private static final int OPEN = TEMPLATE.openCount();
  /** A likeliest token and a sum; a token, another, a probability and a score. */
  private static final long KNOWN = LogitReads.LIKELIEST_BYTES;
  private static final long READ = LogitReads.TOLD_BYTES;

  private final HiddenProvider provider = new HiddenProvider();
  private final Kernels device = provider.create(new WorkerPool(1));

  /** A predictor's logits, first put on the device and from there to where the caller wants them. */
  private record OnDevice(TokenPredictor host, Kernels k) implements TokenPredictor {
    @Override
    public int vocabulary() {
      return host.vocabulary();
    }

    @Override
    public OptionalInt maskToken() {
      return host.maskToken();
    }

    @Override
    public int maxLength() {
      return host.maxLength();
    }

    @Override
    public boolean conditioned() {
      return host.conditioned();
    }

    @Override
    public boolean onDevice() {
      return true;
    }

    @Override
    public Optional<Kernels> device() {
      return Optional.of(k);
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      put(own -> host.predict(tokens, rows, length, sigma, positions, count, own), logits);
    }

    @Override
    public long keyBytes() {
      return host.keyBytes();
    }

    @Override
    public void predict(List<TokenQuery> rows, double[] sigma, Tensor logits, KeyValues[] made) {
      put(own -> host.predict(rows, sigma, own, made), logits);
    }

    private void put(Consumer<Tensor> prediction, Tensor logits) {
      Tensor own = Tensor.zeros(logits.rows(), vocabulary());
      prediction.accept(own);
      Tensor there = k.allocate(own.dtype(), own.shape());
      k.copy(own, there);
      k.copy(there, logits);
      k.release(there);
    }
  }

  /** Commits the j-th masked position where the distribution's first probability is largest: reads distributions as wholes. */
  private record ByFirstToken(int steps) implements UnmaskingPolicy {
    @Override
    public String name() {
      return "by first token";
    }

    @Override
    public void decide(UnmaskingRound round) {
      int best = 0;
      for (int j = 1; j < round.count(); j++) {
        best = round.at(j).model()[0] > round.at(best).model()[0] ? j : best;
      }
      round.commit(best, round.draw(best, 0));
    }

    @Override
    public Optional<String> inexactness(TokenTemplate template) {
      return Optional.empty();
    }
  }

  /** Says that it reads tokens, and reads what it did not say. */
  private record Dishonest(int what) implements UnmaskingPolicy {
    @Override
    public String name() {
      return "dishonest";
    }

    @Override
    public int steps() {
      return 1;
    }

    @Override
    public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
      RoundReading one = RoundReading.of(LogitReads.Score.NONE, positions.length, Double.NaN);
      one.stay()[0] = 0;
      return Optional.of(one);
    }

    @Override
    public void decide(UnmaskingRound round) {
      switch (what) {
        case 0 -> round.at(0);
        case 1 -> round.draw(1, 0);
        case 2 -> round.score(LogitReads.Score.ENTROPY, 0, 0, false);
        case 3 -> round.second(0);
        default -> round.commit(0, (round.draw(0, 0) + 1) % MASK);
      }
    }

    @Override
    public Optional<String> inexactness(TokenTemplate template) {
      return Optional.empty();
    }
  }

  static Stream<MaskedSampling> samplings() {
    List<UnmaskingPolicy> policies = new ArrayList<>(List.of(Ancestral.of(6), new Ancestral(4, 1e-2, Ancestral.Last.LIKELIEST),
        new Ancestral(4, 1e-2, Ancestral.Last.DRAWN), new FirstHitting(OPEN), new Remasking(8, new Remasking.Confidence()),
        new Remasking(20, Remasking.Loop.STANDARD), new RunnerUp(5), new ByFirstToken(OPEN)));
    for (Order order : Order.values()) {
      policies.add(OrderedUnmasking.of(5, order));
    }
    policies.add(OrderedUnmasking.of(6, Order.LOG_CONFIDENCE).withNoise(.3).withBlocks(4));
    policies.add(OrderedUnmasking.of(6, Order.MARGIN).withShapedScores().withQuota(new Quota.Shrinking(1e-3)));
    policies.add(OrderedUnmasking.of(9, Order.CONFIDENCE).withQuota(new Quota.Threshold(.3)).withBlocks(6));
    policies.add(OrderedUnmasking.of(9, Order.ENTROPY).withShapedScores().withQuota(new Quota.EntropyBound(2)));
    List<TokenLaw> laws = List.of(TokenLaw.MODEL, TokenLaw.GREEDY, TokenLaw.atTemperature(.7).withTopP(.9).withTopK(3),
        TokenLaw.atTemperature(0).withTopPDropping(.8), TokenLaw.atTemperature(2).withTopK(1));
    return policies.stream().flatMap(p -> laws.stream().map(law -> MaskedSampling.of(p, law)
        .withGuidance(law == laws.getLast() ? 1.5 : 0)
        .withEnds(law == laws.get(2) ? EndRule.of(EndRule.Mode.FORBID, 2, 4) : EndRule.NONE)));
  }

  private MaskedProcess open(boolean onDevice, MaskedSampling sampling, boolean conditioned, TokenTemplate... templates) {
    TokenPredictor host = new HashPredictor(conditioned);
    TokenPredictor other = new StretchedLogits(host);
    return new MaskedGenerator(() -> onDevice ? new OnDevice(host, device) : host, new WorkerPool(1), sampling, List.of(templates),
        "hash", 5).withModel("other", () -> onDevice ? new OnDevice(other, device) : other).open(Meter.unlimited());
  }

  /** Another model: the same logits, twice as far apart. */
  private record StretchedLogits(TokenPredictor of) implements TokenPredictor {
    @Override
    public int vocabulary() {
      return of.vocabulary();
    }

    @Override
    public OptionalInt maskToken() {
      return of.maskToken();
    }

    @Override
    public int maxLength() {
      return of.maxLength();
    }

    @Override
    public boolean conditioned() {
      return of.conditioned();
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      of.predict(tokens, rows, length, sigma, positions, count, logits);
      for (int i = 0; i < logits.size(); i++) {
        logits.floats()[logits.offset() + i] *= 2;
      }
    }
  }

  private static List<Start> starts(int n) {
    return IntStream.range(0, n).mapToObj(i -> {
      Start fresh = new Start.Fresh(TrajectoryKey.root(7, i));
      return i % 3 == 1 ? new Start.Near(fresh, TrajectoryKey.root(9, i), 0.4) : fresh;
    }).toList();
  }

  /** Everything that can be seen of a population. */
  private static String seen(MaskedProcess process, Population p) {
    double[] verdicts = new double[p.rows()];
    process.judge(p, verdicts);
    StringBuilder text = new StringBuilder();
    text.append(Arrays.toString(process.state(p).toInts())).append(Arrays.toString(process.lookAhead(p).toInts()));
    for (int i = 0; i < p.rows(); i++) {
      text.append(' ').append(Double.toHexString(process.logPath(p, i))).append(' ').append(Double.toHexString(verdicts[i]));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void aRunWithForksRewindsAndActionsHasTheHostsBits(MaskedSampling sampling) {
    for (boolean conditioned : new boolean[] {false, true}) {
      List<List<String>> all = new ArrayList<>();
      for (boolean onDevice : new boolean[] {false, true}) {
        List<String> states = new ArrayList<>();
        MaskedProcess process = open(onDevice, sampling, conditioned, TEMPLATE, OTHER);
        int steps = process.generator().steps();
        Population p = process.start(starts(6), new int[] {0, 1, 0, 1, 0, 0});
        for (int step = 0; step < steps / 2; step++) {
          process.evaluate(p);
          states.add(seen(process, p));
          process.advance(p, step + 1);
        }
        process.evaluate(p);
        Population child = process.fork(p, new int[] {3, 3, 0, 5}, IntStream.range(0, 4)
            .mapToObj(i -> TrajectoryKey.root(11, i)).toArray(TrajectoryKey[]::new));
        process.release(p);
        process.advance(child, steps / 2 + 1);
        states.add(seen(process, child));
        process.rewind(child, steps / 2, IntStream.range(0, 4).mapToObj(i -> TrajectoryKey.root(12, i)).toArray(TrajectoryKey[]::new));
        process.advance(child, steps);
        states.add(seen(process, child));
        all.add(states);
      }
      assertEquals(all.get(0), all.get(1));
    }
    assertTrue(provider.bytesDown() > 0);
  }

  @Test
  void actionsByTwoModelsHaveTheHostsBits() {
    List<String> seen = new ArrayList<>();
    for (boolean onDevice : new boolean[] {false, true}) {
      MaskedProcess process = open(onDevice, MaskedSampling.of(OrderedUnmasking.of(5, Order.CONFIDENCE), TokenLaw.MODEL), false,
          TEMPLATE);
      Population p = process.start(starts(4), new int[4]);
      var actions = process.actions(List.of("confidence", "other/log-confidence:0.1", "margin", "other/entropy"));
      StringBuilder text = new StringBuilder();
      for (int step = 0; step < 5; step++) {
        process.choose(p, actions);
        process.advance(p, step + 1);
        text.append(seen(process, p));
      }
      seen.add(text.toString());
    }
    assertEquals(seen.get(0), seen.get(1));
  }

  @Test
  void aRoundMovesWhatItReads() {
    MaskedProcess process = open(true, MaskedSampling.of(OrderedUnmasking.of(3, Order.ENTROPY), TokenLaw.atTemperature(.8)), false,
        TEMPLATE);
    Population p = process.start(starts(3), new int[3]);
    int masked = 3 * OPEN;
    for (int step = 0; step < 3; step++) {
      provider.forgetCopies();
      process.evaluate(p);
      assertEquals(KNOWN * masked, provider.bytesDown());
      process.lookAhead(p);
      process.advance(p, step + 1);
      assertEquals((KNOWN + READ) * masked, provider.bytesDown(), "every masked position is ranked");
      masked = IntStream.range(0, 3).map(i -> process.row(p, i).masked()).sum();
    }
    assertEquals(0, masked);
  }

  @Test
  void whatIsNotRevealedIsNotRead() {
    MaskedProcess process = open(true, MaskedSampling.of(Ancestral.of(6), TokenLaw.MODEL), false, TEMPLATE);
    Population p = process.start(starts(3), new int[3]);
    int masked = 3 * OPEN;
    for (int step = 0; step < 6; step++) {
      provider.forgetCopies();
      long before = process.meter().used();
      process.evaluate(p);
      long known = provider.bytesDown();
      assertTrue(known <= KNOWN * masked && known > 0 == process.meter().used() > before);
      process.advance(p, step + 1);
      int left = IntStream.range(0, 3).map(i -> process.row(p, i).masked()).sum();
      assertEquals(known + READ * (masked - left), provider.bytesDown());
      masked = left;
    }
    assertEquals(0, masked);
  }

  static Stream<MaskedSampling> cached() {
    MaskedSampling blocks = MaskedSampling.of(OrderedUnmasking.of(12, Order.CONFIDENCE).withBlocks(4), TokenLaw.MODEL);
    return Stream.of(blocks, blocks.withGuidance(1.5), blocks.withEnds(EndRule.of(EndRule.Mode.FORBID, 3)),
        MaskedSampling.of(OrderedUnmasking.of(9, Order.ENTROPY).withQuota(new Quota.EntropyBound(1)), TokenLaw.GREEDY),
        MaskedSampling.of(new Remasking(10, new Remasking.Cap(.2)), TokenLaw.MODEL)).flatMap(s -> Stream.of(s,
        s.withCache(CachePolicy.of(CachePolicy.Reach.DUAL)), s.withCache(CachePolicy.of(CachePolicy.Reach.PREFIX).withRefresh(3)),
        s.withCache(CachePolicy.of(CachePolicy.Reach.DUAL).withChanged(2).withBytes(StalePredictor.KEY_BYTES * 60))));
  }

  /** Windows beside kept keys, and rows of different lengths. */
  @ParameterizedTest
  @MethodSource("cached")
  void windowsHaveTheHostsBits(MaskedSampling sampling) {
    int mask = StalePredictor.MASK;
    int[] open = new int[20];
    Arrays.fill(open, 4, 20, mask);
    List<TokenTemplate> templates = new ArrayList<>(List.of(TokenTemplate.of(mask, open)));
    templates.add(TokenTemplate.of(mask, Arrays.copyOf(open, sampling.cache().isNone() ? 13 : 20)).withGiven(9, 5));
    List<String> seen = new ArrayList<>();
    for (boolean onDevice : new boolean[] {false, true}) {
      StalePredictor host = new StalePredictor();
      MaskedProcess process = new MaskedGenerator(() -> onDevice ? new OnDevice(host, device) : host, new WorkerPool(1), sampling,
          templates, "stale", 3).open(Meter.unlimited());
      Population p = process.start(starts(4), new int[] {0, 1, 1, 0});
      StringBuilder text = new StringBuilder();
      for (int step = 0; step < process.generator().steps(); step++) {
        process.evaluate(p);
        for (int i = 0; i < 4; i++) {
          assertEquals(onDevice && process.row(p, i).masked() > 0, process.row(p, i).masked() > 0
              && process.row(p, i).evaluation().isRemote());
        }
        process.advance(p, step + 1);
        text.append(seen(process, p));
      }
      seen.add(text.toString());
    }
    assertEquals(seen.get(0), seen.get(1));
  }

  @Test
  void aPolicyThatReadsDistributionsGetsThem() {
    MaskedProcess process = open(true, MaskedSampling.of(new ByFirstToken(OPEN), TokenLaw.MODEL), false, TEMPLATE);
    Population p = process.start(starts(2), new int[2]);
    provider.forgetCopies();
    process.advance(p, 1);
    assertEquals((KNOWN + 4L * VOCABULARY) * 2 * OPEN, provider.bytesDown());
  }

  @Test
  void templatesThatAllowSomeTokensOnlyReadLogits() {
    MaskedProcess process = open(true, MaskedSampling.of(OrderedUnmasking.of(5, Order.CONFIDENCE), TokenLaw.MODEL), false,
        TEMPLATE.withAllowed(4, 1, 2));
    Population p = process.start(starts(2), new int[2]);
    provider.forgetCopies();
    process.advance(p, 1);
    assertEquals(4L * VOCABULARY * 2 * OPEN, provider.bytesDown());
  }

  @Test
  void aReleasedPopulationsLogitsAreGivenBack() {
    MaskedProcess process = open(true, MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), false, TEMPLATE);
    Population p = process.start(starts(3), new int[3]);
    process.advance(p, 1);
    long row = 4L * VOCABULARY * OPEN;
    assertEquals(6 * row, provider.bytesHeld(), "a batch and its rows");
    Population child = process.fork(p, new int[] {0, 0, 1}, new TrajectoryKey[] {TrajectoryKey.root(1, 1), TrajectoryKey.root(1, 2),
        TrajectoryKey.root(1, 3)});
    process.release(p);
    assertEquals(5 * row, provider.bytesHeld(), "two rows of three have copies");
    process.advance(child, 2);
    assertTrue(provider.bytesHeld() < 6 * row, "each copy has logits of its own, and nobody its parent's: " + provider.bytesHeld());
    process.advance(child, 3);
    process.release(child);
    assertEquals(3 * row, provider.bytesHeld(), "the batch");
  }

  @Test
  void aPolicyThatReadsWhatItDidNotSayIsRefused() {
    for (int what = 0; what < 5; what++) {
      MaskedProcess process = open(true, MaskedSampling.of(new Dishonest(what), TokenLaw.MODEL), false, TEMPLATE);
      Population p = process.start(starts(1), new int[1]);
      String message = assertThrows(IllegalStateException.class, () -> process.advance(p, 1)).getMessage();
      assertTrue(message.startsWith(what == 0 ? "masked process: these logits are on a device"
          : "unmasking: a policy reads what it said that it reads, NONE and tokens, got "), message);
    }
  }

  /** A token's logit, the same at every position. */
  private record Constant(float[] logits) implements TokenPredictor {
    @Override
    public int vocabulary() {
      return logits.length;
    }

    @Override
    public OptionalInt maskToken() {
      return OptionalInt.empty();
    }

    @Override
    public int maxLength() {
      return LENGTH;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor out) {
      for (int j = 0; j < count; j++) {
        System.arraycopy(logits, 0, out.floats(), out.offset() + j * logits.length, logits.length);
      }
    }
  }

  @Test
  void logitsThatAreNoLawAreToldAsOnTheHost() {
    float none = Float.NEGATIVE_INFINITY;
    for (float[] logits : new float[][] {{0, 1, Float.NaN, 0, 0, 0, 0}, {0, 1, 2, Float.POSITIVE_INFINITY, 0, Float.NaN, 0},
        {0, 0, 0, 0, 0, 0, Float.NaN}, {none, none, none, none, none, none, 4}}) {
      List<String> messages = new ArrayList<>();
      for (boolean onDevice : new boolean[] {false, true}) {
        TokenPredictor host = new Constant(logits);
        MaskedProcess process = new MaskedGenerator(() -> onDevice ? new OnDevice(host, device) : host, new WorkerPool(1),
            MaskedSampling.of(Ancestral.of(3), TokenLaw.MODEL), List.of(TEMPLATE), "constant").open(Meter.unlimited());
        Population p = process.start(starts(2), new int[2]);
        messages.add(assertThrows(IllegalStateException.class, () -> process.advance(p, 1)).getMessage());
      }
      assertEquals(messages.get(0), messages.get(1));
    }
  }

  @Test
  void readsOfRowsInSeveralTensorsAreAnsweredInOrder() {
    Tensor a = Tensor.of(new float[] {0, 3, 1, 2, 2, 5}, 2, 3);
    Tensor b = Tensor.of(new float[] {7, 1, 1}, 1, 3);
    Tensor onDevice = device.allocate(a.dtype(), Shape.of(2, 3));
    device.copy(a, onDevice);
    Tensor other = device.allocate(b.dtype(), Shape.of(1, 3));
    device.copy(b, other);
    LogitReads reads = new LogitReads(TokenLaw.GREEDY.probabilities(), true, LogitReads.Score.SECOND, false);
    reads.ask(onDevice, 1, 2, 1, 0);
    reads.ask(other, 0, 0, 1, 0);
    reads.ask(onDevice, 0, 1, 1, 0);
    device.read(reads);
    assertArrayEquals(new int[] {2, 0, 1}, IntStream.range(0, 3).map(reads::token).toArray());
    assertArrayEquals(new int[] {0, 1, 2}, IntStream.range(0, 3).map(reads::other).toArray());
    assertThrows(IllegalArgumentException.class, () -> reads.ask(onDevice, 2, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> reads.ask(device.allocate(a.dtype(), Shape.of(1, 4)), 0, 0, 1, 0));
  }
}
