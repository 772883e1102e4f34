package org.anabranch.solver;

import org.anabranch.engine.Kernels;

/**
 * The probability-flow equation dx/dt = u(x, t) under an explicit Runge-Kutta method. It draws no random numbers.
 *
 * @param tableau the method
 */
public record OdeMethod(Tableau tableau) implements FlowMethod {
  @Override
  public String name() {
    return tableau.name();
  }

  @Override
  public int evaluations(int step, int steps) {
    return tableau.stages();
  }

  @Override
  public boolean stepsOnDevice() {
    return true;
  }

  @Override
  public void check(Interpolant path, TimeGrid grid) {
    // A velocity is finite on the whole of every path, so any grid will do.
  }

  @Override
  public void check(VelocityField field, TimeGrid grid) {
    double end = grid.time(grid.steps());
    for (int i = 0; i < tableau.stages(); i++) {
      if (tableau.c(i) == 1 && end == grid.direction().dataTime() && !field.isFiniteAtData()) {
        throw new IllegalArgumentException(name() + ": the field must be finite at the data end, time " + end
            + ", where this method evaluates it; euler and the multistep methods do not");
      }
    }
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    return new Stepper(OdeSolver.inMemoryOf(kernels, field, tableau, maxRows), new BlockEvaluator(field, maxRows), grid);
  }

  /** The method at work on one field. */
  private record Stepper(OdeSolver solver, BlockEvaluator evaluator, TimeGrid grid) implements FlowStepper {
    @Override
    public Admission evaluate(FlowRows rows, int step, Meter meter) {
      return evaluator.evaluate(rows, grid.time(step), meter);
    }

    @Override
    public Admission step(FlowRows rows, int step, Meter meter) {
      Admission first = evaluate(rows, step, meter);
      if (first != Admission.ADMITTED) {
        return first;
      }
      Admission rest = solver.completeStep(rows.state(), rows.velocity(), rows.conditionBlocks(), grid.time(step),
          grid.time(step + 1), meter, rows.spare());
      if (rest == Admission.ADMITTED) {
        rows.swap();
      }
      return rest;
    }
  }
}
