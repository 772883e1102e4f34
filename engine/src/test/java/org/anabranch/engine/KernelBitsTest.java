package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One set of bits: every kernel of every bit-exact provider against the scalar oracle, at awkward sizes, on one, two and three
 * threads. The build runs this class at 512, 256 and 128 bits, one JVM each; equal to the oracle at each means equal.
 */
@Tag("bits")
class KernelBitsTest {
  private static final int[] SIZES = {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 49, 63, 64, 65, 97, 128, 131};
  private static final float[] ODD = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 88.72283f, 88.722839f, 88.8f, -87.33654f,
    -87.33655f, -88f, -104f, 1e30f, -1e30f, 1e-30f, 3.92f, 5.5437f, -5.5437f, 20f, -20f, 0.5f};

  private final Random random = new Random(7);

  /** Runs an operation on the oracle and on every other provider and thread count, and compares what it wrote. */
  private void same(String what, BiConsumer<Kernels, List<Tensor>> operation) {
    List<Tensor> want = new ArrayList<>();
    long seed = random.nextLong();
    random.setSeed(seed);
    operation.accept(Backend.of("scalar", new WorkerPool(1)).kernels(), want);
    for (Backend.Report r : Backend.standard().reports()) {
      if (!r.usable() || !r.bitExact()) {
        continue;
      }
      for (Pools p : Pools.values()) {
        List<Tensor> got = new ArrayList<>();
        random.setSeed(seed);
        operation.accept(Backend.of(r.name(), p.pool).kernels(), got);
        assertEquals(want.size(), got.size());
        for (int i = 0; i < want.size(); i++) {
          Bits.assertSame(what + " by " + r.name() + " at " + r.vectorBits() + " bits on " + p, want.get(i), got.get(i));
        }
      }
    }
  }

  private enum Pools {
    ONE(1), TWO(2), THREE(3);

    private final WorkerPool pool;

    Pools(int threads) {
      pool = new WorkerPool(threads);
    }
  }

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  private Tensor odd(int... dims) {
    Tensor t = normal(dims);
    for (int i = 0; i < t.size(); i++) {
      int pick = random.nextInt(3 * ODD.length);
      t.floats()[i] = pick < ODD.length ? ODD[pick] : t.floats()[i] * 30;
    }
    return t;
  }

  @Test
  void theVectorProviderIsTestedHere() {
    assumeTrue(!"0".equals(System.getProperty("anabranch.vector.bits")));
    assertTrue(Backend.standard().reports().stream().anyMatch(r -> r.name().equals("vector") && r.usable()),
        () -> "no vector provider: " + Backend.standard().reports());
  }

  @Test
  void products() {
    int[][] shapes = {{0, 5, 3}, {1, 0, 4}, {1, 5, 0}, {2, 5, 0}, {1, 1, 1}, {1, 33, 40}, {1, 129, 385}, {1, 260, 1000}, {2, 31, 7},
      {3, 32, 384}, {5, 60, 96}, {7, 100, 60}, {11, 33, 385}, {12, 64, 64}, {13, 65, 769}, {17, 96, 33}, {25, 40, 1153}, {49, 384, 128},
      {81, 100, 60}, {97, 61, 401}, {200, 33, 130}, {410, 97, 31}, {130, 200, 800},
      // rows that share a cache set, one or two copies of them; more inputs than one register block takes
      {5, 70, 1024}, {198, 33, 2048}, {1, 40, 6150}, {9, 40, 6150}, {195, 20, 6145}};
    for (int[] s : shapes) {
      for (Activation act : Activation.values()) {
        same("linear " + s[0] + "x" + s[1] + "x" + s[2] + " " + act, (k, out) -> {
          Tensor y = Tensor.zeros(s[0], s[1]);
          boolean bias = random.nextBoolean();
          Tensor w = normal(s[1], s[2]);
          Linear l = bias ? Linear.pack(w, normal(s[1])) : Linear.pack(w);
          k.linear(normal(s[0], s[2]), l, act, y);
          out.add(y);
        });
      }
      same("residual " + s[0] + "x" + s[1] + "x" + s[2], (k, out) -> {
        Tensor y = normal(s[0], s[1]);
        k.linearResidual(normal(s[0], s[2]), Linear.pack(normal(s[1], s[2]), normal(s[1])), y);
        out.add(y);
      });
      same("gated " + s[0] + "x" + s[1] + "x" + s[2], (k, out) -> {
        Tensor y = normal(s[0], 3, s[1]);
        Tensor modulation = normal(s[0], 2 * s[1] + 5);
        Linear l = Linear.pack(normal(s[1], s[2]), normal(s[1]));
        k.linearGatedResidual(normal(s[0], 3, s[2]), l, modulation, s[1] + 2, y);
        out.add(y);
      });
    }
  }

  @Test
  void aRowOfAProductDoesNotDependOnItsBatch() {
    Tensor x = normal(64, 200);
    Linear w = Linear.pack(normal(150, 200), normal(150));
    Kernels k = Backend.of("", new WorkerPool(2)).kernels();
    Tensor all = Tensor.zeros(64, 150);
    k.linear(x, w, Activation.GELU_TANH, all);
    for (int from = 0; from < 64; from++) {
      for (int n : new int[] {1, 2, 5, 13}) {
        if (from + n <= 64) {
          Tensor part = Tensor.zeros(n, 150);
          k.linear(x.rows(from, n), w, Activation.GELU_TANH, part);
          Bits.assertSame("rows " + from + " + " + n, all.rows(from, n), part);
        }
      }
    }
  }

  @Test
  void attention() {
    int[][] shapes = {{1, 1, 1, 1, 1, 1}, {2, 3, 5, 2, 2, 7}, {1, 16, 16, 3, 3, 20}, {2, 49, 49, 4, 2, 32}, {1, 81, 81, 2, 1, 64},
      {1, 13, 400, 2, 2, 24}, {1, 5, 385, 1, 1, 72}, {1, 30, 800, 2, 2, 33}, {1, 2, 3, 1, 1, 400}, {3, 33, 64, 6, 2, 16},
      {1, 65, 31, 1, 1, 48}, {1, 17, 33, 2, 2, 80}, {1, 40, 100, 2, 2, 8}, {1, 32, 1, 1, 1, 16}};
    for (int[] s : shapes) {
      for (int kind = 0; kind < 5; kind++) {
        int mask = kind;
        same("attention " + java.util.Arrays.toString(s) + " mask " + kind, (k, out) -> {
          int width = s[3] * s[5];
          int keyWidth = s[4] * s[5];
          Tensor q = normal(s[0], s[1], width + 3);
          Tensor kv = normal(s[0], s[2], 2 * keyWidth + 1);
          Tensor o = Tensor.zeros(s[0], s[1], width);
          k.attention(q, 2, kv, 1, kv, 1 + keyWidth, s[3], s[4], s[5], 0.3f, mask(mask, s), o);
          out.add(o);
        });
      }
    }
  }

  @Test
  void attentionOverKeysThatShareACacheSet() {
    same("keys 4096 bytes apart", (k, out) -> {
      Tensor q = normal(1, 9, 40);
      Tensor kv = normal(1, 21, 2048);
      Tensor o = Tensor.zeros(1, 9, 40);
      k.attention(q, 0, kv, 100, kv, 1000, 1, 1, 40, 0.3f, AttentionMask.NONE, o);
      out.add(o);
    });
  }

  private AttentionMask mask(int kind, int[] s) {
    return switch (kind) {
      case 0 -> AttentionMask.NONE;
      case 1 -> AttentionMask.causal(s[1], s[2]);
      case 2 -> AttentionMask.padding(random.ints(s[0], 0, s[2] + 1).toArray(), s[2]);
      case 3 -> AttentionMask.of(normal(s[0], s[3], s[1], s[2]));
      default -> AttentionMask.of(odd(1, 1, s[1], s[2]));
    };
  }

  @Test
  void aHeadOfAFullyMaskedQueryIsZero() {
    for (Backend.Report r : Backend.standard().reports()) {
      if (r.usable()) {
        Kernels k = Backend.of(r.name(), new WorkerPool(1)).kernels();
        Tensor q = normal(1, 4, 8);
        Tensor o = normal(1, 4, 8);
        k.attention(q, 0, q, 0, q, 0, 2, 2, 4, 0.5f, AttentionMask.padding(new int[] {0}, 4), o);
        for (float v : o.floats()) {
          assertEquals(0f, v);
        }
      }
    }
  }

  @Test
  void norms() {
    for (int width : new int[] {1, 3, 16, 31, 32, 33, 60, 64, 96, 127, 128, 1152}) {
      for (int tokens : new int[] {1, 5}) {
        same("norms of width " + width, (k, out) -> {
          Tensor x = normal(3, tokens, width);
          Tensor weight = normal(width);
          Tensor bias = normal(width);
          Tensor modulation = normal(3, 2 * width + 1);
          Tensor[] y = new Tensor[6];
          for (int i = 0; i < y.length; i++) {
            y[i] = Tensor.zeros(3, tokens, width);
            out.add(y[i]);
          }
          k.layerNorm(x, 1e-6f, y[0]);
          k.layerNorm(x, 1e-5f, weight, bias, y[1]);
          k.layerNormModulated(x, 1e-6f, modulation, 1, width + 1, y[2]);
          k.rmsNorm(x, 1e-5f, weight, y[3]);
          k.rmsNormModulated(x, 1e-6f, modulation, width, 0, y[4]);
          k.layerNormModulated(x, 1e-5f, weight, modulation, 0, width, y[5]);
        });
      }
    }
    same("norms of odd values", (k, out) -> {
      Tensor x = odd(50, 40);
      k.layerNorm(x, 1e-6f, x);
      out.add(x);
    });
  }

  @Test
  void elementwiseAndSoftmax() {
    for (int n : SIZES) {
      same("elementwise " + n, (k, out) -> {
        Tensor x = odd(3, n);
        Tensor e = Tensor.zeros(3, n);
        k.exp(x, e);
        out.add(e);
        for (Activation act : Activation.values()) {
          Tensor y = Tensor.zeros(3, n);
          k.activate(act, x, y);
          out.add(y);
        }
        Tensor s = Tensor.zeros(3, n);
        k.softmax(x, s);
        out.add(s);
        Tensor t = normal(3, n);
        k.softmax(t, t);
        out.add(t);
        Tensor a = Tensor.zeros(3, n);
        k.add(x, normal(1, n), a);
        out.add(a);
        Tensor b = Tensor.zeros(3, n);
        k.axpy(x, new double[] {0.1, 0, -3.7}, new Tensor[] {normal(3, n), odd(3, n), odd(3, n)}, 3, b);
        out.add(b);
        Tensor c = Tensor.zeros(3, n);
        k.scale(x, 0.7, c);
        out.add(c);
      });
    }
    same("a million of each", (k, out) -> {
      Tensor x = odd(1 << 18);
      k.activate(Activation.GELU_ERF, x, x);
      k.activate(Activation.SILU, x, x);
      k.activate(Activation.GELU_TANH, x, x);
      k.exp(x, x);
      out.add(x);
    });
  }

  @Test
  void gatesAndRotations() {
    for (int n : SIZES) {
      for (Activation act : Activation.values()) {
        same("gate " + act + " of width " + n, (k, out) -> {
          Tensor y = Tensor.zeros(2, 3, n);
          k.gated(act, odd(2, 3, 2 * n), y);
          out.add(y);
        });
      }
      if (n > 0) {
        same("rotary of " + n + " pairs", (k, out) -> {
          Tensor x = odd(2, 5, 3 * 2 * n + 3);
          k.rotary(x, 2, 3, 2 * n, normal(6, 2 * n));
          out.add(x);
        });
      }
    }
    same("many tokens", (k, out) -> {
      Tensor x = normal(3, 700, 200);
      k.rotary(x, 100, 2, 48, normal(700, 48));
      Tensor y = Tensor.zeros(3, 700, 100);
      k.gated(Activation.SILU, x, y);
      out.add(x);
      out.add(y);
    });
  }

  @Test
  void moves() {
    same("moves", (k, out) -> {
      Tensor image = normal(2, 3, 9, 6);
      Tensor patches = Tensor.zeros(2, 5 * 3, 3 * 25);
      k.unfold(image, 5, 2, 2, patches);
      out.add(patches);
      Tensor tokens = Tensor.zeros(2, 6, 27);
      k.unfold(image, 3, 3, 0, tokens);
      out.add(tokens);
      Tensor back = Tensor.zeros(2, 2, 9, 6);
      k.unpatchify(tokens, 3, back);
      out.add(back);
      Tensor turned = Tensor.zeros(2, 27, 6);
      k.transpose(tokens, turned);
      out.add(turned);
      Tensor rows = Tensor.zeros(3, 27);
      k.embedding(normal(5, 27), new int[] {4, 0, 4}, 3, rows);
      out.add(rows);
    });
  }

  @Test
  void imagesOfPixelRows() {
    // rows, height, width, enlarge, kernel, in, out: more pixels than a block of either kernel, lines shorter than the window
    int[][] shapes = {{1, 1, 1, 1, 3, 1, 1}, {2, 5, 7, 1, 3, 4, 33}, {1, 2, 1, 2, 3, 5, 32}, {1, 13, 11, 1, 1, 7, 40},
      {3, 9, 16, 2, 3, 6, 20}, {1, 1, 2, 1, 5, 3, 8}, {2, 33, 35, 1, 3, 12, 64}, {1, 6, 5, 3, 5, 2, 9}, {0, 4, 4, 1, 3, 2, 5},
      {1, 3, 4, 1, 3, 700, 31}};
    for (int[] s : shapes) {
      same("convolution " + java.util.Arrays.toString(s), (k, out) -> {
        Tensor x = normal(s[0], s[1] * s[2], s[5]);
        Linear w = Linear.pack(normal(s[6], s[4] * s[4] * s[5]), normal(s[6]));
        Tensor y = Tensor.zeros(s[0], s[1] * s[2] * s[3] * s[3], s[6]);
        k.convolution(x, s[1], s[2], s[3], w, s[4], y);
        out.add(y);
        if (s[3] == 1) {
          Tensor sum = normal(s[0], s[1] * s[2], s[6]);
          k.convolutionResidual(x, s[1], s[2], w, s[4], sum);
          out.add(sum);
        }
      });
    }
    for (int[] s : new int[][] {{1, 1, 1, 1}, {2, 7, 6, 3}, {3, 1025, 12, 4}, {1, 3000, 96, 32}, {2, 64, 33, 1}, {0, 5, 4, 2}}) {
      same("group norm " + java.util.Arrays.toString(s), (k, out) -> {
        for (Activation act : Activation.values()) {
          Tensor x = normal(s[0], s[1], s[2]);
          k.groupNorm(x, s[3], 1e-6f, normal(s[2]), normal(s[2]), act, x);
          out.add(x);
        }
      });
    }
  }

  @Test
  void anImageDoesNotDependOnItsBatch() {
    Kernels k = Backend.of("", new WorkerPool(2)).kernels();
    Tensor x = normal(5, 6 * 23, 10);
    x.floats()[3 * 6 * 23 * 10] = Float.NaN;
    Linear w = Linear.pack(normal(37, 90), normal(37));
    Tensor weight = normal(10);
    Tensor bias = normal(10);
    Tensor y = Tensor.zeros(5, 6 * 23, 37);
    Tensor n = Tensor.zeros(5, 6 * 23, 10);
    k.convolution(x, 6, 23, 1, w, 3, y);
    k.groupNorm(x, 5, 1e-6f, weight, bias, Activation.SILU, n);
    for (int i = 0; i < 5; i++) {
      Tensor one = Tensor.zeros(1, 6 * 23, 37);
      Tensor norm = Tensor.zeros(1, 6 * 23, 10);
      k.convolution(x.rows(i, 1), 6, 23, 1, w, 3, one);
      k.groupNorm(x.rows(i, 1), 5, 1e-6f, weight, bias, Activation.SILU, norm);
      Bits.assertSame("convolution, row " + i, y.rows(i, 1), one);
      Bits.assertSame("group norm, row " + i, n.rows(i, 1), norm);
    }
  }
}
