package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Densities of the steps of a flow's stochastic equation: Flow-GRPO's formula, the noise itself, and importance weights. */
class FlowPolicyTest {
  private static final int STEPS = 8;
  private static final Interpolant PATH = Interpolant.linear(Direction.NOISE_AT_ONE);
  private static final TimeGrid GRID = TimeGrid.uniform(Direction.NOISE_AT_ONE, STEPS);
  private static final FlowSde GRPO =
      new FlowSde(DiffusionSchedule.FlowGrpo.on(PATH, GRID, 0.7), FlowSde.Scheme.EULER_MARUYAMA, LastStep.NONE);

  private static TrajectoryKey[] keys(int rows) {
    TrajectoryKey[] keys = new TrajectoryKey[rows];
    Arrays.setAll(keys, i -> TrajectoryKey.root(11, i));
    return keys;
  }

  private static Tensor noise(DType dtype, TrajectoryKey[] keys, int width) {
    Tensor x = Tensor.zeros(dtype, Shape.of(keys.length, width));
    double[] z = new double[width];
    for (int r = 0; r < keys.length; r++) {
      RandomStream.normals(keys[r], 0, Purpose.START, z, 0, width);
      for (int j = 0; j < width; j++) {
        if (dtype == DType.F64) {
          x.doubles()[r * width + j] = z[j];
        } else {
          x.floats()[r * width + j] = (float) z[j];
        }
      }
    }
    return x;
  }

  private static GaussianMixtureField field(DType dtype, int width) {
    return new GaussianMixtureField(GaussianMixture.toy(), PATH, Shape.of(width), dtype);
  }

  /** std and mean of the published code, written out; v is the velocity at the state. */
  @Test
  void theDensityIsThatOfFlowGrpo() {
    TrajectoryKey[] keys = keys(5);
    GaussianMixtureField field = field(DType.F64, 3);
    FlowPolicy policy = new FlowPolicy(GRPO, field, GRID, 2);
    FlowPolicy.Rollout r = policy.sample(noise(DType.F64, keys, 3), new int[5], keys, Meter.unlimited());
    assertEquals(STEPS + 1, r.states().size());
    Tensor v = Tensor.zerosF64(5, 3);
    for (int i = 0; i < STEPS; i++) {
      double sigma = GRID.time(i);
      double dt = GRID.time(i + 1) - sigma;
      double std = 0.7 * Math.sqrt(sigma / (1 - (sigma == 1 ? GRID.time(1) : sigma)));
      assertEquals(std * Math.sqrt(-dt), policy.deviation(i), 1e-14);
      double[] times = new double[5];
      Arrays.fill(times, sigma);
      field.evaluate(r.states().get(i), times, new int[5], v);
      double[] z = new double[3];
      for (int row = 0; row < 5; row++) {
        double log = 0;
        double ofNoise = 0;
        RandomStream.normals(keys[row], i, Purpose.STEP, z, 0, 3);
        for (int j = 0; j < 3; j++) {
          double x = r.states().get(i).get(3L * row + j);
          double mean = x * (1 + std * std / (2 * sigma) * dt)
              + v.get(3L * row + j) * (1 + std * std * (1 - sigma) / (2 * sigma)) * dt;
          double s = std * Math.sqrt(-dt);
          double d = r.states().get(i + 1).get(3L * row + j) - mean;
          log += -d * d / (2 * s * s) - Math.log(s) - 0.5 * Math.log(2 * Math.PI);
          ofNoise += -0.5 * z[j] * z[j] - Math.log(s) - 0.5 * Math.log(2 * Math.PI);
        }
        assertEquals(log, r.logProbability()[i][row], 1e-10, "step " + i + ", row " + row);
        assertEquals(ofNoise, r.logProbability()[i][row], 1e-10, "the noise itself");
      }
    }
  }

  /** The same trajectories, densities and bits as of the sampler; in any batch; evaluated again, with or without the sampler. */
  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void bitsAreThoseOfTheRowAlone(DType dtype) {
    TrajectoryKey[] keys = keys(7);
    Tensor start = noise(dtype, keys, 4);
    FlowPolicy policy = new FlowPolicy(GRPO, field(dtype, 4), GRID, 3);
    Meter meter = Meter.of(7 * STEPS, () -> false);
    FlowPolicy.Rollout all = policy.sample(start, new int[7], keys, meter);
    assertEquals(7 * STEPS, meter.used());
    assertEquals(Admission.ADMITTED, all.why());
    Tensor end = new SdeStepper(GRPO, field(dtype, 4), GRID, StepNoise.KEYED, 256).integrate(start, new int[7], keys,
        (step, time, x) -> { });
    double[][] again = policy.logProbability(all.states(), new int[7], Meter.unlimited());
    for (int i = 0; i < STEPS; i++) {
      assertArrayEquals(all.logProbability()[i], again[i]);
    }
    for (int r = 0; r < 7; r++) {
      FlowPolicy.Rollout one = policy.sample(start.rows(r, 1), new int[1], new TrajectoryKey[] {keys[r]}, Meter.unlimited());
      for (int i = 0; i < STEPS; i++) {
        assertEquals(one.logProbability()[i][0], all.logProbability()[i][r]);
      }
      for (int j = 0; j < 4; j++) {
        assertEquals(one.states().getLast().get(j), all.states().getLast().get(4L * r + j));
        assertEquals(end.get(4L * r + j), all.states().getLast().get(4L * r + j));
      }
    }
  }

  /** Another velocity: the weights p'(x | start) / p(x | start) of whole trajectories have the mean 1. */
  @Test
  void importanceWeightsOfAnotherFieldHaveMeanOne() {
    int rows = 20_000;
    TrajectoryKey[] keys = keys(rows);
    GaussianMixtureField old = field(DType.F64, 1);
    VelocityField moved = new Moved(old);
    FlowPolicy.Rollout r = new FlowPolicy(GRPO, old, GRID, 256).sample(noise(DType.F64, keys, 1), new int[rows], keys,
        Meter.unlimited());
    double[][] other = new FlowPolicy(GRPO, moved, GRID, 256).logProbability(r.states(), new int[rows], Meter.unlimited());
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      double log = 0;
      for (int i = 0; i < STEPS; i++) {
        log += other[i][row] - r.logProbability()[i][row];
      }
      sum += Math.exp(log) / rows;
      squares += Math.exp(2 * log) / rows;
    }
    double error = Math.sqrt((squares - sum * sum) / rows);
    assertTrue(error > 1e-4 && error < 0.02, "the weights must differ: standard error " + error);
    assertEquals(1, sum, 4 * error);
  }

  /** u + 0.1 x. */
  private record Moved(GaussianMixtureField field) implements VelocityField {
    @Override
    public Shape rowShape() {
      return field.rowShape();
    }

    @Override
    public DType dtype() {
      return field.dtype();
    }

    @Override
    public Interpolant interpolant() {
      return field.interpolant();
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {
      field.checkCondition(condition);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      field.evaluate(x, t, condition, v);
      for (int i = 0; i < v.size(); i++) {
        v.doubles()[v.offset() + i] += 0.1 * x.get(i);
      }
    }
  }

  @Test
  void stepsWithoutNoiseHaveNoDensityAndLimitsAreHard() {
    FlowSde last = new FlowSde(GRPO.diffusion(), FlowSde.Scheme.EULER_MARUYAMA, LastStep.MEAN);
    TrajectoryKey[] keys = keys(3);
    Tensor start = noise(DType.F64, keys, 2);
    FlowPolicy policy = new FlowPolicy(last, field(DType.F64, 2), GRID, 256);
    FlowPolicy.Rollout r = policy.sample(start, new int[3], keys, Meter.unlimited());
    assertTrue(Double.isNaN(r.logProbability()[STEPS - 1][1]));
    assertTrue(Double.isFinite(r.logProbability()[STEPS - 2][1]));
    Meter meter = Meter.of(3 * (STEPS - 1), () -> false);
    assertEquals(STEPS, policy.logProbability(r.states(), new int[3], meter).length, "the last step needs no evaluation");
    FlowPolicy.Rollout cut = policy.sample(start, new int[3], keys, Meter.of(8, () -> false));
    assertEquals(Admission.BUDGET_SPENT, cut.why());
    assertEquals(3, cut.states().size());
    assertEquals(2, cut.logProbability().length);
    assertEquals(1, policy.logProbability(r.states(), new int[3], Meter.of(5, () -> false)).length);
  }

  @Test
  void refusesWhatHasNoGaussianSteps() {
    assertThrows(IllegalArgumentException.class, () -> new FlowPolicy(
        new FlowSde(GRPO.diffusion(), FlowSde.Scheme.NOISE_THEN_HEUN, LastStep.NONE), field(DType.F64, 1), GRID, 1));
    assertThrows(IllegalArgumentException.class,
        () -> new FlowPolicy(GRPO, field(DType.F64, 1), TimeGrid.uniform(Direction.DATA_AT_ONE, 4), 1));
    FlowPolicy policy = new FlowPolicy(GRPO, field(DType.F64, 2), GRID, 4);
    Tensor x = Tensor.zerosF64(2, 2);
    assertThrows(IllegalArgumentException.class, () -> policy.sample(x, new int[2], keys(1), Meter.unlimited()));
    assertThrows(IllegalArgumentException.class, () -> policy.sample(x, new int[1], keys(2), Meter.unlimited()));
    assertThrows(IllegalArgumentException.class, () -> policy.logProbability(List.of(), new int[2], Meter.unlimited()));
  }
}
