package org.anabranch.jmh.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Rounds;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Direction;
import org.anabranch.solver.EmbeddedPair;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/**
 * What our drivers cost by dimension, over two loops: {@link BoundLoops}, which does the same work (the field behind its interface,
 * the same bits) for one row and one method, and {@link HandLoops}, which has field, weights and control inside, other rounding and
 * {@code Math.pow}.
 */
final class DriverOverhead {
  private static final double TOLERANCE = 1e-10;
  /** Work of an integration, in elements times steps, so that a call lasts long enough to time. */
  private static final int WORK = 100_000;

  private DriverOverhead() {}

  /**
   * One comparison.
   *
   * @param driver       what is driven
   * @param width        elements of the state
   * @param steps        of an integration
   * @param ours         microseconds per step, fast decile of CPU time
   * @param bound        likewise, of {@link BoundLoops}
   * @param hand         likewise, of {@link HandLoops}
   * @param oursMedian   median
   * @param boundMedian  median
   * @param handMedian   median
   * @param bytesPerStep heap bytes of ours, beyond those of an integration of half the steps
   */
  record Row(String driver, int width, int steps, double ours, double bound, double hand, double oursMedian, double boundMedian,
      double handMedian, double bytesPerStep) {
    /** Over a loop that calls the same field in the same way and has the same bits. */
    double ratio() {
      return ours / bound;
    }

    /** Over a loop that has the field and the method inside. */
    double ratioToHand() {
      return ours / hand;
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("driver", driver);
      json.put("width", width);
      json.put("steps", steps);
      json.put("oursMicroseconds", ours);
      json.put("boundMicroseconds", bound);
      json.put("handMicroseconds", hand);
      json.put("ratio", ratio());
      json.put("ratioMedian", oursMedian / boundMedian);
      json.put("ratioToHand", ratioToHand());
      json.put("ratioToHandMedian", oursMedian / handMedian);
      json.put("bytesPerStep", bytesPerStep);
      return json;
    }
  }

  /** y' = -y / 2 + t. One class for each type, as a field would be written that has one type. */
  private abstract static class Decay implements VelocityField {
    protected final int width;

    Decay(int width) {
      this.width = width;
    }

    @Override
    public final Shape rowShape() {
      return Shape.of(width);
    }

    @Override
    public final Interpolant interpolant() {
      return Interpolant.linear(Direction.DATA_AT_ONE);
    }

    @Override
    public final int costPerRow() {
      return 1;
    }

    @Override
    public final void checkCondition(int condition) {
      // One law for every condition.
    }
  }

  private static final class FloatDecay extends Decay {
    FloatDecay(int width) {
      super(width);
    }

    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      int from = x.offset();
      int to = v.offset();
      float[] y = x.floats();
      float[] f = v.floats();
      float shift = (float) t[0];
      for (int i = 0; i < width; i++) {
        f[to + i] = -0.5f * y[from + i] + shift;
      }
    }
  }

  private static final class DoubleDecay extends Decay {
    DoubleDecay(int width) {
      super(width);
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      int from = x.offset();
      int to = v.offset();
      double[] y = x.doubles();
      double[] f = v.doubles();
      double shift = t[0];
      for (int i = 0; i < width; i++) {
        f[to + i] = -0.5 * y[from + i] + shift;
      }
    }
  }

  /** Both drivers at a width. */
  static List<Row> measure(int width, Kernels kernels, Rounds.Limits limits, double warm) {
    int steps = Math.max(10, Math.min(2000, WORK / width));
    Tensor floats = Tensor.zeros(DType.F32, Shape.of(1, width));
    Arrays.fill(floats.floats(), 1);
    Tensor doubles = Tensor.zerosF64(1, width);
    Arrays.fill(doubles.doubles(), 1);
    OdeSolver fixed = new OdeSolver(new FloatDecay(width), Tableau.named("rk4"), kernels);
    TimeGrid grid = TimeGrid.uniform(Direction.DATA_AT_ONE, steps);
    TimeGrid half = TimeGrid.uniform(Direction.DATA_AT_ONE, steps / 2);
    AdaptiveOptions options = AdaptiveOptions.tolerances(TOLERANCE, TOLERANCE).withFirstStep(0.05);
    AdaptiveOdeSolver adaptive = new AdaptiveOdeSolver(new DoubleDecay(width), EmbeddedPair.named("dopri5"), kernels, options);
    AdaptiveResult result = adaptive.integrate(doubles, new int[1], 0, HandLoops.END);
    HandLoops hand = new HandLoops(width);
    int attempts = (int) (result.rows().get(0).accepted() + result.rows().get(0).rejected());
    int theirs = hand.dopri5(TOLERANCE);
    // At the end the steps are bounded by stability, where rounding decides which are rejected.
    if (Math.abs(attempts - theirs) > 0.1 * theirs) {
      throw new IllegalStateException("overhead: both must take the same steps within 10 %, ours took " + attempts + ", the loop "
          + theirs);
    }
    BoundLoops boundFixed = new BoundLoops(fixed.field(), width);
    BoundLoops boundAdaptive = new BoundLoops(adaptive.field(), width);
    same("rk4", boundFixed.rk4(grid), fixed.integrate(floats, new int[1], grid).floats());
    if (boundAdaptive.dopri5(TOLERANCE) != attempts || !Arrays.equals(boundAdaptive.end(), result.state().doubles())) {
      throw new IllegalStateException("overhead: dopri5 and the loop with its bits must end alike");
    }
    List<Rounds.Case> cases = new ArrayList<>(List.of(
        new Rounds.Case("rk4, ours", steps, warm, true, () -> fixed.integrate(floats, new int[1], grid)),
        new Rounds.Case("rk4, bound", steps, warm, true, () -> boundFixed.rk4(grid)),
        new Rounds.Case("rk4, hand", steps, warm, true, () -> hand.rk4(steps)),
        new Rounds.Case("dopri5, ours", attempts, warm, true, () -> adaptive.integrate(doubles, new int[1], 0, HandLoops.END)),
        new Rounds.Case("dopri5, bound", attempts, warm, true, () -> boundAdaptive.dopri5(TOLERANCE)),
        new Rounds.Case("dopri5, hand", theirs, warm, true, () -> hand.dopri5(TOLERANCE)),
        new Rounds.Case("rk4, half", 1, warm, true, () -> fixed.integrate(floats, new int[1], half)),
        new Rounds.Case("dopri5, half", 1, warm, true, () -> adaptive.integrate(doubles, new int[1], 0, HandLoops.END / 2))));
    List<Rounds.Result> r = Rounds.run(cases, limits, 0);
    AdaptiveResult shorter = adaptive.integrate(doubles, new int[1], 0, HandLoops.END / 2);
    long fewer = shorter.rows().get(0).accepted() + shorter.rows().get(0).rejected();
    return List.of(row("rk4, float", width, steps, r.subList(0, 3), r.get(6), steps - steps / 2),
        row("dopri5, double", width, attempts, r.subList(3, 6), r.get(7), attempts - fewer));
  }

  /** Of ours, the bound loop and the hand-written one. */
  private static Row row(String name, int width, int steps, List<Rounds.Result> r, Rounds.Result half, long more) {
    return new Row(name, width, steps, 1e6 * r.get(0).cpu(), 1e6 * r.get(1).cpu(), 1e6 * r.get(2).cpu(), 1e6 * r.get(0).mid(),
        1e6 * r.get(1).mid(), 1e6 * r.get(2).mid(), (r.get(0).bytes() * steps - half.bytes()) / more);
  }

  private static void same(String name, float[] loop, float[] ours) {
    if (!Arrays.equals(loop, ours)) {
      throw new IllegalStateException("overhead: " + name + " and the loop with its bits must end alike, got " + ours[0] + " and "
          + loop[0]);
    }
  }

  /** The largest ratio. */
  static OptionalDouble worst(List<Row> rows) {
    return rows.stream().mapToDouble(Row::ratio).max();
  }
}
