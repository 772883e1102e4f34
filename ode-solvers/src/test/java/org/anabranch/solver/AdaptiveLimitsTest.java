package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an adaptive integration spends, and where each row stands when something stops it. */
class AdaptiveLimitsTest {
  private static final AdaptiveOptions OPTIONS = AdaptiveOptions.tolerances(1e-6, 1e-6);

  /** How a condition's velocity behaves; two elements a row, price 2, counting the rows that it is shown. */
  private static final class Odd implements VelocityField {
    /** y' = cos(20 t). */
    static final int SMOOTH = 0;
    /** Element 1 is NaN from t = 0.4 on. */
    static final int BREAKS = 1;
    /** NaN everywhere. */
    static final int BROKEN = 2;
    /** y' = y^2: from y = 1 infinite at t = 1. */
    static final int BLOWS_UP = 3;
    /** NaN where y exceeds 10, which only a step too far reaches. */
    static final int FENCED = 4;

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
        double time = t[i / 2];
        double y = x.get(i);
        v.doubles()[v.offset() + i] = switch (condition[i / 2]) {
          case SMOOTH -> Math.cos(20 * time);
          case BREAKS -> i % 2 == 1 && time >= 0.4 ? Double.NaN : Math.cos(20 * time);
          case BROKEN -> Double.NaN;
          case BLOWS_UP -> y * y;
          default -> y > 10 ? Double.NaN : -y;
        };
      }
    }
  }

  private final Odd field = new Odd();

  private AdaptiveOdeSolver solver(AdaptiveOptions options) {
    return new AdaptiveOdeSolver(field, DormandPrince5.PAIR, Backend.of("scalar", new WorkerPool(1)).kernels(), options);
  }

  private AdaptiveResult run(AdaptiveOptions options, Meter meter, int... conditions) {
    Tensor start = Tensor.zerosF64(conditions.length, 2);
    Arrays.fill(start.doubles(), 1);
    return solver(options).integrate(start, conditions, new double[] {0, 0.25, 1.5}, meter);
  }

  @Test
  void valuesThatAreNotFiniteStopTheirRowAloneAndSayWhere() {
    AdaptiveResult r = run(OPTIONS, Meter.unlimited(), Odd.BREAKS, Odd.SMOOTH, Odd.BROKEN, Odd.SMOOTH);
    AdaptiveResult.Row breaks = r.rows().get(0);
    assertEquals(AdaptiveResult.Status.NON_FINITE, breaks.status());
    assertEquals(1, breaks.nonFinite().orElseThrow().element());
    assertTrue(breaks.nonFinite().orElseThrow().time() >= 0.4);
    assertTrue(breaks.time() > 0.3 && breaks.time() < 0.4, "stopped at " + breaks.time());
    assertEquals(1 + Math.sin(20 * breaks.time()) / 20, r.state().get(0), 1e-5, "the last accepted state");
    assertEquals(2, breaks.outputs());
    assertEquals(1 + Math.sin(5) / 20, r.outputs().get(1).get(1), 1e-5);
    assertTrue(Double.isNaN(r.outputs().get(2).get(0)));
    AdaptiveResult.Row broken = r.rows().get(2);
    assertEquals(AdaptiveResult.Status.NON_FINITE, broken.status());
    assertEquals(new AdaptiveResult.NonFinite(0, 0), broken.nonFinite().orElseThrow());
    assertEquals(1, broken.evaluations());
    assertEquals(1, r.state().get(4));
    for (int i : new int[] {1, 3}) {
      assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(i).status());
      assertEquals(1 + Math.sin(30) / 20, r.state().get(2 * i), 1e-5);
    }
    assertEquals(run(OPTIONS, Meter.unlimited(), Odd.SMOOTH).rows().get(0), r.rows().get(3));
  }

  @Test
  void aStartThatIsNotFiniteCostsNothing() {
    AdaptiveResult r = solver(OPTIONS).integrate(Tensor.of(new double[] {0, Double.NaN, 1, 1}, 2, 2), new int[2], 0, 1);
    assertEquals(AdaptiveResult.Status.NON_FINITE, r.rows().get(0).status());
    assertEquals(new AdaptiveResult.NonFinite(0, 1), r.rows().get(0).nonFinite().orElseThrow());
    assertEquals(0, r.rows().get(0).evaluations());
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(1).status());
  }

  @Test
  void aStepThatOnlyReachesTooFarIsRepeatedShorter() {
    AdaptiveResult r = solver(OPTIONS.withFirstStep(60)).integrate(Tensor.of(new double[] {1, 1}, 1, 2),
        new int[] {Odd.FENCED}, 0, 100);
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(0).status());
    assertEquals(0, r.state().get(0), 1e-4);
    assertTrue(r.rows().get(0).rejected() > 0);
  }

  @Test
  void aSolutionThatBlowsUpStopsShortOfThePole() {
    AdaptiveResult r = run(OPTIONS, Meter.unlimited(), Odd.BLOWS_UP, Odd.SMOOTH);
    AdaptiveResult.Row row = r.rows().get(0);
    assertTrue(List.of(AdaptiveResult.Status.STEP_UNDERFLOW, AdaptiveResult.Status.NON_FINITE).contains(row.status()),
        row.toString());
    assertEquals(1, row.time(), 1e-3);
    assertTrue(Double.isFinite(r.state().get(0)));
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(1).status());
  }

  @Test
  void limitsOfStepsAndEvaluationsAreThoseOfEachRow() {
    AdaptiveResult free = run(OPTIONS, Meter.unlimited(), Odd.SMOOTH, Odd.BLOWS_UP);
    long needed = free.rows().get(0).accepted() + free.rows().get(0).rejected();
    assertEquals(field.shown, free.evaluations());
    AdaptiveResult.Row exact = run(OPTIONS.withMaxSteps(needed), Meter.unlimited(), Odd.SMOOTH).rows().get(0);
    assertEquals(free.rows().get(0), exact);
    AdaptiveResult.Row less = run(OPTIONS.withMaxSteps(needed - 1), Meter.unlimited(), Odd.SMOOTH).rows().get(0);
    assertEquals(AdaptiveResult.Status.STEP_LIMIT, less.status());
    assertEquals(needed - 1, less.accepted() + less.rejected());
    assertTrue(less.time() > 0.5 && less.time() < 1.5);
    for (long limit : new long[] {1, 2, 7, 8, 13, 14, 15}) {
      AdaptiveResult.Row row = run(OPTIONS.withMaxEvaluations(limit), Meter.unlimited(), Odd.SMOOTH).rows().get(0);
      assertEquals(AdaptiveResult.Status.EVALUATION_LIMIT, row.status());
      assertEquals(limit < 2 ? 1 : 2 + 6 * ((limit - 2) / 6), row.evaluations());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 6, 11, 12, 13, 47, 48, 49, 500})
  void theMeterIsChargedForWhatIsShownAndNeverExceeded(long granted) {
    Meter meter = Meter.of(granted, () -> false);
    AdaptiveResult r = run(OPTIONS, meter, Odd.SMOOTH, Odd.SMOOTH, Odd.SMOOTH);
    assertEquals(2 * field.shown, meter.used());
    assertEquals(field.shown, r.evaluations());
    assertTrue(meter.used() <= granted);
    // Three rows at price 2: two evaluations for the start, then steps of six.
    long expected = granted < 12 ? granted / 6 * 6 : 12 + (granted - 12) / 36 * 36;
    assertEquals(expected, meter.used());
    assertTrue(r.rows().stream().allMatch(row -> row.status() == AdaptiveResult.Status.BUDGET));
  }

  @Test
  void cancellationAndDeadlineKeepTheLastAcceptedStates() {
    int[] questions = {0};
    AdaptiveResult r = run(OPTIONS, Meter.of(1_000_000, () -> ++questions[0] > 20), Odd.SMOOTH, Odd.SMOOTH);
    AdaptiveResult.Row row = r.rows().get(1);
    assertEquals(AdaptiveResult.Status.CANCELLED, row.status());
    assertTrue(row.accepted() >= 1);
    assertEquals(1 + Math.sin(20 * row.time()) / 20, r.state().get(2), 1e-5);
    AdaptiveResult late = run(OPTIONS, Meter.of(1000, System.nanoTime() - 1, () -> false), Odd.SMOOTH);
    assertEquals(AdaptiveResult.Status.DEADLINE, late.rows().get(0).status());
    assertEquals(1, late.rows().get(0).evaluations());
    assertEquals(1, late.state().get(0));
  }
}
