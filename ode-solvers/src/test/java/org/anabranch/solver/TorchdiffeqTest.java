package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fixed-step results of torchdiffeq (commit 657943a, float64) on two problems over the times 0 to 6, here scaled to [0, 1].
 */
class TorchdiffeqTest {
  private static final double END = 6;
  /** Rounding of up to 640 evaluations at values up to 10, grown by the flow. */
  private static final double TOLERANCE = 1e-11;

  /** y' = f(y, T) with T = 6 t where data is at one, and the same backwards in the other direction. */
  private record Scaled(String problem, Direction direction) implements VelocityField {
    @Override
    public Shape rowShape() {
      return Shape.of(2);
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(direction);
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      double time = END * direction.sinceNoise(t[0]);
      double rate = END * direction.towardsData();
      double a = x.get(0);
      double b = x.get(1);
      boolean forced = problem.equals("forced");
      double da = forced ? Math.sin(time) * a + Math.cos(2 * time) : 1.5 * a - a * b;
      double db = forced ? Math.sin(time) * b + Math.cos(2 * time) : -3 * b + a * b;
      v.doubles()[v.offset()] = rate * da;
      v.doubles()[v.offset() + 1] = rate * db;
    }
  }

  @ParameterizedTest
  @CsvSource({
      "forced, euler, 8, -0.29355574473316526, -0.6699827911539554",
      "forced, midpoint, 8, 0.6514906837126916, -0.9291819311019689",
      "forced, heun, 8, 0.6485805269901397, -0.8170507637727821",
      "forced, rk4-38, 8, 0.5627749739123765, -0.9900301413806362",
      "forced, rk4-38, 160, 0.5711648380142346, -0.9897854907531588",
      "lotka-volterra, euler, 160, 3.7494148996169083, 7.245885295979046",
      "lotka-volterra, midpoint, 160, 1.3865567253455267, 3.4589943900201896",
      "lotka-volterra, heun, 160, 1.3891611667143975, 3.461162688055495",
      "lotka-volterra, rk4-38, 160, 1.3935284786007247, 3.466872760456674"})
  void endsWhereTorchdiffeqEnds(String problem, String solver, int steps, double first, double second) {
    for (Direction direction : Direction.values()) {
      double[] start = problem.equals("forced") ? new double[] {0.5, -1} : new double[] {1, 1};
      OdeSolver ode = new OdeSolver(new Scaled(problem, direction), Tableau.named(solver),
          Backend.of("scalar", new WorkerPool(1)).kernels());
      Tensor end = ode.integrate(Tensor.of(start, 1, 2), new int[1], TimeGrid.uniform(direction, steps));
      assertEquals(first, end.get(0), TOLERANCE, problem + ", " + solver + ", " + direction);
      assertEquals(second, end.get(1), TOLERANCE, problem + ", " + solver + ", " + direction);
    }
  }
}
