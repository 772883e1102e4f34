package org.anabranch.engine.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The polynomials against double-precision references, and the ends of the float line. */
class ScalarMathTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  /** A float function. */
  private interface FloatFunction {
    float apply(float x);
  }

  /** Largest error over a fine grid, in units of the last place of the reference, at least those of the floor. */
  private static double worstUlp(FloatFunction f, DoubleUnaryOperator reference, double from, double to, double floor) {
    double worst = 0;
    for (int i = 0; i <= 1_000_000; i++) {
      float x = (float) (from + (to - from) * i / 1_000_000);
      double want = reference.applyAsDouble(x);
      double ulp = Math.ulp((float) Math.max(Math.abs(want), floor));
      worst = Math.max(worst, Math.abs(f.apply(x) - want) / ulp);
    }
    return worst;
  }

  /** erf by its series (small x) and by the continued fraction of erfc (large x), to about 1e-15. */
  static double erf(double x) {
    double a = Math.abs(x);
    double y;
    if (a < 2.5) {
      double term = a;
      double sum = a;
      for (int n = 1; n < 80; n++) {
        term *= -a * a / n;
        sum += term / (2 * n + 1);
      }
      y = 2 / Math.sqrt(Math.PI) * sum;
    } else {
      double f = 0;
      for (int n = 120; n > 0; n--) {
        f = n / 2.0 / (a + f);
      }
      y = 1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + f);
    }
    return x < 0 ? -y : y;
  }

  @Test
  void expIsWithinOneAndAHalfUlp() {
    double worst = worstUlp(ScalarMath::exp, Math::exp, -87.3, 88.7, 0);
    assertTrue(worst < 1.5, "exp: " + worst + " ulp");
  }

  @Test
  void expAtTheEnds() {
    assertEquals(0f, ScalarMath.exp(-INF));
    assertEquals(INF, ScalarMath.exp(INF));
    assertTrue(Float.isNaN(ScalarMath.exp(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.exp(Float.intBitsToFloat(0x7fc00001))), "a NaN with a payload");
    assertEquals(1f, ScalarMath.exp(0f));
    assertEquals(1f, ScalarMath.exp(-0f));
    assertEquals(0f, ScalarMath.exp(Math.nextDown(ScalarMath.EXP_LOW)));
    assertTrue(ScalarMath.exp(ScalarMath.EXP_LOW) >= Float.MIN_NORMAL);
    assertEquals(INF, ScalarMath.exp(Math.nextUp(ScalarMath.EXP_HIGH)));
    assertTrue(ScalarMath.exp(Math.nextDown(ScalarMath.EXP_HIGH)) < INF);
  }

  @Test
  void expNonPositiveIsExactNearZeroAndSixUlpFarOut() {
    double near = worstUlp(ScalarMath::expNonPositive, Math::exp, -10, 0, 0);
    assertTrue(near < 1.5, "near: " + near + " ulp");
    double far = worstUlp(ScalarMath::expNonPositive, Math::exp, -87.3, 0, 0);
    assertTrue(far < 5, "far: " + far + " ulp");
    assertEquals(1f, ScalarMath.expNonPositive(0f));
    assertEquals(1f, ScalarMath.expNonPositive(-0f));
    assertEquals(0f, ScalarMath.expNonPositive(-INF));
    assertEquals(0f, ScalarMath.expNonPositive(-1e30f));
    assertEquals(0f, ScalarMath.expNonPositive(Math.nextDown(ScalarMath.EXP_LOW)));
    assertTrue(ScalarMath.expNonPositive(ScalarMath.EXP_LOW) > 0f);
    for (int payload = 0; payload < 0x400000; payload += 0x1357) {
      assertTrue(Float.isNaN(ScalarMath.expNonPositive(Float.intBitsToFloat(0x7fc00000 | payload))), "payload " + payload);
    }
  }

  @Test
  void erfAndItsGelu() {
    double worst = worstUlp(ScalarMath::erf, ScalarMathTest::erf, -4.5, 4.5, 0);
    assertTrue(worst < 8, "erf: " + worst + " ulp");
    double gelu = worstUlp(ScalarMath::geluErf, x -> x / 2 * (1 + erf(x / Math.sqrt(2))), -8, 8, 1);
    assertTrue(gelu < 10, "GELU: " + gelu + " ulp of 1 or more");
    assertEquals(1f, ScalarMath.erf(INF));
    assertEquals(-1f, ScalarMath.erf(-INF));
  }

  @Test
  void tanhGeluAndSilu() {
    double gelu = worstUlp(ScalarMath::geluTanh,
        x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), -8, 8, 1);
    assertTrue(gelu < 6, "tanh GELU: " + gelu + " ulp of 1 or more");
    double silu = worstUlp(ScalarMath::silu, x -> x / (1 + Math.exp(-x)), -30, 30, 1e-3);
    assertTrue(silu < 4, "SiLU: " + silu + " ulp");
  }

  @Test
  void activationsAtTheEnds() {
    FloatFunction[] all = {ScalarMath::silu, ScalarMath::geluTanh, ScalarMath::geluErf, ScalarMath::relu};
    for (int i = 0; i < all.length; i++) {
      FloatFunction f = all[i];
      assertEquals(0f, Math.abs(f.apply(-INF)), "function " + i);
      assertEquals(0f, Math.abs(f.apply(-1e30f)), "function " + i);
      assertEquals(INF, f.apply(INF), "function " + i);
      assertEquals(1e30f, f.apply(1e30f), "function " + i);
      assertTrue(Float.isNaN(f.apply(Float.NaN)), "function " + i);
      assertEquals(0f, f.apply(0f), "function " + i);
    }
  }
}
