package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/**
 * Solves the stages of an {@link ImplicitPair} for the rows of an {@link AdaptiveRun}, in lockstep and without a matrix.
 *
 * <pre>
 *   z = base + h gamma u(z, t + c h)        (I - h gamma J) delta = base + h gamma u(z) - z        z = z + delta
 *   k = (z - base) / (h gamma)
 * </pre>
 * Newton's method with J from the beginning of the step; {@link KrylovRow} solves for delta to 1 % of the residual, or to a twentieth
 * of what Newton's method aims at. A stage is done where the correction and the rate of convergence put the rest below {@value #GOAL}
 * of the tolerance. It is given up where the corrections grow or the {@value #ITERATIONS} iterations would not do. The velocity of a
 * stage follows from its state, as u(z) would multiply what is left of the error by the stiffness (Hairer, Wanner, Solving Ordinary
 * Differential Equations II, section IV.8).
 *
 * <p>Rows that still iterate are evaluated as one batch. Which those are depends on each row alone, so that a row's iterations and
 * bits do too. Charged before every batch: rows times cost per row; for an exact product that and the cost of a tangent.
 */
final class NewtonKrylov {
  private static final double GOAL = 0.02;
  private static final int ITERATIONS = 10;
  private static final double FORCING = 1e-2;

  private final VelocityField field;
  private final ImplicitPair pair;
  private final AdaptiveOptions options;
  private final int[] conditions;
  private final Meter meter;
  private final SubsetEvaluator evaluator;
  private final KrylovRow[] rows;
  private final double unit;
  /** Slots that still iterate, and those of them that want a product. */
  private final int[] open;
  private final int[] wanting;
  private final double[] distance;
  /** Slots whose first product by a difference in this step this is. */
  private final int[] first;
  private int openCount;
  private int wantingCount;

  NewtonKrylov(VelocityField field, ImplicitPair pair, AdaptiveOptions options, int capacity, int maxRows, int[] conditions,
      Meter meter) {
    this.field = field;
    this.pair = pair;
    this.options = options;
    this.conditions = conditions;
    this.meter = meter;
    this.evaluator = new SubsetEvaluator(field, capacity, maxRows);
    this.rows = new KrylovRow[capacity];
    this.unit = field.dtype() == DType.F64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    this.open = new int[capacity];
    this.wanting = new int[capacity];
    this.first = new int[capacity];
    this.distance = new double[capacity];
  }

  /**
   * The stages after the first of an attempted step of the slots 0 .. active - 1; a slot's verdict says how it ended.
   *
   * @param k velocities by slot and stage, the first given
   * @param next receives the last stages' states
   * @return ADMITTED, or the limit at which all rows stop
   */
  Admission attempt(AdaptiveSlot[] slots, int active, Tensor[] state, Tensor[][] k, Tensor[] next) {
    for (int s = 0; s < active; s++) {
      if (rows[s] == null) {
        rows[s] = new KrylovRow(Math.toIntExact(field.rowShape().size()));
      }
      slots[s].verdict = AdaptiveSlot.Verdict.SOLVED;
      rows[s].begin(state[s], options.relative(), options.absolute());
    }
    for (int i = 1; i < pair.stages(); i++) {
      openCount = 0;
      for (int s = 0; s < active; s++) {
        if (slots[s].verdict == AdaptiveSlot.Verdict.SOLVED) {
          predict(rows[s], i, slots[s].length, k[s]);
          open[openCount++] = s;
        }
      }
      for (int iteration = 0; openCount > 0; iteration++) {
        Admission admission = iterate(slots, i, iteration);
        if (admission != Admission.ADMITTED) {
          return admission;
        }
      }
      for (int s = 0; s < active; s++) {
        if (slots[s].verdict == AdaptiveSlot.Verdict.SOLVED) {
          store(rows[s], i, slots[s].length, k[s], next[s]);
        }
      }
    }
    return Admission.ADMITTED;
  }

  /** The base of a stage and a first guess of its state. */
  private void predict(KrylovRow row, int i, double h, Tensor[] k) {
    for (int e = 0; e < row.x.length; e++) {
      double known = 0;
      double guess = 0;
      for (int j = 0; j < i; j++) {
        double v = RowSweeps.at(k[j], e);
        known = Math.fma(pair.a(i, j), v, known);
        guess = Math.fma(pair.predictor(i, j), v, guess);
      }
      row.base[e] = Math.fma(h, known, row.x[e]);
      row.z[e] = Math.fma(h * pair.gamma(), guess, row.base[e]);
    }
  }

  private void store(KrylovRow row, int i, double h, Tensor[] k, Tensor next) {
    for (int e = 0; e < row.x.length; e++) {
      RowSweeps.set(k[i], e, (row.z[e] - row.base[e]) / (h * pair.gamma()));
      if (i == pair.stages() - 1) {
        RowSweeps.set(next, e, row.z[e]);
      }
    }
  }

  /** One iteration of Newton's method of the slots that are open. */
  private Admission iterate(AdaptiveSlot[] slots, int i, int iteration) {
    openCount = affordable(slots, open, openCount, 1);
    Admission admission = admit(openCount, field.costPerRow());
    if (admission != Admission.ADMITTED || openCount == 0) {
      return admission;
    }
    for (int n = 0; n < openCount; n++) {
      AdaptiveSlot slot = slots[open[n]];
      evaluator.put(n, openCount, rows[open[n]].z, slot.timeOf(pair.c(i)), conditions[slot.row]);
      slot.evaluations++;
    }
    evaluator.evaluate(openCount);
    wantingCount = 0;
    for (int n = 0; n < openCount; n++) {
      AdaptiveSlot slot = slots[open[n]];
      KrylovRow row = rows[open[n]];
      evaluator.velocity(n, openCount, row.work);
      int bad = row.residual(slot.length * pair.gamma());
      if (bad >= 0) {
        slot.breaks(slot.timeOf(pair.c(i)), bad);
      } else {
        row.beginSolve(FORCING, GOAL / 20);
        wanting[wantingCount++] = open[n];
      }
    }
    admission = solve(slots);
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    int left = 0;
    for (int n = 0; n < openCount; n++) {
      if (slots[open[n]].verdict == AdaptiveSlot.Verdict.SOLVED && !correct(slots[open[n]], rows[open[n]], iteration)) {
        open[left++] = open[n];
      }
    }
    openCount = left;
    return Admission.ADMITTED;
  }

  /** Applies the correction; true where the stage needs no more, solved or given up. */
  private static boolean correct(AdaptiveSlot slot, KrylovRow row, int iteration) {
    double size = row.correct();
    double factor;
    if (iteration == 0) {
      factor = StepController.power(Math.max(slot.newtonRate, 1e-16), 0.8);
    } else {
      double rate = size / row.lastCorrection;
      factor = rate / (1 - rate);
      int left = ITERATIONS - 1 - iteration;
      if (size > 0 && (!(rate < 1) || StepController.power(rate, left) * factor * size > GOAL)) {
        slot.verdict = AdaptiveSlot.Verdict.DIVERGED;
        slot.newtonRate = 1;
        return true;
      }
      slot.newtonRate = Math.min(1, factor);
    }
    row.lastCorrection = size;
    return size == 0 || factor * size <= GOAL;
  }

  /** Buys products for the slots that want them until none does. */
  private Admission solve(AdaptiveSlot[] slots) {
    while (true) {
      int count = 0;
      for (int n = 0; n < wantingCount; n++) {
        if (rows[wanting[n]].wantsDirection()) {
          wanting[count++] = wanting[n];
        }
      }
      wantingCount = count;
      if (count == 0) {
        return Admission.ADMITTED;
      }
      Admission admission = evaluator.isExact() ? exactProducts(slots) : differences(slots);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      for (int n = 0; n < wantingCount; n++) {
        AdaptiveSlot slot = slots[wanting[n]];
        if (!rows[wanting[n]].extend(slot.length * pair.gamma())) {
          slot.verdict = AdaptiveSlot.Verdict.DIVERGED;
        }
      }
      drop(slots);
    }
  }

  private Admission exactProducts(AdaptiveSlot[] slots) {
    wantingCount = affordable(slots, wanting, wantingCount, 2);
    Admission admission = admit(wantingCount, evaluator.productCost());
    if (admission != Admission.ADMITTED || wantingCount == 0) {
      return admission;
    }
    for (int n = 0; n < wantingCount; n++) {
      AdaptiveSlot slot = slots[wanting[n]];
      KrylovRow row = rows[wanting[n]];
      row.direction();
      evaluator.put(n, wantingCount, row.x, slot.time, conditions[slot.row]);
      evaluator.putTangent(n, wantingCount, row.work);
      slot.evaluations += 2;
    }
    evaluator.products(wantingCount);
    for (int n = 0; n < wantingCount; n++) {
      evaluator.product(n, wantingCount, rows[wanting[n]].work);
    }
    return Admission.ADMITTED;
  }

  /** (u(x + e d) - u(x)) / e, after u(x) for the slots that have not asked for it in this step. */
  private Admission differences(AdaptiveSlot[] slots) {
    Admission admission = references(slots);
    if (admission == Admission.ADMITTED) {
      wantingCount = affordable(slots, wanting, wantingCount, 1);
      admission = admit(wantingCount, field.costPerRow());
    }
    if (admission != Admission.ADMITTED || wantingCount == 0) {
      return admission;
    }
    for (int n = 0; n < wantingCount; n++) {
      AdaptiveSlot slot = slots[wanting[n]];
      KrylovRow row = rows[wanting[n]];
      row.direction();
      distance[n] = row.perturb(unit);
      evaluator.put(n, wantingCount, row.work, slot.time, conditions[slot.row]);
      slot.evaluations++;
    }
    evaluator.evaluate(wantingCount);
    for (int n = 0; n < wantingCount; n++) {
      KrylovRow row = rows[wanting[n]];
      evaluator.velocity(n, wantingCount, row.work);
      for (int e = 0; e < row.x.length; e++) {
        row.work[e] = (row.work[e] - row.reference[e]) / distance[n];
      }
    }
    return Admission.ADMITTED;
  }

  private Admission references(AdaptiveSlot[] slots) {
    // A row may have bought its first product of the step in an earlier stage: only those without a reference.
    int count = 0;
    for (int n = 0; n < wantingCount; n++) {
      if (!rows[wanting[n]].hasReference) {
        first[count++] = wanting[n];
      }
    }
    count = affordable(slots, first, count, 1);
    drop(slots);
    Admission admission = admit(count, field.costPerRow());
    for (int n = 0; n < count && admission == Admission.ADMITTED; n++) {
      AdaptiveSlot slot = slots[first[n]];
      evaluator.put(n, count, rows[first[n]].x, slot.time, conditions[slot.row]);
      slot.evaluations++;
    }
    if (admission == Admission.ADMITTED && count > 0) {
      evaluator.evaluate(count);
      for (int n = 0; n < count; n++) {
        evaluator.velocity(n, count, rows[first[n]].reference);
        rows[first[n]].hasReference = true;
      }
    }
    return admission;
  }

  /** Removes the slots that failed from those that want a product. */
  private void drop(AdaptiveSlot[] slots) {
    int count = 0;
    for (int n = 0; n < wantingCount; n++) {
      if (slots[wanting[n]].verdict == AdaptiveSlot.Verdict.SOLVED) {
        wanting[count++] = wanting[n];
      }
    }
    wantingCount = count;
  }

  /** Keeps the slots of a list whose limits leave room for so many evaluations, and marks the others; returns how many stay. */
  private int affordable(AdaptiveSlot[] slots, int[] list, int count, int evaluations) {
    int left = 0;
    for (int n = 0; n < count; n++) {
      AdaptiveSlot slot = slots[list[n]];
      if (slot.evaluations + evaluations > options.maxEvaluations()) {
        slot.verdict = AdaptiveSlot.Verdict.OUT_OF_EVALUATIONS;
      } else {
        list[left++] = list[n];
      }
    }
    return left;
  }

  private Admission admit(int count, long cost) {
    return count == 0 ? Admission.ADMITTED : meter.admit(count * cost);
  }
}
