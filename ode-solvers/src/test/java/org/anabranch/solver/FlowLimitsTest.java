package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process spends, and where it stands when a limit stops it. */
class FlowLimitsTest {
  private static final int STEPS = 8;

  /** The toy at a chosen price, counting the rows that it is truly shown. */
  private static final class Priced implements VelocityField {
    private final GaussianMixtureField toy =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE));
    private final int cost;
    private final AtomicInteger rows;

    Priced(int cost, AtomicInteger rows) {
      this.cost = cost;
      this.rows = rows;
    }

    @Override
    public Shape rowShape() {
      return toy.rowShape();
    }

    @Override
    public DType dtype() {
      return toy.dtype();
    }

    @Override
    public Interpolant interpolant() {
      return toy.interpolant();
    }

    @Override
    public int costPerRow() {
      return cost;
    }

    @Override
    public void checkCondition(int condition) {
      toy.checkCondition(condition);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      assertEquals(x.rows(), t.length);
      assertEquals(x.rows(), condition.length);
      rows.addAndGet(x.rows());
      toy.evaluate(x, t, condition, v);
    }
  }

  private final AtomicInteger shown = new AtomicInteger();

  private FlowGenerator generator(String solver, int cost) {
    return new FlowGenerator(() -> new Priced(cost, shown), Backend.of("scalar", new WorkerPool(1)), Tableau.named(solver),
        TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "toy", 3);
  }

  private static double[] state(FlowProcess process, Population p) {
    return process.state(p).doubles().clone();
  }

  @ParameterizedTest
  @CsvSource({"euler, 1, 1", "midpoint, 2, 1", "heun, 2, 2", "rk4, 4, 1", "rk4-38, 4, 2"})
  void aTrajectoryCostsStepsTimesStagesTimesPrice(String solver, int stages, int price) {
    FlowGenerator generator = generator(solver, price);
    assertEquals(STEPS * stages * price, generator.evaluationsPerTrajectory());
    assertEquals(3L * stages * price, generator.evaluations(2, 5));
    Meter meter = Meter.of(5 * generator.evaluationsPerTrajectory(), () -> false);
    FlowProcess process = generator.open(meter);
    Population p = process.start(FlowProcessTest.roots(1, 0, 5), new int[5]);
    for (int step = 1; step <= STEPS; step++) {
      assertEquals(Admission.ADMITTED, process.advance(p, step));
      assertEquals(5L * step * stages * price, meter.used());
    }
    assertEquals(0, meter.remaining());
    assertEquals(5 * STEPS * stages, shown.get());
    assertEquals(Admission.ADMITTED, process.advance(p, STEPS), "nothing to do costs nothing");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 19, 20, 21, 39, 40, 79, 159, 160, 161, 1000})
  void budgetIsNeverExceededAndOnlyWholeStepsAreBought(long granted) {
    FlowProcess process = generator("rk4", 1).open(Meter.of(granted, () -> false));
    Population p = process.start(FlowProcessTest.roots(2, 0, 5), new int[5]);
    Admission admission = process.advance(p, STEPS);
    long step = 20;
    long affordable = Math.min(STEPS, granted / step);
    assertEquals(affordable == STEPS ? Admission.ADMITTED : Admission.BUDGET_SPENT, admission);
    assertEquals(affordable, p.step());
    assertEquals(affordable * step, process.meter().used());
    assertEquals(affordable * step, shown.get());
    assertEquals(affordable > 0, process.canLookAhead(p));
  }

  @Test
  void passedDeadlineAdmitsOneEvaluationAndLeavesALookAhead() {
    FlowProcess process = generator("heun", 1).open(Meter.of(1000, System.nanoTime() - 1, () -> false));
    Population p = process.start(FlowProcessTest.roots(3, 0, 5), new int[5]);
    double[] start = state(process, p);
    assertEquals(Admission.DEADLINE, process.advance(p, STEPS));
    assertEquals(0, p.step());
    assertEquals(5, process.meter().used());
    assertEquals(5, shown.get());
    assertArrayEquals(start, state(process, p));
    assertTrue(process.canLookAhead(p));
    GaussianMixtureField toy =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE));
    for (int i = 0; i < 5; i++) {
      assertEquals(toy.denoised(start[i], 0), process.lookAhead(p).get(i), 1e-14);
    }
    assertEquals(Admission.DEADLINE, process.advance(p, STEPS), "and stays so");
    assertEquals(5, process.meter().used());
  }

  @Test
  void cancellationBetweenStagesLeavesTheLastCompletedStepAndTheNewLookAhead() {
    int[] admissions = {0};
    // A heun step asks three times: for the whole step, for each of its stages. The third question of step 2 is the ninth.
    FlowProcess process = generator("heun", 1).open(Meter.of(1000, () -> ++admissions[0] >= 9));
    FlowProcess free = generator("heun", 1).open(Meter.unlimited());
    Population p = process.start(FlowProcessTest.roots(4, 0, 5), new int[5]);
    Population q = free.start(FlowProcessTest.roots(4, 0, 5), new int[5]);
    assertEquals(Admission.CANCELLED, process.advance(p, STEPS));
    assertEquals(2, p.step());
    assertEquals(25, process.meter().used());
    free.advance(q, 2);
    double[] atTwo = state(free, q);
    assertArrayEquals(atTwo, state(process, p));
    free.advance(q, 3);
    assertArrayEquals(free.lookAhead(q).doubles(), process.lookAhead(p).doubles(), "both from step 2's first stage");
    // A rewind and a fork after the interruption keep state and look-ahead apart.
    Population child = process.fork(p, new int[] {4, 0}, FlowProcessTest.keys(99, 2));
    assertEquals(atTwo[4], process.state(child).get(0));
    assertEquals(process.lookAhead(p).get(4), process.lookAhead(child).get(0));
    double[] ahead = process.lookAhead(p).doubles().clone();
    process.rewind(p, 1, FlowProcessTest.keys(99, 5));
    assertArrayEquals(ahead, process.lookAhead(p).doubles());
    assertEquals(1, p.step());
  }

  @Test
  void cancellationBeforeTheStartSpendsNothing() {
    FlowProcess process = generator("rk4", 2).open(Meter.of(1000, () -> true));
    Population p = process.start(FlowProcessTest.roots(5, 0, 5), new int[5]);
    assertEquals(Admission.CANCELLED, process.advance(p, 1));
    assertEquals(0, process.meter().used());
    assertEquals(0, shown.get());
    assertFalse(process.canLookAhead(p));
  }

  @Test
  void aPopulationOfNoRowsAdvancesForNothing() {
    FlowProcess process = generator("heun", 1).open(Meter.of(0, () -> false));
    Population p = process.start(FlowProcessTest.roots(6, 0, 0), new int[0]);
    assertEquals(Admission.ADMITTED, process.advance(p, STEPS));
    assertEquals(0, process.finish(p).rows());
    assertEquals(0, process.lookAhead(p).rows());
  }
}
