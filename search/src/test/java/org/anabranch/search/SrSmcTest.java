package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.masked.Correction;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.masked.UnmaskingPolicy;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Self-rewarding SMC on a Markov chain of three binary tokens (p(x1 = 0) = .6, stays with .9 from 0 and .8 from 1), one token a step at
 * temperature 1: particles have the law p^2 / Z, P(000) = .746416, Z = sum p^2 = .316440 without bias for any number of them.
 */
class SrSmcTest {
  private static final int MASK = 2;
  private static final double[] JOINT = {.486, .054, .012, .048, .072, .008, .064, .256};
  private static final double Z = Arrays.stream(JOINT).map(p -> p * p).sum();
  private static final double FIRST = JOINT[0] * JOINT[0] / Z;

  /** The exact conditionals. */
  private record Chain() implements TokenPredictor {
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
      return 3;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      for (int j = 0; j < count; j++) {
        double[] mass = new double[MASK];
        for (int x = 0; x < JOINT.length; x++) {
          boolean fits = true;
          for (int i = 0; i < 3; i++) {
            int token = tokens[positions[j] / 3 * 3 + i];
            fits &= token == MASK || token == bit(x, i);
          }
          mass[bit(x, positions[j] % 3)] += fits ? JOINT[x] : 0;
        }
        for (int v = 0; v < MASK; v++) {
          logits.floats()[logits.offset() + j * 3 + v] = (float) Math.log(mass[v]);
        }
        logits.floats()[logits.offset() + j * 3 + MASK] = 3;
      }
    }
  }

  private static int bit(int x, int i) {
    return x >> 2 - i & 1;
  }

  private static final Selector ONES = new Selector(Verifier.of("ones", (samples, conditions, out) -> {
    for (int i = 0; i < out.length; i++) {
      out[i] = Arrays.stream(samples.rows(i, 1).toInts()).sum();
    }
  }));

  private static SearchRequest request(MaskedSampling sampling, int particles, long seed) {
    MaskedGenerator g = new MaskedGenerator(Chain::new, new WorkerPool(1), sampling, List.of(TokenTemplate.open(MASK, 3)), "D3");
    return SearchRequest.of(g, ONES, Budget.ofEvaluations(3L * particles)).withSeed(seed).withBatchRows(64);
  }

  private static MaskedSampling one(Order order) {
    return MaskedSampling.of(OrderedUnmasking.of(3, order), TokenLaw.MODEL);
  }

  private static SrSmc smc(SmcOptions options) {
    return new SrSmc(new SrSmc.Options(options, SrSmc.Pick.LIKELIEST));
  }

  private static double weightOf000(WeightedSamples s) {
    double w = 0;
    for (int i = 0; i < s.weights().length; i++) {
      w += Arrays.stream(s.samples().rows(i, 1).toInts()).sum() == 0 ? s.weights()[i] : 0;
    }
    return w;
  }

  @ParameterizedTest
  @CsvSource({"RANDOM, 2, 1500", "RANDOM, 16, 400", "ENTROPY, 4, 800", "ENTROPY, 256, 60", "RANDOM, 256, 60"})
  void particlesHaveTheLawOfTheSquareAndZHasNoBias(Order order, int particles, int runs) {
    Spread z = new Spread();
    Spread first = new Spread();
    for (int seed = 0; seed < runs; seed++) {
      WeightedSamples s = smc(SrSmc.Options.DEFAULT.smc().withParticles(particles)).sample(request(one(order), particles, seed))
          .orElseThrow();
      z.add(Math.exp(s.logZ()));
      first.add(weightOf000(s));
      assertEquals(List.of(), s.outcome().warnings());
      assertEquals(3L * particles, s.outcome().ledger().used());
    }
    z.assertMean(Z, 0, "Z");
    if (particles == 256) {
      assertEquals(FIRST, first.mean(), 0.01 + 4 * first.error(), first::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(Tempering.Kind.class)
  void annealingThresholdAndIntervalLeaveTheTarget(Tempering.Kind kind) {
    SmcOptions o = SrSmc.Options.DEFAULT.smc().withParticles(32).withThreshold(1)
        .withTempering(new Tempering(kind, OptionalDouble.empty())).withInterval(kind == Tempering.Kind.LINEAR ? 2 : 1);
    Spread z = new Spread();
    for (int seed = 0; seed < 300; seed++) {
      z.add(Math.exp(smc(o).sample(request(one(Order.RANDOM), 32, seed)).orElseThrow().logZ()));
    }
    z.assertMean(Z, 0, "Z");
  }

  /** At lambda 2 the law is p^3. */
  @Test
  void lambdaIsTheExponent() {
    Spread z = new Spread();
    for (int seed = 0; seed < 300; seed++) {
      z.add(Math.exp(smc(SrSmc.Options.DEFAULT.smc().withParticles(32).withLambda(2)).sample(request(one(Order.RANDOM), 32, seed))
          .orElseThrow().logZ()));
    }
    z.assertMean(Arrays.stream(JOINT).map(p -> p * p * p).sum(), 0, "Z");
  }

  /** Negative control: an order by the confidence of the drawn token has P(000) = .814 unweighted, not .486, and weights say so. */
  @Test
  void anOrderThatLooksAtTheTokenIsWarnedOfAndMissesTheLaw() {
    MaskedSampling low = one(Order.CONFIDENCE);
    Spread z = new Spread();
    for (int seed = 0; seed < 400; seed++) {
      WeightedSamples s = smc(SrSmc.Options.DEFAULT.smc().withParticles(16)).sample(request(low, 16, seed)).orElseThrow();
      z.add(Math.exp(s.logZ()));
      assertEquals(List.of("sr-smc: weights are those of a heuristic, not of p^(1 + lambda): the order confidence looks at the token"
          + " drawn, which sharpens the law"), s.outcome().warnings());
    }
    assertTrue(z.mean() > Z + 0.05, z::toString);
  }

  @Test
  void whatElseChangesTheLawIsWarnedOf() {
    UnmaskingPolicy policy = OrderedUnmasking.of(3, Order.RANDOM);
    for (MaskedSampling sampling : List.of(MaskedSampling.of(OrderedUnmasking.of(2, Order.RANDOM), TokenLaw.MODEL),
        MaskedSampling.of(policy, TokenLaw.atTemperature(.5)),
        MaskedSampling.of(policy, TokenLaw.MODEL).withCorrection(Correction.of(1, 1)))) {
      Outcome o = new SrSmc(SrSmc.Options.DEFAULT).run(request(sampling, 16, 1));
      assertTrue(o.warnings().getFirst().startsWith("sr-smc: weights are those of a heuristic"), o.warnings()::toString);
    }
  }

  /** Particles that share a beginning are copies: with a threshold of 1 there are some, with 0 none. */
  @Test
  void likelyParticlesAreCopied() {
    for (int seed = 0; seed < 20; seed++) {
      SearchRequest r = request(one(Order.RANDOM), 24, seed).withKeep(24);
      SmcOptions o = SrSmc.Options.DEFAULT.smc().withParticles(24).withLambda(2);
      Outcome copied = smc(o.withThreshold(1)).run(r);
      Outcome apart = smc(o.withThreshold(0)).run(r);
      assertEquals(24, apart.candidates().stream().map(Candidate::start).distinct().count());
      assertTrue(copied.candidates().stream().map(Candidate::start).distinct().count() < 16, "beginnings");
    }
  }

  /** The result is the likeliest path, or the selector's best, and is reported with the selector's score. */
  @Test
  void theResultIsTheLikeliestPathUnlessTheSelectorPicks() {
    for (int seed = 0; seed < 20; seed++) {
      SearchRequest r = request(one(Order.RANDOM), 40, seed);
      Outcome own = new SrSmc(SrSmc.Options.DEFAULT).run(r);
      assertEquals(0, own.best().orElseThrow().score(), "000 is the likeliest, and has no ones");
      Outcome selected = Algorithms.byName("sr-smc", Map.of("pick", "selector")).run(r);
      assertTrue(selected.best().orElseThrow().score() >= own.best().orElseThrow().score());
      assertEquals(selected.candidates().stream().mapToDouble(Candidate::score).max().orElseThrow(),
          selected.best().orElseThrow().score());
      assertEquals(120, own.ledger().used());
      assertEquals(40, own.ledger().verifierCalls());
    }
  }

  @Test
  void generatorsThatDoNotKnowTheLikelihoodOfTheirDrawsAreRefused() {
    SearchRequest r = SearchRequest.of(MixtureKernel.chain(5), Selector.ofRows("x", (x, c) -> x.get(0)),
        Budget.ofEvaluations(100));
    String message = OutcomeAssertions.messageOf(() -> new SrSmc(SrSmc.Options.DEFAULT).run(r));
    assertTrue(message.startsWith("sr-smc: needs a generator that knows the likelihood of what it draws, "), message);
  }
}
