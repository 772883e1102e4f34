package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that search sees: starts, bits, look-ahead, rewind, fork. Limits have a test of their own. */
class FlowProcessTest {
  private static final GaussianMixture TOY = GaussianMixture.toy();
  private static final Backend BACKEND = Backend.of("scalar", new WorkerPool(1));

  static FlowGenerator generator(Interpolant path, Tableau tableau, int steps, Shape rowShape, DType dtype, int maxRows) {
    return new FlowGenerator(() -> new GaussianMixtureField(TOY, path, rowShape, dtype), BACKEND, tableau,
        TimeGrid.uniform(path.direction(), steps), "toy", maxRows);
  }

  static FlowGenerator generator(Direction direction, Tableau tableau, int steps) {
    return generator(Interpolant.linear(direction), tableau, steps, Shape.of(1), DType.F64, 256);
  }

  static List<Start> roots(long seed, int from, int count) {
    return LongStream.range(from, from + count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(seed, i))).toList();
  }

  static TrajectoryKey[] keys(long seed, int count) {
    return LongStream.range(0, count).mapToObj(i -> TrajectoryKey.root(seed, i)).toArray(TrajectoryKey[]::new);
  }

  /** Two states, a velocity and a look-ahead of two doubles; what is released is free and gone. */
  @Test
  void memoryIsCountedFromTheStartToTheRelease() {
    FlowGenerator g = generator(Interpolant.linear(Direction.NOISE_AT_ONE), Euler.TABLEAU, 4, Shape.of(2), DType.F64, 256);
    assertEquals(64, g.bytesPerRow());
    Meter meter = Meter.unlimited().withMemory(64 * 5);
    FlowProcess process = g.open(meter);
    Population p = process.start(roots(1, 0, 2), new int[2]);
    Population q = process.gather(p.first(2));
    assertEquals(64, meter.freeBytes());
    IllegalStateException full = assertThrows(IllegalStateException.class, () -> process.gather(p.first(2)));
    assertEquals("memory: 320 bytes granted, 256 held, cannot hold another 128", full.getMessage());
    process.release(p);
    process.release(p);
    assertEquals(192, meter.freeBytes());
    assertEquals(256, meter.peakBytes());
    IllegalStateException gone = assertThrows(IllegalStateException.class, () -> process.advance(p, 1));
    assertEquals("flow process: population of 2 rows at step 0 has been released", gone.getMessage());
    assertThrows(IllegalStateException.class, () -> process.gather(p.first(1)));
    assertThrows(IllegalStateException.class, () -> p.draw(0));
    assertEquals(Admission.ADMITTED, process.advance(q, 4));
  }

  private static double normal(TrajectoryKey key) {
    double[] z = new double[1];
    RandomStream.normals(key, 0, Purpose.START, z, 0, 1);
    return z[0];
  }

  private static double[] values(Tensor x) {
    double[] out = new double[(int) x.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = x.get(i);
    }
    return out;
  }

  @Test
  void startsAreTheNoiseOfTheirKeysAndNeighboursMixIt() {
    FlowProcess process = generator(Direction.DATA_AT_ONE, Euler.TABLEAU, 4).open(Meter.unlimited());
    TrajectoryKey a = TrajectoryKey.root(1, 0);
    TrajectoryKey b = TrajectoryKey.root(1, 1);
    TrajectoryKey c = TrajectoryKey.root(1, 2);
    Start fresh = new Start.Fresh(a);
    Start near = new Start.Near(fresh, b, 0.6);
    Start nearer = new Start.Near(near, c, 0.28);
    Population p = process.start(List.of(fresh, near, nearer, new Start.Near(near, c, 0), new Start.Near(near, c, 1)),
        new int[5]);
    double mixed = 0.8 * normal(a) + 0.6 * normal(b);
    double[] expected = {normal(a), mixed, 0.96 * mixed + 0.28 * normal(c), mixed, normal(c)};
    assertArrayEquals(expected, values(process.state(p)), 8 * Math.ulp(4.0));
    assertEquals(0, p.step());
    assertSame(near, p.start(1));
    assertEquals(0, process.meter().used());
  }

  /** A path that keeps the data's weight begins at its own noise level, and its flow keeps the rank of the start. */
  @Test
  void aPathWithoutDecayBeginsAtItsNoiseLevel() {
    Interpolant edm = Interpolant.edm(Direction.NOISE_AT_ONE, 80);
    FlowGenerator generator = new FlowGenerator(() -> new GaussianMixtureField(TOY, edm), BACKEND, new OdeMethod(Heun.TABLEAU),
        GridSpacing.named("karras").grid(edm, 400), "toy", 8);
    FlowProcess process = generator.open(Meter.unlimited());
    Population p = process.start(roots(1, 0, 9), new int[9]);
    double[] starts = values(process.state(p));
    process.advance(p, 400);
    double[] ends = values(process.finish(p));
    GaussianMixtureField field = new GaussianMixtureField(TOY, edm);
    for (int i = 0; i < 9; i++) {
      assertEquals(80 * normal(TrajectoryKey.root(1, i)), starts[i], 1e-12);
      assertEquals(field.endpoint(starts[i], 1), ends[i], 2e-3);
    }
    assertEquals(Interpolant.ve(Direction.DATA_AT_ONE, 0.01, 50).sigma(0),
        Interpolant.ve(Direction.DATA_AT_ONE, 0.01, 50).priorDeviation());
    assertEquals(1, Interpolant.vp(Direction.DATA_AT_ONE).priorDeviation());
  }

  @Test
  void chainOfAHundredThousandNeighboursIsStillStandardNormalNoise() {
    FlowProcess process = generator(Direction.DATA_AT_ONE, Euler.TABLEAU, 4).open(Meter.unlimited());
    Start start = new Start.Fresh(TrajectoryKey.root(3, 0));
    for (int i = 1; i < 100_000; i++) {
      start = new Start.Near(start, TrajectoryKey.root(3, i), 0.1);
    }
    double x = process.state(process.start(List.of(start), new int[1])).get(0);
    assertTrue(Math.abs(x) < 6, "got " + x);
  }

  @Test
  void floatStartsAreTheDoubleOnesRounded() {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    FlowProcess d = generator(path, Euler.TABLEAU, 2, Shape.of(5), DType.F64, 256).open(Meter.unlimited());
    FlowProcess f = generator(path, Euler.TABLEAU, 2, Shape.of(5), DType.F32, 256).open(Meter.unlimited());
    List<Start> starts = List.of(roots(5, 0, 1).getFirst(),
        new Start.Near(roots(5, 0, 1).getFirst(), TrajectoryKey.root(5, 9), 0.3));
    assertArrayEquals(d.state(d.start(starts, new int[2])).toFloats(), f.state(f.start(starts, new int[2])).floats());
  }

  @ParameterizedTest
  @CsvSource({"DATA_AT_ONE, rk4", "NOISE_AT_ONE, rk4", "DATA_AT_ONE, heun", "NOISE_AT_ONE, rk4-38"})
  void samplesAreTheExactEndpointsOfTheirNoise(Direction direction, String solver) {
    FlowGenerator generator = generator(direction, Tableau.named(solver), 320);
    FlowProcess process = generator.open(Meter.unlimited());
    Population p = process.start(roots(11, 0, 9), new int[9]);
    double[] noise = values(process.state(p));
    assertEquals(Admission.ADMITTED, process.advance(p, 320));
    double[] samples = values(process.finish(p));
    GaussianMixtureField field = new GaussianMixtureField(TOY, generator.interpolant());
    double tolerance = Tableau.named(solver).order() == 4 ? 1e-8 : 4e-5; // the published worst errors, times five
    for (int i = 0; i < 9; i++) {
      assertEquals(field.endpoint(noise[i], direction.noiseTime()), samples[i], tolerance);
    }
  }

  @Test
  void bothDirectionsOfTimeGiveTheSameSamples() {
    FlowProcess up = generator(Direction.DATA_AT_ONE, Heun.TABLEAU, 64).open(Meter.unlimited());
    FlowProcess down = generator(Direction.NOISE_AT_ONE, Heun.TABLEAU, 64).open(Meter.unlimited());
    Population a = up.start(roots(12, 0, 6), new int[6]);
    Population b = down.start(roots(12, 0, 6), new int[6]);
    up.advance(a, 64);
    down.advance(b, 64);
    // Times in 64ths are exact in both conventions; 128 evaluations round differently, and errors grow by e^L, L < 8.
    assertArrayEquals(values(up.finish(a)), values(down.finish(b)), 1e-11);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void bitsDependNeitherOnBatchMatesNorOnBlocksNorOnThePaceOfAdvance(DType dtype) {
    Interpolant path = Interpolant.vp(Direction.NOISE_AT_ONE);
    FlowProcess together = generator(path, Heun.TABLEAU, 6, Shape.of(2, 3), dtype, 256).open(Meter.unlimited());
    Population all = together.start(roots(13, 0, 37), new int[37]);
    together.advance(all, 6);
    double[] expected = values(together.finish(all));
    for (int maxRows : new int[] {1, 5, 256}) {
      FlowProcess process = generator(path, Heun.TABLEAU, 6, Shape.of(2, 3), dtype, maxRows).open(Meter.unlimited());
      List<Double> got = new ArrayList<>();
      for (int from = 0; from < 37;) {
        int count = Math.min(37 - from, 1 + from); // batches of 1, 2, 4, 8, 16, 6
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

  @Test
  void processesOfOneGeneratorOnManyThreadsGiveTheSameBits() throws Exception {
    FlowGenerator generator = generator(Interpolant.gvp(Direction.DATA_AT_ONE), Heun.TABLEAU, 8, Shape.of(4), DType.F32, 3);
    Callable<float[]> job = () -> {
      FlowProcess process = generator.open(Meter.unlimited());
      Population p = process.start(roots(29, 0, 7), new int[7]);
      process.advance(p, 8);
      return process.finish(p).floats();
    };
    float[] expected = job.call();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (Future<float[]> f : pool.invokeAll(Collections.nCopies(16, job))) {
        assertArrayEquals(expected, f.get());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void lookAheadIsTheDenoisedMeanOfTheLastStepsBeginning(Direction direction) {
    for (Interpolant path : List.of(Interpolant.linear(direction), Interpolant.gvp(direction), Interpolant.vp(direction))) {
      FlowProcess process = generator(path, Heun.TABLEAU, 8, Shape.of(2), DType.F64, 3).open(Meter.unlimited());
      GaussianMixtureField field = new GaussianMixtureField(TOY, path);
      Population p = process.start(roots(17, 0, 5), new int[5]);
      assertFalse(process.canLookAhead(p));
      assertThrows(IllegalStateException.class, () -> process.lookAhead(p));
      for (int step = 0; step < 8; step++) {
        double[] before = values(process.state(p));
        process.advance(p, step + 1);
        long used = process.meter().used();
        double[] ahead = values(process.lookAhead(p));
        assertEquals(used, process.meter().used());
        for (int i = 0; i < before.length; i++) {
          // Two terms of size |x| at most 1 / alpha, which is 152 at the noise end of vp.
          double expected = step < 7 ? field.denoised(before[i], process.generator().grid().time(step))
              : process.finish(p).get(i); // at the last step the sample itself
          assertEquals(expected, ahead[i], 1e-11);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "gvp", "vp"})
  void rewoundStatesHaveTheLawOfTheForwardProcess(String name) {
    Direction direction = Direction.NOISE_AT_ONE;
    Interpolant path = switch (name) {
      case "linear" -> Interpolant.linear(direction);
      case "gvp" -> Interpolant.gvp(direction);
      default -> Interpolant.vp(direction);
    };
    int width = 20_000;
    FlowProcess process = generator(path, Euler.TABLEAU, 10, Shape.of(width), DType.F64, 8).open(Meter.unlimited());
    Population p = process.start(roots(19, 0, 1), new int[1]);
    process.advance(p, 7);
    double[] x = values(process.state(p));
    long used = process.meter().used();
    process.rewind(p, 4, keys(20, 1));
    assertEquals(4, p.step());
    assertEquals(used, process.meter().used());
    double[] y = values(process.state(p));
    double t = process.generator().grid().time(7);
    double s = process.generator().grid().time(4);
    double keep = path.alpha(s) / path.alpha(t);
    double variance = path.sigma(s) * path.sigma(s) - keep * keep * path.sigma(t) * path.sigma(t);
    double sum = 0;
    double squares = 0;
    double cross = 0;
    for (int i = 0; i < width; i++) {
      double noise = y[i] - keep * x[i];
      sum += noise;
      squares += noise * noise;
      cross += noise * x[i];
    }
    // Four standard errors: sqrt(v / n) of the mean, v sqrt(2 / n) of the variance, sqrt(v E[x^2] / n) of the product.
    double meanSquare = 0;
    for (double v : x) {
      meanSquare += v * v / width;
    }
    assertEquals(0, sum / width, 4 * Math.sqrt(variance / width));
    assertEquals(variance, squares / width, 4 * variance * Math.sqrt(2.0 / width));
    assertEquals(0, cross / width, 4 * Math.sqrt(variance * meanSquare / width));
  }

  @Test
  void rewindToTheStartIsFreshNoiseAndToTheSameStepIsNothing() {
    FlowProcess process = generator(Direction.DATA_AT_ONE, Midpoint.TABLEAU, 4).open(Meter.unlimited());
    Population p = process.start(roots(21, 0, 3), new int[3]);
    process.advance(p, 4);
    double[] samples = values(process.finish(p));
    assertArrayEquals(samples, values(process.lookAhead(p)));
    process.rewind(p, 4, keys(22, 3));
    assertArrayEquals(samples, values(process.state(p)));
    process.rewind(p, 0, keys(22, 3));
    double[] z = new double[3];
    for (int i = 0; i < 3; i++) {
      RandomStream.normals(keys(22, 3)[i], 0, Purpose.REWIND, z, i, 1);
    }
    assertArrayEquals(z, values(process.state(p)), "linear: alpha is 0 at the start");
    double[] ahead = values(process.lookAhead(p));
    assertFalse(process.isEvaluated(p), "the look-ahead is still that of the last evaluation");
    process.evaluate(p);
    assertFalse(Arrays.equals(ahead, values(process.lookAhead(p))));
    assertEquals(Admission.ADMITTED, process.advance(p, 4));
    assertThrows(IllegalArgumentException.class, () -> process.rewind(p, 5, keys(22, 3)));
    assertThrows(IllegalArgumentException.class, () -> process.rewind(p, -1, keys(22, 3)));
    assertThrows(IllegalArgumentException.class, () -> process.rewind(p, 1, keys(22, 2)));
  }

  @Test
  void forkCopiesRowsWithTheirLookAheadAndTheCopiesGoTheirOwnWay() {
    FlowProcess process = generator(Direction.NOISE_AT_ONE, Heun.TABLEAU, 6).open(Meter.unlimited());
    Population p = process.start(roots(23, 0, 4), new int[4]);
    Population early = process.fork(p, new int[] {1}, keys(24, 1));
    assertFalse(process.canLookAhead(early));
    process.advance(p, 3);
    double[] states = values(process.state(p));
    double[] ahead = values(process.lookAhead(p));
    int[] parents = {2, 2, 0, 3, 2};
    Population child = process.fork(p, parents, keys(24, 5));
    assertEquals(3, child.step());
    assertEquals(5, child.rows());
    for (int i = 0; i < parents.length; i++) {
      assertEquals(states[parents[i]], process.state(child).get(i));
      assertEquals(ahead[parents[i]], process.lookAhead(child).get(i));
      assertSame(p.start(parents[i]), child.start(i));
    }
    process.rewind(child, 1, keys(25, 5));
    process.advance(child, 6);
    assertArrayEquals(states, values(process.state(p)), "the parents stay");
    process.advance(p, 6);
    process.advance(early, 6);
    assertEquals(process.finish(p).get(1), process.finish(early).get(0));
    assertEquals(5, process.finish(child).rows());
    assertEquals(0, process.fork(p, new int[0], keys(24, 0)).rows());
    assertThrows(IllegalArgumentException.class, () -> process.fork(p, new int[] {4}, keys(24, 1)));
    assertThrows(IllegalArgumentException.class, () -> process.fork(p, new int[] {1}, keys(24, 2)));
  }

  @Test
  void misuseIsRefusedBeforeAnythingIsSpent() {
    FlowGenerator generator = generator(Direction.NOISE_AT_ONE, Heun.TABLEAU, 6);
    FlowProcess process = generator.open(Meter.unlimited());
    FlowProcess other = generator.open(Meter.unlimited());
    Population p = process.start(roots(26, 0, 2), new int[2]);
    assertThrows(IllegalArgumentException.class, () -> process.start(roots(26, 0, 2), new int[] {0, 1}));
    assertThrows(IllegalArgumentException.class, () -> process.start(roots(26, 0, 2), new int[1]));
    assertThrows(IllegalArgumentException.class, () -> other.advance(p, 1));
    assertThrows(IllegalArgumentException.class, () -> process.advance(p, 7));
    assertThrows(IllegalStateException.class, () -> process.finish(p));
    process.advance(p, 2);
    assertThrows(IllegalArgumentException.class, () -> process.advance(p, 1));
    assertEquals(8, process.meter().used());
    assertEquals(0, other.meter().used());
    TimeGrid up = TimeGrid.uniform(Direction.DATA_AT_ONE, 3);
    TimeGrid part = TimeGrid.segment(Direction.NOISE_AT_ONE, 1, 0.1);
    GaussianMixtureField field = new GaussianMixtureField(TOY, Interpolant.linear(Direction.NOISE_AT_ONE));
    assertThrows(IllegalArgumentException.class, () -> new FlowGenerator(() -> field, BACKEND, Heun.TABLEAU, up, "toy"));
    assertThrows(IllegalArgumentException.class, () -> new FlowGenerator(() -> field, BACKEND, Heun.TABLEAU, part, "toy"));
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void advanceAllocatesNothingAfterWarmUp(DType dtype) {
    FlowProcess process = generator(Interpolant.linear(Direction.DATA_AT_ONE), RungeKutta4.TABLEAU, 500, Shape.of(3), dtype,
        4).open(Meter.unlimited());
    Population p = process.start(roots(27, 0, 10), new int[10]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    process.advance(p, 100);
    // The JVM may allocate on this thread once, when it links or deoptimises something; an allocation per evaluation would
    // show in every window, so the least one must be nothing.
    long least = Long.MAX_VALUE;
    for (int window = 2; window <= 5; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      process.advance(p, window * 100);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }
}
