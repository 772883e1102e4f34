package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.multistep.AdamsBashforth;
import org.junit.jupiter.api.Test;

/** Fixed-step methods against torchdiffeq's trajectories, whose times are scaled to [0, 1] here. */
class FixedGoldenTest {
  private static final List<String> PROBLEMS = List.of("decay", "oscillator", "lotka_volterra", "lorenz", "cubic_spiral",
      "forced", "vdp", "prothero");
  private static final Map<String, String> METHODS = new TreeMap<>(Map.of("euler", "euler", "midpoint", "midpoint", "heun2",
      "heun", "heun3", "heun3", "rk4", "rk4-38"));
  /** Rounding of up to 640 evaluations, grown by the flow; the chaotic problem grows it more. */
  private static final double TOLERANCE = 1e-11;
  private static final double CHAOTIC = 1e-9;

  private final SolverFixture fixture = new SolverFixture();

  /** y' = f(y, T) with T = end t where data is at one, and the same backwards in the other direction. */
  private record Scaled(SolverFixture.Problem problem, double end) implements VelocityField {
    @Override
    public Shape rowShape() {
      return problem.rowShape();
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return problem.interpolant();
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      problem.evaluate(x, new double[] {end * problem.direction().sinceNoise(t[0])}, condition, v);
      for (int i = 0; i < v.size(); i++) {
        v.doubles()[v.offset() + i] *= end * problem.direction().towardsData();
      }
    }
  }

  @Test
  void trajectoriesAreTorchdiffeqs() {
    int compared = 0;
    for (Direction direction : Direction.values()) {
      for (String problem : PROBLEMS) {
        for (Map.Entry<String, String> method : METHODS.entrySet()) {
          for (String grid : List.of("fine", "grid")) {
            String name = problem + "." + method.getKey() + "." + grid;
            if (fixture.has("out64." + name)) {
              compared++;
              compare(name, problem, direction, new OdeMethod(Tableau.named(method.getValue())), grid.equals("fine") ? 20 : 1);
            }
          }
        }
      }
    }
    assertEquals(2 * 54, compared);
  }

  @Test
  void adamsBashforthIsTorchdiffeqs() {
    int compared = 0;
    for (Direction direction : Direction.values()) {
      for (String problem : PROBLEMS) {
        String name = problem + ".explicit_adams.grid";
        if (fixture.has("out64." + name)) {
          compared++;
          compare(name, problem, direction, AdamsBashforth.explicitAdams(), 1);
          assertEquals(fixture.get("out.nfe." + name)[0],
              IntStream.range(0, 8).map(i -> AdamsBashforth.explicitAdams().evaluations(i, 8)).sum(), name);
        }
      }
    }
    assertEquals(2 * 3, compared);
  }

  private void compare(String name, String problem, Direction direction, FlowMethod method, int stepsPerState) {
    double[] y0 = fixture.get("in." + problem + ".y0");
    double[] expected = fixture.get("out64." + name);
    double[] times = fixture.get("in." + problem + ".t");
    VelocityField field = new Scaled(new SolverFixture.Problem(problem, y0.length, direction), times[times.length - 1]);
    double[] states = new double[expected.length];
    new FlowSolver(field, method, Backend.of("scalar", new WorkerPool(1)).kernels()).integrate(Tensor.of(y0, 1, y0.length),
        new int[1], new TrajectoryKey[] {TrajectoryKey.root(0, 0)},
        TimeGrid.uniform(direction, stepsPerState * (times.length - 1)), (step, time, x) -> {
          if (step % stepsPerState == 0) {
            System.arraycopy(x.doubles(), x.offset(), states, step / stepsPerState * y0.length, y0.length);
          }
        });
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], states[i], (problem.equals("lorenz") ? CHAOTIC : TOLERANCE) * Math.max(1, Math.abs(expected[i])),
          name + ", element " + i + ", " + direction);
    }
  }
}
