package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensor cores against the sum in double of inputs rounded as declared, within the declared error. */
class TensorProductsTest extends DeviceFixture {
  /** Rounding to the declared type, in Java. */
  private static float rounded(ProductNumerics numerics, WeightFormat format, float v) {
    int bits = Float.floatToRawIntBits(v);
    if (format == WeightFormat.BF16) {
      return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
    }
    return numerics == ProductNumerics.TF32 ? Float.intBitsToFloat(bits + 0x1000 & ~0x1fff)
        : Float.float16ToFloat(Float.floatToFloat16(v));
  }

  @ParameterizedTest
  @CsvSource({"TF32, F32", "F16, F32", "TF32, BF16"})
  void productsAreWithinTheDeclaredError(ProductNumerics numerics, WeightFormat format) {
    DeviceProducts products = new DeviceProducts(stream, numerics);
    for (int[] s : new int[][] {{1, 4, 1}, {130, 36, 40}, {64, 132, 150}, {20, 96, 31}, {16, 260, 33}}) {
      Tensor x = normal(s[0], s[1]);
      Linear w = Linear.pack(normal(s[2], s[1]), format);
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
              double term = (double) rounded(numerics, format, a) * rounded(numerics, format, w.factor(j, k));
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
  @CsvSource({"TF32, F32", "F16, F32", "TF32, BF16"})
  void smallIntegersAreExactInEveryModeAndPlace(ProductNumerics numerics, WeightFormat format) {
    // Sums of products of small integers are exact in any order: a misplaced fragment shows as another integer.
    DeviceProducts products = new DeviceProducts(stream, numerics);
    int rows = 150;
    int in = 20;
    int out = 140;
    Tensor x = integers(rows, in);
    Linear w = Linear.pack(integers(out, in), integers(out), format);
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

  @ParameterizedTest
  @CsvSource({"TF32, F32", "F16, F32", "TF32, BF16"})
  void anElementDoesNotDependOnTheNumberOfRowsNorOnTheTile(ProductNumerics numerics, WeightFormat format) {
    int rows = 140;
    int out = 135;
    DeviceProducts products = new DeviceProducts(stream, numerics);
    DeviceBuffer dx = put(normal(rows, 44));
    DeviceBuffer all = room((long) rows * out);
    DeviceBuffer one = room(out);
    try (DeviceWeights dw = new DeviceWeights(Linear.pack(normal(out, 44), format), stream)) {
      products.linear(dx.address(), rows, dw, Activation.NONE, all.address());
      float[] whole = get(all, rows * out);
      products.linear(dx.floats(139 * 44), 1, dw, Activation.NONE, one.address());
      assertArrayEquals(Arrays.copyOfRange(whole, 139 * out, rows * out), get(one, out));
      for (ProductTile tile : ProductTile.of(numerics, format, 44)) {
        stream.clear(all);
        products.launch(tile, dx.address(), rows, dw, 0, Activation.NONE, 0, 0, 1, all.address());
        assertArrayEquals(whole, get(all, rows * out), tile.toString());
      }
    }
  }

  @Test
  void whatTensorCoresDoNotServeIsExact() {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.TF32);
    for (WeightFormat format : WeightFormat.values()) {
      int in = format == WeightFormat.F32 || format == WeightFormat.BF16 ? 6 : 8;
      Tensor x = normal(3, in);
      Linear w = Linear.pack(normal(8, in), format);
      Tensor y = Tensor.zeros(3, 8);
      scalar.linear(x, w, Activation.NONE, y);
      DeviceBuffer dy = room(24);
      try (DeviceWeights dw = new DeviceWeights(w, stream)) {
        products.linear(put(x).address(), 3, dw, Activation.NONE, dy.address());
        same(format.option(), y, dy);
      }
    }
    try (DeviceWeights dw = new DeviceWeights(Linear.pack(normal(8, 8)), stream)) {
      assertEquals("tensor product: x must lie at a multiple of 16 bytes, got 4",
          assertThrows(IllegalArgumentException.class, () -> products.linear(4, 1, dw, Activation.NONE, 0)).getMessage());
    }
  }
}
