package org.anabranch.solver.multistep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DiffusionSteps;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ancestral chains on Gaussian data: every state is Gaussian, with a mean and a variance that the textbook formulas of DDPM and DDIM
 * give in closed form. They are written out here, in beta and abar, apart from the code they check.
 */
class GaussianMomentsTest {
  private static final double MEAN = 0.7;
  private static final double DEVIATION = 0.6;
  private static final GaussianMixture DATA = new GaussianMixture(new double[] {1}, new double[] {MEAN}, new double[] {DEVIATION});
  private static final DiffusionSteps STEPS = DiffusionSteps.linear(1000);
  private static final int[] RETAINED = STEPS.evenly(12);
  private static final int ROWS = 40;
  private static final int WIDTH = 1000;

  private record Moments(double mean, double variance) {}

  /** The law of the chain's end, by the recursion of mean and variance. */
  private static Moments exact(String name) {
    DiffusionSteps chain = STEPS.respaced(RETAINED);
    double mean = 0;
    double variance = 1;
    for (int i = chain.count() - 1; i >= 0; i--) {
      double bar = chain.alphaBar(i);
      double before = chain.alphaBar(i - 1);
      double beta = 1 - bar / before;
      // E[x0 | x] = offset + gain x for Gaussian data.
      double gain = Math.sqrt(bar) * DEVIATION * DEVIATION / (bar * DEVIATION * DEVIATION + 1 - bar);
      double offset = MEAN - gain * Math.sqrt(bar) * MEAN;
      double onState;
      double onData;
      double added;
      if (name.startsWith("ddim")) {
        double eta = name.equals("ddim") ? 0 : Double.parseDouble(name.substring(5));
        double sigma = eta * Math.sqrt((1 - before) / (1 - bar)) * Math.sqrt(1 - bar / before);
        double direction = Math.sqrt(1 - before - sigma * sigma) / Math.sqrt(1 - bar);
        onState = direction;
        onData = Math.sqrt(before) - direction * Math.sqrt(bar);
        added = sigma * sigma;
      } else {
        onState = (1 - before) * Math.sqrt(bar / before) / (1 - bar);
        onData = beta * Math.sqrt(before) / (1 - bar);
        added = i == 0 ? 0 : name.equals("ddpm-large") ? beta : beta * (1 - before) / (1 - bar);
      }
      double factor = onState + onData * gain;
      mean = factor * mean + onData * offset;
      variance = factor * factor * variance + added;
    }
    return new Moments(mean, variance);
  }

  private static Moments sampled(String name) {
    Interpolant path = STEPS.path(Direction.NOISE_AT_ONE);
    TimeGrid grid = STEPS.grid(Direction.NOISE_AT_ONE, RETAINED);
    FlowProcess process = new FlowGenerator(() -> new GaussianMixtureField(DATA, path, Shape.of(WIDTH), DType.F64),
        Backend.of("scalar", new WorkerPool(1)), Solvers.named(name), grid, "gaussian", 256).open(Meter.unlimited());
    List<Start> starts = LongStream.range(0, ROWS).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(5, i))).toList();
    Population p = process.start(starts, new int[ROWS]);
    process.advance(p, grid.steps());
    double[] x = process.finish(p).doubles();
    double sum = 0;
    double squares = 0;
    for (double v : x) {
      sum += v;
      squares += v * v;
    }
    double mean = sum / x.length;
    return new Moments(mean, squares / x.length - mean * mean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddpm", "ddpm-large", "ddim", "ddim:0.5", "ddim:1"})
  void chainsEndInTheirExactLaw(String name) {
    Moments exact = exact(name);
    Moments sampled = sampled(name);
    double n = ROWS * WIDTH;
    assertEquals(exact.mean(), sampled.mean(), 4 * Math.sqrt(exact.variance() / n), name);
    assertEquals(exact.variance(), sampled.variance(), 4 * exact.variance() * Math.sqrt(2 / n), name);
  }

  @Test
  void twelveStepsAreTooFewForEachVarianceInItsOwnWay() {
    // The exact laws differ by many standard errors, so that a method taken for another would be seen.
    double small = exact("ddpm").variance();
    double se = small * Math.sqrt(2.0 / (ROWS * WIDTH));
    assertTrue(exact("ddpm-large").variance() - small > 20 * se);
    assertTrue(exact("ddim").variance() - small > 20 * se);
    assertTrue(exact("ddim:0.5").variance() - small > 20 * se);
    assertEquals(small, exact("ddim:1").variance(), 1e-12);
  }

  /**
   * By how much the mean of a chain that begins off the marginal's is off at the end. The exact reverse diffusion multiplies the
   * offset by Cov(x(s), x(t)) / Var(x(t)) = (alpha(t) / alpha(s)) Var(x(s)) / Var(x(t)); the chain by its formulas, without noise.
   */
  private static double offsetError(MultistepMethod method, Interpolant path, TimeGrid grid) {
    double offset = 1;
    double[] past = new double[method.history()];
    for (int i = 0; i < grid.steps(); i++) {
      double now = gain(path, grid.time(i)) * offset;
      StepFormula f = method.formula(path, grid, i, Math.min(i, past.length));
      offset = f.state() * offset + f.predictions()[0] * now;
      for (int j = 1; j < f.predictions().length; j++) {
        offset += f.predictions()[j] * past[j - 1];
      }
      for (int j = past.length - 1; j >= 0; j--) {
        past[j] = j == 0 ? now : past[j - 1];
      }
    }
    double first = grid.time(0);
    double last = grid.time(grid.steps());
    return Math.abs(offset - path.alpha(first) / path.alpha(last) * variance(path, last) / variance(path, first));
  }

  private static double variance(Interpolant path, double t) {
    return path.alpha(t) * path.alpha(t) * DEVIATION * DEVIATION + path.sigma(t) * path.sigma(t);
  }

  private static double gain(Interpolant path, double t) {
    return path.alpha(t) * DEVIATION * DEVIATION / variance(path, t);
  }

  /**
   * The mean of E[data | x] is the same at all times of the reverse diffusion, so that every combination of predictions that is right
   * for a constant gives the exact mean.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sde-dpmpp-1", "sde-dpmpp-2m", "sde-dpmpp-3m", "ddpm", "ddpm-large", "ddim:1"})
  void theMeanOfAStochasticChainIsExact(String name) {
    MultistepMethod method = (MultistepMethod) Solvers.named(name);
    for (Interpolant path : List.of(Interpolant.linear(Direction.NOISE_AT_ONE), Interpolant.gvp(Direction.DATA_AT_ONE))) {
      assertEquals(0, offsetError(method, path, MultistepOrderTest.graded(path.direction(), 20)), 1e-13, name);
    }
    // DDIM is not of that diffusion, and its mean is off.
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    assertTrue(offsetError(new Ddim(0), path, MultistepOrderTest.graded(path.direction(), 20)) > 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"ddpm, 1000, 5e-3", "ddpm-large, 1000, 5e-3"})
  void theWholeChainNearlyHasTheLawOfTheData(String name, int steps, double tolerance) {
    DiffusionSteps chain = DiffusionSteps.linear(steps);
    double variance = 1;
    for (int i = chain.count() - 1; i >= 0; i--) {
      double bar = chain.alphaBar(i);
      double gain = Math.sqrt(bar) * DEVIATION * DEVIATION / (bar * DEVIATION * DEVIATION + 1 - bar);
      Interpolant path = chain.path(Direction.NOISE_AT_ONE);
      int[] all = chain.evenly(steps);
      TimeGrid grid = chain.grid(Direction.NOISE_AT_ONE, all);
      StepFormula f = ((MultistepMethod) Solvers.named(name)).formula(path, grid, steps - 1 - i, 0);
      double factor = f.state() + f.predictions()[0] * gain;
      variance = factor * factor * variance + f.noise() * f.noise();
    }
    assertEquals(DEVIATION * DEVIATION, variance, tolerance);
  }
}
