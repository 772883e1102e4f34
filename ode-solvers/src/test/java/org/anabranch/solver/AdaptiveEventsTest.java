package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events on the dense output, and batches that are refilled. */
class AdaptiveEventsTest {
  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  /** x'' = -gravity - stiffness x, as (x, x'): a throw (condition 0) or an oscillator of period 2 pi (condition 1). */
  private static final class Motion implements VelocityField {
    private int most;

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
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      most = Math.max(most, x.rows());
      for (int r = 0; r < x.rows(); r++) {
        RowSweeps.set(v, 2 * r, x.get(2L * r + 1));
        RowSweeps.set(v, 2 * r + 1, condition[r] == 0 ? -1 : -x.get(2L * r));
      }
    }
  }

  private final Motion field = new Motion();

  private AdaptiveOdeSolver solver(double tolerance, OdeEvent... events) {
    return new AdaptiveOdeSolver(field, Tsitouras5.PAIR, kernels, AdaptiveOptions.tolerances(tolerance, tolerance))
        .withEvents(List.of(events));
  }

  private static OdeEvent height(OdeEvent.Direction direction, boolean terminal) {
    return new OdeEvent((x, t, condition) -> x.get(0), direction, terminal);
  }

  @Test
  void aThrowStopsWhereItLands() {
    Tensor start = Tensor.of(new double[] {2, 0, 0, 1, 5, 3, 1, 0}, 4, 2);
    OdeEvent top = OdeEvent.passing((x, t, condition) -> x.get(1), OdeEvent.Direction.FALLING);
    AdaptiveResult r = solver(1e-8, height(OdeEvent.Direction.FALLING, true), top).integrate(start, new int[4],
        new double[] {0, 1, 2.5, 3}, Meter.unlimited());
    double[] landing = {2, 2, 3 + Math.sqrt(19), Math.sqrt(2)};
    for (int row : new int[] {0, 1, 3}) {
      // Powers of second degree are exact in the steps and between them.
      AdaptiveResult.Row end = r.rows().get(row);
      assertEquals(AdaptiveResult.Status.EVENT, end.status());
      assertEquals(landing[row], end.time(), 1e-13);
      assertEquals(0, r.state().get(2L * row), 1e-13);
      assertEquals(start.get(2L * row + 1) - landing[row], r.state().get(2L * row + 1), 1e-13);
      assertEquals(2, end.outputs());
      assertTrue(Double.isNaN(r.outputs().get(2).get(2L * row)));
    }
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(2).status());
    // Row 1 starts on the ground, which is no landing; rows 0 and 3 start at their tops, which are none either.
    List<int[]> met = r.events().stream().map(e -> new int[] {e.row(), e.event()}).toList();
    int[][] expected = {{0, 0}, {1, 1}, {1, 0}, {3, 0}};
    // Row 2 reaches its top at the end of the times, on the step's end or a rounding beyond.
    List<int[]> others = met.stream().filter(e -> e[0] != 2).toList();
    assertEquals(expected.length, others.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i][0], others.get(i)[0]);
      assertEquals(expected[i][1], others.get(i)[1]);
    }
    assertEquals(1, r.events().get(1).time(), 1e-13);
    assertEquals(0.5, r.events().get(1).state().get(0), 1e-13);
    assertEquals(r.rows().get(0).time(), r.events().get(0).time());
    assertEquals(r.state().get(1), r.events().get(0).state().get(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -1})
  void crossingsAreCountedByDirectionBothWaysInTime(double way) {
    Tensor start = Tensor.of(new double[] {1, 0}, 1, 2);
    AdaptiveResult r = solver(1e-10, height(OdeEvent.Direction.RISING, false), height(OdeEvent.Direction.FALLING, false),
        height(OdeEvent.Direction.ANY, false)).integrate(start, new int[] {1}, 0, 20 * way);
    for (int e = 0; e < 3; e++) {
      int event = e;
      double[] times = r.events().stream().filter(f -> f.event() == event).mapToDouble(f -> f.time() * way).toArray();
      assertEquals(e == 2 ? 6 : 3, times.length);
      for (int i = 0; i < times.length; i++) {
        double expected = Math.PI * (e == 0 ? 1.5 + 2 * i : e == 1 ? 0.5 + 2 * i : 0.5 + i);
        // The global error at this tolerance; cosine's slope is 1 there.
        assertEquals(expected, times[i], 1e-7);
      }
    }
    for (AdaptiveResult.Event e : r.events()) {
      assertEquals(e.rising(), e.state().get(1) * way > 0);
      assertEquals(0, e.state().get(0), 1e-14);
    }
    double[] all = r.events().stream().mapToDouble(e -> e.time() * way).toArray();
    assertTrue(IntStream.range(1, all.length).allMatch(i -> all[i] >= all[i - 1]));
  }

  @Test
  void watchingDoesNotChangeTheSteps() {
    Tensor start = Tensor.of(new double[] {1, 0, 3, 1}, 2, 2);
    AdaptiveResult watched = solver(1e-6, height(OdeEvent.Direction.ANY, false)).integrate(start, new int[] {1, 1}, 0, 9);
    AdaptiveResult plain = solver(1e-6).integrate(start, new int[] {1, 1}, 0, 9);
    assertEquals(plain.rows(), watched.rows());
    assertEquals(0, plain.events().size());
    assertTrue(watched.events().size() > 3);
    for (int i = 0; i < 4; i++) {
      assertEquals(plain.state().get(i), watched.state().get(i));
    }
  }

  @Test
  void anEventBeyondTheEndDoesNotCount() {
    AdaptiveOdeSolver passing = new AdaptiveOdeSolver(field, Tsitouras5.PAIR, kernels,
        AdaptiveOptions.tolerances(1e-6, 1e-6).withEnd(AdaptiveOptions.End.PASS)).withEvents(
        List.of(height(OdeEvent.Direction.FALLING, true)));
    Tensor start = Tensor.of(new double[] {2, 0}, 1, 2);
    AdaptiveResult before = passing.integrate(start, new int[1], 0, 1.9);
    assertEquals(AdaptiveResult.Status.COMPLETED, before.rows().get(0).status());
    assertEquals(0, before.events().size());
    assertEquals(2 - 0.5 * 1.9 * 1.9, before.state().get(0), 1e-13);
    assertEquals(AdaptiveResult.Status.EVENT, passing.integrate(start, new int[1], 0, 2.1).rows().get(0).status());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 40})
  void aRefilledBatchGivesTheBitsOfEachRowAlone(int active) {
    int rows = 40;
    double[] states = new double[2 * rows];
    int[] conditions = new int[rows];
    for (int r = 0; r < rows; r++) {
      states[2 * r] = 0.2 + 0.3 * (r * 7 % 11);
      states[2 * r + 1] = r % 13 == 5 ? Double.NaN : 0.1 * r;
      conditions[r] = r * 5 % 3 == 0 ? 0 : 1;
    }
    Tensor start = Tensor.of(states, rows, 2);
    OdeEvent[] events = {height(OdeEvent.Direction.FALLING, true), height(OdeEvent.Direction.RISING, false)};
    double[] times = {0, 0.5, 1.7, 4};
    for (int maxRows : new int[] {3, 256}) {
      Motion seen = new Motion();
      Meter meter = Meter.unlimited();
      AdaptiveResult r = new AdaptiveOdeSolver(seen, Tsitouras5.PAIR, kernels, AdaptiveOptions.tolerances(1e-6, 1e-6), maxRows)
          .withActiveRows(active).withEvents(List.of(events)).integrate(start, conditions, times, meter);
      // Three of the forty rows are not finite and never shown.
      assertEquals(Math.min(maxRows, Math.min(active, 37)), seen.most);
      assertEquals(meter.used(), r.evaluations());
      int met = 0;
      for (int i = 0; i < rows; i++) {
        AdaptiveResult alone = solver(1e-6, events).integrate(start.rows(i, 1), new int[] {conditions[i]}, times, Meter.unlimited());
        assertEquals(alone.rows().get(0), r.rows().get(i));
        for (int t = 0; t < times.length; t++) {
          for (int j = 0; j < 2; j++) {
            assertEquals(alone.outputs().get(t).get(j), r.outputs().get(t).get(2L * i + j));
            assertEquals(alone.state().get(j), r.state().get(2L * i + j));
          }
        }
        for (AdaptiveResult.Event e : alone.events()) {
          assertEquals(i, r.events().get(met).row());
          assertEquals(e.time(), r.events().get(met++).time());
        }
      }
      assertEquals(met, r.events().size());
      assertTrue(r.rows().stream().map(AdaptiveResult.Row::status).distinct().count() == 3, "landed, not finite, completed");
    }
  }

  @Test
  void rowsThatStillWaitWhenTheBudgetEndsStandAtTheirStarts() {
    Tensor start = Tensor.zerosF64(6, 2);
    Arrays.fill(start.doubles(), 1);
    AdaptiveResult free = solver(1e-6).integrate(start.rows(0, 1), new int[] {1}, 0, 3);
    long each = free.evaluations();
    // Two rows at a time: enough for the first pair, and for the start of the second.
    Meter meter = Meter.of(2 * each + 5, () -> false);
    int[] conditions = {1, 1, 1, 1, 1, 1};
    AdaptiveResult r = solver(1e-6).withActiveRows(2).integrate(start, conditions, new double[] {0, 3}, meter);
    for (int i = 0; i < 6; i++) {
      AdaptiveResult.Row row = r.rows().get(i);
      assertEquals(i < 2 ? AdaptiveResult.Status.COMPLETED : AdaptiveResult.Status.BUDGET, row.status());
      assertEquals(i < 2 ? each : i < 4 ? 2 : 0, row.evaluations());
      assertEquals(i < 2 ? 3 : 0, row.time());
      assertEquals(i < 2 ? free.state().get(0) : 1, r.state().get(2L * i));
      assertEquals(i < 2 ? 2 : 1, row.outputs());
    }
    assertEquals(2 * each + 4, meter.used());
    assertThrows(IllegalArgumentException.class, () -> solver(1e-6).withActiveRows(0));
    assertEquals(0, solver(1e-6).withActiveRows(3).integrate(Tensor.zerosF64(0, 2), new int[0], 0, 1).rows().size());
  }
}
