package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.cuda.TensorProducts.Numerics;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensor cores against the sum in double of inputs rounded as declared, within the declared error. */
class TensorProductsTest extends DeviceFixture {
  /** Rounding to the declared type, in Java. */
  private static float rounded(Numerics numerics, float v, boolean weight) {
    int bits = Float.floatToRawIntBits(v);
    return switch (numerics) {
      case TF32 -> Float.intBitsToFloat(bits + 0x1000 & ~0x1fff);
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(v));
      case BF16 -> weight ? v : Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
    };
  }

  @ParameterizedTest
  @EnumSource(Numerics.class)
  void productsAreWithinTheDeclaredError(Numerics numerics) {
    TensorProducts products = new TensorProducts(stream, numerics);
    for (int[] s : new int[][] {{1, 4, 1}, {130, 36, 40}, {64, 132, 150}, {20, 96, 31}}) {
      Tensor x = normal(s[0], s[1]);
      Linear w = Linear.pack(normal(s[2], s[1]), numerics.format());
      DeviceBuffer dy = room((long) s[0] * s[2]);
      try (DeviceWeights dw = new DeviceWeights(w, stream)) {
        products.linear(put(x).address(), s[0], dw, Activation.NONE, dy.address());
        float[] got = get(dy, s[0] * s[2]);
        boolean inexact = false;
        for (int i = 0; i < s[0]; i++) {
          for (int j = 0; j < s[2]; j++) {
            double sum = 0;
            double size = 0;
            double plain = 0;
            for (int k = 0; k < s[1]; k++) {
              float a = x.floats()[i * s[1] + k];
              double term = (double) rounded(numerics, a, false) * rounded(numerics, w.factor(j, k), true);
              sum += term;
              size += Math.abs(term);
              plain += (double) a * w.factor(j, k);
            }
            double bound = 2 * s[1] * 0x1p-23 * size;
            float v = got[i * s[2] + j];
            assertTrue(Math.abs(v - sum) <= bound, numerics + " [" + i + ", " + j + "] of " + s[1] + " inputs is " + v + ", must be "
                + sum + " within " + bound);
            inexact |= Math.abs(v - plain) > bound;
          }
        }
        // Without the rounding the same bound fails somewhere: the test would notice fp32 inputs.
        assertTrue(inexact, numerics + " rounds its inputs");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Numerics.class)
  void smallIntegersAreExactInEveryModeAndPlace(Numerics numerics) {
    // Sums of products of small integers are exact in any order: a misplaced fragment shows as another integer.
    TensorProducts products = new TensorProducts(stream, numerics);
    int rows = 150;
    int in = 20;
    int out = 140;
    Tensor x = integers(rows, in);
    Linear w = Linear.pack(integers(out, in), integers(out), numerics.format());
    Tensor gates = integers(2, out + 3);
    Tensor y = integers(rows, out);
    DeviceBuffer dx = put(x);
    DeviceBuffer dy = put(y);
    DeviceBuffer dm = put(gates);
    try (DeviceWeights dw = new DeviceWeights(w, stream)) {
      scalar.linearResidual(x, w, y);
      products.linearResidual(dx.address(), rows, dw, dy.address());
      same("residual", y, dy);
      scalar.linearGatedResidual(x, w, gates, 2, y);
      products.linearGatedResidual(dx.address(), rows, dw, dm.floats(2), out + 3, rows / 2, dy.address());
      same("gated residual", y, dy);
      scalar.linear(x, w, Activation.RELU, y);
      products.linear(dx.address(), rows, dw, Activation.RELU, dy.address());
      same("with activation", y, dy);
    }
  }

  private Tensor integers(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = random.nextInt(17) - 8;
    }
    return t;
  }

  @Test
  void anElementDoesNotDependOnTheNumberOfRows() {
    TensorProducts products = new TensorProducts(stream, Numerics.TF32);
    Tensor x = normal(140, 40);
    DeviceBuffer dx = put(x);
    DeviceBuffer all = room(140 * 33);
    DeviceBuffer one = room(33);
    try (DeviceWeights dw = new DeviceWeights(Linear.pack(normal(33, 40)), stream)) {
      products.linear(dx.address(), 140, dw, Activation.NONE, all.address());
      products.linear(dx.floats(139 * 40), 1, dw, Activation.NONE, one.address());
      float[] whole = get(all, 140 * 33);
      float[] row = get(one, 33);
      for (int j = 0; j < 33; j++) {
        assertEquals(whole[139 * 33 + j], row[j]);
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (DeviceWeights dw = new DeviceWeights(Linear.pack(normal(8, 6)), stream)) {
      assertEquals("tensor product: BF16 needs weights in bf16, got f32", assertThrows(IllegalArgumentException.class,
          () -> new TensorProducts(stream, Numerics.BF16).linear(0, 1, dw, Activation.NONE, 0)).getMessage());
      assertEquals("tensor product: inputs must be a multiple of 4 and lie at a multiple of 16 bytes, got 6 at 0",
          assertThrows(IllegalArgumentException.class,
              () -> new TensorProducts(stream, Numerics.TF32).linear(0, 1, dw, Activation.NONE, 0)).getMessage());
    }
  }
}
