package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One set of bits of the tangent rules: every provider against the oracle at awkward sizes, a tangent alone against its batch. */
@Tag("bits")
class TangentBitsTest {
  private static final int[] WIDTHS = {1, 3, 16, 31, 32, 33, 65, 100};

  private final Random random = new Random(11);

  private static Tensor normal(Random r, int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) r.nextGaussian();
    }
    return t;
  }

  private void same(String what, Function<TangentKernels, Tensor> operation) {
    try (WorkerPool one = new WorkerPool(1); WorkerPool three = new WorkerPool(3)) {
      Tensor want = operation.apply(Backend.of("scalar", one).kernels().tangents());
      for (Backend.Report r : Backend.standard().reports()) {
        if (r.usable() && r.bitExact()) {
          for (WorkerPool pool : List.of(one, three)) {
            Bits.assertSame(what + " by " + r.name() + " on " + pool.threads(), want,
                operation.apply(Backend.of(r.name(), pool).kernels().tangents()));
          }
        }
      }
    }
  }

  @Test
  void slopes() {
    List<Float> odd = new ArrayList<>(Arrays.asList(0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-30f,
        Float.MAX_VALUE, -Float.MAX_VALUE, 10f, -10f, 10.01f, -10.01f, 80f, -80f, 88f, -88f));
    while (odd.size() < 20_001) {
      odd.add((float) (4 * random.nextGaussian()));
    }
    Tensor x = Tensor.zeros(odd.size());
    for (int i = 0; i < odd.size(); i++) {
      x.floats()[i] = odd.get(i);
    }
    for (Activation act : Activation.values()) {
      same("slope of " + act, k -> {
        Tensor y = Tensor.zeros(odd.size());
        k.slope(act, x, y);
        return y;
      });
    }
  }

  @Test
  void norms() {
    for (int width : WIDTHS) {
      Tensor x = normal(random, 3, 5, width);
      Tensor modulation = normal(random, 3, 2 * width + 3);
      Tensor dx = normal(random, 6, 5, width);
      same("norm of " + width, k -> {
        Tensor dy = Tensor.zeros(6, 5, width);
        k.layerNormModulated(x, 1e-6f, modulation, width + 1, dx, dy);
        return dy;
      });
    }
  }

  @Test
  void attentionAndProductsOfSlopes() {
    for (int[] s : new int[][] {{1, 1, 1, 1, 1}, {2, 3, 7, 2, 5}, {1, 4, 49, 4, 32}, {2, 1, 17, 3, 16}, {1, 2, 33, 1, 20}}) {
      int columns = 3 * s[3] * s[4] + 2;
      Tensor qkv = normal(random, s[0], s[2], columns);
      Tensor d = normal(random, s[0] * s[1], s[2], columns);
      same("attention " + Arrays.toString(s), k -> {
        Tensor out = Tensor.zeros(s[0] * s[1], s[2], s[3] * s[4]);
        k.attention(qkv, 1, s[3] * s[4] + 1, 2 * s[3] * s[4] + 2, s[3], s[4], 0.3f, d, out);
        return out;
      });
      same("product " + Arrays.toString(s), k -> {
        Tensor out = Tensor.zeros(s[0] * s[1], s[2], columns);
        k.multiply(qkv, d, out);
        return out;
      });
    }
  }

  @Test
  void aTangentAloneIsTheTangentInItsBatch() {
    Tensor qkv = normal(random, 1, 9, 24);
    Tensor d = normal(random, 5, 9, 24);
    TangentKernels k = Backend.standard().kernels().tangents();
    Tensor all = Tensor.zeros(5, 9, 8);
    k.attention(qkv, 0, 8, 16, 2, 4, 0.5f, d, all);
    for (int i = 0; i < 5; i++) {
      Tensor one = Tensor.zeros(1, 9, 8);
      k.attention(qkv, 0, 8, 16, 2, 4, 0.5f, d.rows(i, 1), one);
      assertArrayEquals(Arrays.copyOfRange(all.floats(), i * 72, (i + 1) * 72), one.floats());
    }
  }
}
