package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.hidden.HiddenProvider;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.multistep.Ddim;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Populations on a device whose memory the host cannot reach: everything that a process does gives the host's bits, steps move
 * nothing, and what is shown moves its own bytes.
 */
class ResidentPopulationTest {
  private static final Shape SHAPE = Shape.of(3, 5);
  private static final long ROW = 4 * 15;
  private static final int STEPS = 4;

  private final HiddenProvider provider = new HiddenProvider();

  private FlowProcess process(boolean device, FlowMethod method, int maxRows) {
    WorkerPool pool = new WorkerPool(1);
    Backend backend = device ? Backend.of(provider, pool) : Backend.of("scalar", pool);
    return new FlowGenerator(() -> new OperationField(backend.kernels(), SHAPE), backend, method,
        TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "operations", maxRows).open(Meter.unlimited());
  }

  static Stream<FlowMethod> resident() {
    DiffusionSchedule g = new DiffusionSchedule.Power(1, 1);
    return Stream.of(new OdeMethod(Tableau.named("euler")), new OdeMethod(Tableau.named("heun")), new OdeMethod(Tableau.named("rk4")),
        new FlowSde(g, FlowSde.Scheme.EULER_MARUYAMA, LastStep.TWEEDIE), new FlowSde(g, FlowSde.Scheme.EULER_MARUYAMA, LastStep.EULER),
        new FlowSde(g, FlowSde.Scheme.NOISE_THEN_HEUN, LastStep.MEAN), new FlowSde(g, FlowSde.Scheme.NOISE_THEN_HEUN, LastStep.NONE));
  }

  static Stream<FlowMethod> all() {
    return Stream.concat(resident(), Stream.of(new Ddim(0)));
  }

  private static List<Start> starts(int n) {
    List<Start> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Start fresh = new Start.Fresh(TrajectoryKey.root(7, i));
      out.add(i % 3 == 1 ? new Start.Near(new Start.Near(fresh, TrajectoryKey.root(8, i), 0.3), TrajectoryKey.root(9, i), 0.6)
          : fresh);
    }
    return out;
  }

  private static TrajectoryKey[] keys(int seed, int n) {
    TrajectoryKey[] out = new TrajectoryKey[n];
    for (int i = 0; i < n; i++) {
      out[i] = TrajectoryKey.root(seed, i);
    }
    return out;
  }

  private static Tensor push(int n) {
    Tensor t = Tensor.zeros(DType.F32, Shape.of(n, 3, 5));
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) Math.sin(i);
    }
    return t;
  }

  /** All that a process can do to its rows, and what it shows after each. */
  private static List<float[]> everything(FlowProcess process) {
    List<float[]> seen = new ArrayList<>();
    List<Start> starts = new ArrayList<>(starts(5));
    Population projected = process.start(List.of(new Start.Projected(TrajectoryKey.root(3, 1), TrajectoryKey.root(3, 2), 1.5)),
        new int[1]);
    seen.add(process.state(projected).floats());
    Population p = process.start(starts, new int[] {0, 1, 2, 0, 1});
    seen.add(process.state(p).floats());
    process.crankNicolson(p, push(5), 0.4, starts(5));
    seen.add(process.state(p).floats());
    process.advance(p, 2);
    seen.add(process.state(p).floats());
    seen.add(process.lookAhead(p).floats());
    Population q = process.start(starts(2), new int[] {1, 1});
    process.advance(q, 2);
    Population mixed = process.gather(List.of(new Population.Row(p, 4), new Population.Row(p, 1), new Population.Row(q, 1),
        new Population.Row(p, 1)), starts(4));
    seen.add(process.state(mixed).floats());
    seen.add(process.lookAhead(mixed).floats());
    process.displace(mixed, push(4));
    seen.add(process.state(mixed).floats());
    seen.add(process.lookAhead(mixed).floats());
    process.rewind(mixed, 1, keys(11, 4));
    seen.add(process.state(mixed).floats());
    process.evaluate(mixed);
    seen.add(process.lookAhead(mixed).floats());
    process.langevin(mixed, push(4), 0.1, starts(4));
    seen.add(process.state(mixed).floats());
    process.evaluate(mixed);
    process.aim(mixed, push(4));
    if (process.canSteer(mixed)) {
      double[] ratios = new double[4];
      process.steer(mixed, push(4), ratios);
      seen.add(process.state(mixed).floats());
    }
    process.advance(mixed, STEPS);
    seen.add(process.finish(mixed).floats());
    seen.add(process.lookAhead(mixed).floats());
    seen.add(process.state(process.fork(p, new int[0], new TrajectoryKey[0])).floats());
    return seen;
  }

  @ParameterizedTest
  @MethodSource("all")
  void everythingHasTheHostsBits(FlowMethod method) {
    for (int maxRows : new int[] {256, 2}) {
      List<float[]> want = everything(process(false, method, maxRows));
      List<float[]> got = everything(process(true, method, maxRows));
      assertEquals(want.size(), got.size());
      for (int i = 0; i < want.size(); i++) {
        assertArrayEquals(want.get(i), got.get(i), method.name() + ", what is seen as number " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("resident")
  void aStepMovesNothingAndWhatIsShownMovesItself(FlowMethod method) {
    FlowProcess process = process(true, method, 256);
    Population p = process.start(starts(6), new int[6]);
    process.advance(p, 1);
    Population child = process.gather(List.of(new Population.Row(p, 5), new Population.Row(p, 0), new Population.Row(p, 5)), starts(3));
    process.rewind(child, 0, keys(4, 3));
    process.advance(child, 2);
    assertEquals(0, provider.bytesUp(), method.name());
    assertEquals(0, provider.bytesDown(), method.name());
    process.lookAhead(child);
    assertEquals(3 * ROW, provider.bytesDown());
    process.state(p);
    assertEquals(9 * ROW, provider.bytesDown());
    process.advance(child, STEPS);
    process.finish(child);
    assertEquals(12 * ROW, provider.bytesDown());
    assertEquals(0, provider.bytesUp());
  }

  @Test
  void aMethodThatStepsOnTheHostMovesEachEvaluation() {
    FlowProcess process = process(true, new Ddim(0), 256);
    Population p = process.start(starts(6), new int[6]);
    process.advance(p, 2);
    assertEquals(2 * 6 * ROW, provider.bytesUp());
    assertEquals(2 * 6 * ROW, provider.bytesDown());
  }

  @Test
  void releasedPopulationsGiveTheirMemoryBack() {
    FlowProcess process = process(true, new OdeMethod(Tableau.named("euler")), 256);
    Population p = process.start(starts(6), new int[6]);
    process.advance(p, 2);
    process.lookAhead(p);
    long held = provider.bytesHeld();
    for (int i = 0; i < 3; i++) {
      Population child = process.gather(p.first(4));
      process.advance(child, STEPS);
      process.finish(child);
      assertTrue(provider.bytesHeld() > held);
      process.release(child);
      process.release(child);
      assertEquals(held, provider.bytesHeld());
    }
    process.release(p);
    assertEquals(held - 3 * 6 * ROW, provider.bytesHeld());
    assertThrows(IllegalStateException.class, () -> process.state(p));
  }

  @Test
  void convertedFieldsRunInEitherMemory() {
    WorkerPool pool = new WorkerPool(1);
    Interpolant vp = Interpolant.gvp(Direction.DATA_AT_ONE);
    List<float[]> seen = new ArrayList<>();
    for (boolean device : new boolean[] {false, true}) {
      Backend backend = device ? Backend.of(provider, pool) : Backend.of("scalar", pool);
      FlowProcess process = new FlowGenerator(() -> new ConvertedField(new OperationField(backend.kernels(), SHAPE), vp,
          backend.kernels()), backend, Tableau.named("heun"), TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "converted", 4)
          .open(Meter.unlimited());
      Population p = process.start(starts(6), new int[6]);
      process.advance(p, STEPS);
      assertEquals(0, provider.bytesDown());
      seen.add(process.finish(p).floats());
    }
    assertArrayEquals(seen.get(0), seen.get(1));
    ConvertedField field = new ConvertedField(new OperationField(provider.create(pool), SHAPE), vp, provider.create(pool));
    assertTrue(field.onDevice());
    assertFalse(process(true, new Ddim(0), 1).isDifferentiable());
  }
}
