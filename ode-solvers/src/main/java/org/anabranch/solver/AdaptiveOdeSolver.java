package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * Integrates dx/dt = u(x, t) with an {@link AdaptiveMethod}, each row of a batch with step lengths of its own.
 *
 * <pre>
 *   scale = atol + rtol max(|x|, |x'|)      e = RMS(error / scale)      accepted where e &lt;= 1
 * </pre>
 * A row's steps, counts and bits are those that it would have alone: the error norm is over the row, the controller and the
 * limits are the row's, and rows that are done leave the batch before the next evaluation. (torchdiffeq and its users take one
 * norm over the whole batch: there a row's result changes with its batch mates.)
 *
 * <p>Runs in either direction, over any finite times that the field takes. Cost of a row: 1 evaluation for the velocity at the
 * start, 1 for Hairer's first step unless its length is given, and {@link AdaptiveMethod#evaluationsPerStep()} for every
 * attempted step, accepted or not. States between steps come from a polynomial of fourth degree.
 *
 * <p>A step with a value that is not finite is rejected and repeated at the controller's least factor; the row stops at the
 * {@value AdaptiveRun#RETRIES}th such step, counted afresh after as many accepted steps without one.
 *
 * <p>The meter is asked before every batched evaluation, and for the whole step of all active rows before its first: where the
 * budget does not cover it, all rows still on their way stop at their last accepted states.
 *
 * <p>An {@link ImplicitPair} solves its stages by Newton's method and a Krylov space without a matrix: products with the Jacobian are
 * those of a {@link DifferentiableField}, differences for any other field. A row's iterations are its own: those that still iterate are
 * evaluated together. An attempt costs what the iterations need, each batched evaluation admitted by the meter and counted in the
 * row; a row that reaches its limit in the middle of a step keeps its last accepted state. A step whose equations are not solved is
 * rejected (error infinite) and repeated at a quarter of its length, or stops its row where the length may not change.
 *
 * <p>With {@link #withActiveRows} the batch is refilled: rows wait, in their order, until a row that is done leaves a place, and begin
 * with a batch of those that enter together. That bounds the buffers and keeps batches full to the last; steps, counts and
 * bits of a row are the same. Rows that still wait when the meter refuses stop at their starts.
 *
 * <p>With {@link #withEvents} each row reports where a function of its state changes sign, and stops where the event is terminal.
 *
 * <p>Allocates its buffers with every call, views of them when rows leave or enter the batch, one per output, and with events a few
 * objects a step; other steps allocate nothing.
 * Threading: belongs to one thread at a time, as its field and kernels do.
 */
public final class AdaptiveOdeSolver {
  /** Sees every attempted step. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Called after every attempted step.
     *
     * @param row      of the start
     * @param time     at the beginning of the step
     * @param length   signed
     * @param error    in units of the tolerance; NaN if a value was not finite
     * @param accepted whether the row now stands at the end of the step
     */
    void step(int row, double time, double length, double error, boolean accepted);
  }

  private final VelocityField field;
  private final AdaptiveMethod method;
  private final Kernels kernels;
  private final AdaptiveOptions options;
  private final int maxRows;
  private final int activeRows;
  private final List<OdeEvent> events;

  /** A solver that shows the field {@value OdeSolver#DEFAULT_MAX_ROWS} rows at once. */
  public AdaptiveOdeSolver(VelocityField field, AdaptiveMethod method, Kernels kernels, AdaptiveOptions options) {
    this(field, method, kernels, options, OdeSolver.DEFAULT_MAX_ROWS);
  }

  /** A solver that shows the field at most {@code maxRows} rows at once. */
  public AdaptiveOdeSolver(VelocityField field, AdaptiveMethod method, Kernels kernels, AdaptiveOptions options, int maxRows) {
    this(field, method, kernels, options, maxRows, Integer.MAX_VALUE, List.of());
  }

  private AdaptiveOdeSolver(VelocityField field, AdaptiveMethod method, Kernels kernels, AdaptiveOptions options, int maxRows,
      int activeRows, List<OdeEvent> events) {
    SolverChecks.field(field, maxRows);
    if (activeRows < 1) {
      throw new IllegalArgumentException("solver: active rows must be >= 1, got " + activeRows);
    }
    this.field = field;
    this.method = method;
    this.kernels = kernels.host();
    this.options = options;
    this.maxRows = maxRows;
    this.activeRows = activeRows;
    this.events = List.copyOf(events);
  }

  /** The same with at most so many rows on their way at once; the others wait. */
  public AdaptiveOdeSolver withActiveRows(int rows) {
    return new AdaptiveOdeSolver(field, method, kernels, options, maxRows, rows, events);
  }

  /** The same with these events to find, instead of others. */
  public AdaptiveOdeSolver withEvents(List<OdeEvent> others) {
    return new AdaptiveOdeSolver(field, method, kernels, options, maxRows, activeRows, others);
  }

  /** The field. */
  public VelocityField field() {
    return field;
  }

  /** The method. */
  public AdaptiveMethod method() {
    return method;
  }

  /** Tolerances and limits. */
  public AdaptiveOptions options() {
    return options;
  }

  /** Integrates between two times without a meter. */
  public AdaptiveResult integrate(Tensor start, int[] conditions, double from, double to) {
    return integrate(start, conditions, new double[] {from, to}, Meter.unlimited());
  }

  /** Integrates and keeps the states at all given times. */
  public AdaptiveResult integrate(Tensor start, int[] conditions, double[] times, Meter meter) {
    return integrate(start, conditions, times, meter, (row, time, length, error, accepted) -> { });
  }

  /**
   * Integrates and keeps the states at all given times.
   *
   * @param start      [rows, rowShape...] at the first time, not written
   * @param conditions [rows]
   * @param times      at least two, strictly increasing or strictly decreasing: the start, the outputs wanted, the end
   * @param meter      charged rows times cost per row for every batched evaluation
   * @throws IllegalArgumentException if shapes, types, conditions or times do not fit
   */
  public AdaptiveResult integrate(Tensor start, int[] conditions, double[] times, Meter meter, Observer observer) {
    SolverChecks.batch(field, start, conditions);
    check(times);
    EventLocator locator = new EventLocator(events, conditions, start.dtype(), Shapes.batch(1, field.rowShape()));
    return new AdaptiveRun(field, method, kernels, options, maxRows, Math.min(activeRows, start.rows()), locator, start, conditions,
        times.clone(), meter, observer).run();
  }

  private static void check(double[] times) {
    if (times.length < 2) {
      throw new IllegalArgumentException("solver: needs at least 2 times, got " + times.length);
    }
    double sign = Math.signum(times[1] - times[0]);
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i])) {
        throw new IllegalArgumentException("solver: times must be finite, time " + i + " is " + times[i]);
      }
      if (i > 0 && !((times[i] - times[i - 1]) * sign > 0)) {
        throw new IllegalArgumentException("solver: times must be strictly increasing or strictly decreasing, time " + (i - 1)
            + " is " + times[i - 1] + " and time " + i + " is " + times[i]);
      }
    }
  }
}
