package org.anabranch.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.anabranch.engine.Tensor;

/**
 * Takes a population of a flow's process to the data in its fixed steps, with the limits and the report of an adaptive run.
 *
 * <p>A row stops at its last whole step where a limit is met, and by itself where a state is not finite: it then leaves the batch,
 * keeps its last finite state, and the report says at which time and element. A row's result is the one that it has alone. Costs a copy
 * and a sweep of the states a step. One thread at a time, as the process.
 */
public final class FlowRun {
  private final FlowProcess process;
  private final long maxEvaluations;
  private final AdaptiveResult.Row[] done;
  private final Tensor end;
  private Population active;
  /** Which row of the whole each active one is. */
  private int[] rows;
  /** Evaluations of each active row; they are alike, since a step has one price. */
  private long evaluations;

  private FlowRun(FlowProcess process, Population start, long maxEvaluations) {
    this.process = process;
    this.maxEvaluations = maxEvaluations;
    this.active = start;
    this.end = process.state(start);
    this.done = new AdaptiveResult.Row[start.rows()];
    this.rows = new int[start.rows()];
    Arrays.setAll(rows, i -> i);
  }

  /**
   * Runs a population from where it stands.
   *
   * @param maxEvaluations of a row, guidance included; a step that they do not cover is not begun
   * @param progress       told the steps completed after each
   * @return no outputs and no events; the counts of a row are those of this run, its steps all accepted, and its time that of its state
   * @throws IllegalArgumentException if the limit is below 1
   */
  public static AdaptiveResult of(FlowProcess process, Population start, long maxEvaluations, IntConsumer progress) {
    if (maxEvaluations < 1) {
      throw new IllegalArgumentException("max evaluations: must be >= 1, got " + maxEvaluations);
    }
    return new FlowRun(process, start, maxEvaluations).run(progress);
  }

  private AdaptiveResult run(IntConsumer progress) {
    int first = active.step();
    int steps = process.generator().steps();
    for (int step = first; step < steps && rows.length > 0; step++) {
      step(first, step);
      progress.accept(step + 1);
    }
    stopAll(AdaptiveResult.Status.COMPLETED, steps - first, steps);
    return new AdaptiveResult(end, List.of(), Arrays.asList(done), List.of());
  }

  /** One step of all active rows, or their end. */
  private void step(int first, int step) {
    if (process.generator().evaluations(step, step + 1) > maxEvaluations - evaluations) {
      stopAll(AdaptiveResult.Status.EVALUATION_LIMIT, step - first, step);
      return;
    }
    long before = process.meter().used();
    Admission admission = process.advance(active, step + 1);
    evaluations += (process.meter().used() - before) / rows.length;
    if (admission != Admission.ADMITTED) {
      stopAll(AdaptiveResult.Status.of(admission), step - first, step);
      return;
    }
    Tensor state = process.state(active);
    List<Population.Row> left = new ArrayList<>();
    int[] leftRows = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Tensor row = state.rows(i, 1);
      int element = RowSweeps.firstNonFinite(row);
      if (element < 0) {
        RowSweeps.copy(row, end.rows(rows[i], 1));
        leftRows[left.size()] = rows[i];
        left.add(new Population.Row(active, i));
      } else {
        stop(rows[i], AdaptiveResult.Status.NON_FINITE, step - first, step,
            Optional.of(new AdaptiveResult.NonFinite(process.generator().grid().time(step + 1), element)));
      }
    }
    if (left.size() < rows.length) {
      rows = Arrays.copyOf(leftRows, left.size());
      if (!left.isEmpty()) {
        active = process.gather(left);
      }
    }
  }

  private void stopAll(AdaptiveResult.Status status, int accepted, int at) {
    for (int row : rows) {
      stop(row, status, accepted, at, Optional.empty());
    }
    rows = new int[0];
  }

  private void stop(int row, AdaptiveResult.Status status, int accepted, int at, Optional<AdaptiveResult.NonFinite> where) {
    done[row] = new AdaptiveResult.Row(status, process.generator().grid().time(at), accepted, 0, evaluations, 0, where);
  }
}
