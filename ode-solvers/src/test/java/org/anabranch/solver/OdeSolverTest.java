package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The solvers against exact endpoints: published errors, measured orders, and how an order is lost. */
class OdeSolverTest {
  private static final double[] Z = {-2, -1, -0.5, 0, 0.5, 1, 2};
  private static final int[] NO_CONDITION = new int[Z.length];
  /** The published errors have four significant digits; ours must agree in three. */
  private static final double THREE_DIGITS = 5e-4;

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  /** [7, 1] */
  private static Tensor starts() {
    return Tensor.of(Z.clone(), Z.length, 1);
  }

  /** The largest error of the seven endpoints; the exact ones have the ranks of the starts under the law at the noise end. */
  private double error(GaussianMixtureField exact, VelocityField field, String solver, int steps) {
    TimeGrid grid = TimeGrid.uniform(field.interpolant().direction(), steps);
    Tensor end = new OdeSolver(field, Tableau.named(solver), kernels).integrate(starts(), NO_CONDITION, grid);
    double worst = 0;
    for (int i = 0; i < Z.length; i++) {
      worst = Math.max(worst, Math.abs(end.get(i) - exact.endpoint(Z[i], grid.time(0))));
    }
    return worst;
  }

  private double error(Interpolant path, String solver, int steps) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path);
    return error(field, field, solver, steps);
  }

  @ParameterizedTest
  @CsvSource({
      "euler, 1.571e-1, 9.546e-2, 5.442e-2, 2.947e-2, 1.541e-2",
      "midpoint, 2.104e-3, 7.754e-4, 2.298e-4, 6.231e-5, 1.621e-5",
      "heun, 1.874e-3, 4.979e-4, 1.282e-4, 3.253e-5, 8.191e-6",
      "rk4, 8.698e-5, 6.372e-6, 4.255e-7, 2.740e-8, 1.736e-9"})
  void errorsOnTheLinearPathAreThePublishedOnes(String solver, double e20, double e40, double e80, double e160,
      double e320) {
    double[] published = {e20, e40, e80, e160, e320};
    for (Direction direction : Direction.values()) {
      for (int i = 0; i < published.length; i++) {
        int steps = 20 << i;
        assertEquals(published[i], error(Interpolant.linear(direction), solver, steps), THREE_DIGITS * published[i],
            solver + " in " + steps + " steps, " + direction);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
      "rk4, 6.466e-5, 4.589e-6, 3.004e-7, 1.916e-8",
      "heun, 5.462e-3, 1.601e-3, 4.318e-4, 1.120e-4"})
  void errorsOnTheVpPathAreThePublishedOnes(String solver, double e40, double e80, double e160, double e320) {
    double[] published = {e40, e80, e160, e320};
    for (Direction direction : Direction.values()) {
      for (int i = 0; i < published.length; i++) {
        int steps = 40 << i;
        assertEquals(published[i], error(Interpolant.vp(direction), solver, steps), THREE_DIGITS * published[i],
            solver + " in " + steps + " steps, " + direction);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
      "euler, 1, 0.1", "midpoint, 2, 0.1", "heun, 2, 0.1", "ralston, 2, 0.1", "heun3, 3, 0.1", "ssprk3, 3, 0.1",
      "rk4, 4, 0.1", "rk4-38, 4, 0.1"})
  void orderIsThatOfTheTableau(String solver, int order, double tolerance) {
    for (Interpolant path : List.of(Interpolant.linear(Direction.NOISE_AT_ONE), Interpolant.gvp(Direction.DATA_AT_ONE))) {
      double measured = Math.log(error(path, solver, 160) / error(path, solver, 320)) / Math.log(2);
      assertEquals(order, measured, tolerance, solver + " on " + path);
    }
  }

  /**
   * The negative control: sigmaDot times the expected noise, with sigma kept off zero as published code does. At the data end
   * the product is zero where its limit is not, one stage of one step is wrong by O(1), and the fourth order becomes the first.
   */
  @Test
  void naiveVpVelocityCostsRk4ThreeOrders() {
    GaussianMixtureField exact = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.vp(Direction.NOISE_AT_ONE));
    VelocityField naive = new Derived(exact) {
      @Override
      double velocity(double x, double t) {
        Interpolant vp = interpolant();
        double sigmaDot = vp.sigmaSigmaDot(t) / Math.max(vp.sigma(t), 1e-6);
        return vp.alphaDot(t) * exact.denoised(x, t) + sigmaDot * exact.noise(x, t);
      }
    };
    double order = Math.log(error(exact, naive, "rk4", 160) / error(exact, naive, "rk4", 320)) / Math.log(2);
    double properOrder = Math.log(error(exact, exact, "rk4", 160) / error(exact, exact, "rk4", 320)) / Math.log(2);
    assertEquals(1, order, 0.1);
    assertEquals(4, properOrder, 0.1);
  }

  /** A field in F64 with one coordinate that takes everything but the formula from another. */
  private abstract static class Derived implements VelocityField {
    private final VelocityField base;

    Derived(VelocityField base) {
      this.base = base;
    }

    abstract double velocity(double x, double t);

    @Override
    public Shape rowShape() {
      return base.rowShape();
    }

    @Override
    public DType dtype() {
      return base.dtype();
    }

    @Override
    public Interpolant interpolant() {
      return base.interpolant();
    }

    @Override
    public int costPerRow() {
      return base.costPerRow();
    }

    @Override
    public void checkCondition(int condition) {
      base.checkCondition(condition);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      for (int i = 0; i < x.rows(); i++) {
        v.doubles()[v.offset() + i] = velocity(x.get(i), t[i]);
      }
    }
  }

  @Test
  void stageTimesNeverLeaveTheStep() {
    for (Direction direction : Direction.values()) {
      for (String solver : Tableau.names()) {
        GaussianMixtureField base = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction));
        List<Double> seen = new ArrayList<>();
        VelocityField recording = new Derived(base) {
          @Override
          double velocity(double x, double t) {
            seen.add(t);
            return base.velocity(x, t);
          }
        };
        TimeGrid grid = TimeGrid.uniform(direction, 49);
        new OdeSolver(recording, Tableau.named(solver), kernels).integrate(Tensor.of(new double[1], 1, 1), new int[1], grid);
        int stages = Tableau.named(solver).stages();
        assertEquals(49 * stages, seen.size());
        for (int i = 0; i < seen.size(); i++) {
          double t0 = grid.time(i / stages);
          double t1 = grid.time(i / stages + 1);
          assertTrue(seen.get(i) >= Math.min(t0, t1) && seen.get(i) <= Math.max(t0, t1));
          if (Tableau.named(solver).c(i % stages) == 1) {
            assertEquals(t1, seen.get(i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void observerSeesTheStartAndEveryState(Direction direction) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction));
    TimeGrid grid = TimeGrid.uniform(direction, 7);
    List<Double> times = new ArrayList<>();
    List<double[]> states = new ArrayList<>();
    OdeSolver solver = new OdeSolver(field, Heun.TABLEAU, kernels);
    Tensor start = starts();
    Tensor end = solver.integrate(start, NO_CONDITION, grid, (step, time, x) -> {
      assertEquals(times.size(), step);
      times.add(time);
      states.add(x.doubles().clone());
    });
    assertArrayEquals(grid.times(), times.stream().mapToDouble(d -> d).toArray());
    assertArrayEquals(Z, states.getFirst());
    assertArrayEquals(end.doubles(), states.getLast());
    assertArrayEquals(Z, start.doubles(), "the start is not written");
    // A step of the trajectory is a trajectory of one step.
    Tensor third = solver.integrate(Tensor.of(states.get(2), Z.length, 1), NO_CONDITION,
        TimeGrid.segment(direction, grid.time(2), grid.time(3)));
    assertArrayEquals(states.get(3), third.doubles());
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void rowsHaveTheSameBitsInEveryBatchAndBlock(DType dtype) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.gvp(Direction.NOISE_AT_ONE),
        Shape.of(3), dtype);
    TimeGrid grid = TimeGrid.uniform(Direction.NOISE_AT_ONE, 5);
    int rows = 23;
    Tensor all = Tensor.zeros(dtype, Shape.of(rows, 3));
    for (int i = 0; i < rows * 3; i++) {
      double v = Math.sin(1 + i) * 2;
      if (dtype == DType.F64) {
        all.doubles()[i] = v;
      } else {
        all.floats()[i] = (float) v;
      }
    }
    Tensor whole = new OdeSolver(field, RungeKutta38.TABLEAU, kernels).integrate(all, new int[rows], grid);
    for (int maxRows : new int[] {1, 7, 22, 23}) {
      OdeSolver blocks = new OdeSolver(field, RungeKutta38.TABLEAU, kernels, maxRows);
      Tensor end = blocks.integrate(all, new int[rows], grid);
      Tensor alone = blocks.integrate(all.rows(11, 1), new int[1], grid);
      for (int i = 0; i < rows * 3; i++) {
        assertEquals(whole.get(i), end.get(i), "element " + i + " in blocks of " + maxRows);
      }
      for (int j = 0; j < 3; j++) {
        assertEquals(whole.get(33 + j), alone.get(j));
      }
    }
  }

  /** 66 floats go the way of long states, the first 60 and single elements the ways of short ones, by themselves and as a process. */
  @ParameterizedTest
  @MethodSource("org.anabranch.solver.Tableau#names")
  void shortStatesHaveTheBitsOfLongOnes(String name) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE),
        Shape.of(1), DType.F32);
    TimeGrid grid = TimeGrid.uniform(Direction.DATA_AT_ONE, 5);
    Tensor all = Tensor.zeros(66, 1);
    for (int i = 0; i < 66; i++) {
      all.floats()[i] = (float) (Math.sin(1 + i) * 2);
    }
    OdeSolver solver = new OdeSolver(field, Tableau.named(name), kernels);
    Tensor whole = solver.integrate(all, new int[66], grid);
    for (int rows : new int[] {60, 3, 1}) {
      Tensor start = all.rows(66 - rows, rows);
      TrajectoryKey[] keys = new TrajectoryKey[rows];
      Arrays.setAll(keys, i -> TrajectoryKey.root(1, i));
      Tensor few = solver.integrate(start, new int[rows], grid);
      Tensor process = new FlowSolver(field, new OdeMethod(Tableau.named(name)), kernels).integrate(start, new int[rows], keys, grid,
          (step, time, x) -> { });
      for (int i = 0; i < rows; i++) {
        assertEquals(whole.get(66 - rows + i), few.get(i), name + ", " + rows + " rows, element " + i);
        assertEquals(whole.get(66 - rows + i), process.get(i), name + " as a process, " + rows + " rows, element " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void noRowsAreIntegratedToNoRows(DType dtype) {
    GaussianMixtureField field =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE), Shape.of(1), dtype);
    Tensor end = new OdeSolver(field, Heun.TABLEAU, kernels).integrate(Tensor.zeros(dtype, Shape.of(0, 1)), new int[0],
        TimeGrid.uniform(Direction.DATA_AT_ONE, 2));
    assertEquals(0, end.rows());
  }

  @Test
  void refusesWhatDoesNotFitTheField() {
    GaussianMixtureField field =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE));
    OdeSolver solver = new OdeSolver(field, Heun.TABLEAU, kernels);
    TimeGrid up = TimeGrid.uniform(Direction.DATA_AT_ONE, 2);
    TimeGrid down = TimeGrid.uniform(Direction.NOISE_AT_ONE, 2);
    Tensor two = Tensor.zerosF64(2, 1);
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[2], down));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[1], up));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[] {0, 1}, up));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(Tensor.zerosF64(2, 3), new int[2], up));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(Tensor.zeros(2, 1), new int[2], up));
    assertThrows(IllegalArgumentException.class, () -> new OdeSolver(field, Heun.TABLEAU, kernels, 0));
  }
}
