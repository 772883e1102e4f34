package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 64 rows of 64 stiffnesses, 1 to 1260: each takes the steps it takes alone, leaves when it is done, and makes room for another. */
class StiffRowsTest {
  private static final int ROWS = 64;
  private static final int WIDTH = 3;
  private static final double[] TIMES = {0, 0.3, 0.9, 2};

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  /** Shows {@link AdaptiveOdeSolverTest.Relaxation} and remembers the rows of every batch. */
  private static final class Watched implements VelocityField {
    private final AdaptiveOdeSolverTest.Relaxation field;
    final List<Integer> batches = new ArrayList<>();

    Watched(DType dtype) {
      this.field = new AdaptiveOdeSolverTest.Relaxation(WIDTH, dtype);
    }

    long shown() {
      return batches.stream().mapToLong(n -> n).sum();
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
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      batches.add(x.rows());
      field.evaluate(x, t, condition, v);
    }
  }

  @ParameterizedTest
  @CsvSource({"dopri5, F64", "dopri5, F32", "tsit5, F64", "dopri8, F64", "bosh3, F32", "kvaerno3, F64", "kencarp4, F64",
      "kencarp5, F64"})
  void everyRowIsAsAloneAndTheBatchIsRefilled(String method, DType dtype) {
    // In a shuffled order, so that rows that are done leave from everywhere in the batch.
    int[] conditions = new int[ROWS];
    Tensor start = Tensor.zeros(dtype, Shape.of(ROWS, WIDTH));
    for (int r = 0; r < ROWS; r++) {
      conditions[r] = r * 37 % ROWS;
      for (int j = 0; j < WIDTH; j++) {
        RowSweeps.set(start, r * WIDTH + j, 2 * StrictMath.sin(1 + r * WIDTH + j));
      }
    }
    AdaptiveMethod pair = AdaptiveMethod.named(method);
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-4, 1e-6);
    Watched field = new Watched(dtype);
    AdaptiveOdeSolver solver = new AdaptiveOdeSolver(field, pair, kernels, options);
    AdaptiveOdeSolver blocks = new AdaptiveOdeSolver(field, pair, kernels, options, 7);
    AdaptiveResult whole = solver.integrate(start, conditions, TIMES, Meter.unlimited());
    assertTrue(whole.completed());
    assertEquals(ROWS, field.batches.get(0));
    assertTrue(field.batches.get(field.batches.size() - 1) < ROWS / 4, "rows that are done must leave: " + field.batches);
    assertEquals(field.shown(), whole.rows().stream().mapToLong(AdaptiveResult.Row::evaluations).sum());
    field.batches.clear();
    for (int r = 0; r < ROWS; r += 10) {
      int count = Math.min(10, ROWS - r);
      solver.integrate(start.rows(r, count), Arrays.copyOfRange(conditions, r, r + count), TIMES, Meter.unlimited());
    }
    int waiting = field.batches.size();
    field.batches.clear();
    AdaptiveResult refilled = solver.withActiveRows(10).integrate(start, conditions, TIMES, Meter.unlimited());
    assertEquals(10, field.batches.stream().mapToInt(n -> n).max().getAsInt());
    assertEquals(whole.evaluations(), field.shown());
    // Without refilling, ten at a time wait for the slowest of each ten.
    assertTrue(field.batches.size() < 0.85 * waiting, field.batches.size() + " batches, " + waiting + " without refilling");
    List<AdaptiveResult> others = List.of(whole, refilled, blocks.integrate(start, conditions, TIMES, Meter.unlimited()),
        blocks.withActiveRows(20).integrate(start, conditions, TIMES, Meter.unlimited()),
        solver.withActiveRows(1).integrate(start, conditions, TIMES, Meter.unlimited()));
    for (int r = 0; r < ROWS; r++) {
      field.batches.clear();
      AdaptiveResult alone = solver.integrate(start.rows(r, 1), new int[] {conditions[r]}, TIMES, Meter.unlimited());
      assertEquals(field.shown(), alone.rows().get(0).evaluations());
      for (AdaptiveResult other : others) {
        assertEquals(alone.rows().get(0), other.rows().get(r), "row " + r);
        for (int i = 0; i < TIMES.length * WIDTH; i++) {
          assertEquals(alone.outputs().get(i / WIDTH).get(i % WIDTH), other.outputs().get(i / WIDTH).get((long) r * WIDTH + i % WIDTH));
        }
      }
    }
    assertTrue(whole.rows().stream().mapToLong(AdaptiveResult.Row::evaluations).distinct().count() > 15,
        "rows of different stiffness must differ");
  }
}
