package org.anabranch.nativekernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.scalar.ScalarProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exact products in C have the bits of the scalar oracle: at every level of this CPU, awkward sizes, on one, two and three threads. */
class NativeBitsTest {
  /** Rows x outputs x inputs: nothing, one, halves and tails of panels, vectors, pairs and groups, blocks of rows and of the depth. */
  private static final int[][] SHAPES = {{0, 5, 3}, {1, 0, 4}, {1, 5, 0}, {2, 5, 0}, {1, 1, 1}, {1, 33, 40}, {1, 129, 385},
    {1, 260, 1001}, {2, 31, 7}, {2, 130, 257}, {3, 32, 384}, {3, 161, 63}, {4, 47, 256}, {5, 60, 96}, {7, 100, 63}, {8, 33, 65},
    {11, 33, 385}, {13, 65, 769}, {14, 70, 255}, {15, 96, 513}, {17, 96, 33}, {25, 40, 1153}, {29, 20, 300}, {49, 192, 128},
    {97, 61, 401}, {141, 33, 130}, {300, 17, 31}, {2, 48, 770}, {3, 16, 20}, {4, 9, 100}, {5, 80, 33}, {6, 44, 64}, {7, 1, 64},
    {9, 48, 60}, {10, 33, 61}, {12, 16, 900}, {31, 112, 1540}};
  private static final float[] ODD = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
    -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 1e-30f, -1e30f, 88.72283f, 88.8f, -88.8f, -104f, 3.92f, 10f,
    -10.07f, 5.5437f};

  private final Random random = new Random(11);
  private final List<WorkerPool> pools = List.of(new WorkerPool(1), new WorkerPool(2), new WorkerPool(3));
  private final Kernels oracle = new ScalarProvider().create(pools.getFirst());

  /** One instance of kernels under test. */
  private record Subject(String name, Kernels kernels) {}

  private List<Subject> subjects() {
    List<Subject> all = new ArrayList<>();
    for (NativeProvider p : Natives.everyLevel("")) {
      for (WorkerPool pool : pools) {
        all.add(new Subject(p.description() + " on " + pool.threads(), p.create(pool)));
      }
    }
    return all;
  }

  @AfterEach
  void close() {
    pools.forEach(WorkerPool::close);
  }

  private Tensor odd(int... dims) {
    Tensor t = Natives.normal(random, dims);
    for (int i = 0; i < t.size(); i++) {
      int pick = random.nextInt(30 * ODD.length);
      t.floats()[i] = pick < ODD.length ? ODD[pick] : t.floats()[i];
    }
    return t;
  }

  @ParameterizedTest
  @EnumSource
  void productsAreTheOracles(WeightFormat format) {
    List<Subject> subjects = subjects();
    for (int[] s : SHAPES) {
      String shape = format + " " + s[0] + "x" + s[1] + "x" + s[2];
      Tensor w = Natives.normal(random, s[1], s[2]);
      Tensor b = Natives.normal(random, s[1]);
      Activation[] acts = Activation.values();
      for (int i = 0; i < acts.length; i++) {
        Linear l = i % 2 == 1 ? Linear.pack(w, b, format) : Linear.pack(w, format);
        Tensor x = i < 2 ? odd(s[0], s[2]) : Natives.normal(random, s[0], s[2]);
        Tensor want = Tensor.zeros(s[0], s[1]);
        oracle.linear(x, l, acts[i], want);
        for (Subject k : subjects) {
          Tensor got = Tensor.zeros(s[0], s[1]);
          k.kernels.linear(x, l, acts[i], got);
          Natives.assertSame(shape + " " + acts[i] + " by " + k.name, want, got);
        }
      }
      Linear l = Linear.pack(w, b, format);
      Tensor x = Natives.normal(random, s[0], 3, s[2]);
      Tensor y = Natives.normal(random, s[0], 3, s[1]);
      Tensor modulation = Natives.normal(random, s[0], 2 * s[1] + 5);
      Tensor residual = Natives.copy(y);
      oracle.linearResidual(x, l, residual);
      Tensor gated = Natives.copy(y);
      oracle.linearGatedResidual(x, l, modulation, s[1] + 2, gated);
      for (Subject k : subjects) {
        Tensor got = Natives.copy(y);
        k.kernels.linearResidual(x, l, got);
        Natives.assertSame("residual " + shape + " by " + k.name, residual, got);
        got = Natives.copy(y);
        k.kernels.linearGatedResidual(x, l, modulation, s[1] + 2, got);
        Natives.assertSame("gated " + shape + " by " + k.name, gated, got);
      }
    }
  }

  /** A call would be too long: the depth is cut, and sums wait in the tile between calls. */
  @ParameterizedTest
  @EnumSource
  void depthsThatTakeSeveralCalls(WeightFormat format) {
    for (int[] s : new int[][] {{1, 33, 9000}, {14, 40, 5001}, {90, 70, 2100}, {100, 530, 1600}}) {
      Linear l = Linear.pack(Natives.normal(random, s[1], s[2]), format);
      Tensor x = Natives.normal(random, s[0], s[2]);
      Tensor want = Tensor.zeros(s[0], s[1]);
      oracle.linear(x, l, Activation.NONE, want);
      for (Subject k : subjects()) {
        Tensor got = Tensor.zeros(s[0], s[1]);
        k.kernels.linear(x, l, Activation.NONE, got);
        Natives.assertSame(format + " " + s[0] + "x" + s[1] + "x" + s[2] + " by " + k.name, want, got);
      }
    }
  }

  /** Every kind of float through every activation: a product by 1 carries them to it. */
  @Test
  void activationsOfOddNumbers() {
    Linear one = Linear.pack(Tensor.of(new float[] {1f}, 1, 1));
    Tensor x = Tensor.zeros(70_000, 1);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = i < ODD.length ? ODD[i] : i < 35_000 ? (i - 17_500) / 150f : Float.intBitsToFloat(random.nextInt());
    }
    for (Activation act : Activation.values()) {
      Tensor want = Tensor.zeros(70_000, 1);
      oracle.linear(x, one, act, want);
      for (Subject k : subjects()) {
        Tensor got = Tensor.zeros(70_000, 1);
        k.kernels.linear(x, one, act, got);
        Natives.assertSame(act + " by " + k.name, want, got);
      }
    }
  }

  @Test
  void convolutionsAreProducts() {
    Tensor x = Natives.normal(random, 2, 33 * 35, 12);
    Linear w = Linear.pack(Natives.normal(random, 64, 9 * 12), Natives.normal(random, 64));
    Tensor want = Tensor.zeros(2, 33 * 35, 64);
    oracle.convolution(x, 33, 35, 1, w, 3, want);
    for (Subject k : subjects()) {
      Tensor got = Tensor.zeros(2, 33 * 35, 64);
      k.kernels.convolution(x, 33, 35, 1, w, 3, got);
      Natives.assertSame("convolution by " + k.name, want, got);
    }
  }
}
