package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every product kernel against the scalar oracle, to the last bit. */
class DeviceProductsTest extends DeviceFixture {
  private static final int STORE = 0;

  @ParameterizedTest
  @EnumSource(WeightFormat.class)
  void everyKernelOfAFormatHasTheOraclesBits(WeightFormat format) {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    // Rows, inputs, outputs: one tile and less, several with rests, an odd number of inputs, more than one group of scales.
    int[][] shapes = {{1, 1, 1}, {5, 7, 33}, {9, 64, 64}, {70, 67, 40}, {130, 136, 132}, {3, 200, 129}, {17, 129, 4}};
    for (int[] s : shapes) {
      Tensor x = normal(s[0], s[1]);
      Linear w = Linear.pack(normal(s[2], s[1]), normal(s[2]), format);
      Tensor y = Tensor.zeros(s[0], s[2]);
      scalar.linear(x, w, Activation.GELU_TANH, y);
      DeviceBuffer dx = put(x);
      DeviceBuffer dy = room(y.size());
      try (DeviceWeights dw = new DeviceWeights(w, stream)) {
        for (ProductTile tile : ProductTile.of(ProductNumerics.EXACT, format, s[1])) {
          stream.clear(dy);
          products.launch(tile, dx.address(), s[0], dw, STORE, Activation.GELU_TANH, 0, 0, 1, dy.address());
          same(tile.kernel() + " at " + s[0] + " x " + s[1] + " -> " + s[2], y, dy);
        }
      }
    }
  }

  @Test
  void residualsAndGatesHaveTheOraclesBits() {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    int rows = 3;
    int tokens = 11;
    for (int out : new int[] {40, 37}) {
      Tensor x = normal(rows, tokens, 24);
      Tensor modulation = normal(rows, 2 * out + 3);
      Linear plain = Linear.pack(normal(out, 24));
      Linear biased = Linear.pack(normal(out, 24), normal(out));
      Tensor before = normal(rows, tokens, out);
      DeviceBuffer dx = put(x);
      DeviceBuffer dm = put(modulation);
      for (Linear w : new Linear[] {plain, biased}) {
        try (DeviceWeights dw = new DeviceWeights(w, stream)) {
          Tensor y = before.toHeap();
          scalar.linearResidual(x, w, y);
          DeviceBuffer dy = put(before);
          products.linearResidual(dx.address(), rows * tokens, dw, dy.address());
          same("residual", y, dy);
          scalar.linearGatedResidual(x, w, modulation, 3, y);
          products.linearGatedResidual(dx.address(), rows * tokens, dw, dm.floats(3), 2 * out + 3, tokens, dy.address());
          same("gated residual", y, dy);
        }
      }
    }
  }

  @Test
  void unusualValuesAndAddressesHaveTheOraclesBits() {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    Tensor x = odd(20, 33);
    Linear w = Linear.pack(odd(50, 33), odd(50));
    Tensor y = Tensor.zeros(20, 50);
    // One float past the beginning of each buffer: no vector of four lies at a multiple of 16 bytes.
    float[] shifted = new float[1 + 20 * 33];
    System.arraycopy(x.floats(), 0, shifted, 1, 20 * 33);
    DeviceBuffer dx = put(shifted);
    DeviceBuffer dy = room(y.size() + 1);
    try (DeviceWeights dw = new DeviceWeights(w, stream)) {
      for (Activation act : Activation.values()) {
        scalar.linear(x, w, act, y);
        for (ProductTile tile : ProductTile.of(ProductNumerics.EXACT, WeightFormat.F32, 33)) {
          products.launch(tile, dx.floats(1), 20, dw, STORE, act, 0, 0, 1, dy.floats(1));
          DeviceBuffer aligned = room(y.size());
          stream.copy(dy, 4, aligned, 0, 4 * y.size());
          same(tile.kernel() + " with " + act, y, aligned);
        }
      }
    }
  }

  @Test
  void anUnderflowKeepsItsSign() {
    // Every term rounds to -0; one more term of zeros would make the sum 0.
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    int in = 21;
    Tensor x = Tensor.zeros(3, in);
    Tensor weight = Tensor.zeros(5, in);
    Arrays.fill(x.floats(), -1e-30f);
    Arrays.fill(weight.floats(), 1e-30f);
    Linear w = Linear.pack(weight);
    Tensor y = Tensor.zeros(3, 5);
    scalar.linear(x, w, Activation.NONE, y);
    assertEquals(-0f, y.floats()[0]);
    DeviceBuffer dx = put(x);
    DeviceBuffer dy = room(y.size());
    try (DeviceWeights dw = new DeviceWeights(w, stream)) {
      for (ProductTile tile : ProductTile.of(ProductNumerics.EXACT, WeightFormat.F32, 33)) {
        products.launch(tile, dx.address(), 3, dw, STORE, Activation.NONE, 0, 0, 1, dy.address());
        same(tile.kernel().symbol(), y, dy);
      }
    }
  }

  @Test
  void theChoiceOfAKernelDoesNotChangeBits() {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    Linear w = Linear.pack(normal(70, 40), normal(70));
    try (DeviceWeights dw = new DeviceWeights(w, stream)) {
      for (int rows : new int[] {0, 1, ProductTile.FEW_ROWS, ProductTile.FEW_ROWS + 1, 150}) {
        Tensor x = normal(rows, 40);
        Tensor y = Tensor.zeros(rows, 70);
        scalar.linear(x, w, Activation.NONE, y);
        DeviceBuffer dx = put(x);
        DeviceBuffer dy = room(y.size());
        products.linear(dx.address(), rows, dw, Activation.NONE, dy.address());
        same(rows + " rows", y, dy);
      }
    }
  }
}
