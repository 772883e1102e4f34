package org.anabranch.solver.manifold;

import java.util.Arrays;
import java.util.List;
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
 * <p>On a Lie group a {@link CommutatorFree} method does without the pull back: products of exponentials instead.
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
  /** The exponentials of each stage and of the result, each as weights of the velocities; times of the stages. */
  private final double[][][] stages;
  private final double[][] result;
  private final double[] c;
  private final boolean pullsBack;
  private final int maxRows;
  /** The points between two exponentials. */
  private double[] between = new double[0];

  /** A solver that shows the field at most {@link OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public GeometricSolver(ManifoldField field, Tableau tableau) {
    this(field, tableau, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /** A solver that shows the field at most {@code maxRows} rows at once. */
  public GeometricSolver(ManifoldField field, Tableau tableau, int maxRows) {
    this(field, new double[tableau.stages()][1][], new double[1][tableau.stages()], new double[tableau.stages()], true, maxRows);
    for (int i = 0; i < c.length; i++) {
      c[i] = tableau.c(i);
      result[0][i] = tableau.b(i);
      stages[i][0] = new double[i];
      for (int j = 0; j < i; j++) {
        stages[i][0][j] = tableau.a(i, j);
      }
    }
  }

  /** A solver without pull back that shows the field at most {@link OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public GeometricSolver(ManifoldField field, CommutatorFree method) {
    this(field, method, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /**
   * A solver without pull back that shows the field at most {@code maxRows} rows at once.
   *
   * @throws IllegalArgumentException if the manifold is no group
   */
  public GeometricSolver(ManifoldField field, CommutatorFree method, int maxRows) {
    this(field, new double[method.stages()][][], method.result(), new double[method.stages()], false, maxRows);
    if (!manifold.isGroup()) {
      throw new IllegalArgumentException("geometric solver: " + method.name() + " needs a Lie group in the body's frame, " + manifold
          + " is none; a tableau takes any manifold");
    }
    for (int i = 0; i < c.length; i++) {
      c[i] = method.c(i);
      stages[i] = method.stage(i);
    }
  }

  private GeometricSolver(ManifoldField field, double[][][] stages, double[][] result, double[] c, boolean pullsBack, int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("geometric solver: maxRows must be >= 1, got " + maxRows);
    }
    this.field = field;
    this.manifold = field.manifold();
    this.stages = stages;
    this.result = result;
    this.c = c;
    this.pullsBack = pullsBack;
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
    double[][] k = new double[c.length][];
    RowBlocks[] velocity = new RowBlocks[c.length];
    for (int i = 0; i < k.length; i++) {
      velocity[i] = new RowBlocks(Tensor.zerosF64(rows, manifold.tangentWidth()), maxRows);
      k[i] = velocity[i].whole().doubles();
    }
    double[] y = new double[k[0].length];
    between = new double[rows * manifold.width()];
    int[][] ids = RowBlocks.cut(conditions, maxRows);
    for (int step = 0; step + 1 < times.length; step++) {
      Admission why = meter.peek((long) rows * field.costPerRow() * c.length);
      double[] x = states[step].doubles();
      for (int i = 0; i < c.length && why == Admission.ADMITTED; i++) {
        why = meter.admit((long) rows * field.costPerRow());
        if (why == Admission.ADMITTED) {
          stage(i, x, times[step], times[step + 1], y, k, stage, velocity[i], ids);
        }
      }
      if (why != Admission.ADMITTED) {
        return new Result(Arrays.asList(states).subList(0, step + 1), why);
      }
      compose(result, x, times[step + 1] - times[step], k, y, states[step + 1].doubles(), rows);
    }
    return new Result(Arrays.asList(states), Admission.ADMITTED);
  }

  /** Evaluates stage i and carries its velocity back to the first point of the step. */
  private void stage(int i, double[] x, double t, double next, double[] y, double[][] k, RowBlocks stage, RowBlocks velocity,
      int[][] ids) {
    int rows = stage.whole().rows();
    double h = next - t;
    compose(stages[i], x, h, k, y, stage.whole().doubles(), rows);
    for (int b = 0; b < stage.count(); b++) {
      double[] at = new double[stage.block(b).rows()];
      Arrays.fill(at, c[i] == 1 ? next : t + c[i] * h);
      field.evaluate(stage.block(b), at, ids[b], velocity.block(b));
    }
    for (int r = 0; r < rows && pullsBack; r++) {
      manifold.pullBack(x, r * manifold.width(), y, k[i], r * manifold.tangentWidth(), k[i]);
    }
  }

  /** out = x moved along each exponential in turn; y is left with the exponent of the last. */
  private void compose(double[][] exponentials, double[] x, double h, double[][] k, double[] y, double[] out, int rows) {
    int size = rows * manifold.width();
    double[] from = x;
    for (int e = 0; e < exponentials.length; e++) {
      combine(exponentials[e], h, k, y);
      if (e > 0) {
        System.arraycopy(out, 0, between, 0, size);
        from = between;
      }
      for (int r = 0; r < rows; r++) {
        manifold.exp(from, r * manifold.width(), y, r * manifold.tangentWidth(), 1, out);
      }
    }
    if (exponentials.length == 0) {
      System.arraycopy(x, 0, out, 0, size);
    }
  }

  /** y = h sum_j weights[j] k[j]. */
  private static void combine(double[] weights, double h, double[][] k, double[] y) {
    Arrays.fill(y, 0);
    for (int j = 0; j < weights.length; j++) {
      double w = h * weights[j];
      for (int e = 0; w != 0 && e < y.length; e++) {
        y[e] = Math.fma(w, k[j][e], y[e]);
      }
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
