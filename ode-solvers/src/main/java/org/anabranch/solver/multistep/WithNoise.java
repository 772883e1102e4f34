package org.anabranch.solver.multistep;

import org.anabranch.engine.Kernels;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/** A method with noise from a source of its own. */
record WithNoise(MultistepMethod method, StepNoise noise) implements FlowMethod {
  @Override
  public String name() {
    return method.name();
  }

  @Override
  public int evaluations(int step, int steps) {
    return method.evaluations(step, steps);
  }

  @Override
  public int history() {
    return method.history();
  }

  @Override
  public boolean beginsAtState(int step, int steps) {
    return method.beginsAtState(step, steps);
  }

  @Override
  public boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return method.drawsNoise(field, grid, step);
  }

  @Override
  public void check(VelocityField field, TimeGrid grid) {
    method.check(field, grid);
  }

  @Override
  public void check(Interpolant path, TimeGrid grid) {
    method.check(path, grid);
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    return method.open(field, grid, kernels, noise, maxRows);
  }
}
