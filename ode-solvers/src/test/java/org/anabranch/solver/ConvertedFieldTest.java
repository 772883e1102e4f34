package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A velocity moved to another path is the velocity of that path, and its flow ends where every flow ends. */
class ConvertedFieldTest {
  private static final GaussianMixture TOY = GaussianMixture.toy();
  private static final double[] STATES = {-2.5, -1, -0.1, 0, 0.3, 0.9, 2.7};
  private static final double[] Z = {-2, -1, -0.5, 0, 0.5, 1, 2};
  /** F_data^-1 of the ranks of {@link #Z}. */
  private static final double[] ENDS = {-2.430100, -1.978286, -.559142, .373326, .891055, 2.336641, 2.741374};

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private static Interpolant path(String name, Direction direction) {
    return switch (name) {
      case "linear" -> Interpolant.linear(direction);
      case "gvp" -> Interpolant.gvp(direction);
      default -> Interpolant.vp(direction);
    };
  }

  private static double velocity(VelocityField field, double x, double t) {
    Tensor v = Tensor.zerosF64(1, 1);
    field.evaluate(Tensor.of(new double[] {x}, 1, 1), new double[] {t}, new int[1], v);
    return v.get(0);
  }

  @ParameterizedTest
  @MethodSource("org.anabranch.solver.InterpolantTest#paths")
  void isTheClosedFormOfTheNewPathAndGoesBack(Interpolant path) {
    for (Direction direction : Direction.values()) {
      for (String name : new String[] {"linear", "gvp", "vp"}) {
        GaussianMixtureField trained = new GaussianMixtureField(TOY, path);
        Interpolant target = path(name, direction);
        GaussianMixtureField exact = new GaussianMixtureField(TOY, target);
        ConvertedField converted = new ConvertedField(trained, target, kernels);
        ConvertedField back = new ConvertedField(converted, path, kernels);
        for (double n : new double[] {0.95, 0.9, 0.5, 0.2, 0.05}) {
          double s = direction == Direction.NOISE_AT_ONE ? n : 1 - n;
          if (target.signalToNoise(s) < path.signalToNoise(path.direction().noiseTime())) {
            continue; // the trained path has no such ratio
          }
          for (double x : STATES) {
            double u = exact.velocity(x, s);
            assertEquals(u, velocity(converted, x, s), 1e-12 * (1 + Math.abs(u)),
                () -> path + " to " + target + " at " + s + ", x " + x);
            double t = converted.timeAt(s);
            double own = trained.velocity(x, t);
            assertEquals(own, velocity(back, x, t), 1e-12 * (1 + Math.abs(own)),
                () -> path + " to " + target + " and back at " + t + ", x " + x);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"linear, gvp, rk4, 1e-6", "gvp, linear, rk4, 1e-6", "vp, linear, midpoint, 2e-2", "linear, vp, midpoint, 1.2e-2"})
  void flowsOnTheNewPathEndInTheExactEndpoints(String from, String to, String solver, double tolerance) {
    for (Direction direction : Direction.values()) {
      Interpolant path = path(to, direction);
      ConvertedField field = new ConvertedField(new GaussianMixtureField(TOY, path(from, Direction.DATA_AT_ONE)), path, kernels);
      Tensor end = new OdeSolver(field, Tableau.named(solver), kernels).integrate(Tensor.of(Z.clone(), Z.length, 1),
          new int[Z.length], TimeGrid.uniform(direction, 640));
      for (int i = 0; i < Z.length; i++) {
        assertEquals(ENDS[i], end.get(i), tolerance, from + " to " + to + " from " + Z[i]);
      }
    }
  }

  @Test
  void bothEndsAreFiniteButForTheDataEndOfVp() {
    for (Direction direction : Direction.values()) {
      for (String from : new String[] {"linear", "gvp"}) {
        GaussianMixtureField trained = new GaussianMixtureField(TOY, path(from, direction));
        for (String to : new String[] {"linear", "gvp"}) {
          Interpolant path = path(to, direction);
          ConvertedField converted = new ConvertedField(trained, path, kernels);
          GaussianMixtureField exact = new GaussianMixtureField(TOY, path);
          for (double t : new double[] {0, 1}) {
            assertEquals(exact.velocity(0.7, t), velocity(converted, 0.7, t), 1e-12, from + " to " + to + " at " + t);
          }
        }
        ConvertedField vp = new ConvertedField(trained, path("vp", direction), kernels);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> velocity(vp, 0.7, direction.dataTime())).getMessage()
            .startsWith("converted field: needs sigmaDot finite, at time " + direction.dataTime()));
      }
    }
  }
}
