package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How weights are rounded and laid out, what that costs a product, and what is refused. */
class WeightFormatTest {
  private final Random random = new Random(3);

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) (random.nextGaussian() * Math.exp(2 * random.nextGaussian()));
    }
    return t;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "33, 7", "64, 64", "100, 129", "31, 200", "0, 4", "5, 0"})
  void everyWeightIsTheNearestOfItsFormat(int out, int in) {
    Tensor w = normal(out, in);
    Linear bf16 = Linear.pack(w, WeightFormat.BF16);
    Linear int8 = Linear.pack(w, WeightFormat.INT8);
    Linear group = Linear.pack(w, WeightFormat.INT8_GROUP);
    for (int n = 0; n < out; n++) {
      for (int k = 0; k < in; k++) {
        float v = w.floats()[n * in + k];
        assertEquals(v, bf16.weight(n, k), Math.ulp(v) * 0x1p15);
        assertEquals(0, Float.floatToRawIntBits(bf16.factor(n, k)) & 0xffff);
        double scale = most(w, n, 0, in) / 127;
        assertEquals(v, int8.weight(n, k), scale * 0.5001);
        assertEquals(Math.rint(int8.factor(n, k) * 0x1p-24), int8.factor(n, k) * 0x1p-24);
        int from = k / 64 * 64;
        assertEquals(v, group.weight(n, k), most(w, n, from, Math.min(in, from + 64)) / 127 * 0.5001);
      }
    }
    int panels = (out + 31) / 32;
    int even = in + in % 2;
    assertEquals(Math.max(64, 64L * in * panels) + 128L * panels, bf16.bytes());
    assertEquals(Math.max(64, 32L * even * panels) + 2 * 128L * panels, int8.bytes());
    assertEquals(Math.max(64, 32L * even * panels) + (1 + (in + 63) / 64) * 128L * panels, group.bytes());
  }

  private static double most(Tensor w, int n, int from, int to) {
    double max = 0;
    for (int k = from; k < to; k++) {
      max = Math.max(max, Math.abs(w.floats()[n * w.rowSize() + k]));
    }
    return max;
  }

  @Test
  void halvesAreRoundedToNearestEven() {
    float[] w = {1 + 0x1p-8f, 1 + 3 * 0x1p-8f, 1 + 0x1.8p-8f, -1 - 0x1p-8f, Float.MIN_VALUE, -0f};
    Linear l = Linear.pack(Tensor.of(w, 1, 6), WeightFormat.BF16);
    float[] want = {1, 1 + 0x1p-6f, 1 + 0x1p-7f, -1, 0, -0f};
    for (int k = 0; k < 6; k++) {
      assertEquals(want[k], l.factor(0, k));
    }
  }

  @Test
  void bytesAreRoundedToNearestEvenAndReachTheLargestWeight() {
    float[] w = {127, -127, 0.5f, 1.5f, 2.5f, -0.5f, -63};
    Linear l = Linear.pack(Tensor.of(w, 1, 7), WeightFormat.INT8);
    double[] want = {127, -127, 0, 2, 2, 0, -63};
    for (int k = 0; k < 7; k++) {
      assertEquals(want[k], l.weight(0, k));
    }
  }

  @Test
  void weightsTooSmallForAScaleAreZeroAndLargeOnesAreNot() {
    Linear l = Linear.pack(Tensor.of(new float[] {1e-35f, 0, Float.MAX_VALUE, 1, 0, 0}, 3, 2), WeightFormat.INT8);
    assertEquals(0, l.weight(0, 0));
    assertEquals(Float.MAX_VALUE, l.weight(1, 0), Float.MAX_VALUE * 0x1p-23);
    assertEquals(0, l.weight(2, 1));
  }

  @Test
  void aGroupKeepsItsSmallWeightsApartFromAnotherGroupsLargeOnes() {
    Tensor w = Tensor.zeros(1, 128);
    w.floats()[0] = 1000;
    w.floats()[100] = 0.5f;
    assertEquals(0, Linear.pack(w, WeightFormat.INT8).weight(0, 100));
    assertEquals(0.5, Linear.pack(w, WeightFormat.INT8_GROUP).weight(0, 100), 1e-7);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
  void aProductIsThatOfTheStoredWeightsWithinTheBoundOfItsChain(WeightFormat format) {
    int in = 1000;
    Tensor x = normal(3, in);
    Linear l = Linear.pack(normal(40, in), format);
    Tensor y = Tensor.zeros(3, 40);
    Backend.standard().kernels().linear(x, l, Activation.NONE, y);
    for (int i = 0; i < 3; i++) {
      for (int n = 0; n < 40; n++) {
        double want = 0;
        double size = 0;
        for (int k = 0; k < in; k++) {
          double p = x.get((long) i * in + k) * l.weight(n, k);
          want += p;
          size += Math.abs(p);
        }
        // A chain of K fused multiply-adds and a scale, or chains of 64 and one over the groups: fewer than K + 2 roundings.
        assertEquals(want, y.get((long) i * 40 + n), (in + 2) * 0x1p-24 * size);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefused(float bad) {
    Tensor w = normal(3, 5);
    w.floats()[7] = bad;
    for (WeightFormat f : new WeightFormat[] {WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT8_GROUP}) {
      assertEquals("linear: a weight in " + f.option() + " must be finite, element [1, 2] is " + bad,
          assertThrows(IllegalArgumentException.class, () -> Linear.pack(w, f)).getMessage());
    }
    assertEquals(bad, Linear.pack(w).factor(1, 2));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertEquals("linear: a weight in bf16 must be at most 3.3895314E38, element [0, 1] is -3.4028235E38",
        assertThrows(IllegalArgumentException.class,
            () -> Linear.pack(Tensor.of(new float[] {1, -Float.MAX_VALUE}, 1, 2), WeightFormat.BF16)).getMessage());
    assertEquals("weights: must be one of [f32, bf16, int8, int8-group], got 'int4'",
        assertThrows(IllegalArgumentException.class, () -> WeightFormat.named("int4")).getMessage());
    for (WeightFormat f : WeightFormat.values()) {
      assertEquals(f, WeightFormat.named(f.option()));
    }
    assertEquals("Linear[2 -> 3, bias, int8-group]",
        Linear.pack(normal(3, 2), normal(3), WeightFormat.INT8_GROUP).toString());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
  void aWarmProductAllocatesNothing(WeightFormat format) throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Kernels k = Backend.standard().kernels();
    Linear w = Linear.pack(normal(70, 131), normal(70), format);
    for (int m : new int[] {1, 3, 30}) {
      Tensor x = normal(m, 131);
      Tensor y = Tensor.zeros(m, 70);
      long bytes = -1;
      // The compiler boxes in its first tiers; what counts is the state that the kernels settle in.
      for (int round = 0; round < 20_000 && bytes != 0; round++) {
        if (round % 1000 == 999) {
          Thread.sleep(20);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        k.linear(x, w, Activation.GELU_TANH, y);
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, bytes, format + " still allocates after 20000 products of " + m + " rows");
    }
  }
}
