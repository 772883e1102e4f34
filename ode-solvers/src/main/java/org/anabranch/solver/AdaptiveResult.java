package org.anabranch.solver;

import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Tensor;

/**
 * Where every row of an integration arrived, and at what cost: of {@link AdaptiveOdeSolver}, and of fixed steps in {@link FlowRun}.
 *
 * @param state   [rows, rowShape...], each row's last accepted state: at the end time where it is completed, at the event where one
 *                stopped it, else at its own
 * @param outputs one [rows, rowShape...] per requested time; NaN where a row did not get there
 * @param rows    what became of each row
 * @param events  the crossings met, by row and then as time ran
 */
public record AdaptiveResult(Tensor state, List<Tensor> outputs, List<Row> rows, List<Event> events) {
  /** Why a row stopped. */
  public enum Status {
    /** It reached the end time. */
    COMPLETED,
    /** It met a terminal event. */
    EVENT,
    /** The steps attempted reached the limit of the options. */
    STEP_LIMIT,
    /** The next step would have exceeded the evaluations of the options. */
    EVALUATION_LIMIT,
    /** The start or its velocity was not finite, or several steps were not, however short they became. */
    NON_FINITE,
    /** The step became too short to change the time. */
    STEP_UNDERFLOW,
    /** The equations of an implicit step of a length that may not change were not solved. */
    NOT_CONVERGED,
    /** The meter's evaluations do not cover the next step of all rows still on their way. */
    BUDGET,
    /** The meter's deadline passed. */
    DEADLINE,
    /** The caller cancelled. */
    CANCELLED;

    /** What a meter's refusal means for a row. */
    public static Status of(Admission refusal) {
      return switch (refusal) {
        case BUDGET_SPENT -> BUDGET;
        case DEADLINE -> DEADLINE;
        case CANCELLED -> CANCELLED;
        case ADMITTED -> throw new IllegalStateException("solver: an admitted evaluation stops no row");
      };
    }

    /** Whether a limit that the caller set stopped the row: its state is as good as the limit allowed. */
    public boolean isLimit() {
      return this == STEP_LIMIT || this == EVALUATION_LIMIT || this == BUDGET || this == DEADLINE || this == CANCELLED;
    }
  }

  /**
   * Where a value was not finite.
   *
   * @param time    of the evaluation, or of the state if that came first
   * @param element index into the row
   */
  public record NonFinite(double time, int element) {}

  /**
   * A crossing that a row met.
   *
   * @param row    of the start
   * @param event  index into the solver's events
   * @param time   the later side of the crossing
   * @param rising whether the function was below zero before
   * @param state  [1, rowShape...] at that time
   */
  public record Event(int row, int event, double time, boolean rising, Tensor state) {}

  /**
   * One row's end.
   *
   * @param status      why it stopped
   * @param time        of its last accepted state, or of the terminal event
   * @param accepted    steps
   * @param rejected    steps
   * @param evaluations of the field for this row, those for the first step included; a Jacobian-vector product counts 2, or 1 where
   *                    it is a difference
   * @param outputs     requested times that it reached, the start included
   * @param nonFinite   where, for {@link Status#NON_FINITE}
   */
  public record Row(Status status, double time, long accepted, long rejected, long evaluations, int outputs,
      Optional<NonFinite> nonFinite) {}

  /** Takes copies of the lists. */
  public AdaptiveResult {
    outputs = List.copyOf(outputs);
    rows = List.copyOf(rows);
    events = List.copyOf(events);
  }

  /** Whether all rows reached the end time. */
  public boolean completed() {
    return rows.stream().allMatch(r -> r.status() == Status.COMPLETED);
  }

  /** Evaluations of all rows. */
  public long evaluations() {
    return rows.stream().mapToLong(Row::evaluations).sum();
  }
}
