package org.anabranch.solver.multistep;

import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.RowHistory;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * A {@link MultistepMethod} at work on one field.
 *
 * <p>A row's state, predictions and noise are combined in double, in the order of the formula, and rounded once to the state's
 * type; a remembered prediction is rounded to that type too. A row's bits depend on its state, past, key and condition only, on
 * every provider. Allocates nothing in a step. One thread at a time.
 */
final class MultistepStepper implements FlowStepper {
  private final TimeGrid grid;
  private final StepNoise source;
  private final BlockEvaluator evaluator;
  private final LinearMap[] predictions;
  /** By step, then by how much past there is. */
  private final StepFormula[][] formulas;
  private final double[] x;
  private final double[] u;
  private final double[] z;

  MultistepStepper(MultistepMethod method, VelocityField field, TimeGrid grid, StepNoise noise, int maxRows) {
    this.grid = grid;
    this.source = noise;
    this.evaluator = new BlockEvaluator(field, maxRows);
    this.predictions = new LinearMap[grid.steps()];
    this.formulas = new StepFormula[grid.steps()][];
    for (int i = 0; i < grid.steps(); i++) {
      predictions[i] = Conversion.of(field.interpolant(), Prediction.VELOCITY, method.prediction(), grid.time(i));
      formulas[i] = new StepFormula[Math.min(i, method.history()) + 1];
      for (int past = 0; past < formulas[i].length; past++) {
        formulas[i][past] = method.formula(field.interpolant(), grid, i, past);
      }
    }
    int width = Math.toIntExact(field.rowShape().size());
    this.x = new double[width];
    this.u = new double[width];
    this.z = new double[width];
  }

  @Override
  public Admission evaluate(FlowRows rows, int step, Meter meter) {
    return evaluator.evaluate(rows, grid.time(step), meter);
  }

  /** The size of the noise, which no formula makes depend on the past. */
  @Override
  public double deviation(int step) {
    return formulas[step][0].noise();
  }

  @Override
  public void noise(FlowRows rows, int row, int step, double[] into, double[] scratch) {
    source.draw(rows, row, step, into, scratch);
  }

  @Override
  public Admission step(FlowRows rows, int step, Meter meter) {
    Admission admission = evaluate(rows, step, meter);
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    RowHistory history = rows.history();
    StepFormula formula = formulas[step][history.count()];
    for (int i = 0; i < rows.count(); i++) {
      rows.state().load(i, x);
      rows.velocity().load(i, u);
      predict(predictions[step]);
      combine(formula, history, i);
      if (history.capacity() > 0) {
        history.incoming().store(u, i);
      }
      if (formula.noise() > 0) {
        source.draw(rows, i, step, z, u);
        add(formula.noise(), z);
      }
      rows.spare().store(x, i);
    }
    rows.swap();
    if (history.capacity() > 0) {
      history.push();
    }
    return Admission.ADMITTED;
  }

  /** The velocity in u becomes the method's prediction. */
  private void predict(LinearMap map) {
    double a = map.x();
    double b = map.y();
    for (int j = 0; j < u.length; j++) {
      u[j] = a * x[j] + b * u[j];
    }
  }

  private void combine(StepFormula formula, RowHistory history, int row) {
    double a = formula.state();
    double b = formula.predictions()[0];
    for (int j = 0; j < x.length; j++) {
      x[j] = a * x[j] + b * u[j];
    }
    for (int back = 0; back + 1 < formula.predictions().length; back++) {
      history.past(back).load(row, z);
      add(formula.predictions()[back + 1], z);
    }
  }

  private void add(double factor, double[] terms) {
    for (int j = 0; j < x.length; j++) {
      x[j] += factor * terms[j];
    }
  }
}
