package org.anabranch.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Finds the events of the rows of one integration on the dense output of their steps. */
final class EventLocator {
  /** Enough to halve an interval of time to neighbours, one evaluation in three being a bisection. */
  private static final int ITERATIONS = 200;

  private final List<OdeEvent> events;
  private final int[] conditions;
  /** g of every row and event at the beginning of the row's step. */
  private final double[][] before;
  private final Tensor probe;
  private final List<AdaptiveResult.Event> found = new ArrayList<>();
  private final List<AdaptiveResult.Event> inStep = new ArrayList<>();

  /** An accepted step of a row. */
  record Step(double[] middle, Tensor[] velocity, Tensor from, Tensor to, double length, double time, double next) {
    /** The state at a time in the step. */
    void state(double t, Tensor out) {
      if (t == next) {
        RowSweeps.copy(to, out);
      } else {
        RowSweeps.interpolate(middle, velocity, from, to, length, (t - time) / (next - time), out);
      }
    }
  }

  EventLocator(List<OdeEvent> events, int[] conditions, DType dtype, Shape row) {
    this.events = events;
    this.conditions = conditions;
    this.before = new double[conditions.length][events.size()];
    this.probe = Tensor.zeros(dtype, row);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** The crossings found so far, by row and then as time ran. */
  List<AdaptiveResult.Event> found() {
    found.sort(Comparator.comparingInt(AdaptiveResult.Event::row));
    return found;
  }

  /** Takes a row's start. */
  void begin(int row, double time, Tensor x) {
    for (int e = 0; e < events.size(); e++) {
      before[row][e] = events.get(e).g().value(x, time, conditions[row]);
    }
  }

  /**
   * Finds what a row crosses in a step, up to the first terminal event.
   *
   * @param end events after it do not count
   * @return the time of the terminal event, or NaN
   */
  double search(int row, Step step, double end) {
    double sign = Math.signum(step.next - step.time);
    inStep.clear();
    for (int e = 0; e < events.size(); e++) {
      OdeEvent event = events.get(e);
      double from = before[row][e];
      double to = event.g().value(step.to, step.next, conditions[row]);
      before[row][e] = to;
      if (event.direction().counts(from, to)) {
        double at = locate(event, row, step, from, to);
        if (sign * (at - end) <= 0) {
          Tensor state = Tensor.zeros(probe.dtype(), probe.shape());
          step.state(at, state);
          inStep.add(new AdaptiveResult.Event(row, e, at, from < 0, state));
        }
      }
    }
    inStep.sort(Comparator.comparingDouble(event -> sign * event.time()));
    for (AdaptiveResult.Event event : inStep) {
      found.add(event);
      if (events.get(event.event()).terminal()) {
        return event.time();
      }
    }
    return Double.NaN;
  }

  /** The later end of the least bracket: regula falsi with the Illinois rule, every third time a bisection. */
  private double locate(OdeEvent event, int row, Step step, double from, double to) {
    double a = step.time;
    double b = step.next;
    double ga = from;
    double gb = to;
    for (int i = 0; i < ITERATIONS; i++) {
      double middle = a + 0.5 * (b - a);
      double t = i % 3 == 2 || Double.isInfinite(gb - ga) ? middle : b - gb * ((b - a) / (gb - ga));
      if (!(t > Math.min(a, b) && t < Math.max(a, b))) {
        t = middle;
      }
      if (t == a || t == b) {
        return b;
      }
      step.state(t, probe);
      double g = event.g().value(probe, t, conditions[row]);
      if (g < 0 == from < 0 && g != 0) {
        a = t;
        ga = g;
        gb *= 0.5;
      } else {
        b = t;
        gb = g;
        ga *= 0.5;
      }
    }
    return b;
  }
}
