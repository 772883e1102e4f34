package org.anabranch.solver;

import java.util.stream.IntStream;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Integrates given states along a grid under any {@link FlowMethod}, without a process: no meter, no search.
 *
 * <p>The steps are those of a {@link FlowProcess}, to the bit. The grid may begin after the noise end and stop before the data
 * end. A call allocates its rows; its steps after the first allocate nothing. Threading: belongs to one thread at a time, as its
 * field and kernels do.
 */
public final class FlowSolver {
  private final VelocityField field;
  private final FlowMethod method;
  private final Kernels kernels;
  private final int maxRows;

  /** A solver that shows the field {@value OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public FlowSolver(VelocityField field, FlowMethod method, Kernels kernels) {
    this(field, method, kernels, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /** A solver that shows the field at most {@code maxRows} rows at once. */
  public FlowSolver(VelocityField field, FlowMethod method, Kernels kernels, int maxRows) {
    SolverChecks.field(field, maxRows);
    this.field = field;
    this.method = method;
    this.kernels = kernels.host();
    this.maxRows = maxRows;
  }

  /**
   * The states at the end of the grid; the observer sees every state on the way, the start included.
   *
   * @param start      [rows, rowShape...], not written
   * @param conditions [rows]
   * @param keys       [rows], what a stochastic method draws its noise with
   * @return a new tensor of the shape of {@code start}
   * @throws IllegalArgumentException if shapes, types, conditions, directions or the method do not fit
   */
  public Tensor integrate(Tensor start, int[] conditions, TrajectoryKey[] keys, TimeGrid grid, OdeSolver.Observer observer) {
    SolverChecks.batch(field, start, conditions);
    if (keys.length != start.rows()) {
      throw new IllegalArgumentException("solver: needs one key per row, got " + keys.length + " for " + start.rows() + " rows");
    }
    if (grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("solver: the field's time is " + field.interpolant().direction()
          + ", the grid's " + grid.direction());
    }
    method.check(field, grid);
    FlowRows rows = new FlowRows(field.dtype(), field.rowShape(), conditions.clone(), FlowRows.fresh(keys), maxRows,
        method.history());
    RowBlocks given = new RowBlocks(start, maxRows);
    IntStream.range(0, start.rows()).forEach(i -> given.copyRow(i, rows.state().whole(), i));
    FlowStepper stepper = method.open(field, grid, kernels, maxRows);
    Meter meter = Meter.unlimited();
    observer.state(0, grid.time(0), rows.state().whole());
    for (int i = 0; i < grid.steps(); i++) {
      stepper.step(rows, i, meter);
      observer.state(i + 1, grid.time(i + 1), rows.state().whole());
    }
    return rows.state().whole();
  }
}
