package org.anabranch.solver.multistep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Euler;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowSolver;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.catalog.Solvers;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Multistep methods against exact endpoints: published errors, measured orders, results of other code. */
class MultistepOrderTest {
  private static final double[] Z = {-2, -1, -0.5, 0, 0.5, 1, 2};
  /** The published errors have three or four significant digits. */
  private static final double THREE_DIGITS = 5e-3;
  /** Halvings of the first step in a graded grid: its error, of low order, is reduced a million times. */
  private static final int HALVINGS = 10;

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private static TrajectoryKey[] keys(int count) {
    return LongStream.range(0, count).mapToObj(i -> TrajectoryKey.root(3, i)).toArray(TrajectoryKey[]::new);
  }

  private double[] end(Interpolant path, FlowMethod method, TimeGrid grid, double... start) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path);
    Tensor end = new FlowSolver(field, method, kernels).integrate(Tensor.of(start.clone(), start.length, 1),
        new int[start.length], keys(start.length), grid, (step, time, x) -> { });
    return Arrays.copyOf(end.doubles(), start.length);
  }

  /** The largest error: the flow keeps the rank of every start under the law of its time. */
  private double error(Interpolant path, FlowMethod method, TimeGrid grid) {
    double[] ends = end(path, method, grid, Z);
    GaussianMixture first = GaussianMixture.toy().marginal(path, grid.time(0));
    double last = grid.time(grid.steps());
    GaussianMixture law = last == path.direction().dataTime() ? GaussianMixture.toy()
        : GaussianMixture.toy().marginal(path, last);
    double worst = 0;
    for (int i = 0; i < Z.length; i++) {
      worst = Math.max(worst, Math.abs(ends[i] - law.quantile(first.cdf(Z[i]))));
    }
    return worst;
  }

  /** Equal steps inside the path, the first of them cut into ever smaller ones. */
  static TimeGrid graded(Direction direction, int steps) {
    double from = 0.1;
    double h = 0.8 / steps;
    double[] t = new double[steps + 1 + HALVINGS];
    t[0] = from;
    for (int i = 0; i <= HALVINGS; i++) {
      t[i + 1] = from + h / (1 << (HALVINGS - i));
    }
    for (int i = 2; i <= steps; i++) {
      t[i + HALVINGS] = from + i * h;
    }
    return TimeGrid.segment(direction,
        Arrays.stream(t).map(s -> direction == Direction.DATA_AT_ONE ? s : 1 - s).toArray());
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void errorsOfDpmSolver2mAreThePublishedOnes(Direction direction) {
    double[] published = {4.63e-2, 1.01e-2, 2.57e-3, 6.90e-4, 1.87e-4};
    for (int i = 0; i < published.length; i++) {
      double error = error(Interpolant.linear(direction), DpmSolver.ordinary(2), TimeGrid.uniform(direction, 20 << i));
      assertEquals(published[i], error, THREE_DIGITS * published[i], (20 << i) + " steps");
    }
  }

  @Test
  void dpmSolverOfFirstOrderIsEulerOnALinearPathAndDdimOnAny() {
    for (Direction direction : Direction.values()) {
      for (Interpolant path : new Interpolant[] {Interpolant.linear(direction), Interpolant.vp(direction)}) {
        TimeGrid grid = TimeGrid.uniform(direction, 40);
        double[] first = end(path, DpmSolver.ordinary(1), grid, Z);
        double[] ddim = end(path, new Ddim(0), grid, Z);
        double[] euler = end(path, new OdeMethod(Euler.TABLEAU), grid, Z);
        double apart = 0;
        for (int i = 0; i < Z.length; i++) {
          assertEquals(first[i], ddim[i], 1e-13);
          apart = Math.max(apart, Math.abs(first[i] - euler[i]));
        }
        if (path.equals(Interpolant.linear(direction))) {
          assertTrue(apart < 1e-13, "linear: " + apart);
        } else {
          assertTrue(apart > 1e-4, "on another path Euler is another method, apart by " + apart);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"ab2, 2", "ab3, 3", "ab4, 4", "dpmpp-1, 1", "dpmpp-2m, 2", "dpmpp-3m, 3", "unipc-1, 2", "unipc-1-bh1, 2",
      "unipc-2, 3", "unipc-2-bh1, 3", "unipc-3, 4", "unipc-3-bh1, 4", "ddim, 1"})
  void orderInsideThePathIsTheNominalOne(String name, int order) {
    FlowMethod method = Solvers.named(name);
    for (Interpolant path : new Interpolant[] {Interpolant.linear(Direction.NOISE_AT_ONE),
        Interpolant.gvp(Direction.DATA_AT_ONE)}) {
      double coarse = error(path, method, graded(path.direction(), 320));
      double fine = error(path, method, graded(path.direction(), 640));
      assertEquals(order, Math.log(coarse / fine) / Math.log(2), 0.15, name + " on " + path + ": " + coarse + ", " + fine);
    }
  }

  /** The divided difference in place of the derivative, as published: one order is lost. */
  @Test
  void publishedThirdOrderOfDpmSolverIsTheSecond() {
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    FlowMethod published = Solvers.named("dpmpp-3m-published");
    double coarse = error(path, published, graded(path.direction(), 320));
    double fine = error(path, published, graded(path.direction(), 640));
    assertEquals(2, Math.log(coarse / fine) / Math.log(2), 0.15);
    double derivative = error(path, DpmSolver.ordinary(3), graded(path.direction(), 640));
    assertTrue(fine > 5 * derivative, fine + " and " + derivative);
  }

  @ParameterizedTest
  @CsvSource({"ab2, 2", "ab3, 3", "ab4, 4"})
  void adamsBashforthHasItsOrderFromEndToEnd(String name, int order) {
    for (Interpolant path : new Interpolant[] {Interpolant.linear(Direction.NOISE_AT_ONE),
        Interpolant.gvp(Direction.DATA_AT_ONE)}) {
      double coarse = error(path, Solvers.named(name), TimeGrid.uniform(path.direction(), 640));
      double fine = error(path, Solvers.named(name), TimeGrid.uniform(path.direction(), 1280));
      assertEquals(order, Math.log(coarse / fine) / Math.log(2), 0.15, name + " on " + path + ": " + coarse + ", " + fine);
    }
  }

  /**
   * Computed once in float64 with the update formulas of diffusers' schedulers, including the stored last sample of UniPC's
   * corrector, on its flow levels: sigma from 0.95 to 0.05 in equal steps, then 0.
   */
  @ParameterizedTest
  @CsvSource({
      "dpmpp-1, 8, -1.877163879491026e+00, 8.198658926667264e-01, 2.642870806126763e+00",
      "dpmpp-2m, 8, -2.035872214260003e+00, 8.626538776940259e-01, 2.763400783858665e+00",
      "dpmpp-3m-published, 8, -1.935364669969724e+00, 7.872887523622648e-01, 2.717693835482151e+00",
      "unipc-1-bh1, 8, -2.012588339057446e+00, 8.970074942324127e-01, 2.721250450903266e+00",
      "unipc-1, 8, -1.972620130508843e+00, 8.664759496648317e-01, 2.696156118130739e+00",
      "unipc-2-bh1, 8, -2.065309026487592e+00, 8.537312206571305e-01, 2.830612860254031e+00",
      "unipc-2, 8, -2.030320624262043e+00, 8.687504358447606e-01, 2.765265327282337e+00",
      "unipc-3-bh1, 8, -1.882589266461415e+00, 7.549974563245759e-01, 2.780179912130612e+00",
      "unipc-3, 8, -1.904080700879542e+00, 7.740741585097326e-01, 2.729741949246529e+00",
      "dpmpp-1, 20, -1.964224264795132e+00, 8.743905706197485e-01, 2.713828304382035e+00",
      "dpmpp-2m, 20, -2.009921867939415e+00, 9.079011790936461e-01, 2.761114403222901e+00",
      "dpmpp-3m-published, 20, -2.007123778344623e+00, 9.055011594603535e-01, 2.758180928836636e+00",
      "unipc-1-bh1, 20, -2.011919127088428e+00, 9.059024464803730e-01, 2.748354802744565e+00",
      "unipc-1, 20, -2.005942007613071e+00, 9.007286841075101e-01, 2.743308598657384e+00",
      "unipc-2-bh1, 20, -2.013433690688857e+00, 9.179549849512443e-01, 2.770332068292052e+00",
      "unipc-2, 20, -2.011860771417289e+00, 9.130388957565649e-01, 2.762753308529441e+00",
      "unipc-3-bh1, 20, -2.012457047222065e+00, 9.134585211799958e-01, 2.768449594459864e+00",
      "unipc-3, 20, -2.011341910547994e+00, 9.107250326611018e-01, 2.762710846637677e+00"})
  void endpointsAreThoseOfTheSchedulersFormulas(String name, int levels, double a, double b, double c) {
    double[] t = new double[levels + 1];
    for (int i = 0; i < levels; i++) {
      t[i] = 0.95 + i * (0.05 - 0.95) / (levels - 1);
    }
    double[] ends = end(Interpolant.linear(Direction.NOISE_AT_ONE), Solvers.named(name),
        TimeGrid.segment(Direction.NOISE_AT_ONE, t), -1, 0.5, 2);
    // Twenty steps of rounding, and the cancellation in the divided differences of both sides.
    assertEquals(a, ends[0], 1e-11);
    assertEquals(b, ends[1], 1e-11);
    assertEquals(c, ends[2], 1e-11);
  }
}
