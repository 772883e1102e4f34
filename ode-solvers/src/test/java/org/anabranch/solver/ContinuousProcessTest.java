package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.multistep.Ddim;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Evaluations made before a step, branches gathered from several populations, and pushes by gradients. */
class ContinuousProcessTest {
  private static final Backend BACKEND = Backend.of("scalar", new WorkerPool(1));
  private static final Interpolant PATH = Interpolant.linear(Direction.NOISE_AT_ONE);
  private static final FlowSde SDE = new FlowSde(new DiffusionSchedule.Power(1, 1), FlowSde.Scheme.EULER_MARUYAMA, LastStep.NONE);
  private static final int STEPS = 6;

  private static FlowGenerator generator(GaussianMixture data, Interpolant path, FlowMethod method, int steps, int width) {
    return new FlowGenerator(() -> new GaussianMixtureField(data, path, Shape.of(width), DType.F64), BACKEND, method,
        TimeGrid.uniform(path.direction(), steps), "toy", 64);
  }

  private static FlowProcess process(FlowMethod method, int width) {
    return generator(GaussianMixture.toy(), PATH, method, STEPS, width).open(Meter.unlimited());
  }

  static List<FlowMethod> methods() {
    List<FlowMethod> all = new ArrayList<>();
    all.add(new Ddim(0.5));
    for (String name : Solvers.names()) {
      if (!name.equals("ddpm-learned")) { // needs a network that predicts variances
        all.add(Solvers.named(name.replaceFirst("\\[.*", "")));
      }
    }
    return all;
  }

  private static double[] values(Tensor x) {
    double[] out = new double[(int) x.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = x.get(i);
    }
    return out;
  }

  private static List<Start> fresh(long seed, int count) {
    return FlowProcessTest.roots(seed, 0, count);
  }

  /** Looking before every step changes no bit, and costs nothing where the step begins at the state. */
  @ParameterizedTest
  @MethodSource("methods")
  void lookingFirstChangesNoBitAndIsPaidOnce(FlowMethod method) {
    FlowProcess straight = process(method, 2);
    FlowProcess looking = process(method, 2);
    Population a = straight.start(fresh(3, 4), new int[4]);
    Population b = looking.start(fresh(3, 4), new int[4]);
    straight.advance(a, STEPS);
    long extra = 0;
    for (int step = 0; step < STEPS; step++) {
      assertFalse(looking.isEvaluated(b));
      assertEquals(Admission.ADMITTED, looking.evaluate(b));
      assertTrue(looking.isEvaluated(b));
      long used = looking.meter().used();
      looking.evaluate(b);
      assertEquals(used, looking.meter().used(), "twice is once");
      looking.advance(b, step + 1);
      assertEquals(4 * looking.generator().evaluationsAfterLook(step, step + 1), looking.meter().used() - used);
      extra += method.beginsAtState(step, STEPS) ? 0 : 4;
    }
    assertArrayEquals(values(straight.finish(a)), values(looking.finish(b)));
    assertEquals(straight.meter().used() + extra, looking.meter().used());
    assertEquals(Admission.ADMITTED, looking.evaluate(b), "nothing is left to evaluate");
    assertArrayEquals(values(looking.finish(b)), values(looking.lookAhead(b)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theBranchesOfAnEvaluatedRowShareItsEvaluation(FlowMethod method) {
    FlowProcess process = process(method, 2);
    Population p = process.start(fresh(5, 2), new int[2]);
    process.advance(p, 2);
    process.evaluate(p);
    long used = process.meter().used();
    Population q = process.fork(p, new int[] {0, 0, 1}, FlowProcessTest.keys(6, 3));
    assertTrue(process.isEvaluated(q));
    process.advance(q, 3);
    assertEquals(3 * process.generator().evaluationsAfterLook(2, 3), process.meter().used() - used);
    process.advance(q, STEPS);
    double[] ends = values(process.finish(q));
    boolean apart = ends[0] != ends[2];
    assertEquals(process.generator().isStochastic(), apart, method.name());
  }

  @Test
  void gatheringKeepsRowsAndRefusesThoseThatDoNotFit() {
    FlowProcess process = process(SDE, 2);
    Population a = process.start(fresh(7, 3), new int[3]);
    Population b = process.start(fresh(8, 2), new int[2]);
    process.advance(a, 2);
    process.advance(b, 2);
    List<Population.Row> rows = List.of(new Population.Row(b, 1), new Population.Row(a, 0), new Population.Row(a, 2));
    Population c = process.gather(rows, List.of(b.draw(1), a.draw(0), a.draw(2)));
    process.advance(a, STEPS);
    process.advance(b, STEPS);
    process.advance(c, STEPS);
    assertEquals(process.finish(b).get(2), process.finish(c).get(0));
    assertEquals(process.finish(a).get(1), process.finish(c).get(3));
    assertEquals(process.finish(a).get(4), process.finish(c).get(4));
    Population early = process.start(fresh(9, 1), new int[1]);
    assertThrows(IllegalArgumentException.class, () -> process.gather(
        List.of(new Population.Row(early, 0), new Population.Row(c, 0)), List.of(early.draw(0), c.draw(0))));
    assertThrows(IllegalArgumentException.class, () -> process.gather(List.of(), List.of()));
    assertThrows(IllegalArgumentException.class, () -> process.gather(rows, List.of(a.draw(0))));
    assertThrows(IllegalArgumentException.class, () -> new Population.Row(a, 3));
  }

  /** Radius 0 is the centre's own step; the noise of a neighbour is again standard normal and as correlated as it says. */
  @Test
  void stepsOfNeighboursAreNeighbours() {
    int width = 20_000;
    FlowProcess process = process(SDE, width);
    Population p = process.start(fresh(9, 1), new int[1]);
    process.advance(p, 1);
    process.evaluate(p);
    Start centre = new Start.Fresh(TrajectoryKey.root(9, 7));
    Start same = new Start.Near(centre, TrajectoryKey.root(9, 8), 0);
    Start near = new Start.Near(centre, TrajectoryKey.root(9, 9), 0.6);
    Population.Row row = new Population.Row(p, 0);
    Population q = process.gather(List.of(row, row, row), List.of(centre, same, near));
    process.advance(q, 2);
    double[] x = values(process.state(q));
    double product = 0;
    double square = 0;
    double t = 1 - 1.0 / STEPS;
    double size = t * Math.sqrt(1.0 / STEPS);
    for (int i = 0; i < width; i++) {
      assertEquals(x[i], x[width + i]);
      double difference = (x[2 * width + i] - x[i]) / size;
      square += difference * difference / width;
      product += difference / width;
    }
    assertEquals(0, product, 4 * Math.sqrt(0.4 / width));
    assertEquals(2 - 2 * 0.8, square, 4 * 0.4 * Math.sqrt(2.0 / width), "E (0.8 z + 0.6 w - z)^2");
  }

  /** The weights p / q make the pushed step's law the step's own: E_q[w f] = E_p[f]. */
  @Test
  void steeredStepsReportTheDensityRatio() {
    int rows = 40_000;
    FlowProcess process = process(SDE, 1);
    Population p = process.start(fresh(11, 1), new int[1]);
    process.evaluate(p);
    int[] parents = new int[rows];
    Population plain = process.fork(p, parents, FlowProcessTest.keys(12, rows));
    Population pushed = process.fork(p, parents, FlowProcessTest.keys(13, rows));
    process.advance(plain, 1);
    Tensor gradient = Tensor.zerosF64(rows, 1);
    Arrays.fill(gradient.doubles(), 1.5);
    double[] ratio = new double[rows];
    assertTrue(process.canSteer(pushed));
    assertEquals(Admission.ADMITTED, process.steer(pushed, gradient, ratio));
    double[] a = values(process.state(plain));
    double[] b = values(process.state(pushed));
    double variance = 1.0 / STEPS; // g = 1 at the noise end
    double mass = 0;
    double mean = 0;
    double weighted = 0;
    double shifted = 0;
    for (int i = 0; i < rows; i++) {
      double w = Math.exp(ratio[i]);
      mass += w / rows;
      weighted += w * b[i] / rows;
      shifted += b[i] / rows;
      mean += a[i] / rows;
    }
    double error = 4 * Math.sqrt(variance * 3 / rows);
    assertEquals(1, mass, 4 * Math.sqrt(Math.expm1(1.5 * 1.5 * variance) / rows));
    assertEquals(mean, weighted, 2 * error);
    assertEquals(mean + 1.5 * variance, shifted, error);
    FlowProcess heun = process(new FlowSde(new DiffusionSchedule.Power(1, 1), FlowSde.Scheme.NOISE_THEN_HEUN, LastStep.NONE), 1);
    Population h = heun.start(fresh(1, 1), new int[1]);
    assertFalse(heun.canSteer(h));
    assertThrows(IllegalArgumentException.class, () -> heun.steer(h, Tensor.zerosF64(1, 1), new double[1]));
  }

  /** J of the look-ahead by differences, and the closed form for standard normal data. */
  @Test
  void gradientsArePulledBackThroughTheModel() {
    FlowProcess process = process(new OdeMethod(Euler.TABLEAU), 1);
    Population p = process.start(fresh(15, 5), new int[5]);
    process.advance(p, 3);
    process.evaluate(p);
    long used = process.meter().used();
    Tensor g = Tensor.zerosF64(5, 1);
    Arrays.fill(g.doubles(), 2);
    assertEquals(Admission.ADMITTED, process.pullBack(p, g, true));
    assertEquals(used + 10, process.meter().used(), "an evaluation and a product each");
    assertEquals(2, process.evaluationsPerPullBack());
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), PATH);
    double[] x = values(process.state(p));
    for (int i = 0; i < 5; i++) {
      double slope = (field.denoised(x[i] + 1e-5, 0.5) - field.denoised(x[i] - 1e-5, 0.5)) / 2e-5;
      assertEquals(2 * slope, g.get(i), 1e-6 * Math.max(1, Math.abs(slope)));
    }
    Arrays.fill(g.doubles(), 2);
    process.pullBack(p, g, false);
    assertEquals(used + 10, process.meter().used());
    assertEquals(2 * 0.5 / 0.5, g.get(0));
    GaussianMixture normal = new GaussianMixture(new double[] {1}, new double[] {0}, new double[] {1});
    FlowProcess exact = generator(normal, PATH, new OdeMethod(Euler.TABLEAU), 10, 1).open(Meter.unlimited());
    Population q = exact.start(fresh(1, 1), new int[1]);
    exact.advance(q, 3);
    exact.evaluate(q);
    Tensor one = Tensor.zerosF64(1, 1);
    Tensor other = Tensor.zerosF64(1, 1);
    one.doubles()[0] = 1;
    other.doubles()[0] = 1;
    exact.pullBack(q, one, true);
    exact.pullBack(q, other, false);
    assertEquals(one.get(0), other.get(0), 1e-12);
  }

  /** The unadjusted chain of N(0, 1) tilted by exp(x) has mean 1 and variance 1 / (1 - e / 4) exactly. */
  @Test
  void langevinHasItsStationaryLaw() {
    GaussianMixture normal = new GaussianMixture(new double[] {1}, new double[] {0}, new double[] {1});
    Interpolant path = Interpolant.vp(Direction.NOISE_AT_ONE); // the marginal of standard normal data is standard normal
    int rows = 20_000;
    FlowProcess process = generator(normal, path, new OdeMethod(Euler.TABLEAU), 4, 1).open(Meter.unlimited());
    Population p = process.start(fresh(17, rows), new int[rows]);
    process.advance(p, 1);
    double sigma = path.sigma(0.75);
    double rate = 0.1 / (sigma * sigma);
    Tensor gradient = Tensor.zerosF64(rows, 1);
    Arrays.fill(gradient.doubles(), 1);
    for (int i = 0; i < 150; i++) {
      int round = i;
      process.evaluate(p);
      List<Start> draws = new ArrayList<>();
      for (int r = 0; r < rows; r++) {
        draws.add(new Start.Fresh(p.draw(r).key().child(round)));
      }
      double first = process.lookAhead(p).get(0);
      process.langevin(p, gradient, rate, draws);
      assertFalse(process.isEvaluated(p));
      assertEquals(first, process.lookAhead(p).get(0));
    }
    double[] x = values(process.state(p));
    double mean = 0;
    double square = 0;
    for (double v : x) {
      mean += v / rows;
      square += v * v / rows;
    }
    double variance = 1 / (1 - 0.1 / 4);
    assertEquals(1, mean, 4 * Math.sqrt(variance / rows) + Math.pow(0.95, 150));
    assertEquals(variance, square - mean * mean, 4 * variance * Math.sqrt(2.0 / rows));
  }

  @Test
  void aimingGoesToTheDestinationAndDisplacingMovesTheData() {
    FlowProcess process = process(new OdeMethod(Euler.TABLEAU), 2);
    Population p = process.start(fresh(19, 2), new int[2]);
    process.advance(p, 2);
    process.evaluate(p);
    Tensor target = Tensor.zerosF64(2, 2);
    for (int i = 0; i < 4; i++) {
      target.doubles()[i] = i - 1.5;
    }
    process.aim(p, target);
    long used = process.meter().used();
    assertArrayEquals(values(target), values(process.lookAhead(p)), 1e-14);
    double[] before = values(process.state(p));
    process.advance(p, 3);
    assertEquals(used, process.meter().used());
    double[] after = values(process.state(p));
    double t = 1 - 2.0 / STEPS;
    double s = 0.5;
    for (int i = 0; i < 4; i++) {
      double noise = (before[i] - (1 - t) * target.get(i)) / t;
      assertEquals((1 - s) * target.get(i) + s * noise, after[i], 1e-14);
    }
    process.evaluate(p);
    double[] seen = values(process.lookAhead(p));
    process.displace(p, target);
    assertFalse(process.isEvaluated(p));
    for (int i = 0; i < 4; i++) {
      assertEquals(after[i] + 0.5 * target.get(i), process.state(p).get(i), 1e-15);
    }
    assertArrayEquals(seen, values(process.lookAhead(p)), "the look-ahead stays that of the last evaluation");
    process.displace(p, target);
    assertArrayEquals(seen, values(process.lookAhead(p)));
    assertThrows(IllegalStateException.class, () -> process.aim(p, target));
    assertThrows(IllegalStateException.class, () -> process.langevin(p, target, 0.1, fresh(1, 2)));
    process.evaluate(p);
    assertThrows(IllegalArgumentException.class, () -> process.langevin(p, target, 0, fresh(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> process.displace(p, Tensor.zerosF64(2, 3)));
  }
}
