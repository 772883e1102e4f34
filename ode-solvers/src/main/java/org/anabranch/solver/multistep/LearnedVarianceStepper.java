package org.anabranch.solver.multistep;

import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * {@link Ddpm} with a learned variance at work on one field. The arithmetic is {@link MultistepStepper}'s but for the size of the
 * noise, one per element. One thread at a time.
 */
final class LearnedVarianceStepper implements FlowStepper {
  private final TimeGrid grid;
  private final StepNoise source;
  private final BlockEvaluator evaluator;
  private final LinearMap[] predictions;
  private final Transition[] transitions;
  private final double[] x;
  private final double[] u;
  private final double[] v;
  private final double[] z;

  LearnedVarianceStepper(Ddpm method, VelocityField field, TimeGrid grid, StepNoise noise, int maxRows) {
    this.grid = grid;
    this.source = noise;
    this.evaluator = new BlockEvaluator(field, maxRows);
    this.predictions = new LinearMap[grid.steps()];
    this.transitions = new Transition[grid.steps()];
    for (int i = 0; i < grid.steps(); i++) {
      predictions[i] = Conversion.of(field.interpolant(), Prediction.VELOCITY, method.prediction(), grid.time(i));
      transitions[i] = Transition.of(field.interpolant(), grid.time(i), grid.time(i + 1));
    }
    int width = Math.toIntExact(field.rowShape().size());
    this.x = new double[width];
    this.u = new double[width];
    this.v = new double[width];
    this.z = new double[width];
  }

  @Override
  public Admission evaluate(FlowRows rows, int step, Meter meter) {
    if (rows.isEvaluated()) {
      return Admission.ADMITTED;
    }
    Admission admission = meter.admit(evaluator.cost(rows.count()));
    if (admission == Admission.ADMITTED) {
      rows.evaluating();
      evaluator.evaluate(rows.state(), grid.time(step), rows.conditionBlocks(), rows.velocity(), rows.history().incoming());
      rows.evaluated(grid.time(step), true);
    }
    return admission;
  }

  /** One size per element: not a number for all. */
  @Override
  public double deviation(int step) {
    return transitions[step].to().sigma() > 0 ? Double.NaN : 0;
  }

  @Override
  public Admission step(FlowRows rows, int step, Meter meter) {
    Admission admission = evaluate(rows, step, meter);
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    Transition t = transitions[step];
    boolean noisy = t.to().sigma() > 0;
    double low = noisy ? StrictMath.log(t.small()) : 0;
    double high = noisy ? StrictMath.log(t.large()) : 0;
    for (int i = 0; i < rows.count(); i++) {
      rows.state().load(i, x);
      rows.velocity().load(i, u);
      for (int j = 0; j < x.length; j++) {
        x[j] = t.state() * x[j] + t.data() * predictions[step].apply(x[j], u[j]);
      }
      if (noisy) {
        rows.history().incoming().load(i, v);
        source.draw(rows, i, step, z, u);
        for (int j = 0; j < x.length; j++) {
          double f = 0.5 * (v[j] + 1);
          x[j] += StrictMath.exp(0.5 * (f * high + (1 - f) * low)) * z[j];
        }
      }
      rows.spare().store(x, i);
    }
    rows.swap();
    return Admission.ADMITTED;
  }
}
