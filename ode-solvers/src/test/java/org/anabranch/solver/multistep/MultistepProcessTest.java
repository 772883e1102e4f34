package org.anabranch.solver.multistep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VarianceField;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Multistep methods in the process that search sees: bits, forks and their past, rewinds, limits, counts. */
class MultistepProcessTest {
  private static final GaussianMixture TOY = GaussianMixture.toy();
  private static final int STEPS = 7;

  /** The toy with variances that differ from element to element. */
  private static final class WithVariances implements VarianceField {
    private final GaussianMixtureField field;

    WithVariances(Interpolant path, Shape shape, DType dtype) {
      this.field = new GaussianMixtureField(TOY, path, shape, dtype);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance) {
      field.evaluate(x, t, condition, v);
      for (int i = 0; i < variance.size(); i++) {
        double at = Math.sin(5 * x.get(i));
        if (dtype() == DType.F64) {
          variance.doubles()[variance.offset() + i] = at;
        } else {
          variance.floats()[variance.offset() + i] = (float) at;
        }
      }
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      field.evaluate(x, t, condition, v);
    }

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
  }

  static Stream<String> methods() {
    return Stream.of("ab2", "ab3", "ab4", "dpmpp-1", "dpmpp-2m", "dpmpp-3m", "sde-dpmpp-2m", "sde-dpmpp-3m", "unipc-1",
        "unipc-2-bh1", "unipc-3", "ddim", "ddim:0.7", "ddpm", "ddpm-large", "ddpm-learned");
  }

  private static FlowGenerator generator(String method, Direction direction, DType dtype, int maxRows, int threads) {
    Interpolant path = Interpolant.linear(direction);
    return new FlowGenerator(() -> new WithVariances(path, Shape.of(2, 3), dtype),
        Backend.of("scalar", new WorkerPool(threads)), Solvers.named(method), TimeGrid.uniform(direction, STEPS), "toy", maxRows);
  }

  private static List<Start> roots(int from, int count) {
    return LongStream.range(from, from + count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(13, i))).toList();
  }

  private static TrajectoryKey[] keys(Population p) {
    TrajectoryKey[] keys = new TrajectoryKey[p.rows()];
    Arrays.setAll(keys, i -> p.start(i).key());
    return keys;
  }

  private static double[] values(Tensor x) {
    double[] out = new double[(int) x.size()];
    Arrays.setAll(out, x::get);
    return out;
  }

  private static double[] row(double[] values, int row) {
    return Arrays.copyOfRange(values, 6 * row, 6 * row + 6);
  }

  private static double[] run(FlowProcess process, List<Start> starts) {
    Population p = process.start(starts, new int[starts.size()]);
    assertEquals(Admission.ADMITTED, process.advance(p, STEPS));
    return values(process.finish(p));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bitsDependNeitherOnBatchMatesNorOnBlocksNorOnThreadsNorOnThePaceOfAdvance(String method) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      double[] expected = run(generator(method, Direction.NOISE_AT_ONE, dtype, 256, 1).open(Meter.unlimited()), roots(0, 23));
      assertArrayEquals(expected,
          run(generator(method, Direction.NOISE_AT_ONE, dtype, 256, 3).open(Meter.unlimited()), roots(0, 23)), "3 threads");
      for (int maxRows : new int[] {1, 5}) {
        FlowProcess process = generator(method, Direction.NOISE_AT_ONE, dtype, maxRows, 1).open(Meter.unlimited());
        List<Double> got = new ArrayList<>();
        for (int from = 0; from < 23;) {
          int count = Math.min(23 - from, 1 + from);
          Population p = process.start(roots(from, count), new int[count]);
          for (int step = 1; step <= STEPS; step++) {
            process.advance(p, step);
          }
          Arrays.stream(values(process.finish(p))).forEach(got::add);
          from += count;
        }
        assertArrayEquals(expected, got.stream().mapToDouble(v -> v).toArray(), "blocks of " + maxRows);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aForkedRowGoesOnAsTheRowItself(String method) {
    for (int at = 0; at <= STEPS; at++) {
      FlowProcess process = generator(method, Direction.DATA_AT_ONE, DType.F32, 256, 1).open(Meter.unlimited());
      double[] straight = run(process, roots(0, 4));
      Population p = process.start(roots(0, 4), new int[4]);
      process.advance(p, at);
      TrajectoryKey[] own = keys(p);
      Population forks = process.fork(p, new int[] {3, 1, 1}, new TrajectoryKey[] {own[3], own[1], own[1]});
      process.advance(p, STEPS); // the parents' past moves on and must not be the forks'
      process.advance(forks, STEPS);
      double[] ends = values(process.finish(forks));
      assertArrayEquals(straight, values(process.finish(p)));
      assertArrayEquals(row(straight, 3), row(ends, 0), "fork at " + at);
      assertArrayEquals(row(straight, 1), row(ends, 1), "fork at " + at);
      assertArrayEquals(row(straight, 1), row(ends, 2), "fork at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRewoundRowHasNoPast(String method) {
    FlowProcess process = generator(method, Direction.DATA_AT_ONE, DType.F64, 256, 1).open(Meter.unlimited());
    Population a = process.start(roots(0, 2), new int[2]);
    process.advance(a, 5);
    Population b = process.start(roots(0, 2), new int[2]);
    process.advance(b, 5);
    TrajectoryKey[] fresh = {TrajectoryKey.root(99, 0), TrajectoryKey.root(99, 1)};
    process.rewind(a, 3, fresh);
    process.rewind(b, 3, fresh);
    double[] state = values(process.state(a));
    long used = process.meter().used();
    process.advance(a, STEPS);
    // Steps after the first ones of Adams-Bashforth cost one evaluation, rewound to or not.
    assertEquals(2 * process.generator().evaluations(3, STEPS), process.meter().used() - used);
    process.advance(b, 5);
    process.advance(b, STEPS);
    assertArrayEquals(values(process.finish(a)), values(process.finish(b)), "the same from the same place");
    assertFalse(Arrays.equals(state, values(process.finish(a))));
  }

  @Test
  void theFirstStepAfterARewindIsOfFirstOrder() {
    for (String method : List.of("dpmpp-3m", "unipc-3", "ab4")) {
      String first = method.equals("ab4") ? "euler" : "dpmpp-1";
      FlowProcess process = generator(method, Direction.DATA_AT_ONE, DType.F64, 256, 1).open(Meter.unlimited());
      Population p = process.start(roots(0, 2), new int[2]);
      process.advance(p, 6);
      process.rewind(p, 4, new TrajectoryKey[] {TrajectoryKey.root(99, 0), TrajectoryKey.root(99, 1)});
      FlowProcess low = generator(first, Direction.DATA_AT_ONE, DType.F64, 256, 1).open(Meter.unlimited());
      double[] from = values(process.state(p));
      process.advance(p, 5);
      Tensor velocity = Tensor.zerosF64(2, 2, 3);
      VelocityField field = new WithVariances(low.generator().interpolant(), Shape.of(2, 3), DType.F64);
      double t = low.generator().grid().time(4);
      field.evaluate(Tensor.of(from, 2, 2, 3), new double[] {t, t}, new int[2], velocity);
      double h = low.generator().grid().time(5) - t;
      double[] to = values(process.state(p));
      for (int i = 0; i < to.length; i++) {
        // On the linear path both first orders are Euler's.
        assertEquals(from[i] + h * velocity.get(i), to[i], 1e-13, method);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void usedIsWhatTheGeneratorSaysAndNeverMoreThanGranted(String method) {
    FlowGenerator generator = generator(method, Direction.DATA_AT_ONE, DType.F64, 256, 1);
    long each = generator.evaluationsPerTrajectory();
    FlowProcess free = generator.open(Meter.unlimited());
    double[] expected = run(free, roots(0, 3));
    assertEquals(3 * each, free.meter().used());
    for (long granted = 0; granted < 3 * each; granted++) {
      FlowProcess process = generator.open(Meter.of(granted, () -> false));
      Population p = process.start(roots(0, 3), new int[3]);
      assertEquals(Admission.BUDGET_SPENT, process.advance(p, STEPS));
      assertEquals(3 * generator.evaluations(0, p.step()), process.meter().used());
    }
    // A cancellation between the stages of a first step leaves nothing behind.
    for (int calls = 1; calls <= each; calls++) {
      int[] left = {2 * calls};
      FlowProcess process = generator.open(Meter.of(Long.MAX_VALUE, () -> left[0]-- == 0));
      Population p = process.start(roots(0, 3), new int[3]);
      process.advance(p, STEPS);
      process.advance(p, STEPS);
      assertArrayEquals(expected, values(process.finish(p)), method);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bothDirectionsOfTimeAreTheSameChain(String method) {
    double[][] ends = new double[2][];
    for (Direction direction : Direction.values()) {
      ends[direction.ordinal()] = run(generator(method, direction, DType.F64, 256, 1).open(Meter.unlimited()), roots(0, 3));
    }
    assertArrayEquals(ends[0], ends[1], 1e-10);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void stepsAllocateNothing(String method) {
    FlowProcess process = generator(method, Direction.DATA_AT_ONE, DType.F32, 256, 1).open(Meter.unlimited());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 60; round++) {
      Population p = process.start(roots(0, 5), new int[5]);
      process.advance(p, 1);
      long before = threads.getCurrentThreadAllocatedBytes();
      process.advance(p, STEPS);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  @Test
  void aLearnedVarianceNeedsANetworkThatPredictsIt() {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new FlowGenerator(
        () -> new GaussianMixtureField(TOY, path), Backend.of("scalar", new WorkerPool(1)), Solvers.named("ddpm-learned"),
        TimeGrid.uniform(path.direction(), 4), "toy", 8));
    assertEquals("ddpm-learned: needs a network that predicts the variance of a step, this one predicts the velocity alone",
        e.getMessage());
  }

  @Test
  void learnedFractionsOfMinusOneAndOneAreTheSmallAndTheLargeVariance() {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    for (int extreme : new int[] {-1, 1}) {
      FlowGenerator learned = new FlowGenerator(() -> new Extreme(path, extreme), Backend.of("scalar", new WorkerPool(1)),
          Solvers.named("ddpm-learned"), TimeGrid.uniform(path.direction(), STEPS), "toy", 8);
      FlowGenerator fixed = generator(extreme < 0 ? "ddpm" : "ddpm-large", Direction.DATA_AT_ONE, DType.F64, 8, 1);
      assertArrayEquals(run(fixed.open(Meter.unlimited()), roots(0, 4)), run(learned.open(Meter.unlimited()), roots(0, 4)), 1e-12);
    }
  }

  /** Says the same extreme of the variance everywhere. */
  private static final class Extreme implements VarianceField {
    private final WithVariances field;
    private final int extreme;

    Extreme(Interpolant path, int extreme) {
      this.field = new WithVariances(path, Shape.of(2, 3), DType.F64);
      this.extreme = extreme;
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance) {
      field.evaluate(x, t, condition, v);
      Arrays.fill(variance.doubles(), variance.offset(), variance.offset() + (int) variance.size(), extreme);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      field.evaluate(x, t, condition, v);
    }

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
  }
}
