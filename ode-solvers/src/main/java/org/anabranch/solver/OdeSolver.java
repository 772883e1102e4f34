package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * Integrates dx/dt = u(x, t) in fixed steps with an explicit Runge-Kutta method.
 *
 * <p>Time is the interpolant's own: a step is h = t[i+1] - t[i], negative where noise is at one. A stage at the end of a step
 * is evaluated at t[i+1] itself, not at t[i] + h rounded. Rows are handed to the field in blocks of at most {@code maxRows}.
 *
 * <p>Buffers are kept: after the first step at a batch size nothing is allocated. Threading: belongs to one thread at
 * a time, as its field and kernels do.
 */
public final class OdeSolver {
  /** Rows that a field sees at once unless told otherwise. */
  public static final int DEFAULT_MAX_ROWS = 256;

  /** Sees every state of a trajectory. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Called with the start and after every step.
     *
     * @param step steps completed, 0 at the start
     * @param time the time reached
     * @param x    the states, valid during the call only
     */
    void state(int step, double time, Tensor x);
  }

  private final VelocityField field;
  private final Tableau tableau;
  private final Kernels kernels;
  private final int maxRows;
  /** The set after the last stage is that of the step. */
  private final StageSums sums;
  private final BlockEvaluator evaluator;
  private final int costPerRow;
  private final double[] c;
  /** The stage state, then the velocities of the stages after the first, at the largest batch so far. */
  private final Tensor[] buffers;
  private Scratch[] scratch = new Scratch[0];

  /**
   * The stage state and the velocities of all stages but the first, for one batch size.
   *
   * @param narrow the arrays of the velocities where a batch is few floats in one block, else empty
   * @param times  of the rows of such a batch
   */
  private record Scratch(RowBlocks state, RowBlocks[] stages, Tensor[] terms, float[][] narrow, double[] times) {}

  /** A solver that shows the field {@value #DEFAULT_MAX_ROWS} rows at once. */
  public OdeSolver(VelocityField field, Tableau tableau, Kernels kernels) {
    this(field, tableau, kernels, DEFAULT_MAX_ROWS);
  }

  /** A solver that shows the field at most {@code maxRows} rows at once. */
  public OdeSolver(VelocityField field, Tableau tableau, Kernels kernels, int maxRows) {
    this(kernels.host(), field, tableau, maxRows);
  }

  /** One whose states stand in the memory of the kernels, to complete steps there. */
  static OdeSolver inMemoryOf(Kernels kernels, VelocityField field, Tableau tableau, int maxRows) {
    return new OdeSolver(kernels, field, tableau, maxRows);
  }

  private OdeSolver(Kernels kernels, VelocityField field, Tableau tableau, int maxRows) {
    SolverChecks.field(field, maxRows);
    this.field = field;
    this.tableau = tableau;
    this.kernels = kernels;
    this.maxRows = maxRows;
    this.sums = new StageSums(kernels, tableau);
    this.buffers = new Tensor[tableau.stages()];
    this.evaluator = new BlockEvaluator(field, maxRows);
    this.costPerRow = field.costPerRow();
    this.c = new double[tableau.stages()];
    Arrays.setAll(c, tableau::c);
  }

  /** The method. */
  public Tableau tableau() {
    return tableau;
  }

  /** The field. */
  public VelocityField field() {
    return field;
  }

  /**
   * The states at the end of the grid.
   *
   * @param start      [rows, rowShape...], not written
   * @param conditions [rows]
   * @return a new tensor of the shape of {@code start}
   */
  public Tensor integrate(Tensor start, int[] conditions, TimeGrid grid) {
    return integrate(start, conditions, grid, (step, time, x) -> { });
  }

  /**
   * The states at the end of the grid; the observer sees every state on the way, the start included.
   *
   * @param start      [rows, rowShape...], not written
   * @param conditions [rows]
   * @return a new tensor of the shape of {@code start}
   * @throws IllegalArgumentException if shapes, types, conditions or directions do not fit
   */
  public Tensor integrate(Tensor start, int[] conditions, TimeGrid grid, Observer observer) {
    check(start, conditions, grid);
    RowBlocks x = new RowBlocks(Tensor.zeros(start.dtype(), start.shape()), maxRows);
    RowBlocks next = new RowBlocks(Tensor.zeros(start.dtype(), start.shape()), maxRows);
    RowBlocks velocity = new RowBlocks(Tensor.zeros(start.dtype(), start.shape()), maxRows);
    int[][] ids = RowBlocks.cut(conditions, maxRows);
    Meter meter = Meter.unlimited();
    kernels.scale(start, 1, x.whole());
    observer.state(0, grid.time(0), x.whole());
    Scratch s = scratch(start.rows());
    if (s.narrow.length > 0) {
      return integrateShort(s, x.whole(), next.whole(), velocity.whole(), ids[0], grid, observer);
    }
    for (int i = 0; i < grid.steps(); i++) {
      velocity(x, grid.time(i), ids, velocity);
      completeStep(x, velocity, ids, grid.time(i), grid.time(i + 1), meter, next);
      RowBlocks done = x;
      x = next;
      next = done;
      observer.state(i + 1, grid.time(i + 1), x.whole());
    }
    return x.whole();
  }

  /**
   * The same of few floats in one block, on their arrays and in one method: there a call, or asking a meter that has no limit, costs as
   * much as a stage's arithmetic.
   */
  private Tensor integrateShort(Scratch s, Tensor start, Tensor spare, Tensor first, int[] conditions, TimeGrid grid,
      Observer observer) {
    Tensor x = start;
    Tensor out = spare;
    Tensor stage = s.state.whole();
    float[] y = stage.floats();
    float[][] k = s.narrow;
    k[0] = first.floats();
    double[] times = s.times;
    int size = (int) stage.size();
    for (int step = 0; step < grid.steps(); step++) {
      double t = grid.time(step);
      double next = grid.time(step + 1);
      double h = next - t;
      fill(times, t);
      field.evaluate(x, times, conditions, first);
      for (int i = 1; i < c.length; i++) {
        sums.narrow(i, h, x.floats(), k, y, 0, size);
        fill(times, c[i] == 1 ? next : t + c[i] * h);
        field.evaluate(stage, times, conditions, s.terms[i]);
      }
      sums.narrow(c.length, h, x.floats(), k, out.floats(), 0, size);
      Tensor done = x;
      x = out;
      out = done;
      observer.state(step + 1, next, x);
    }
    return x;
  }

  private static void fill(double[] times, double t) {
    for (int r = 0; r < times.length; r++) {
      times[r] = t;
    }
  }

  /** v = u(x, t), block by block. */
  void velocity(RowBlocks x, double t, int[][] conditions, RowBlocks v) {
    evaluator.evaluate(x, t, conditions, v);
  }

  /**
   * The stages after the first, each admitted by the meter as one batched evaluation, and the update.
   *
   * @param first  u(x, t), already evaluated
   * @param result receives the state at {@code next}, if all stages are admitted; not x
   */
  Admission completeStep(RowBlocks x, RowBlocks first, int[][] conditions, double t, double next, Meter meter,
      RowBlocks result) {
    int rows = x.whole().rows();
    Scratch s = scratch(rows);
    if (s.narrow.length > 0 && (x.whole().offset() | first.whole().offset() | result.whole().offset()) == 0) {
      return completeShort(s, x.whole().floats(), first.whole().floats(), conditions[0], t, next, meter, result.whole().floats());
    }
    s.terms[0] = first.whole();
    double h = next - t;
    for (int i = 1; i < tableau.stages(); i++) {
      Admission admission = meter.admit((long) rows * field.costPerRow());
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      sums.sum(i, h, x.whole(), s.terms, s.state.whole());
      velocity(s.state, tableau.c(i) == 1 ? next : t + tableau.c(i) * h, conditions, s.stages[i]);
    }
    sums.sum(tableau.stages(), h, x.whole(), s.terms, result.whole());
    return Admission.ADMITTED;
  }

  /** The same of few floats in one block, on their arrays: there the way to an element costs more than its arithmetic. */
  private Admission completeShort(Scratch s, float[] x, float[] first, int[] conditions, double t, double next, Meter meter,
      float[] result) {
    float[][] k = s.narrow;
    if (k[0] != first) {
      // A store of a reference is not free: the garbage collector is told of it.
      k[0] = first;
    }
    float[] y = s.state.whole().floats();
    double[] times = s.times;
    int size = (int) s.state.whole().size();
    long cost = (long) times.length * costPerRow;
    double h = next - t;
    for (int i = 1; i < c.length; i++) {
      Admission admission = meter.admit(cost);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      sums.narrow(i, h, x, k, y, 0, size);
      fill(times, c[i] == 1 ? next : t + c[i] * h);
      field.evaluate(s.state.whole(), times, conditions, s.terms[i]);
    }
    sums.narrow(c.length, h, x, k, result, 0, size);
    return Admission.ADMITTED;
  }

  /** The buffers of a batch size, windows of buffers that fit the largest batch so far. */
  private Scratch scratch(int rows) {
    if (rows >= scratch.length) {
      scratch = new Scratch[rows + 1];
      for (int i = 0; i < tableau.stages(); i++) {
        if (buffers[i] != null) {
          kernels.release(buffers[i]);
        }
        buffers[i] = kernels.allocate(field.dtype(), Shapes.batch(rows, field.rowShape()));
      }
    }
    if (scratch[rows] == null) {
      RowBlocks[] stages = new RowBlocks[tableau.stages()];
      Tensor[] terms = new Tensor[tableau.stages()];
      for (int i = 1; i < stages.length; i++) {
        stages[i] = new RowBlocks(buffers[i].rows(0, rows), maxRows);
        terms[i] = stages[i].whole();
      }
      boolean few = buffers[0].onHeap() && field.dtype() == DType.F32 && rows > 0 && rows <= maxRows
          && rows * field.rowShape().size() <= StageSums.SHORT;
      float[][] narrow = new float[few ? terms.length : 0][];
      for (int i = 1; i < narrow.length; i++) {
        narrow[i] = terms[i].floats();
      }
      scratch[rows] = new Scratch(new RowBlocks(buffers[0].rows(0, rows), maxRows), stages, terms, narrow, new double[rows]);
    }
    return scratch[rows];
  }

  private void check(Tensor start, int[] conditions, TimeGrid grid) {
    SolverChecks.batch(field, start, conditions);
    if (grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("solver: the field's time is " + field.interpolant().direction()
          + ", the grid's " + grid.direction());
    }
  }
}
