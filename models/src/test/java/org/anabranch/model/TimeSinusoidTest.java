package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** The time embedding against StrictMath. */
class TimeSinusoidTest {
  @Test
  void sinesAgreeWithStrictMathToAnUlpOfOne() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double x = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-30, 23));
      // Either is within an ulp of the truth, and the reduced angle is off by at most half an ulp of one.
      assertEquals(StrictMath.sin(x), TimeSinusoid.sine(x, 0), 3 * Math.ulp(0.5), "sin " + x);
      assertEquals(StrictMath.cos(x), TimeSinusoid.sine(x, 1), 3 * Math.ulp(0.5), "cos " + x);
    }
  }

  @Test
  void cosinesComeFirstAndTimeIsNotScaled() {
    Tensor out = Tensor.zeros(3, TimeSinusoid.WIDTH);
    TimeSinusoid.embed(new double[] {999, 999, 0.5}, 3, out);
    float[] f = out.floats();
    assertEquals((float) Math.cos(999), f[0]);
    assertEquals((float) Math.sin(999), f[128]);
    assertEquals(f[128 + 5], f[256 + 128 + 5]);
    assertEquals((float) Math.cos(0.5 * Math.pow(10000, -127 / 128.0)), f[512 + 127]);
    assertEquals((float) Math.sin(0.5 * Math.pow(10000, -64 / 128.0)), f[512 + 128 + 64], 1e-9f);
  }
}
