package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.catalog.Solvers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixed steps with the limits and the report of an adaptive run. */
class FlowRunTest {
  private static final int STEPS = 10;
  private static final int SMOOTH = 0;
  /** NaN in element 1 from t = 0.45 on. */
  private static final int BREAKS = 1;

  /** y' = cos(3 t) - y / 2, two elements a row, price 2, counting the rows that it is shown. */
  private record Breakable(AtomicInteger shown) implements VelocityField {
    @Override
    public Shape rowShape() {
      return Shape.of(2);
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(Direction.DATA_AT_ONE);
    }

    @Override
    public int costPerRow() {
      return 2;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      shown.addAndGet(x.rows());
      for (int i = 0; i < x.size(); i++) {
        double time = t[i / 2];
        v.doubles()[v.offset() + i] = condition[i / 2] == BREAKS && i % 2 == 1 && time >= 0.45 ? Double.NaN
            : Math.cos(3 * time) - 0.5 * x.get(i);
      }
    }
  }

  private final AtomicInteger shown = new AtomicInteger();

  private FlowProcess process(String method, Meter meter) {
    return new FlowGenerator(() -> new Breakable(shown), Backend.of("scalar", new WorkerPool(1)), Solvers.named(method),
        TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "breakable", 3).open(meter);
  }

  private static Population start(FlowProcess process, int first, int... conditions) {
    List<Start> starts = new ArrayList<>();
    IntStream.range(0, conditions.length).forEach(i -> starts.add(new Start.Fresh(TrajectoryKey.root(5, first + i))));
    return process.start(starts, conditions);
  }

  private AdaptiveResult run(String method, Meter meter, long most, int first, int... conditions) {
    FlowProcess process = process(method, meter);
    return FlowRun.of(process, start(process, first, conditions), most, step -> { });
  }

  @ParameterizedTest
  @ValueSource(strings = {"euler", "rk4", "ab3", "dpmpp-2m", "unipc-2", "sde", "sde-heun", "ddim:0.5"})
  void aRowThatIsNotFiniteStopsAloneAndSaysWhere(String method) {
    AdaptiveResult all = run(method, Meter.unlimited(), Long.MAX_VALUE, 0, SMOOTH, BREAKS, SMOOTH, SMOOTH, BREAKS);
    for (int i : new int[] {1, 4}) {
      AdaptiveResult.Row row = all.rows().get(i);
      assertEquals(AdaptiveResult.Status.NON_FINITE, row.status());
      assertEquals(1, row.nonFinite().orElseThrow().element());
      // Stages at the end of a step see it one step earlier.
      assertTrue(row.time() == 0.5 || row.time() == 0.4, row.toString());
      assertEquals(row.time() + 0.1, row.nonFinite().orElseThrow().time(), 1e-12);
      assertEquals(Math.round(row.time() * STEPS), row.accepted());
      assertTrue(Double.isFinite(all.state().get(2 * i + 1)));
    }
    for (int i = 0; i < 5; i++) {
      AdaptiveResult alone = run(method, Meter.unlimited(), Long.MAX_VALUE, i, i == 1 || i == 4 ? BREAKS : SMOOTH);
      assertEquals(alone.rows().getFirst(), all.rows().get(i));
      assertArrayEquals(alone.state().doubles(), Arrays.copyOfRange(all.state().doubles(), 2 * i, 2 * i + 2));
    }
    assertEquals(AdaptiveResult.Status.COMPLETED, all.rows().get(3).status());
    assertEquals(1, all.rows().get(3).time());
  }

  @Test
  void itIsTheProcessAdvanced() {
    FlowProcess process = process("heun", Meter.unlimited());
    Population p = start(process, 0, SMOOTH, SMOOTH);
    process.advance(p, STEPS);
    AdaptiveResult r = run("heun", Meter.unlimited(), Long.MAX_VALUE, 0, SMOOTH, SMOOTH);
    assertArrayEquals(process.finish(p).doubles(), r.state().doubles());
    assertEquals(2 * 2 * STEPS, r.rows().getFirst().evaluations(), "two stages at price 2");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 4, 5, 8, 39, 40, 41})
  void aStepThatTheLimitDoesNotCoverIsNotBegun(long limit) {
    AdaptiveResult r = run("heun", Meter.unlimited(), limit, 0, SMOOTH, SMOOTH, SMOOTH);
    long steps = Math.min(STEPS, limit / 4);
    for (AdaptiveResult.Row row : r.rows()) {
      assertEquals(steps == STEPS ? AdaptiveResult.Status.COMPLETED : AdaptiveResult.Status.EVALUATION_LIMIT, row.status());
      assertEquals(steps, row.accepted());
      assertEquals(steps / 10.0, row.time(), 1e-12);
      assertEquals(4 * steps, row.evaluations());
    }
    assertEquals(3 * 2 * steps, shown.get());
    FlowProcess process = process("heun", Meter.unlimited());
    Population p = start(process, 0, SMOOTH, SMOOTH, SMOOTH);
    process.advance(p, (int) steps);
    assertArrayEquals(process.state(p).doubles(), r.state().doubles(), "the last accepted state");
  }

  @Test
  void theMetersLimitsKeepTheLastStates() {
    Meter meter = Meter.of(3 * 4 * 2 + 3, () -> false);
    AdaptiveResult r = run("heun", meter, Long.MAX_VALUE, 0, SMOOTH, SMOOTH, SMOOTH);
    assertEquals(AdaptiveResult.Status.BUDGET, r.rows().getFirst().status());
    assertEquals(2, r.rows().getFirst().accepted());
    assertEquals(24, meter.used());
    AdaptiveResult late = run("euler", Meter.of(1000, System.nanoTime() - 1, () -> false), Long.MAX_VALUE, 0, SMOOTH);
    assertEquals(AdaptiveResult.Status.DEADLINE, late.rows().getFirst().status());
    assertEquals(1, late.rows().getFirst().accepted(), "the first evaluation is always admitted");
    int[] questions = {0};
    AdaptiveResult cancelled = run("euler", Meter.of(1000, () -> ++questions[0] > 7), Long.MAX_VALUE, 0, SMOOTH);
    assertEquals(AdaptiveResult.Status.CANCELLED, cancelled.rows().getFirst().status());
    assertTrue(cancelled.rows().getFirst().accepted() >= 1);
    assertTrue(late.rows().getFirst().status().isLimit() && !AdaptiveResult.Status.NON_FINITE.isLimit());
    FlowProcess process = process("euler", Meter.unlimited());
    Population p = start(process, 0, SMOOTH);
    assertThrows(IllegalArgumentException.class, () -> FlowRun.of(process, p, 0, step -> { }));
  }
}
