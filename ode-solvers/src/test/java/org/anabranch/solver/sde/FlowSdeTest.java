package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Euler;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Heun;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stochastic process that search sees: bits, forks, rewinds, limits, the last step. The laws have a test of their own. */
class FlowSdeTest {
  private static final GaussianMixture TOY = GaussianMixture.toy();
  private static final Backend BACKEND = Backend.of("scalar", new WorkerPool(1));
  private static final DiffusionSchedule SQUARE = new DiffusionSchedule.Power(3, 2);
  private static final FlowSde.Scheme EULER_MARUYAMA = FlowSde.Scheme.EULER_MARUYAMA;
  private static final FlowSde.Scheme HEUN = FlowSde.Scheme.NOISE_THEN_HEUN;

  private static FlowGenerator generator(FlowSde sde, Interpolant path, int steps, Shape shape, DType dtype, int maxRows) {
    return new FlowGenerator(() -> new GaussianMixtureField(TOY, path, shape, dtype), BACKEND, sde,
        TimeGrid.uniform(path.direction(), steps), "toy", maxRows);
  }

  private static FlowGenerator generator(FlowSde sde, Direction direction, int steps) {
    return generator(sde, Interpolant.linear(direction), steps, Shape.of(2), DType.F64, 256);
  }

  private static List<Start> roots(long seed, int from, int count) {
    return LongStream.range(from, from + count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(seed, i))).toList();
  }

  private static TrajectoryKey[] keys(long seed, int count) {
    return LongStream.range(0, count).mapToObj(i -> TrajectoryKey.root(seed, i)).toArray(TrajectoryKey[]::new);
  }

  private static double[] values(Tensor x) {
    double[] out = new double[(int) x.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = x.get(i);
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({"EULER_MARUYAMA, F32", "EULER_MARUYAMA, F64", "NOISE_THEN_HEUN, F32", "NOISE_THEN_HEUN, F64"})
  void bitsDependNeitherOnBatchMatesNorOnBlocksNorOnThePaceOfAdvance(FlowSde.Scheme scheme, DType dtype) {
    Interpolant path = Interpolant.gvp(Direction.NOISE_AT_ONE);
    FlowSde sde = new FlowSde(SQUARE, scheme, LastStep.MEAN);
    FlowProcess together = generator(sde, path, 6, Shape.of(2, 3), dtype, 256).open(Meter.unlimited());
    Population all = together.start(roots(13, 0, 37), new int[37]);
    together.advance(all, 6);
    double[] expected = values(together.finish(all));
    for (int maxRows : new int[] {1, 5, 256}) {
      FlowProcess process = generator(sde, path, 6, Shape.of(2, 3), dtype, maxRows).open(Meter.unlimited());
      List<Double> got = new ArrayList<>();
      for (int from = 0; from < 37;) {
        int count = Math.min(37 - from, 1 + from);
        Population p = process.start(roots(13, from, count), new int[count]);
        for (int step = 1; step <= 6; step++) {
          process.advance(p, step);
        }
        for (double v : values(process.finish(p))) {
          got.add(v);
        }
        from += count;
      }
      assertArrayEquals(expected, got.stream().mapToDouble(v -> v).toArray(), "blocks of " + maxRows);
    }
  }

  @ParameterizedTest
  @EnumSource(FlowSde.Scheme.class)
  void forksOfOneRowPartIfTheirKeysDiffer(FlowSde.Scheme scheme) {
    FlowGenerator generator = generator(new FlowSde(SQUARE, scheme, LastStep.MEAN), Direction.DATA_AT_ONE, 8);
    FlowProcess process = generator.open(Meter.unlimited());
    Population p = process.start(roots(23, 0, 2), new int[2]);
    process.advance(p, 3);
    double[] states = values(process.state(p));
    double[] ahead = values(process.lookAhead(p));
    TrajectoryKey own = p.start(1).key();
    TrajectoryKey other = own.child(0);
    Population forks = process.fork(p, new int[] {1, 1, 1}, new TrajectoryKey[] {own, other, other});
    assertArrayEquals(new double[] {states[2], states[3], states[2], states[3], states[2], states[3]},
        values(process.state(forks)));
    assertArrayEquals(Arrays.copyOfRange(ahead, 2, 4), Arrays.copyOf(values(process.lookAhead(forks)), 2));
    process.advance(forks, 8);
    process.advance(p, 8);
    double[] ends = values(process.finish(forks));
    double[] parents = values(process.finish(p));
    assertArrayEquals(Arrays.copyOfRange(parents, 2, 4), Arrays.copyOf(ends, 2), "the same key goes the same way");
    assertArrayEquals(Arrays.copyOfRange(ends, 2, 4), Arrays.copyOfRange(ends, 4, 6));
    assertNotEquals(ends[0], ends[2]);
    assertNotEquals(ends[1], ends[3]);
  }

  @ParameterizedTest
  @EnumSource(FlowSde.Scheme.class)
  void rewoundRowsGoOnWithTheKeysOfTheRewind(FlowSde.Scheme scheme) {
    FlowGenerator generator = generator(new FlowSde(SQUARE, scheme, LastStep.MEAN), Direction.NOISE_AT_ONE, 8);
    double[][] ends = new double[3][];
    for (int i = 0; i < 3; i++) {
      FlowProcess process = generator.open(Meter.unlimited());
      Population p = process.start(roots(29, 0, 3), new int[3]);
      process.advance(p, 5);
      double[] ahead = values(process.lookAhead(p));
      process.rewind(p, 2, keys(i == 2 ? 31 : 30, 3));
      assertEquals(2, p.step());
      assertArrayEquals(ahead, values(process.lookAhead(p)), "the look-ahead waits for the next evaluation");
      process.advance(p, 8);
      ends[i] = values(process.finish(p));
    }
    assertArrayEquals(ends[0], ends[1]);
    assertNotEquals(ends[0][0], ends[2][0]);
  }

  @ParameterizedTest
  @CsvSource({"EULER_MARUYAMA, NONE, 8", "EULER_MARUYAMA, TWEEDIE, 8", "NOISE_THEN_HEUN, NONE, 16", "NOISE_THEN_HEUN, MEAN, 15"})
  void aTrajectoryCostsTheEvaluationsThatItMakesAndNoMoreThanGranted(FlowSde.Scheme scheme, LastStep last, int evaluations) {
    FlowGenerator generator = generator(new FlowSde(SQUARE, scheme, last), Direction.NOISE_AT_ONE, 8);
    assertEquals(evaluations, generator.evaluationsPerTrajectory());
    FlowProcess exact = generator.open(Meter.of(3L * evaluations, () -> false));
    Population p = exact.start(roots(5, 0, 3), new int[3]);
    assertEquals(Admission.ADMITTED, exact.advance(p, 8));
    assertEquals(3L * evaluations, exact.meter().used());
    FlowProcess scarce = generator.open(Meter.of(3L * evaluations - 1, () -> false));
    Population q = scarce.start(roots(5, 0, 3), new int[3]);
    assertEquals(Admission.BUDGET_SPENT, scarce.advance(q, 8));
    assertEquals(7, q.step());
    assertTrue(scarce.meter().used() <= scarce.meter().granted());
  }

  @Test
  void cancellationBetweenTheEvaluationsOfAStepLeavesTheStateOfTheLastWholeStep() {
    FlowGenerator generator = generator(new FlowSde(SQUARE, HEUN, LastStep.MEAN), Direction.DATA_AT_ONE, 8);
    FlowProcess free = generator.open(Meter.unlimited());
    Population whole = free.start(roots(6, 0, 2), new int[2]);
    free.advance(whole, 2);
    AtomicInteger asked = new AtomicInteger();
    // Each step asks three times: for the whole, and before each of two evaluations. The ninth falls inside the third step.
    FlowProcess process = generator.open(Meter.of(1000, () -> asked.incrementAndGet() >= 9));
    Population p = process.start(roots(6, 0, 2), new int[2]);
    assertEquals(Admission.CANCELLED, process.advance(p, 8));
    assertEquals(2, p.step());
    assertEquals(10, process.meter().used());
    assertArrayEquals(values(free.state(whole)), values(process.state(p)));
    assertNotEquals(free.lookAhead(whole).get(0), process.lookAhead(p).get(0), "the evaluation paid is looked at");
  }

  @Test
  void withoutDiffusionItIsTheOrdinaryEquation() {
    DiffusionSchedule zero = new DiffusionSchedule.Constant(0);
    for (Direction direction : Direction.values()) {
      for (FlowSde.Scheme scheme : FlowSde.Scheme.values()) {
        FlowProcess sde = generator(new FlowSde(zero, scheme, LastStep.NONE), direction, 16).open(Meter.unlimited());
        Tableau tableau = scheme == HEUN ? Heun.TABLEAU : Euler.TABLEAU;
        FlowProcess ode = new FlowGenerator(() -> new GaussianMixtureField(TOY, Interpolant.linear(direction), Shape.of(2),
            DType.F64), BACKEND, tableau, TimeGrid.uniform(direction, 16), "toy").open(Meter.unlimited());
        Population a = sde.start(roots(8, 0, 5), new int[5]);
        Population b = ode.start(roots(8, 0, 5), new int[5]);
        sde.advance(a, 16);
        ode.advance(b, 16);
        // 16 steps of a flow whose errors grow by less than e^8, each rounding a few terms of size 10.
        assertArrayEquals(values(ode.finish(b)), values(sde.finish(a)), 1e-11);
      }
    }
  }

  @Test
  void tweedieEndsInTheDenoisedMeanOfTheLastStep() {
    FlowProcess process = generator(new FlowSde(SQUARE, EULER_MARUYAMA, LastStep.TWEEDIE), Direction.DATA_AT_ONE, 8)
        .open(Meter.unlimited());
    Population p = process.start(roots(9, 0, 4), new int[4]);
    process.advance(p, 8);
    assertArrayEquals(values(process.lookAhead(p)), values(process.finish(p)), 8 * Math.ulp(4.0));
  }

  @Test
  void infiniteCoefficientsAreRefusedBeforeAnythingIsSpent() {
    FlowSde heun = new FlowSde(new DiffusionSchedule.Constant(1), HEUN, LastStep.NONE);
    assertEquals("conversion: VELOCITY to SCORE needs sigma > 0, sigma at time 1.0 is 0.0",
        assertThrows(IllegalArgumentException.class, () -> generator(heun, Direction.DATA_AT_ONE, 4)).getMessage());
    FlowSde sbdm = new FlowSde(new DiffusionSchedule.Sbdm(1), EULER_MARUYAMA, LastStep.MEAN);
    assertEquals("flow sde: g^2 of Sbdm[norm=1.0] must be finite, at time 0.0 it is Infinity",
        assertThrows(IllegalArgumentException.class, () -> generator(sbdm, Direction.DATA_AT_ONE, 4)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new DiffusionSchedule.Power(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> new DiffusionSchedule.FlowGrpo(0.7, 1));
    assertThrows(IllegalArgumentException.class, () -> DiffusionSchedule.sit("increasing", 1));
    assertThrows(IllegalArgumentException.class, () -> FlowSde.sitGrid(Direction.DATA_AT_ONE, 1, 0.04));
  }

  @Test
  void schedulesMeanTheSameInBothDirections() {
    List<DiffusionSchedule> all = new ArrayList<>(List.of(SQUARE, new DiffusionSchedule.FlowGrpo(0.7, 0.5)));
    for (String form : List.of("constant", "SBDM", "sigma", "linear", "decreasing", "inccreasing-decreasing")) {
      all.add(DiffusionSchedule.sit(form, 0.7));
    }
    assertEquals(DiffusionSchedule.sit("inccreasing-decreasing", 2), DiffusionSchedule.sit("increasing-decreasing", 2));
    for (DiffusionSchedule g : all) {
      for (double t : new double[] {0.125, 0.5, 0.875}) {
        assertEquals(g.squared(Interpolant.vp(Direction.DATA_AT_ONE), t),
            g.squared(Interpolant.vp(Direction.NOISE_AT_ONE), 1 - t), g.toString());
      }
    }
    assertEquals(9 * 0.0625, SQUARE.squared(Interpolant.linear(Direction.NOISE_AT_ONE), 0.5));
    assertEquals(20, new DiffusionSchedule.Sbdm(1).squared(Interpolant.vp(Direction.NOISE_AT_ONE), 1), 1e-14);
  }

  @Test
  void sitGridStopsBeforeTheDataAndThenSteps() {
    assertArrayEquals(new double[] {0, 0.48, 0.96, 1}, FlowSde.sitGrid(Direction.DATA_AT_ONE, 3, 0.04).times(), 1e-16);
    assertArrayEquals(new double[] {1, 0.5, 0}, FlowSde.sitGrid(Direction.NOISE_AT_ONE, 3, 0).times());
  }

  @ParameterizedTest
  @EnumSource(FlowSde.Scheme.class)
  void advanceAllocatesNothingAfterItsFirstStep(FlowSde.Scheme scheme) {
    FlowProcess process = generator(new FlowSde(SQUARE, scheme, LastStep.MEAN), Interpolant.linear(Direction.NOISE_AT_ONE), 400,
        Shape.of(16), DType.F32, 3).open(Meter.unlimited());
    Population p = process.start(roots(41, 0, 7), new int[7]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    process.advance(p, 100);
    // The JVM may allocate once when it links something; an allocation per step would show in every window.
    long least = Long.MAX_VALUE;
    for (int window = 2; window <= 4; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      process.advance(p, window * 100 - 1);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }
}
