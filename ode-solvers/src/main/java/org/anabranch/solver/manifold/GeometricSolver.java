package org.anabranch.solver.manifold;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.RowBlocks;
import org.anabranch.solver.Tableau;

/**
 * Integrates x' = u(x, t) on a manifold with a Runge-Kutta method in the tangent space of the step's first point: the methods of
 * Munthe-Kaas, on any {@link Manifold}.
 *
 * <pre>
 *   y[i] = h sum_j a[i][j] k[j]      k[i] = pull back of u(exp_x(y[i]), t + c[i] h) along y[i]      x' = exp_x(h sum_i b[i] k[i])
 * </pre>
 * Every tableau keeps its order, as the pull back is the exact inverse differential of the exponential and not its truncated series.
 * "euler" is Lie-Euler, the geodesic step; "midpoint" and "heun" are RKMK2, "rk4" RKMK4. Points stay on the manifold to
 * rounding, whatever the step; a step that turns so far that the exponential is singular (2 pi in SO(3), pi on a sphere) gives
 * values that are not finite or far off: take shorter ones. Source: Munthe-Kaas 1999, High order Runge-Kutta methods on manifolds;
 * Hairer, Lubich, Wanner, Geometric numerical integration, section IV.8.
 *
 * <p>A row costs steps x stages x cost per row, charged before every batched evaluation, and a step that the budget does not cover is
 * not begun. A row's bits do not depend on its batch. Buffers are allocated with every call, and steps allocate what the manifold and
 * the field do. Belongs to one thread at a time, as its field does.
 */
public final class GeometricSolver {
  /**
   * Where an integration arrived.
   *
   * @param states one [rows, width] per requested time reached, the start included; the last is the answer
   * @param why    ADMITTED where it reached the end, else the limit that stopped all rows
   */
  public record Result(List<Tensor> states, Admission why) {
    /** Takes a copy of the list. */
    public Result {
      states = List.copyOf(states);
    }

    /** The last states. */
    public Tensor state() {
      return states.getLast();
    }
  }

  /** A start that is farther than this from the manifold is refused. */
  private static final double TOLERANCE = 1e-6;

  private final ManifoldField field;
  private final Manifold manifold;
  private final Tableau tableau;
  private final int maxRows;

  /** A solver that shows the field at most {@link OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public GeometricSolver(ManifoldField field, Tableau tableau) {
    this(field, tableau, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /** A solver that shows the field at most {@code maxRows} rows at once. */
  public GeometricSolver(ManifoldField field, Tableau tableau, int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("geometric solver: maxRows must be >= 1, got " + maxRows);
    }
    this.field = field;
    this.manifold = field.manifold();
    this.tableau = tableau;
    this.maxRows = maxRows;
  }

  /**
   * The states at all given times, one step from each to the next.
   *
   * @param start      [rows, width], F64 on the heap, not written
   * @param conditions [rows]
   * @param times      strictly increasing or strictly decreasing, the first that of the start
   * @param meter      charged rows times cost per row for every batched evaluation
   * @throws IllegalArgumentException if shapes, types, conditions or times do not fit, or a start is not a point
   */
  public Result integrate(Tensor start, int[] conditions, double[] times, Meter meter) {
    check(start, conditions, times);
    int rows = start.rows();
    Tensor[] states = new Tensor[times.length];
    Arrays.setAll(states, i -> Tensor.zerosF64(rows, manifold.width()));
    System.arraycopy(start.doubles(), start.offset(), states[0].doubles(), 0, (int) start.size());
    RowBlocks stage = new RowBlocks(Tensor.zerosF64(rows, manifold.width()), maxRows);
    double[][] k = new double[tableau.stages()][];
    RowBlocks[] velocity = new RowBlocks[tableau.stages()];
    for (int i = 0; i < k.length; i++) {
      velocity[i] = new RowBlocks(Tensor.zerosF64(rows, manifold.tangentWidth()), maxRows);
      k[i] = velocity[i].whole().doubles();
    }
    double[] y = new double[k[0].length];
    int[][] ids = RowBlocks.cut(conditions, maxRows);
    for (int step = 0; step + 1 < times.length; step++) {
      Admission why = meter.peek((long) rows * field.costPerRow() * tableau.stages());
      double[] x = states[step].doubles();
      for (int i = 0; i < tableau.stages() && why == Admission.ADMITTED; i++) {
        why = meter.admit((long) rows * field.costPerRow());
        if (why == Admission.ADMITTED) {
          stage(i, x, times[step], times[step + 1], y, k, stage, velocity[i], ids);
        }
      }
      if (why != Admission.ADMITTED) {
        return new Result(Arrays.asList(states).subList(0, step + 1), why);
      }
      combine(tableau.stages(), tableau::b, times[step + 1] - times[step], k, y);
      move(x, y, states[step + 1].doubles(), rows);
    }
    return new Result(Arrays.asList(states), Admission.ADMITTED);
  }

  /** Evaluates stage i and carries its velocity back to the first point of the step. */
  private void stage(int i, double[] x, double t, double next, double[] y, double[][] k, RowBlocks stage, RowBlocks velocity,
      int[][] ids) {
    int rows = stage.whole().rows();
    double h = next - t;
    combine(i, j -> tableau.a(i, j), h, k, y);
    move(x, y, stage.whole().doubles(), rows);
    for (int b = 0; b < stage.count(); b++) {
      double[] at = new double[stage.block(b).rows()];
      Arrays.fill(at, tableau.c(i) == 1 ? next : t + tableau.c(i) * h);
      field.evaluate(stage.block(b), at, ids[b], velocity.block(b));
    }
    for (int r = 0; r < rows; r++) {
      manifold.pullBack(x, r * manifold.width(), y, k[i], r * manifold.tangentWidth(), k[i]);
    }
  }

  /** y = h sum_j weight(j) k[j]. */
  private static void combine(int stages, IntToDoubleFunction weight, double h, double[][] k, double[] y) {
    Arrays.fill(y, 0);
    for (int j = 0; j < stages; j++) {
      double w = h * weight.applyAsDouble(j);
      for (int e = 0; w != 0 && e < y.length; e++) {
        y[e] = Math.fma(w, k[j][e], y[e]);
      }
    }
  }

  private void move(double[] x, double[] y, double[] out, int rows) {
    for (int r = 0; r < rows; r++) {
      manifold.exp(x, r * manifold.width(), y, r * manifold.tangentWidth(), 1, out);
    }
  }

  private void check(Tensor start, int[] conditions, double[] times) {
    Shape shape = Shape.of(conditions.length, manifold.width());
    if (start.dtype() != DType.F64 || !start.shape().equals(shape)) {
      throw new IllegalArgumentException("geometric solver: the start must be F64 " + shape + ", got " + start);
    }
    for (int condition : conditions) {
      field.checkCondition(condition);
    }
    for (int r = 0; r < conditions.length; r++) {
      double deviation = manifold.deviation(start.doubles(), start.offset() + r * manifold.width());
      if (!(deviation <= TOLERANCE)) {
        throw new IllegalArgumentException("geometric solver: a start must lie on the manifold to " + TOLERANCE + ", row " + r
            + " is off by " + deviation);
      }
    }
    checkTimes(times);
  }

  /** Refuses times that are not strictly monotone and finite. */
  static void checkTimes(double[] times) {
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i]) || i > 0 && !((times[i] - times[i - 1]) * (times[1] - times[0]) > 0)) {
        throw new IllegalArgumentException("times: must be finite and strictly increasing or strictly decreasing, time "
            + i + " is " + times[i]);
      }
    }
    if (times.length < 2) {
      throw new IllegalArgumentException("times: needs at least 2, got " + times.length);
    }
  }
}
