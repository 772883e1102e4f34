package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops the rows of an implicit integration, and what they have then. */
class ImplicitLimitsTest {
  private static final int SMOOTH = 0;
  /** Element 1 is NaN from t = 0.4 on. */
  private static final int BREAKS = 1;
  /** y' = -200 (e^5y - 1): from y = 1 the slope is 150 times that at the end. */
  private static final int STEEP = 2;
  /** y' = -(1 + 1e6 floor(5 y)): no Jacobian has to do with it. */
  private static final int STAIRS = 3;

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();
  private final Odd field = new Odd();

  /** Two elements a row, price 2, counting the rows that it is shown. */
  private static final class Odd implements VelocityField {
    private long shown;

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
      return Interpolant.linear(Direction.DATA_AT_ONE);
    }

    @Override
    public int costPerRow() {
      return 2;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      shown += x.rows();
      for (int i = 0; i < x.size(); i++) {
        double y = x.get(i);
        double time = t[i / 2];
        v.doubles()[v.offset() + i] = switch (condition[i / 2]) {
          case SMOOTH -> -1000 * (y - Math.cos(time)) - Math.sin(time);
          case BREAKS -> i % 2 == 1 && time >= 0.4 ? Double.NaN : -50 * y;
          case STEEP -> -200 * Math.expm1(5 * y);
          default -> -(1 + 1e6 * Math.floor(5 * y));
        };
      }
    }
  }

  private AdaptiveResult run(AdaptiveOptions options, Meter meter, AdaptiveOdeSolver.Observer observer, int... conditions) {
    Tensor start = Tensor.zerosF64(conditions.length, 2);
    Arrays.fill(start.doubles(), 1);
    return new AdaptiveOdeSolver(field, KenCarp4.PAIR, kernels, options).integrate(start, conditions, new double[] {0, 0.25, 1.5},
        meter, observer);
  }

  private static AdaptiveOdeSolver.Observer nobody() {
    return (row, time, length, error, accepted) -> { };
  }

  @Test
  void valuesThatAreNotFiniteStopTheirRowAloneAndSayWhere() {
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-6, 1e-6);
    AdaptiveResult r = run(options, Meter.unlimited(), nobody(), SMOOTH, BREAKS, SMOOTH);
    AdaptiveResult.Row row = r.rows().get(1);
    assertEquals(AdaptiveResult.Status.NON_FINITE, row.status());
    assertEquals(1, row.nonFinite().orElseThrow().element());
    assertTrue(row.nonFinite().orElseThrow().time() >= 0.4);
    assertTrue(row.time() > 0.25 && row.time() < 0.4, "stopped at " + row.time());
    assertEquals(Math.exp(-50 * row.time()), r.state().get(2), 1e-5, "the last accepted state");
    assertEquals(2, row.outputs());
    for (int i : new int[] {0, 2}) {
      assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(i).status());
      assertEquals(Math.cos(1.5), r.state().get(2L * i), 1e-4);
      assertEquals(run(options, Meter.unlimited(), nobody(), SMOOTH).rows().get(0), r.rows().get(i));
    }
  }

  @Test
  void aStepThatNewtonsMethodDoesNotSolveIsRejectedAndRepeatedShorter() {
    long[] infinite = {0};
    AdaptiveResult r = run(AdaptiveOptions.tolerances(1e-4, 1e-4).withFirstStep(0.5), Meter.unlimited(),
        (row, time, length, error, accepted) -> {
          if (error == Double.POSITIVE_INFINITY) {
            infinite[0]++;
            assertTrue(!accepted);
          }
        }, STEEP);
    assertTrue(infinite[0] > 0, "no step was given up");
    assertTrue(r.rows().get(0).rejected() >= infinite[0]);
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(0).status());
    assertEquals(0, r.state().get(0), 1e-3);
  }

  @Test
  void aStepOfConstantLengthThatIsNotSolvedStopsItsRow() {
    AdaptiveResult r = run(AdaptiveOptions.fixed(0.5, 1e-6), Meter.unlimited(), nobody(), STAIRS, SMOOTH);
    assertEquals(AdaptiveResult.Status.NOT_CONVERGED, r.rows().get(0).status());
    assertEquals(0, r.rows().get(0).time());
    assertEquals(1, r.state().get(0));
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(1).status());
    assertEquals(3, r.rows().get(1).accepted());
    AdaptiveResult broken = run(AdaptiveOptions.fixed(0.5, 1e-6), Meter.unlimited(), nobody(), BREAKS);
    assertEquals(AdaptiveResult.Status.NON_FINITE, broken.rows().get(0).status());
    assertEquals(1, broken.rows().get(0).rejected());
  }

  @Test
  void evaluationsOfARowAreLimitedInTheMiddleOfAStepToo() {
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-6, 1e-6);
    AdaptiveResult.Row free = run(options, Meter.unlimited(), nobody(), SMOOTH).rows().get(0);
    assertEquals(free, run(options.withMaxEvaluations(free.evaluations()), Meter.unlimited(), nobody(), SMOOTH).rows().get(0));
    for (long limit = 1; limit < free.evaluations(); limit += 3) {
      AdaptiveResult r = run(options.withMaxEvaluations(limit), Meter.unlimited(), nobody(), SMOOTH, SMOOTH);
      AdaptiveResult.Row row = r.rows().get(1);
      assertEquals(AdaptiveResult.Status.EVALUATION_LIMIT, row.status(), "limit " + limit);
      assertTrue(row.evaluations() <= limit && row.evaluations() >= limit - 5, row + " of " + limit);
      assertEquals(Math.cos(row.time()), r.state().get(2), 1e-4, "the last accepted state");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 6, 13, 47, 48, 49, 77, 500})
  void theMeterIsChargedForWhatIsShownAndNeverExceeded(long granted) {
    Meter meter = Meter.of(granted, () -> false);
    AdaptiveResult r = run(AdaptiveOptions.tolerances(1e-6, 1e-6), meter, nobody(), SMOOTH, SMOOTH, SMOOTH);
    assertEquals(2 * field.shown, meter.used());
    assertEquals(field.shown, r.evaluations());
    assertTrue(meter.used() <= granted && meter.used() > granted - 36, meter.used() + " of " + granted);
    for (int i = 0; i < 3; i++) {
      assertEquals(AdaptiveResult.Status.BUDGET, r.rows().get(i).status());
      assertEquals(Math.cos(r.rows().get(i).time()), r.state().get(2L * i), 1e-4);
    }
  }

  @Test
  void deadlinesAndCancellationKeepTheLastAcceptedStates() {
    int[] questions = {0};
    AdaptiveResult r = run(AdaptiveOptions.tolerances(1e-6, 1e-6), Meter.of(1_000_000, () -> ++questions[0] > 100), nobody(), SMOOTH);
    assertEquals(AdaptiveResult.Status.CANCELLED, r.rows().get(0).status());
    assertTrue(r.rows().get(0).accepted() > 1);
    assertEquals(Math.cos(r.rows().get(0).time()), r.state().get(0), 1e-4);
    AdaptiveResult late = run(AdaptiveOptions.tolerances(1e-6, 1e-6), Meter.of(1000, System.nanoTime() - 1, () -> false), nobody(),
        SMOOTH);
    assertEquals(AdaptiveResult.Status.DEADLINE, late.rows().get(0).status());
    assertEquals(1, late.rows().get(0).evaluations());
  }

  @Test
  void stepsAllocateNothingAfterWarmUp() {
    GaussianMixtureField toy = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE), Shape.of(3),
        DType.F64);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] seen = {0, threads.getCurrentThreadAllocatedBytes(), Long.MAX_VALUE};
    AdaptiveResult r = new AdaptiveOdeSolver(toy, KenCarp4.PAIR, kernels, AdaptiveOptions.fixed(1e-4, 1e-6))
        .integrate(Tensor.zerosF64(10, 3), new int[10], new double[] {0, 1}, Meter.unlimited(), (row, time, h, error, accepted) -> {
          // Least over windows, as the JVM may allocate on this thread once when it links or deoptimises something.
          if (++seen[0] % 10_000 == 0) {
            long now = threads.getCurrentThreadAllocatedBytes();
            seen[2] = Math.min(seen[2], now - seen[1]);
            seen[1] = now;
          }
        });
    assertTrue(r.completed());
    assertEquals(List.of(10_000L), r.rows().stream().map(AdaptiveResult.Row::accepted).distinct().toList());
    assertEquals(0, seen[2]);
  }
}
