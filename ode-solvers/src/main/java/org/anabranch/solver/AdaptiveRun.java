package org.anabranch.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * One call of {@link AdaptiveOdeSolver}: the rows still on their way stand in the slots 0 .. active - 1 of the buffers. When a
 * row is done, the last slot moves into its place; the rows that wait enter at the end.
 */
final class AdaptiveRun {
  /** Steps with values that are not finite that stop a row, unless as many accepted ones in a row lie between them. */
  static final int RETRIES = 8;

  /** What a step is cut to when its equations were not solved. */
  private static final double UNSOLVED = 0.25;

  private final VelocityField field;
  private final AdaptiveMethod method;
  /** Solves the stages of an implicit method. */
  private final Optional<NewtonKrylov> implicit;
  private final Kernels kernels;
  private final AdaptiveOptions options;
  private final StepController controller;
  private final double stretch;
  private final boolean lands;
  private final int order;
  private final int maxRows;
  private final int[] conditions;
  private final double[] times;
  private final double end;
  private final double sign;
  private final Meter meter;
  /** Of one evaluation of a row. */
  private final long cost;
  private final AdaptiveOdeSolver.Observer observer;
  private final int stages;
  private final int perStep;
  /** The sums of an explicit method's stages; those of an implicit one, which has none, are never asked for. */
  private final StageSums sums;
  private final boolean completes;
  private final double[] c;
  private final ErrorNorm norm;

  private final AdaptiveBuffers buffers;
  private final AdaptiveSlot[] slots;
  private int active;
  private AdaptiveBatch batch = AdaptiveBatch.NONE;
  private final Tensor start;
  /** The first of the rows that wait. */
  private int pending;
  private final EventLocator events;

  private final double[] aloneTime = new double[1];
  private final int[] aloneCondition = new int[1];
  private final double[] weights;
  private final Tensor finalState;
  private final Tensor[] outputs;
  private final AdaptiveResult.Row[] done;

  AdaptiveRun(VelocityField field, AdaptiveMethod method, Kernels kernels, AdaptiveOptions options, int maxRows, int capacity,
      EventLocator events, Tensor start, int[] conditions, double[] times, Meter meter, AdaptiveOdeSolver.Observer observer) {
    this.field = field;
    this.method = method;
    this.kernels = kernels;
    this.options = options;
    this.controller = options.controller();
    this.stretch = controller.stretch();
    this.lands = options.end() == AdaptiveOptions.End.LAND;
    this.order = method.order();
    this.maxRows = maxRows;
    this.conditions = conditions;
    this.times = times;
    this.end = times[times.length - 1];
    this.sign = Math.signum(end - times[0]);
    this.meter = meter;
    this.cost = field.costPerRow();
    this.observer = observer;
    this.stages = method.stages();
    this.perStep = method.evaluationsPerStep();
    this.completes = method instanceof EmbeddedPair pair && !pair.firstSameAsLast();
    this.sums = new StageSums(kernels, method instanceof EmbeddedPair pair ? pair.tableau() : Euler.TABLEAU);
    this.norm = new ErrorNorm(method, options);
    this.c = new double[stages];
    Arrays.setAll(c, method::c);
    this.buffers = new AdaptiveBuffers(capacity, stages, start.dtype(), field.rowShape());
    this.implicit = method instanceof ImplicitPair pair
        ? Optional.of(new NewtonKrylov(field, pair, options, capacity, maxRows, conditions, meter)) : Optional.empty();
    this.start = start;
    this.events = events;
    int rows = start.rows();
    this.finalState = Tensor.zeros(start.dtype(), start.shape());
    this.outputs = new Tensor[times.length];
    Arrays.setAll(outputs, i -> Tensor.zeros(start.dtype(), start.shape()));
    this.slots = new AdaptiveSlot[capacity];
    this.weights = new double[stages];
    this.done = new AdaptiveResult.Row[rows];
  }

  AdaptiveResult run() {
    for (int i = 1; i < outputs.length; i++) {
      RowSweeps.invalidate(outputs[i]);
    }
    kernels.scale(start, 1, outputs[0]);
    while (active > 0 || pending < done.length) {
      if (active < slots.length && pending < done.length) {
        enter();
      } else {
        attempt();
      }
    }
    return new AdaptiveResult(finalState, List.of(outputs), new ArrayList<>(Arrays.asList(done)), events.found());
  }

  /** Fills the free slots with rows that wait, and begins them. */
  private void enter() {
    int first = active;
    while (active < slots.length && pending < done.length) {
      slots[active] = new AdaptiveSlot(pending, times[0]);
      RowSweeps.copy(start.rows(pending, 1), buffers.stateOf[active]);
      active++;
      pending++;
    }
    begin(first);
  }

  /** The velocities at the start and the lengths of the first steps. */
  private void begin(int first) {
    for (int s = active - 1; s >= first; s--) {
      int element = RowSweeps.firstNonFinite(buffers.stateOf[s]);
      if (element >= 0) {
        stopNonFinite(s, slots[s].time, element);
      }
    }
    if (!evaluateAll(first, -1, 0)) {
      return;
    }
    for (int s = active - 1; s >= first; s--) {
      int element = RowSweeps.firstNonFinite(buffers.velocityOf[s][0]);
      if (element >= 0) {
        stopNonFinite(s, slots[s].time, element);
      } else if (options.firstStep().isPresent()) {
        slots[s].length = sign * options.firstStep().getAsDouble();
      } else if (options.maxEvaluations() < 2) {
        stop(s, AdaptiveResult.Status.EVALUATION_LIMIT);
      }
    }
    if (options.firstStep().isEmpty()) {
      chooseFirstSteps(first);
    }
    for (int s = first; s < active && !events.isEmpty(); s++) {
      events.begin(slots[s].row, slots[s].time, buffers.stateOf[s]);
    }
  }

  /** Hairer, Norsett, Wanner I, section II.4: the length at which a step of Euler's method would be off by 1 %. */
  private void chooseFirstSteps(int first) {
    double rtol = options.relative();
    double atol = options.absolute();
    for (int s = first; s < active; s++) {
      double size = RowSweeps.norm(buffers.stateOf[s], buffers.stateOf[s], rtol, atol);
      double speed = RowSweeps.norm(buffers.velocityOf[s][0], buffers.stateOf[s], rtol, atol);
      double trial = size < 1e-5 || speed < 1e-5 ? 1e-6 : 0.01 * size / speed;
      AdaptiveSlot slot = slots[s];
      slot.length = lands ? Math.min(trial, Math.abs(end - slot.time)) : trial;
      slot.next = slot.time + sign * slot.length;
      weights[0] = sign * slot.length;
      kernels.axpy(buffers.stateOf[s], weights, buffers.velocityOf[s], 1, buffers.stageOf[s]);
    }
    if (!evaluateAll(first, 1, 1)) {
      return;
    }
    for (int s = first; s < active; s++) {
      AdaptiveSlot slot = slots[s];
      double trial = slot.length;
      double speed = RowSweeps.norm(buffers.velocityOf[s][0], buffers.stateOf[s], rtol, atol);
      double change = RowSweeps.distance(buffers.velocityOf[s][1], buffers.velocityOf[s][0], buffers.stateOf[s], rtol, atol) / trial;
      double length = speed <= 1e-15 && change <= 1e-15 ? Math.max(1e-6, trial * 1e-3)
          : StrictMath.pow(0.01 / Math.max(speed, change), 1.0 / method.order());
      slot.length = sign * (Double.isFinite(length) ? Math.min(100 * trial, length) : trial);
    }
  }

  /** One attempted step of every active row. */
  private void attempt() {
    for (int s = active - 1; s >= 0; s--) {
      prepare(s);
    }
    if (active == 0) {
      return;
    }
    Admission whole = meter.peek(active * cost * perStep);
    if (whole != Admission.ADMITTED) {
      stopAll(whole);
      return;
    }
    if (implicit.isPresent()) {
      Admission admission = implicit.get().attempt(slots, active, buffers.stateOf, buffers.velocityOf, buffers.stageOf);
      if (admission != Admission.ADMITTED) {
        stopAll(admission);
        return;
      }
    } else if (!explicitStages()) {
      return;
    }
    for (int s = active - 1; s >= 0; s--) {
      judge(s);
    }
  }

  /** The stages of an explicit method after the first; false if the meter stopped all rows. */
  private boolean explicitStages() {
    if (buffers.doubles && slots.length == 1) {
      return stagesAlone();
    }
    for (int i = 1; i < stages; i++) {
      for (int s = 0; s < active; s++) {
        sum(i, s);
      }
      if (!evaluateAll(0, i, c[i])) {
        return false;
      }
    }
    return true;
  }

  /** The same of a single row of doubles, of which nothing has to be gathered. */
  private boolean stagesAlone() {
    AdaptiveSlot slot = slots[0];
    aloneCondition[0] = conditions[slot.row];
    double h = slot.length;
    double[] from = buffers.x;
    double[] to = buffers.y;
    double[][] v = buffers.k;
    for (int i = 1; i < c.length; i++) {
      Admission admission = meter.admit(cost);
      if (admission != Admission.ADMITTED) {
        stopAll(admission);
        return false;
      }
      slot.evaluations++;
      sums.wide(i, h, from, v, to, 0, buffers.width);
      aloneTime[0] = slot.timeOf(c[i]);
      field.evaluate(buffers.stage, aloneTime, aloneCondition, buffers.velocity[i]);
    }
    return true;
  }

  /** The state of a stage, or (after the last) of the step. */
  private void sum(int stageIndex, int s) {
    if (buffers.doubles) {
      sums.wide(stageIndex, slots[s].length, buffers.x, buffers.k, buffers.y, s * buffers.width, buffers.width);
    } else {
      sums.sum(stageIndex, slots[s].length, buffers.stateOf[s], buffers.velocityOf[s], buffers.stageOf[s]);
    }
  }

  /** Cuts the step at the end, and stops the row where a limit leaves no room for the step. */
  private void prepare(int s) {
    AdaptiveSlot slot = slots[s];
    slot.next = slot.time + slot.length;
    double left = end - slot.time;
    if (lands && stretch * Math.abs(slot.length) >= Math.abs(left)) {
      slot.length = left;
      slot.next = end;
    }
    if (slot.accepted + slot.rejected >= options.maxSteps()) {
      stop(s, AdaptiveResult.Status.STEP_LIMIT);
    } else if (slot.evaluations + perStep > options.maxEvaluations()) {
      stop(s, AdaptiveResult.Status.EVALUATION_LIMIT);
    } else if (slot.next == slot.time) {
      stop(s, AdaptiveResult.Status.STEP_UNDERFLOW);
    }
  }

  /** Accepts or rejects the step of a slot, whose stages are all evaluated. */
  private void judge(int s) {
    AdaptiveSlot slot = slots[s];
    if (slot.verdict != AdaptiveSlot.Verdict.SOLVED) {
      unsolved(s);
      return;
    }
    if (completes) {
      sum(stages, s);
    }
    double error = buffers.doubles
        ? norm.of(slot.length, buffers.k, buffers.x, buffers.y, s * buffers.width, buffers.width)
        : norm.of(slot.length, buffers.velocityOf[s], buffers.stateOf[s], buffers.stageOf[s]);
    boolean accepted = controller.accepts(error);
    observer.step(slot.row, slot.time, slot.length, error, accepted);
    if (Double.isNaN(error)) {
      rejectNonFinite(s);
      return;
    }
    double factor = controller.factor(error, slot.last, slot.beforeLast, order);
    if (accepted) {
      slot.accepted++;
      if (++slot.sinceNonFinite >= RETRIES) {
        slot.nonFinite = 0;
      }
      slot.beforeLast = slot.last;
      slot.last = error;
      if (accept(s)) {
        stop(s, AdaptiveResult.Status.EVENT);
        return;
      }
    } else {
      slot.rejected++;
    }
    slot.length *= factor;
    if (accepted && slot.reached == times.length) {
      stop(s, AdaptiveResult.Status.COMPLETED);
    }
  }

  private void rejectNonFinite(int s) {
    AdaptiveSlot slot = slots[s];
    slot.rejected++;
    slot.sinceNonFinite = 0;
    if (++slot.nonFinite < RETRIES && controller.smallest() < 1) {
      slot.length *= controller.smallest();
    } else if (slot.verdict == AdaptiveSlot.Verdict.NON_FINITE) {
      stopNonFinite(s, slot.badTime, slot.badElement);
    } else {
      stopNonFinite(s);
    }
  }

  /** Rejects or stops a row whose implicit stages have no solution. */
  private void unsolved(int s) {
    AdaptiveSlot slot = slots[s];
    switch (slot.verdict) {
      case OUT_OF_EVALUATIONS -> stop(s, AdaptiveResult.Status.EVALUATION_LIMIT);
      case NON_FINITE -> {
        observer.step(slot.row, slot.time, slot.length, Double.NaN, false);
        rejectNonFinite(s);
      }
      default -> {
        observer.step(slot.row, slot.time, slot.length, Double.POSITIVE_INFINITY, false);
        slot.rejected++;
        if (controller.smallest() < 1) {
          slot.length *= Math.max(UNSOLVED, controller.smallest());
        } else {
          stop(s, AdaptiveResult.Status.NOT_CONVERGED);
        }
      }
    }
  }

  /** Writes the outputs inside the step, and makes its end the row's state, or (true) the terminal event that it met. */
  private boolean accept(int s) {
    AdaptiveSlot slot = slots[s];
    double event = Double.NaN;
    if (!events.isEmpty()) {
      weighMiddle(slot.length);
      event = events.search(slot.row, new EventLocator.Step(weights, buffers.velocityOf[s], buffers.stateOf[s],
          buffers.stageOf[s], slot.length, slot.time, slot.next), end);
    }
    while (slot.reached < times.length && sign * (times[slot.reached] - slot.next) <= 0
        && !(sign * (times[slot.reached] - event) > 0)) {
      interpolate(s, times[slot.reached], outputs[slot.reached].rows(slot.row, 1));
      slot.reached++;
    }
    if (!Double.isNaN(event)) {
      interpolate(s, event, finalState.rows(slot.row, 1));
      RowSweeps.copy(finalState.rows(slot.row, 1), buffers.stateOf[s]);
      slot.time = event;
      return true;
    }
    if (buffers.moveOn(s)) {
      batch.swap();
    }
    slot.time = slot.next;
    if (slot.reached == times.length && slot.time != end) {
      RowSweeps.copy(outputs[times.length - 1].rows(slot.row, 1), buffers.stateOf[s]);
      slot.time = end;
    }
    return false;
  }

  private void weighMiddle(double length) {
    for (int j = 0; j < stages; j++) {
      weights[j] = length * method.middle(j);
    }
  }

  /** The state of a slot at a time in its accepted step. */
  private void interpolate(int s, double at, Tensor out) {
    AdaptiveSlot slot = slots[s];
    if (at == slot.next) {
      RowSweeps.copy(buffers.stageOf[s], out);
    } else {
      weighMiddle(slot.length);
      RowSweeps.interpolate(weights, buffers.velocityOf[s], buffers.stateOf[s], buffers.stageOf[s], slot.length,
          (at - slot.time) / (slot.next - slot.time), out);
    }
  }

  /** Evaluates a stage, or (-1) the velocities of the states; false if the meter stopped all rows. */
  private boolean evaluateAll(int first, int stageIndex, double share) {
    if (active == first) {
      return false;
    }
    Admission admission = meter.admit((active - first) * cost);
    if (admission != Admission.ADMITTED) {
      stopAll(admission);
      return false;
    }
    if (!batch.isOf(first, active - first)) {
      batch = AdaptiveBatch.of(first, active - first, buffers.state, buffers.stage, buffers.velocity,
          maxRows);
    }
    batch.evaluate(field, slots, conditions, stageIndex, share);
    return true;
  }

  /** Stops a row whose step is not finite, at the first stage that is not, or at the new state if all stages are. */
  private void stopNonFinite(int s) {
    AdaptiveSlot slot = slots[s];
    for (int j = 0; j < stages; j++) {
      int element = RowSweeps.firstNonFinite(buffers.velocityOf[s][j]);
      if (element >= 0) {
        stopNonFinite(s, slot.timeOf(method.c(j)), element);
        return;
      }
    }
    stopNonFinite(s, slot.next, Math.max(0, RowSweeps.firstNonFinite(buffers.stageOf[s])));
  }

  private void stopNonFinite(int s, double time, int element) {
    stop(s, AdaptiveResult.Status.NON_FINITE, Optional.of(new AdaptiveResult.NonFinite(time, element)));
  }

  private void stop(int s, AdaptiveResult.Status status) {
    stop(s, status, Optional.empty());
  }

  private void stop(int s, AdaptiveResult.Status status, Optional<AdaptiveResult.NonFinite> where) {
    AdaptiveSlot slot = slots[s];
    RowSweeps.copy(buffers.stateOf[s], finalState.rows(slot.row, 1));
    done[slot.row] = new AdaptiveResult.Row(status, slot.time, slot.accepted, slot.rejected, slot.evaluations, slot.reached,
        where);
    active--;
    if (s != active) {
      buffers.replace(s, active);
      slots[s] = slots[active];
    }
  }

  private void stopAll(Admission why) {
    AdaptiveResult.Status status = AdaptiveResult.Status.of(why);
    while (active > 0) {
      stop(active - 1, status);
    }
    for (; pending < done.length; pending++) {
      RowSweeps.copy(start.rows(pending, 1), finalState.rows(pending, 1));
      done[pending] = new AdaptiveResult.Row(status, times[0], 0, 0, 0, 1, Optional.empty());
    }
  }
}
