package org.anabranch.solver.likelihood;

import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;

/**
 * The divergence of a velocity, div u = tr(J) with J = du/dx, from products of J with directions.
 *
 * <p>Random directions are a pure function of the row's key: the same at every time of a solve, so that the right-hand side is a
 * smooth function of time, and step control and orders of convergence keep their meaning. (SiT's code draws anew at every
 * evaluation.)
 *
 * <p>Stateless and thread-safe; a call allocates its directions and products, {@code 2 products rowSize} elements a row.
 */
public sealed interface Divergence permits ExactDivergence, Hutchinson, HutchPlusPlus {
  /** What reports call it. */
  String description();

  /** Independent estimates of the divergence that a call gives: 1 where it is exact. Their mean is the estimate. */
  int estimates();

  /** Evaluations of the velocity of a row in a call. */
  int evaluations();

  /** Products with the Jacobian of a row in a call, for rows of so many elements. */
  int products(int size);

  /**
   * Evaluates the velocity and its divergence.
   *
   * @param x         [rows, rowShape...]
   * @param t         [rows]
   * @param condition [rows]
   * @param keys      [rows], what each row's directions are drawn by
   * @param v         [rows, rowShape...] receives the velocity
   * @param estimates [rows][{@link #estimates()}] receives the estimates
   */
  void evaluate(DifferentiableField field, Tensor x, double[] t, int[] condition, TrajectoryKey[] keys, Tensor v,
      double[][] estimates);

  /** What a {@link org.anabranch.solver.Meter} is charged for one row of a call. */
  default int cost(DifferentiableField field) {
    return Math.addExact(Math.multiplyExact(evaluations(), field.costPerRow()),
        Math.multiplyExact(products(Math.toIntExact(field.rowShape().size())), field.costPerTangent()));
  }
}
