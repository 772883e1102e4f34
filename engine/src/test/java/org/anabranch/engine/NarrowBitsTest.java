package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Products with narrow weights: one set of bits over providers, threads, batches and (the build runs this class at 512, 256 and
 * 128 bits) vector widths, and those bits are the chains that {@link Kernels} defines.
 */
@Tag("bits")
class NarrowBitsTest {
  /** Rows x outputs x inputs: one row, register blocks, more than a block; tails of panels, pairs, groups and K-blocks. */
  private static final int[][] SHAPES = {{0, 5, 3}, {1, 0, 4}, {1, 5, 0}, {2, 5, 0}, {14, 5, 0}, {1, 1, 1}, {1, 33, 40}, {1, 129, 385},
    {1, 260, 1001}, {1, 32, 64}, {2, 31, 7}, {3, 32, 384}, {4, 70, 449}, {5, 60, 96}, {7, 100, 63}, {8, 33, 65}, {11, 33, 385},
    {12, 64, 64}, {13, 65, 769}, {17, 96, 33}, {25, 40, 1153}, {49, 192, 128}, {97, 61, 401}, {110, 200, 129}, {410, 33, 31}};
  private static final float[] ODD = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
    Float.MAX_VALUE, -Float.MAX_VALUE, 1e-30f, -1e30f};

  private final Random random = new Random(5);
  private final List<Backend> backends = new ArrayList<>();

  NarrowBitsTest() {
    for (Backend.Report r : Backend.standard().reports()) {
      for (int threads = 1; r.usable() && r.bitExact() && threads <= 3; threads++) {
        backends.add(Backend.of(r.name(), new WorkerPool(threads)));
      }
    }
  }

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  private Tensor odd(Tensor t) {
    for (int i = 0; i < t.size(); i++) {
      int pick = random.nextInt(40 * ODD.length);
      t.floats()[i] = pick < ODD.length ? ODD[pick] : t.floats()[i];
    }
    return t;
  }

  private static Tensor copy(Tensor t) {
    return Tensor.of(t.toFloats(), t.shape().toArray());
  }

  @ParameterizedTest
  @EnumSource
  void productsOfEveryKindAreTheOracles(WeightFormat format) {
    Kernels oracle = Backend.of("scalar", new WorkerPool(1)).kernels();
    for (int[] s : SHAPES) {
      Tensor w = normal(s[1], s[2]);
      Tensor b = normal(s[1]);
      for (boolean bias : new boolean[] {false, true}) {
        Linear l = bias ? Linear.pack(w, b, format) : Linear.pack(w, format);
        Tensor x = bias ? normal(s[0], 3, s[2]) : odd(normal(s[0], 3, s[2]));
        Tensor flat = x.reshape(3 * s[0], s[2]).rows(0, s[0]);
        Tensor y = normal(s[0], 3, s[1]);
        Tensor modulation = normal(s[0], 2 * s[1] + 5);
        Tensor stored = Tensor.zeros(s[0], s[1]);
        oracle.linear(flat, l, Activation.SILU, stored);
        Tensor residual = copy(y);
        oracle.linearResidual(x, l, residual);
        Tensor gated = copy(y);
        oracle.linearGatedResidual(x, l, modulation, s[1] + 2, gated);
        for (Backend backend : backends) {
          Kernels k = backend.kernels();
          String what = format + " " + s[0] + "x" + s[1] + "x" + s[2] + " by " + backend.provider().name() + " on "
              + backend.pool().threads();
          Tensor got = Tensor.zeros(s[0], s[1]);
          k.linear(flat, l, Activation.SILU, got);
          Bits.assertSame(what, stored, got);
          got = copy(y);
          k.linearResidual(x, l, got);
          Bits.assertSame("residual " + what, residual, got);
          got = copy(y);
          k.linearGatedResidual(x, l, modulation, s[1] + 2, got);
          Bits.assertSame("gated " + what, gated, got);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowDoesNotDependOnItsBatch(WeightFormat format) {
    Tensor x = normal(40, 203);
    Linear w = Linear.pack(normal(150, 203), normal(150), format);
    for (Backend backend : backends) {
      Kernels k = backend.kernels();
      Tensor all = Tensor.zeros(40, 150);
      k.linear(x, w, Activation.GELU_TANH, all);
      for (int n = 1; n <= 30; n++) {
        Tensor part = Tensor.zeros(n, 150);
        k.linear(x.rows(40 - n, n), w, Activation.GELU_TANH, part);
        Bits.assertSame("rows " + n, all.rows(40 - n, n), part);
      }
    }
  }

  /** The oracle beside chains written out here over the stored weights. */
  @ParameterizedTest
  @EnumSource
  void theOracleIsTheChainOfTheDefinition(WeightFormat format) {
    int in = 150;
    Tensor x = normal(2, in);
    Linear l = Linear.pack(normal(37, in), format);
    Tensor y = Tensor.zeros(2, 37);
    Backend.of("scalar", new WorkerPool(1)).kernels().linear(x, l, Activation.NONE, y);
    for (int i = 0; i < 2; i++) {
      for (int n = 0; n < 37; n++) {
        float total = 0;
        float chain = 0;
        for (int k = 0; k < in; k++) {
          chain = Math.fma(x.floats()[i * in + k], l.factor(n, k), chain);
          if (format == WeightFormat.INT8_GROUP && (k % 64 == 63 || k == in - 1)) {
            total = Math.fma(l.scales()[(n / 32 * 3 + k / 64) * 32 + n % 32], chain, total);
            chain = 0;
          }
        }
        float want = switch (format) {
          case F32, BF16 -> chain;
          case INT8 -> chain * l.scales()[n];
          case INT8_GROUP -> total;
        };
        assertEquals(Float.floatToIntBits(want), Float.floatToIntBits(y.floats()[i * 37 + n]), format + " " + i + ", " + n);
      }
    }
  }

  @Test
  void theVectorProviderIsAmongThem() {
    assertTrue("0".equals(System.getProperty("anabranch.vector.bits")) || backends.stream()
        .anyMatch(b -> b.provider().name().equals("vector")), () -> "no vector provider: " + Backend.standard().reports());
  }
}
