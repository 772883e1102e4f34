package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.VelocityField;
import org.junit.jupiter.api.Test;

/** The zero-shot verifier on two classes that are points: class 0 at -1, class 1 at +1, none at 0, where everything is known. */
class ZeroShotVerifierTest {
  private static final Interpolant PATH = Interpolant.linear(Direction.DATA_AT_ONE);

  /** The flow whose data are one point for each condition. */
  private static final class Points implements VelocityField {
    private final DType dtype;

    Points(DType dtype) {
      this.dtype = dtype;
    }

    @Override
    public Shape rowShape() {
      return Shape.of(2);
    }

    @Override
    public DType dtype() {
      return dtype;
    }

    @Override
    public Interpolant interpolant() {
      return PATH;
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {
      if (condition < 0 || condition > 2) {
        throw new IllegalArgumentException("class: must be in 0..2, got " + condition);
      }
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      for (int r = 0; r < t.length; r++) {
        LinearMap map = Conversion.of(PATH, Prediction.DATA, Prediction.VELOCITY, t[r]);
        for (int i = 0; i < 2; i++) {
          v.floats()[2 * r + i] = (float) map.apply(x.floats()[2 * r + i], point(condition[r]));
        }
      }
    }

    private static double point(int condition) {
      return condition == 2 ? 0 : 2 * condition - 1;
    }
  }

  @Test
  void theScoreIsTheDifferenceOfTheErrors() {
    int probes = 4;
    ZeroShotVerifier v = new ZeroShotVerifier(new Points(DType.F32), 2, probes, 7);
    Tensor samples = Tensor.of(new float[] {1, 1, -1, -1, 0.3f, -0.2f, 1, 1}, 4, 2);
    double[] out = new double[4];
    v.score(samples, new int[] {1, 1, 0, 0}, out);
    // With a data point d the noise of x_k = alpha x + sigma e is e + alpha (x - d) / sigma, whatever e is.
    int[] label = {1, 1, 0, 0};
    for (int r = 0; r < 4; r++) {
      double want = 0;
      for (int k = 0; k < probes; k++) {
        double t = (k + 0.5) / probes;
        double ratio = PATH.alpha(t) / PATH.sigma(t);
        for (int i = 0; i < 2; i++) {
          double x = samples.get(2L * r + i);
          want += ratio * ratio * (x * x - (x - Points.point(label[r])) * (x - Points.point(label[r]))) / 2 / probes;
        }
      }
      assertEquals(want, out[r], 1e-3 * Math.max(1, Math.abs(want)));
    }
    assertTrue(out[0] > 0 && out[1] < 0 && out[3] < 0);
    assertEquals(8, v.costPerCall());
  }

  @Test
  void aRowHasItsScoreInAnyBatch() {
    ZeroShotVerifier v = new ZeroShotVerifier(new Points(DType.F32), 2, 3, 1);
    double[] all = new double[3];
    v.score(Tensor.of(new float[] {0.5f, 1, 2, -1, 0, 3}, 3, 2), new int[] {0, 1, 1}, all);
    double[] one = {Double.NaN};
    v.score(Tensor.of(new float[] {2, -1}, 1, 2), new int[] {1}, one);
    assertArrayEquals(new double[] {all[1]}, one);
  }

  @Test
  void whatItCannotJudgeIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new ZeroShotVerifier(new Points(DType.F64), 2, 1, 0));
    assertEquals("zero-shot: needs a field in F32 and probes >= 1, got F64 and 1", e.getMessage());
    var f = assertThrows(IllegalArgumentException.class, () -> new ZeroShotVerifier(new Points(DType.F32), 3, 1, 0));
    assertEquals("class: must be in 0..2, got 3", f.getMessage());
  }
}
