package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps pushed by gradients: weights pay for the push, whatever it is. */
class SteeredSmcTest {
  /** Samples of one coordinate, and any claim about the gradient. */
  private record Claim(DoubleUnaryOperator gradient) implements DifferentiableVerifier {
    @Override
    public String name() {
      return "x";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = samples.get(i);
      }
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      for (int i = 0; i < out.length; i++) {
        gradients.doubles()[i] = gradient.applyAsDouble(samples.get(i));
      }
    }
  }

  /** The reward of DAS's toy, -x^2 - (y - 1)^2 / 10: squares over twice the variances .5 and 5. */
  private static final DifferentiableVerifier BOWL = new DifferentiableVerifier() {
    @Override
    public String name() {
      return "bowl";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      for (int i = 0; i < out.length; i++) {
        double x = samples.get(2L * i);
        double y = samples.get(2L * i + 1) - 1;
        out[i] = -x * x - y * y / 10;
      }
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      for (int i = 0; i < out.length; i++) {
        gradients.doubles()[2 * i] = -2 * samples.get(2L * i);
        gradients.doubles()[2 * i + 1] = -(samples.get(2L * i + 1) - 1) / 5;
      }
    }
  };

  private static FlowGenerator flow(Supplier<? extends VelocityField> field, int steps) {
    return new FlowGenerator(field, Backend.of("scalar", new WorkerPool(1)), WatchedGenerator.sde(FlowSde.Scheme.EULER_MARUYAMA),
        TimeGrid.uniform(Direction.NOISE_AT_ONE, steps), "toy", 256);
  }

  private static ParticleSearch steered(String name, boolean throughModel, int particles) {
    return name.equals("das") ? new Das(new Das.Options(Das.Options.DEFAULT.smc().withParticles(particles), throughModel))
        : new Tds(new Tds.Options(Tds.Options.DEFAULT.smc().withParticles(particles), throughModel));
  }

  /**
   * The tilt of a ring of Gaussians by a quadratic is a mixture again: with s2 the variance of a component and t2 that of the reward in
   * one direction, a component's weight is times N(c; m, s2 + t2) sqrt(2 pi t2), its precision 1 / s2 + 1 / t2. 100 steps of
   * Euler-Maruyama widen the ring, by .02 in the second moment across its narrow side at most; probabilities by less than their errors.
   */
  @ParameterizedTest
  @CsvSource({"das, false", "das, true", "tds, true"})
  void theRingTiltedByABowlHasItsClosedForm(String name, boolean throughModel) {
    double z = 0;
    double top = 0;
    double across = 0;
    double precision = 1 / RingField.VARIANCE + 1 / 0.5;
    for (int k = 0; k < RingField.COMPONENTS; k++) {
      double x = RingField.mean(k, 0);
      double y = RingField.mean(k, 1) - 1;
      double w = Math.sqrt(0.5 / (RingField.VARIANCE + 0.5)) * Math.exp(-x * x / 2 / (RingField.VARIANCE + 0.5))
          * Math.sqrt(5 / (RingField.VARIANCE + 5)) * Math.exp(-y * y / 2 / (RingField.VARIANCE + 5)) / RingField.COMPONENTS;
      z += w;
      top += y > 2.5 ? w : 0;
      across += w * (1 / precision + Math.pow(x / RingField.VARIANCE / precision, 2));
    }
    Spread logZ = new Spread();
    Spread inTop = new Spread();
    Spread moment = new Spread();
    Generator g = flow(RingField::new, 100);
    for (int seed = 0; seed < 30; seed++) {
      WeightedSamples s = steered(name, throughModel, 64).sample(
          SearchRequest.of(g, new Selector(BOWL), Budget.ofEvaluations(64 * 300)).withSeed(seed).withBatchRows(64)).orElseThrow();
      double inside = 0;
      double square = 0;
      for (int i = 0; i < 64; i++) {
        double x = s.samples().get(2L * i);
        inside += s.weights()[i] * (Math.abs(x) < 1.6 && s.samples().get(2L * i + 1) > 2.2 ? 1 : 0);
        square += s.weights()[i] * x * x;
      }
      logZ.add(Math.exp(s.logZ()) / z);
      inTop.add(inside);
      moment.add(square);
    }
    logZ.assertMean(1, 0.005, "Z");
    inTop.assertMean(top / z, 0.005, "top");
    moment.assertMean(across / z, 0.005, "second moment across");
  }

  /** Gradients that are right, wrong, far too large or of the wrong sign; Z from 60,000 trajectories that nothing pushed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anyGradientLeavesZWithoutBias(int kind) {
    List<DoubleUnaryOperator> gradients = List.of(x -> 1, x -> Math.sin(5 * x), x -> 2.5, x -> -0.7);
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    Generator g = flow(() -> new GaussianMixtureField(GaussianMixture.toy(), path), 8);
    Selector x = new Selector(new Claim(gradients.get(kind)));
    WeightedSamples plain = new Smc(SmcOptions.DEFAULT.withParticles(60_000).withThreshold(0).withInterval(8)).sample(
        SearchRequest.of(g, x, Budget.ofEvaluations(480_000)).withSeed(1000).withBatchRows(500)).orElseThrow();
    Spread unpushed = new Spread();
    for (double v : plain.scores()) {
      unpushed.add(Math.exp(v));
    }
    assertEquals(Math.log(unpushed.mean()), plain.logZ(), 1e-9);
    for (String name : List.of("das", "tds")) {
      Spread z = new Spread();
      for (int seed = 0; seed < 300; seed++) {
        z.add(Math.exp(steered(name, false, 16).sample(
            SearchRequest.of(g, x, Budget.ofEvaluations(128)).withSeed(seed)).orElseThrow().logZ()));
      }
      z.assertMean(unpushed.mean(), unpushed.error(), name + " Z");
    }
  }

  /** The right gradient makes Z surer than none at equal particles. */
  @Test
  void pushedStepsKnowZBetterThanPlainOnes() {
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    Generator g = flow(() -> new GaussianMixtureField(GaussianMixture.toy(), path), 8);
    Spread pushed = new Spread();
    Spread plain = new Spread();
    for (int seed = 0; seed < 200; seed++) {
      SearchRequest r = SearchRequest.of(g, new Selector(new Claim(x -> 1)), Budget.ofEvaluations(1_000)).withSeed(seed);
      pushed.add(steered("tds", true, 16).sample(r).orElseThrow().logZ());
      plain.add(new Smc(SmcOptions.DEFAULT.withParticles(16)).sample(r).orElseThrow().logZ());
    }
    assertTrue(pushed.deviation() < 0.8 * plain.deviation(), pushed.deviation() + " of " + plain.deviation());
  }

  /** A look costs an evaluation, its gradient through the model an evaluation and a product. */
  @Test
  void gradientsThroughTheModelAreCharged() {
    Generator g = flow(RingField::new, 10);
    int product = new RingField().costPerTangent();
    Outcome model = steered("das", true, 6).run(SearchRequest.of(g, new Selector(BOWL), Budget.ofEvaluations(6 * 10 * (2 + product))));
    assertEquals(6 * 10 * (2 + product), model.ledger().used());
    Outcome free = steered("das", false, 6).run(SearchRequest.of(g, new Selector(BOWL), Budget.ofEvaluations(60)));
    assertEquals(60, free.ledger().used());
    assertEquals(List.of(), free.warnings());
  }

  /** The toy chain's steps end with noise of no one size: they are made as they are, and the outcome says so. */
  @Test
  void stepsThatCannotBePushedAreMadeAsTheyAre() {
    SearchRequest r = SearchRequest.of(MixtureKernel.chain(5), new Selector(new Claim(x -> 1)), Budget.ofEvaluations(100)).withSeed(4);
    Outcome das = new Das(new Das.Options(SmcOptions.DEFAULT, false)).run(r);
    OutcomeAssertions.assertSameCandidates(new Smc(SmcOptions.DEFAULT).run(r), das);
    assertEquals(List.of("gradient: no step of " + MixtureKernel.chain(5).description()
        + " ends with Gaussian noise of one size, so none was pushed"), das.warnings());
  }

  @Test
  void whatHasNoGradientIsRefused() {
    Generator g = flow(RingField::new, 4);
    Selector plain = Selector.ofRows("plain", (x, condition) -> x.get(0));
    assertEquals("das: needs a guide that gives gradients, plain gives none", OutcomeAssertions.messageOf(
        () -> new Das(Das.Options.DEFAULT).run(SearchRequest.of(g, plain, Budget.ofEvaluations(40)))));
    Generator opaque = flow(OpaqueField::new, 4);
    SearchRequest r = SearchRequest.of(opaque, new Selector(new Claim(x -> 1)), Budget.ofEvaluations(40));
    assertEquals("tds: throughModel needs a model with Jacobian-vector products, " + opaque.description()
        + " has none; throughModel=false does without", OutcomeAssertions.messageOf(() -> new Tds(Tds.Options.DEFAULT).run(r)));
    assertEquals(Status.BUDGET_SPENT, steered("tds", false, 4).run(r).status());
    SmcOptions none = new SmcOptions(OptionalInt.empty(), 1, 0.5, Resampler.SSP, Tempering.GEOMETRIC, 1);
    assertEquals(Das.Options.DEFAULT, new Das.Options(none, false));
  }

  /** A mixture's velocity without its derivative. */
  private static final class OpaqueField implements VelocityField {
    private final GaussianMixtureField field =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.NOISE_AT_ONE));

    @Override
    public Shape rowShape() {
      return field.rowShape();
    }

    @Override
    public DType dtype() {
      return field.dtype();
    }

    @Override
    public Interpolant interpolant() {
      return field.interpolant();
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {
      field.checkCondition(condition);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      field.evaluate(x, t, condition, v);
    }
  }
}
