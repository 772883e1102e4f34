package org.anabranch.solver;

import java.util.function.Supplier;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;

/**
 * A velocity field with the method and the times that sample it.
 *
 * <p>Every process gets a field and kernels of its own, so processes of one generator may run on several threads.
 * Immutable and thread-safe, as far as the supplier is.
 */
public final class FlowGenerator implements Generator {
  private final Supplier<? extends VelocityField> fields;
  private final Backend backend;
  private final FlowMethod method;
  private final TimeGrid grid;
  private final String name;
  private final int maxRows;
  private final Shape rowShape;
  private final DType dtype;
  private final Interpolant interpolant;
  private final int costPerRow;
  private final boolean[] noisy;

  /** The flow under a Runge-Kutta method, {@value OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public FlowGenerator(Supplier<? extends VelocityField> fields, Backend backend, Tableau tableau, TimeGrid grid,
      String name) {
    this(fields, backend, new OdeMethod(tableau), grid, name, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /** The flow under a Runge-Kutta method. */
  public FlowGenerator(Supplier<? extends VelocityField> fields, Backend backend, Tableau tableau, TimeGrid grid,
      String name, int maxRows) {
    this(fields, backend, new OdeMethod(tableau), grid, name, maxRows);
  }

  /**
   * A generator.
   *
   * @param fields  makes a field for one thread; all of them alike. Called once here, to learn shape and cost, and once per
   *                thread of the backend for each process: rows are spread over the threads
   * @param method  an {@link OdeMethod}, or a stochastic one
   * @param grid    from the noise end to the data end, in the direction of the field
   * @param name    the model's name, for reports
   * @param maxRows rows that a field sees at once; bounds its memory, changes no bit
   * @throws IllegalArgumentException if grid, field and method disagree
   */
  public FlowGenerator(Supplier<? extends VelocityField> fields, Backend backend, FlowMethod method, TimeGrid grid,
      String name, int maxRows) {
    VelocityField field = fields.get();
    if (grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("flow generator: the time of " + name + " is " + field.interpolant().direction()
          + ", the grid's " + grid.direction());
    }
    if (!grid.isWhole()) {
      throw new IllegalArgumentException("flow generator: the grid must run from " + grid.direction().noiseTime() + " to "
          + grid.direction().dataTime() + ", it runs from " + grid.time(0) + " to " + grid.time(grid.steps()));
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("flow generator: maxRows must be >= 1, got " + maxRows);
    }
    method.check(field, grid);
    this.fields = fields;
    this.backend = backend;
    this.method = method;
    this.grid = grid;
    this.name = name;
    this.maxRows = maxRows;
    this.rowShape = field.rowShape();
    this.dtype = field.dtype();
    this.interpolant = field.interpolant();
    this.costPerRow = field.costPerRow();
    this.noisy = new boolean[grid.steps()];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = method.drawsNoise(field, grid, i);
    }
  }

  @Override
  public Shape sampleShape() {
    return rowShape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public int steps() {
    return grid.steps();
  }

  @Override
  public long evaluations(int from, int to) {
    if (!(from >= 0 && from <= to && to <= steps())) {
      throw new IllegalArgumentException("flow generator: needs 0 <= from <= to <= " + steps() + ", got from " + from
          + " and to " + to);
    }
    long evaluations = 0;
    for (int i = from; i < to; i++) {
      evaluations += method.evaluations(i, steps());
    }
    return evaluations * costPerRow;
  }

  @Override
  public long evaluationsPerLook() {
    return costPerRow;
  }

  @Override
  public long evaluationsAfterLook(int from, int to) {
    return evaluations(from, to) - (from < to && method.beginsAtState(from, steps()) ? costPerRow : 0);
  }

  /** Two states, a velocity, the predictions that the method remembers, and a look-ahead. */
  @Override
  public long bytesPerRow() {
    return (4L + method.history()) * rowShape.size() * dtype.bytes();
  }

  @Override
  public boolean isStochastic(int from, int to) {
    for (int i = from; i < to; i++) {
      if (noisy[i]) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String description() {
    return name + ", " + method.name() + ", " + steps() + (steps() == 1 ? " step" : " steps");
  }

  /** The method. */
  public FlowMethod method() {
    return method;
  }

  /** The times of the steps. */
  public TimeGrid grid() {
    return grid;
  }

  /** The path and its direction. */
  public Interpolant interpolant() {
    return interpolant;
  }

  @Override
  public FlowProcess open(Meter meter) {
    Kernels kernels = backend.kernels();
    return new FlowProcess(this, RowParallelField.of(fields, backend.pool()), kernels, meter, maxRows);
  }
}
