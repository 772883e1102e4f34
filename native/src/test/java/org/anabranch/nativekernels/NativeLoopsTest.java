package org.anabranch.nativekernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.scalar.ScalarProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Attention and what is done to rows have the bits of the scalar oracle: at every level of this CPU, awkward sizes, numbers of every
 * kind, on one and three threads.
 */
class NativeLoopsTest {
  private static final int[] WIDTHS = {1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 97, 128, 131};
  private static final float[] ODD = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
    -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 88.72283f, 88.722839f, 88.8f, -87.33654f, -87.33655f, -88f,
    -104f, 1e30f, -1e30f, 1e-30f, 3.92f, 5.5437f, -5.5437f, 20f, -20f, 10f, -10.07f};

  private final Random random = new Random(5);
  private final List<WorkerPool> pools = List.of(new WorkerPool(1), new WorkerPool(3));

  @AfterEach
  void close() {
    pools.forEach(WorkerPool::close);
  }

  private Tensor normal(int... dims) {
    return Natives.normal(random, dims);
  }

  private Tensor odd(int... dims) {
    Tensor t = normal(dims);
    for (int i = 0; i < t.size(); i++) {
      int pick = random.nextInt(3 * ODD.length);
      t.floats()[i] = pick < ODD.length ? ODD[pick] : t.floats()[i] * 30;
    }
    return t;
  }

  private void same(String what, BiConsumer<Kernels, List<Tensor>> operation) {
    long seed = random.nextLong();
    List<Tensor> want = new ArrayList<>();
    random.setSeed(seed);
    operation.accept(new ScalarProvider().create(pools.getFirst()), want);
    for (NativeProvider p : Natives.everyLevel("")) {
      for (WorkerPool pool : pools) {
        List<Tensor> got = new ArrayList<>();
        random.setSeed(seed);
        operation.accept(p.create(pool), got);
        for (int i = 0; i < want.size(); i++) {
          Natives.assertSame(what + ", result " + i + ", by " + p.description() + " on " + pool.threads(), want.get(i), got.get(i));
        }
      }
    }
  }

  /**
   * Rows, queries, keys, heads, key heads, width: of the last five the first takes a call for some queries each, the next copies keys
   * and values, the next two take several calls for a block of queries too, and the last has more keys than C is given.
   */
  @Test
  void attention() {
    int[][] shapes = {{1, 1, 1, 1, 1, 1}, {2, 3, 5, 2, 2, 7}, {1, 16, 16, 3, 3, 20}, {2, 49, 49, 4, 2, 32}, {1, 81, 81, 2, 1, 64},
      {1, 13, 400, 2, 2, 24}, {1, 5, 385, 1, 1, 72}, {1, 2, 3, 1, 1, 400}, {3, 33, 64, 6, 2, 16}, {1, 65, 31, 1, 1, 48},
      {1, 17, 33, 2, 2, 80}, {1, 40, 100, 2, 2, 8}, {1, 32, 1, 1, 1, 16}, {1, 4, 0, 2, 2, 8}, {1, 150, 300, 1, 1, 33},
      {1, 140, 600, 2, 1, 40}, {1, 3, 1200, 1, 1, 72}, {1, 140, 900, 1, 1, 64}, {1, 2, 8200, 1, 1, 8}};
    for (int[] s : shapes) {
      same("attention " + Arrays.toString(s), (k, out) -> {
        int width = s[3] * s[5];
        int keyWidth = s[4] * s[5];
        Tensor q = normal(s[0], s[1], width + 3);
        Tensor kv = normal(s[0], s[2], 2 * keyWidth + 1);
        Tensor o = Tensor.zeros(s[0], s[1], width);
        k.attention(q, 2, kv, 1, kv, 1 + keyWidth, s[3], s[4], s[5], 0.3f, AttentionMask.NONE, o);
        out.add(o);
        Tensor strange = odd(s[0], s[2], 2 * keyWidth + 1);
        Tensor of = Tensor.zeros(s[0], s[1], width);
        k.attention(q, 2, strange, 1, strange, 1 + keyWidth, s[3], s[4], s[5], 0.3f, AttentionMask.NONE, of);
        out.add(of);
        Tensor masked = Tensor.zeros(s[0], s[1], width);
        k.attention(q, 2, kv, 1, kv, 1 + keyWidth, s[3], s[4], s[5], 0.3f, AttentionMask.causal(s[1], s[2]), masked);
        out.add(masked);
      });
    }
    same("keys 4096 bytes apart", (k, out) -> {
      Tensor kv = normal(1, 21, 2048);
      Tensor o = Tensor.zeros(1, 9, 40);
      k.attention(normal(1, 9, 40), 0, kv, 100, kv, 1000, 1, 1, 40, 0.3f, AttentionMask.NONE, o);
      out.add(o);
    });
  }

  @Test
  void attentionOfRaggedRows() {
    int[][] batches = {{0, 0}, {0, 5, 3, 0}, {4, 9, 1, 3, 33, 70, 0, 2, 7, 33}, {32, 64, 31, 32, 65, 65}};
    for (int[] batch : batches) {
      for (int d : new int[] {8, 20, 32, 72}) {
        same("ragged " + Arrays.toString(batch) + " of width " + d, (k, out) -> {
          RowSpans spans = new RowSpans();
          for (int i = 0; i < batch.length; i += 2) {
            spans.add(batch[i], batch[i + 1]);
          }
          Tensor kv = normal(1, spans.keys(), 4 * d + 1);
          Tensor o = Tensor.zeros(1, spans.queries(), 4 * d);
          k.attention(normal(spans.queries(), 4 * d + 3), 2, kv, 1, kv, 1 + 2 * d, 4, 2, d, 0.3f, spans, o);
          out.add(o);
        });
      }
    }
  }

  @Test
  void norms() {
    for (int width : WIDTHS) {
      same("norms of width " + width, (k, out) -> {
        Tensor x = normal(3, 5, width);
        Tensor weight = normal(width);
        Tensor bias = normal(width);
        Tensor modulation = normal(3, 2 * width + 1);
        Tensor[] y = new Tensor[6];
        for (int i = 0; i < y.length; i++) {
          y[i] = Tensor.zeros(3, 5, width);
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
    same("operands in one array, as a workspace has them", (k, out) -> {
      Tensor slab = normal(1000);
      Tensor x = Tensor.window(slab.floats(), 0, Shape.of(3, 5, 20));
      Tensor modulation = Tensor.window(slab.floats(), 300, Shape.of(3, 40));
      Tensor y = Tensor.window(slab.floats(), 500, Shape.of(3, 5, 20));
      k.layerNormModulated(x, 1e-6f, modulation, 20, 0, y);
      k.layerNorm(y, 1e-6f, Tensor.window(slab.floats(), 800, Shape.of(20)), Tensor.window(slab.floats(), 820, Shape.of(20)), x);
      k.layerNormModulated(x, 1e-6f, Tensor.window(slab.floats(), 900, Shape.of(20)), modulation, 0, 20, y);
      k.add(x, y, x);
      out.add(slab);
    });
    same("many rows", (k, out) -> {
      Tensor x = normal(700, 96);
      k.layerNorm(x, 1e-6f, x);
      out.add(x);
    });
    same("odd numbers", (k, out) -> {
      Tensor x = odd(50, 40);
      k.layerNorm(x, 1e-6f, x);
      out.add(x);
    });
  }

  @Test
  void elementsAndSoftmax() {
    for (int n : WIDTHS) {
      same("elements " + n, (k, out) -> {
        Tensor x = odd(3, n);
        Tensor e = Tensor.zeros(3, n);
        k.exp(x, e);
        out.add(e);
        for (Activation act : Activation.values()) {
          Tensor y = Tensor.zeros(3, n);
          k.activate(act, x, y);
          out.add(y);
          Tensor gated = Tensor.zeros(2, 3, n);
          k.gated(act, odd(2, 3, 2 * n), gated);
          out.add(gated);
        }
        Tensor s = Tensor.zeros(3, n);
        k.softmax(x, s);
        out.add(s);
        Tensor nothing = Tensor.zeros(2, n);
        Arrays.fill(nothing.floats(), Float.NEGATIVE_INFINITY);
        nothing.floats()[n] = Float.NaN;
        k.softmax(nothing, nothing);
        out.add(nothing);
        Tensor a = Tensor.zeros(3, n);
        k.add(x, normal(1, n), a);
        out.add(a);
        Tensor b = Tensor.zeros(3, n);
        k.axpy(x, new double[] {0.1, 0, -3.7}, new Tensor[] {normal(3, n), odd(3, n), odd(3, n)}, 3, b);
        out.add(b);
        Tensor c = Tensor.zeros(3, n);
        k.scale(x, 0.7, c);
        out.add(c);
        Tensor turned = odd(2, 5, 3 * 2 * n + 3);
        k.rotary(turned, 2, 3, 2 * n, normal(6, 2 * n));
        out.add(turned);
      });
    }
    same("more than a call takes", (k, out) -> {
      Tensor x = odd(1 << 16);
      Tensor y = odd(1 << 16);
      k.activate(Activation.GELU_ERF, x, x);
      k.add(x, y, x);
      k.axpy(x, new double[] {0.3}, new Tensor[] {y}, 1, x);
      k.exp(x, x);
      out.add(x);
      Tensor row = normal(2, 70_000);
      k.softmax(row, row);
      out.add(row);
      Tensor gate = normal(1, 140_000);
      Tensor half = Tensor.zeros(1, 70_000);
      k.gated(Activation.SILU, gate, half);
      out.add(half);
    });
  }
}
