package org.anabranch.jmh.ode;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.VelocityField;

/** A problem as a field; the direction of its path is a label here, time is the problem's own. */
record ProblemField(DetestProblem problem) implements VelocityField {
  @Override
  public Shape rowShape() {
    return Shape.of(problem.width());
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(Direction.DATA_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {
    // No problem has conditions.
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    int width = problem.width();
    for (int r = 0; r < t.length; r++) {
      problem.f().at(t[r], x.doubles(), x.offset() + r * width, v.doubles(), v.offset() + r * width);
    }
  }
}
