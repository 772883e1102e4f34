package org.anabranch.engine.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Logarithm, sine and cosine: error, edges, and bits that must never change. */
class DoubleMathTest {
  private static final int POINTS = 1_000_000;

  @Test
  void logIsWithinTwoUlpOfStrictMath() {
    // Both are within 1 ulp of the truth.
    SplittableRandom g = new SplittableRandom(1);
    double worst = 0;
    for (int i = 0; i < POINTS; i++) {
      double x = switch (i & 3) {
        case 0 -> g.nextDouble();
        case 1 -> g.nextDouble(0.5, 2);
        case 2 -> 1 + (g.nextDouble() - 0.5) * Math.scalb(1.0, -g.nextInt(50));
        default -> Double.longBitsToDouble(g.nextLong(1, 0x7ff0000000000000L));
      };
      double want = StrictMath.log(x);
      worst = Math.max(worst, Math.abs(DoubleMath.log(x) - want) / Math.ulp(want));
    }
    assertTrue(worst <= 2, "worst error " + worst + " ulp");
  }

  @Test
  void sineAndCosineAreWithinTwoUlpOfStrictMath() {
    assertError(DoubleMath::sinPi, 0);
    assertError(DoubleMath::cosPi, 1);
  }

  private static void assertError(DoubleUnaryOperator f, int shift) {
    SplittableRandom g = new SplittableRandom(2 + shift);
    double worst = 0;
    for (int i = 0; i < POINTS; i++) {
      double x = switch (i & 3) {
        case 0 -> g.nextDouble(-0.25, 0.25);
        case 1 -> g.nextDouble(-2, 2);
        case 2 -> Math.scalb(g.nextDouble(-1, 1), -g.nextInt(60));
        default -> g.nextDouble(-1e9, 1e9);
      };
      double want = sinPiReference(x, shift);
      worst = Math.max(worst, Math.abs(f.applyAsDouble(x) - want) / Math.ulp(want));
    }
    assertTrue(worst <= 2, "worst error " + worst + " ulp");
  }

  /** sin(pi (x + shift/2)) by StrictMath, with pi to 106 bits. */
  private static double sinPiReference(double x, int shift) {
    double n = Math.rint(2 * x);
    double r = x - n / 2;
    double high = r * Math.PI;
    double low = Math.fma(r, Math.PI, -high) + r * 1.2246467991473532e-16;
    double sin = StrictMath.sin(high) + low * StrictMath.cos(high);
    double cos = StrictMath.cos(high) - low * StrictMath.sin(high);
    return switch ((int) ((long) n + shift & 3)) {
      case 0 -> sin;
      case 1 -> cos;
      case 2 -> -sin;
      default -> -cos;
    };
  }

  @Test
  void logHasTheLimitsOfTheLogarithm() {
    assertEquals(Double.NEGATIVE_INFINITY, DoubleMath.log(0.0));
    assertEquals(Double.NEGATIVE_INFINITY, DoubleMath.log(-0.0));
    assertEquals(Double.POSITIVE_INFINITY, DoubleMath.log(Double.POSITIVE_INFINITY));
    assertEquals(Double.NaN, DoubleMath.log(-1));
    assertEquals(Double.NaN, DoubleMath.log(-Double.MIN_VALUE));
    assertEquals(Double.NaN, DoubleMath.log(Double.NEGATIVE_INFINITY));
    assertEquals(Double.NaN, DoubleMath.log(Double.NaN));
    assertEquals(0.0, DoubleMath.log(1));
    assertEquals(StrictMath.log(Double.MIN_VALUE), DoubleMath.log(Double.MIN_VALUE), 0x1p-42);
    assertEquals(StrictMath.log(Double.MAX_VALUE), DoubleMath.log(Double.MAX_VALUE), 0x1p-42);
  }

  @Test
  void sineAndCosineAreExactAtMultiplesOfAHalf() {
    double[] sin = {0, 1, 0, -1};
    double[] cos = {1, 0, -1, 0};
    for (int i = 0; i < 4000; i++) {
      for (double far : new double[] {0, 0x1p40}) {
        double x = far + i / 2.0;
        assertEquals(sin[i & 3], DoubleMath.sinPi(x), "sin " + x);
        assertEquals(cos[i & 3], DoubleMath.cosPi(x), "cos " + x);
        assertEquals(-sin[i & 3], DoubleMath.sinPi(-x), "sin -" + x);
        assertEquals(cos[i & 3], DoubleMath.cosPi(-x), "cos -" + x);
      }
    }
  }

  @Test
  void sineAndCosineHoldFarOutAndAtTheEdges() {
    assertEquals(-1.0, DoubleMath.cosPi(0x1p52 + 1));
    assertEquals(1.0, DoubleMath.cosPi(0x1p53));
    assertEquals(1.0, DoubleMath.cosPi(-Double.MAX_VALUE));
    assertEquals(0.0, DoubleMath.sinPi(Double.MAX_VALUE));
    assertEquals(-0.0, DoubleMath.sinPi(-0x1p60));
    assertEquals(-0.0, DoubleMath.sinPi(-0.0));
    for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertEquals(Double.NaN, DoubleMath.sinPi(x));
      assertEquals(Double.NaN, DoubleMath.cosPi(x));
    }
    assertEquals(Math.PI * 0x1p-1000, DoubleMath.sinPi(0x1p-1000));
  }

  @Test
  void bitsAreFrozen() {
    SplittableRandom g = new SplittableRandom(3);
    long hash = 0;
    for (int i = 0; i < 100_000; i++) {
      double x = g.nextDouble(-4, 4);
      hash = 31 * hash + Double.doubleToLongBits(DoubleMath.log(Math.abs(x)));
      hash = 31 * hash + Double.doubleToLongBits(DoubleMath.sinPi(x));
      hash = 31 * hash + Double.doubleToLongBits(DoubleMath.cosPi(x));
    }
    assertEquals(0x1ff7777c7101d343L, hash);
  }
}
