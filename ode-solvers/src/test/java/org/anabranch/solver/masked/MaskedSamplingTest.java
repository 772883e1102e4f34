package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.StandardNormal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Laws of tokens, quotas, rules for the end of a text, and what is refused before any evaluation. */
final class MaskedSamplingTest {
  private static final int MASK = HashPredictor.MASK;
  /** log of .4, .3, .2, .1. */
  private static final float[] LOGITS = {(float) Math.log(.1), (float) Math.log(.4), (float) Math.log(.2), (float) Math.log(.3)};

  @Test
  void lawsAreTheModelsAtATemperatureAndCut() {
    assertLaw(TokenLaw.MODEL, .1, .4, .2, .3);
    assertLaw(TokenLaw.atTemperature(.5), .01 / .3, .16 / .3, .04 / .3, .09 / .3);
    assertLaw(TokenLaw.MODEL.withTopK(2), 0, .4 / .7, 0, .3 / .7);
    assertLaw(TokenLaw.MODEL.withTopP(.6), 0, .4 / .7, 0, .3 / .7);
    assertLaw(TokenLaw.MODEL.withTopPDropping(.6), 0, 1, 0, 0);
    assertLaw(TokenLaw.MODEL.withTopPDropping(.1), 0, 1, 0, 0);
    assertLaw(TokenLaw.MODEL.withTopP(.95).withTopK(3), 0, .4 / .9, .2 / .9, .3 / .9);
  }

  private static void assertLaw(TokenLaw law, double... expected) {
    TokenDistribution d = new TokenDistribution(LOGITS.length, law);
    d.load(LOGITS, 0);
    assertArrayEquals(expected, d.shaped(), 1e-7);
    assertArrayEquals(new double[] {.1, .4, .2, .3}, d.model(), 1e-7);
    assertEquals(1, d.best());
  }

  @Test
  void tiesOfTheCutGoToTheLowerId() {
    TokenDistribution d = new TokenDistribution(4, TokenLaw.MODEL.withTopK(2));
    d.load(new float[] {-1, 2, 2, 2}, 0);
    assertArrayEquals(new double[] {0, .5, .5, 0}, d.shaped(), 1e-15);
  }

  @Test
  void quantilesInvertTheNormalLaw() {
    for (double u : new double[] {1e-15, 1e-9, .001, .02425, .3, .5, .75, .99, 1 - 1e-9}) {
      assertEquals(u, StandardNormal.cdf(StandardNormal.quantile(u)), 4e-16 + 1e-13 * u);
    }
    assertEquals(-1.959963984540054, StandardNormal.quantile(.025), 1e-14);
    assertEquals(0, StandardNormal.quantile(.5), 1e-16);
    assertThrows(IllegalArgumentException.class, () -> StandardNormal.quantile(1));
  }

  @Test
  void evenQuotasAreTheTransferCounts() {
    assertArrayEquals(new int[] {3, 3, 2, 2}, committed(OrderedUnmasking.of(4, Order.CONFIDENCE), 10));
    assertArrayEquals(new int[] {2, 2, 2, 1, 1}, committed(OrderedUnmasking.of(5, Order.RANDOM), 8));
    assertArrayEquals(new int[] {1, 1, 0, 0}, committed(OrderedUnmasking.of(4, Order.RANDOM), 2));
    assertArrayEquals(new int[] {2, 1, 2, 1, 1, 1}, committed(OrderedUnmasking.of(6, Order.MARGIN).withBlocks(3), 8));
  }

  /** floor(m (1 - s / t)) on a grid to 1e-3: 10 masks in 4 steps leave 8, 6, 3, 0. */
  @Test
  void shrinkingQuotasAreDreams() {
    assertArrayEquals(new int[] {2, 2, 2, 4},
        committed(OrderedUnmasking.of(4, Order.ENTROPY).withQuota(new Quota.Shrinking(Quota.Shrinking.OFFICIAL_END)), 10));
  }

  @Test
  void aCapForcesWhatAQuotaWouldNot() {
    assertArrayEquals(new int[] {3, 3, 2, 2},
        committed(OrderedUnmasking.of(4, Order.CONFIDENCE).withQuota(new Quota.Threshold(2)), 10));
    assertArrayEquals(new int[] {4, 3, 3}, committed(OrderedUnmasking.of(3, Order.ENTROPY).withQuota(new Quota.EntropyBound(0)), 10));
  }

  /** Tokens committed in each round. */
  private static int[] committed(UnmaskingPolicy policy, int open) {
    MaskedProcess process = open(MaskedSampling.of(policy, TokenLaw.MODEL), TokenTemplate.open(MASK, open));
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[1]);
    int[] counts = new int[policy.steps()];
    for (int i = 0; i < counts.length; i++) {
      int before = process.row(p, 0).masked();
      process.advance(p, i + 1);
      counts[i] = before - process.row(p, 0).masked();
    }
    return counts;
  }

  @Test
  void greedyTokensInOrderOfConfidenceGiveTheMode() {
    MaskedGenerator generator = new MaskedGenerator(() -> JointTable.D3, new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.CONFIDENCE), TokenLaw.GREEDY),
        List.of(TokenTemplate.open(JointTable.MASK, 3)), "D3");
    assertFalse(generator.isStochastic());
    MaskedProcess process = generator.open(Meter.unlimited());
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[1]);
    process.advance(p, 3);
    assertArrayEquals(new int[] {0, 0, 0}, process.finish(p).toInts());
    assertEquals(Math.log(.486), process.row(p, 0).logProbability(), 1e-6);
  }

  @Test
  void endsOfTextAreForbiddenDeferredOrFinal() {
    UnmaskingPolicy policy = OrderedUnmasking.of(12, Order.CONFIDENCE);
    TokenTemplate template = TokenTemplate.open(MASK, 12);
    for (int seed = 0; seed < 20; seed++) {
      assertTrue(Arrays.stream(sample(MaskedSampling.of(policy, TokenLaw.MODEL).withEnds(EndRule.of(EndRule.Mode.FORBID, 0, 1)),
          template, seed)).allMatch(t -> t > 1));
      int[] stopped = sample(MaskedSampling.of(OrderedUnmasking.of(12, Order.SEQUENTIAL), TokenLaw.MODEL)
          .withEnds(EndRule.of(EndRule.Mode.STOP, 0)), template, seed);
      int end = IntStream.range(0, 12).filter(i -> stopped[i] == 0).findFirst().orElse(12);
      assertTrue(Arrays.stream(stopped, end, 12).allMatch(t -> t == 0), Arrays.toString(stopped));
    }
  }

  @Test
  void anEndOfTextSavesWhatFollows() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(12, Order.SEQUENTIAL), TokenLaw.MODEL)
        .withEnds(EndRule.of(EndRule.Mode.STOP, 0)), TokenTemplate.open(MASK, 12).withAllowed(2, 0));
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[1]);
    process.advance(p, 12);
    assertTrue(process.meter().used() <= 3, "evaluations " + process.meter().used());
  }

  @Test
  void deferredEndsComeLast() {
    MaskedProcess process = open(MaskedSampling.of(OrderedUnmasking.of(2, Order.CONFIDENCE), TokenLaw.MODEL)
        .withEnds(EndRule.of(EndRule.Mode.DEFER, 0)), TokenTemplate.open(MASK, 4).withAllowed(0, 0).withAllowed(1, 1, 2)
        .withAllowed(2, 1, 2).withAllowed(3, 0));
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(0, 0))), new int[1]);
    process.advance(p, 1);
    assertTrue(process.row(p, 0).isMasked(0) && process.row(p, 0).isMasked(3));
  }

  @Test
  void exactSamplingRefusesWhatIsNotExact() {
    TokenTemplate two = TokenTemplate.open(MASK, 2);
    List<MaskedSampling> exact = List.of(MaskedSampling.of(new FirstHitting(2), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(2, Order.RANDOM), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.ENTROPY).withNoise(1), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(2, Order.LARGEST).withBlocks(1), TokenLaw.MODEL));
    exact.forEach(sampling -> assertTrue(generator(sampling.exactly(), two).exact()));
    List<MaskedSampling> not = new ArrayList<>(List.of(MaskedSampling.of(Ancestral.of(9), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(2, Order.CONFIDENCE), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(1, Order.RANDOM), TokenLaw.MODEL),
        MaskedSampling.of(OrderedUnmasking.of(2, Order.LARGEST).withQuota(new Quota.Threshold(.9)), TokenLaw.MODEL),
        MaskedSampling.of(new Remasking(4, new Remasking.Cap(.1)), TokenLaw.MODEL),
        MaskedSampling.of(new FirstHitting(2), TokenLaw.atTemperature(.9)), exact.getFirst().withGuidance(1),
        exact.getFirst().withEnds(EndRule.of(EndRule.Mode.FORBID, 1))));
    for (MaskedSampling sampling : not) {
      assertFalse(generator(sampling, two).exact());
      assertTrue(assertThrows(IllegalArgumentException.class, () -> generator(sampling.exactly(), two)).getMessage()
          .startsWith("masked generator: exact sampling was asked for, "));
    }
    assertFalse(generator(exact.getFirst(), two.withAllowed(0, 1, 2)).exact());
  }

  @Test
  void infeasibleTemplatesAreRefusedBeforeAnyEvaluation() {
    MaskedSampling plain = MaskedSampling.of(OrderedUnmasking.of(2, Order.RANDOM), TokenLaw.MODEL);
    assertRefused("template: allowed tokens are for open positions [1], got position 0",
        () -> TokenTemplate.of(MASK, 1, MASK).withAllowed(0, 2));
    assertRefused("template: an open position must allow at least one token, position 0 allows none",
        () -> TokenTemplate.open(MASK, 1).withAllowed(0));
    assertRefused("template: an allowed token must be >= 0 and not the mask token 6, position 0 allows 6",
        () -> TokenTemplate.open(MASK, 1).withAllowed(0, MASK));
    assertRefused("template: tokens must be in [0, 6], position 0 allows 7",
        () -> generator(plain, TokenTemplate.open(MASK, 1).withAllowed(0, 7)));
    assertRefused("template: tokens must be in [0, 6], position 1 holds 9", () -> generator(plain, TokenTemplate.of(MASK, MASK, 9)));
    assertRefused("template: an open position must be left a token, position 0 allows {2} of which {2} are forbidden",
        () -> generator(plain.withEnds(EndRule.of(EndRule.Mode.FORBID, 2)), TokenTemplate.open(MASK, 1).withAllowed(0, 2)));
    assertRefused("first-hitting: needs a step per open position, 3 are open and 2 steps allowed",
        () -> generator(MaskedSampling.of(new FirstHitting(2), TokenLaw.MODEL), TokenTemplate.open(MASK, 3)));
    assertRefused("unmasking: needs a step per block, 3 blocks of 1 and 2 steps",
        () -> generator(MaskedSampling.of(OrderedUnmasking.of(2, Order.RANDOM).withBlocks(1), TokenLaw.MODEL),
            TokenTemplate.open(MASK, 3)));
    assertRefused("masked generator: hash takes at most 12 tokens, the templates have 13",
        () -> generator(plain, TokenTemplate.open(MASK, 13)));
    assertRefused("unmasking: a threshold or factor needs the order confidence or largest without noise, got random with noise 0.0",
        () -> OrderedUnmasking.of(2, Order.RANDOM).withQuota(new Quota.Threshold(.9)));
  }

  @Test
  void noiseLevelsAreLogLinear() {
    assertEquals(0, NoiseLevel.sigma(0));
    assertEquals(-Math.log(1e-3), NoiseLevel.sigma(1), 1e-12);
    assertEquals(-Math.log(1 - .999 * .25), NoiseLevel.sigma(.25), 1e-15);
  }

  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  private static int[] sample(MaskedSampling sampling, TokenTemplate template, int seed) {
    MaskedProcess process = open(sampling, template);
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(seed, 0))), new int[1]);
    process.advance(p, process.generator().steps());
    return process.finish(p).toInts();
  }

  private static MaskedProcess open(MaskedSampling sampling, TokenTemplate template) {
    return generator(sampling, template).open(Meter.unlimited());
  }

  private static MaskedGenerator generator(MaskedSampling sampling, TokenTemplate template) {
    return new MaskedGenerator(() -> new HashPredictor(false), new WorkerPool(1), sampling, List.of(template),
        "hash");
  }
}
