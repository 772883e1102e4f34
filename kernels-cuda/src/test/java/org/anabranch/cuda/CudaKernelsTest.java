package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.LogitLaw;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every operation of the kernel interface on the device, against the scalar oracle to the last bit. */
@Tag("device")
class CudaKernelsTest {
  private static final Kernels SCALAR = Backend.of("scalar", new WorkerPool(1)).kernels();

  private final Random random = new Random(5);
  private CudaDevice device;
  private CudaProvider provider;
  private Kernels cuda;

  @BeforeEach
  void open() {
    device = TestDevice.fresh(0);
    provider = new CudaProvider(() -> device);
    assertEquals("", provider.refusal());
    cuda = provider.create(new WorkerPool(1));
  }

  @AfterEach
  void close() {
    if (device != null) {
      device.close();
    }
  }

  /** Tensors for an operation: made on the host, and moved where its kernels reach them. */
  private final class Operands {
    private final Kernels k;
    private final Random values;
    private final List<Tensor> seen = new ArrayList<>();

    Operands(Kernels k, long seed) {
      this.k = k;
      this.values = new Random(seed);
    }

    Tensor normal(int... dims) {
      return normal(DType.F32, dims);
    }

    Tensor normal(DType type, int... dims) {
      Tensor t = Tensor.zeros(type, Shape.of(dims));
      for (int i = 0; i < t.size(); i++) {
        double v = values.nextGaussian();
        if (type == DType.F64) {
          t.doubles()[i] = v;
        } else {
          t.floats()[i] = (float) v;
        }
      }
      return moved(t);
    }

    Tensor moved(Tensor host) {
      if (!k.provider().isDevice()) {
        return host;
      }
      Tensor t = k.allocate(host.dtype(), host.shape());
      k.copy(host, t);
      return t;
    }

    /** Shows a result. */
    void see(Tensor t) {
      Tensor copy = Tensor.zeros(t.dtype(), t.shape());
      k.copy(t, copy);
      seen.add(copy);
    }
  }

  private void same(String what, BiConsumer<Kernels, Operands> operation) {
    long seed = random.nextLong();
    Operands want = new Operands(SCALAR, seed);
    Operands got = new Operands(cuda, seed);
    operation.accept(SCALAR, want);
    operation.accept(cuda, got);
    assertEquals(want.seen.size(), got.seen.size());
    assertFalse(want.seen.isEmpty());
    for (int i = 0; i < want.seen.size(); i++) {
      if (want.seen.get(i).dtype() == DType.F64) {
        assertArrayEquals(want.seen.get(i).doubles(), got.seen.get(i).doubles(), what);
      } else {
        assertArrayEquals(want.seen.get(i).floats(), got.seen.get(i).floats(), what);
      }
    }
  }

  private Linear weight(int in, int out, boolean bias, WeightFormat format) {
    Operands o = new Operands(SCALAR, in * 31L + out);
    return bias ? Linear.pack(o.normal(out, in), o.normal(out), format) : Linear.pack(o.normal(out, in), format);
  }

  @Test
  void products() {
    for (WeightFormat format : WeightFormat.values()) {
      for (int rows : new int[] {1, 5, 40}) {
        Linear w = weight(37, 45, rows != 5, format);
        same("linear", (k, o) -> {
          Tensor y = o.normal(rows, 45);
          k.linear(o.normal(rows, 37), w, Activation.GELU_TANH, y);
          o.see(y);
        });
        same("linearResidual", (k, o) -> {
          Tensor y = o.normal(rows, 45);
          k.linearResidual(o.normal(rows, 37), w, y);
          o.see(y);
        });
        same("linearGatedResidual", (k, o) -> {
          Tensor y = o.normal(rows, 3, 45);
          k.linearGatedResidual(o.normal(rows, 3, 37), w, o.normal(rows, 100), 11, y);
          o.see(y);
        });
      }
    }
  }

  @Test
  void attention() {
    for (int[] s : new int[][] {{2, 7, 7, 4, 4, 8}, {3, 5, 9, 6, 2, 16}, {1, 40, 33, 2, 1, 40}}) {
      int dim = s[5];
      same("attention", (k, o) -> {
        Tensor out = o.normal(s[0], s[1], s[3] * dim);
        k.attention(o.normal(s[0], s[1], s[3] * dim + 3), 3, o.normal(s[0], s[2], s[4] * dim + 2), 1,
            o.normal(s[0], s[2], s[4] * dim), 0, s[3], s[4], dim, 0.3f, AttentionMask.NONE, out);
        o.see(out);
      });
      for (int[] m : new int[][] {{s[0], s[3], s[1]}, {1, s[3], 1}, {s[0], 1, 1}}) {
        same("masked attention", (k, o) -> {
          Tensor out = o.normal(s[0], s[1], s[3] * dim);
          AttentionMask mask = AttentionMask.of(o.normal(m[0], m[1], m[2], s[2]));
          k.attention(o.normal(s[0], s[1], s[3] * dim), 0, o.normal(s[0], s[2], s[4] * dim), 0, o.normal(s[0], s[2], s[4] * dim), 0,
              s[3], s[4], dim, 0.3f, mask, out);
          o.see(out);
        });
      }
    }
    RowSpans spans = new RowSpans().add(3, 5).add(0, 4).add(35, 40).add(2, 0);
    same("ragged attention", (k, o) -> {
      Tensor out = o.normal(40, 32);
      k.attention(o.normal(40, 40), 4, o.normal(49, 16), 0, o.normal(49, 20), 2, 4, 2, 8, 0.5f, spans, out);
      o.see(out);
    });
  }

  @Test
  void normsAndSoftmax() {
    for (int width : new int[] {1, 31, 64, 97}) {
      same("norms", (k, o) -> {
        Tensor x = o.normal(4, 3, width);
        Tensor y = o.normal(4, 3, width);
        Tensor modulation = o.normal(4, 2 * width + 3);
        k.layerNorm(x, 1e-6f, y);
        o.see(y);
        k.layerNorm(x, 1e-6f, o.normal(width), o.normal(width), y);
        o.see(y);
        k.layerNormModulated(x, 1e-5f, modulation, 1, width + 2, y);
        o.see(y);
        k.layerNormModulated(x, 1e-5f, o.normal(width), modulation, 1, width + 2, y);
        o.see(y);
        k.rmsNorm(x, 1e-5f, o.normal(width), y);
        o.see(y);
        k.rmsNormModulated(x, 1e-5f, modulation, 0, width, y);
        o.see(y);
        k.softmax(x, y);
        o.see(y);
        k.layerNorm(x, 1e-6f, x);
        o.see(x);
      });
    }
  }

  @Test
  void elementwise() {
    same("elementwise", (k, o) -> {
      Tensor x = o.normal(3, 5, 8);
      Tensor y = o.normal(3, 5, 8);
      for (Activation act : Activation.values()) {
        k.activate(act, x, y);
        o.see(y);
      }
      k.exp(x, y);
      o.see(y);
      Tensor half = o.normal(3, 5, 4);
      k.gated(Activation.SILU, x, half);
      o.see(half);
      k.add(x, o.normal(5, 8), y);
      o.see(y);
      k.scale(x, 0.3, y);
      o.see(y);
      k.rotary(x, 2, 1, 6, o.normal(7, 6));
      o.see(x);
    });
    for (DType type : List.of(DType.F32, DType.F64)) {
      same("sums of " + type, (k, o) -> {
        Tensor[] terms = new Tensor[6];
        Arrays.setAll(terms, i -> o.normal(type, 3, 7));
        Tensor x = o.normal(type, 3, 7);
        Tensor y = o.normal(type, 3, 7);
        k.axpy(x, new double[] {0.1, 0, -0.3, 2, 1e-3, 5}, terms, 6, y);
        o.see(y);
        k.axpy(x, new double[] {0}, terms, 1, y);
        o.see(y);
        k.axpy(x, new double[] {0.7}, terms, 1, x);
        o.see(x);
        k.scale(x, -1.7, y);
        o.see(y);
      });
    }
  }

  @Test
  void movesAndImages() {
    same("moves", (k, o) -> {
      Tensor image = o.normal(2, 3, 6, 8);
      Tensor patches = o.normal(2, 12, 12);
      k.unfold(image, 2, 2, 0, patches);
      o.see(patches);
      Tensor padded = o.normal(2, 48, 27);
      k.unfold(image, 3, 1, 1, padded);
      o.see(padded);
      k.unpatchify(patches, 2, image);
      o.see(image);
      Tensor turned = o.normal(2, 12, 12);
      k.transpose(patches, turned);
      o.see(turned);
      Tensor rows = o.normal(5, 12);
      k.embedding(patches.reshape(24, 12), new int[] {3, 23, 0, 3}, 4, rows);
      o.see(rows);
    });
    Linear w = weight(3 * 3 * 4, 6, true, WeightFormat.F32);
    Linear again = weight(3 * 3 * 6, 6, true, WeightFormat.F32);
    same("images", (k, o) -> {
      Tensor y = o.normal(2, 80, 6);
      k.convolution(o.normal(2, 20, 4), 4, 5, 2, w, 3, y);
      o.see(y);
      Tensor z = o.normal(2, 80, 6);
      k.convolutionResidual(y, 8, 10, again, 3, z);
      o.see(z);
      k.groupNorm(z, 3, 1e-5f, o.normal(6), o.normal(6), Activation.SILU, y);
      o.see(y);
    });
  }

  @Test
  void guidanceNoiseAndSumsInDouble() {
    TrajectoryKey[] keys = IntStream.range(0, 5).mapToObj(i -> TrajectoryKey.root(-77, i)).toArray(TrajectoryKey[]::new);
    same("populations", (k, o) -> {
      Tensor both = o.normal(6, 9);
      Tensor y = o.normal(4, 9);
      k.guide(both, 5, 1.7f, y);
      o.see(y);
      k.guide(both, 9, 0.3f, both);
      o.see(both);
      for (DType type : List.of(DType.F32, DType.F64)) {
        Tensor z = o.normal(type, 5, 7);
        k.normals(keys, 12, Purpose.STEP, z);
        o.see(z);
        Tensor x = o.normal(5, 7);
        Tensor wide = o.normal(DType.F64, 5, 7);
        k.mix(new double[] {1, 0.1, -1 / 3.0, 7}, new Tensor[] {x, wide, z, x}, 4, z);
        o.see(z);
        k.mix(new double[] {0.3}, new Tensor[] {wide}, 1, x);
        o.see(x);
        k.mix(new double[] {0.3, 0.1}, new Tensor[] {x, z}, 2, wide);
        o.see(wide);
      }
    });
  }

  @Test
  void rectanglesGoBetweenHostAndDevice() {
    for (DType type : List.of(DType.F32, DType.F64)) {
      same("copies of " + type, (k, o) -> {
        Tensor x = o.normal(type, 4, 9);
        Tensor y = o.normal(type, 5, 7);
        k.copy(x, 10, 9, y, 8, 7, 3, 4);
        o.see(y);
        k.copy(x, 3, 0, y, 2, 0, 1, 20);
        o.see(y);
        Tensor given = new Operands(SCALAR, 3).normal(type, 4, 9);
        k.copy(given.rows(1, 3), 1, 9, y, 8, 7, 3, 4);
        o.see(y);
        Tensor taken = Tensor.zeros(type, Shape.of(2, 3, 5));
        k.copy(y.rows(1, 4), 2, 7, taken.rows(1, 1), 3, 4, 3, 4);
        o.see(o.moved(taken));
        k.copy(y, 7, 7, x, 0, 7, 2, 7);
        o.see(x);
      });
    }
  }

  @Test
  void whatIsResidentIsOneCopyOfTheProvider() {
    Tensor weight = new Operands(SCALAR, 1).normal(3, 5);
    Tensor kept = cuda.resident(weight);
    assertSame(kept, provider.create(new WorkerPool(1)).resident(weight));
    assertSame(kept, cuda.resident(kept));
    MemorySegment halves = Tensor.allocateOffHeap(2 * 15);
    for (int i = 0; i < 15; i++) {
      halves.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(i * 0.75f) >>> 16));
    }
    Tensor table = Tensor.offHeap(halves, DType.BF16, Shape.of(3, 5));
    Tensor rows = cuda.allocate(DType.F32, Shape.of(2, 5));
    cuda.embedding(cuda.resident(table), new int[] {2, 1}, 2, rows);
    Tensor got = Tensor.zeros(2, 5);
    cuda.copy(rows, got);
    Tensor want = Tensor.zeros(2, 5);
    SCALAR.embedding(table, new int[] {2, 1}, 2, want);
    assertArrayEquals(want.floats(), got.floats());
  }

  /** Each sequence adds its own number, so that what ran and how often can be read from the sum. */
  @Test
  void theSequencesThatWereUsedLastAreReplayed() {
    int n = CudaRecordings.MOST + 5;
    Tensor sum = cuda.allocate(DType.F32, Shape.of(8));
    Tensor[] terms = new Tensor[n];
    Arrays.setAll(terms, i -> {
      Tensor host = Tensor.zeros(8);
      Arrays.fill(host.floats(), i + 1);
      Tensor t = cuda.allocate(DType.F32, Shape.of(8));
      cuda.copy(host, t);
      return t;
    });
    int[] order = IntStream.concat(IntStream.range(0, 3 * n).map(i -> i / 3), IntStream.of(n - 1, 0, 0, 0, n - 1, 1)).toArray();
    int runs = 0;
    int[] ran = {0};
    for (int i : order) {
      cuda.repeat("term " + i, () -> {
        ran[0]++;
        cuda.add(sum, terms[i], sum);
      });
      runs += i + 1;
      assertTrue(((CudaKernels) cuda).recorded() <= CudaRecordings.MOST);
    }
    Tensor got = Tensor.zeros(8);
    cuda.copy(sum, got);
    assertEquals(runs, got.floats()[7], 0);
    assertEquals(2 * n + 2 + 1, ran[0], "run and recorded once each; of two that were forgotten one came again twice, one once");
  }

  @Test
  void memoryOfForgottenTensorsIsFreed() {
    long before = device.heldBytes();
    for (int i = 0; i < 40 && device.heldBytes() <= before + 20 * 40_000; i++) {
      cuda.allocate(DType.F32, Shape.of(10_000));
    }
    assertNotEquals(before, device.heldBytes());
    for (int i = 0; i < 100 && device.heldBytes() > before + 3 * 40_000; i++) {
      System.gc();
      cuda.release(cuda.allocate(DType.F32, Shape.of(1)));
    }
    assertTrue(device.heldBytes() <= before + 3 * 40_000, "bytes held: " + device.heldBytes());
  }

  /** Rows of two tensors, one of them a window of a longer one. */
  @Test
  void logitsAreReadWhereTheyStand() {
    same("likeliest and read", (k, in) -> {
      Tensor a = in.normal(5, 33);
      Tensor b = in.normal(2, 33);
      int[] best = new int[6];
      double[] sums = new double[6];
      k.likeliest(a.rows(1, 3), new int[] {0, 32}, best, sums);
      int[] bestB = new int[2];
      double[] sumsB = new double[2];
      k.likeliest(b, new int[0], bestB, sumsB);
      LogitReads reads = new LogitReads(new LogitLaw(0.8, 9, 0.95, true), false, LogitReads.Score.ENTROPY, true);
      reads.ask(b, 1, bestB[1], sumsB[1], 0.3);
      reads.ask(a.rows(1, 3), 2, best[2], sums[2], 0.9);
      reads.ask(a.rows(1, 3), 0, best[0], sums[0], 0.6);
      k.read(reads);
      Tensor told = Tensor.zerosF64(3, 4);
      for (int i = 0; i < 3; i++) {
        double[] row = {reads.token(i), reads.other(i), reads.probability(i), reads.score(i)};
        System.arraycopy(row, 0, told.doubles(), 4 * i, 4);
      }
      in.see(in.moved(told));
      in.see(a);
      k.likeliest(a.rows(0, 0), new int[] {1}, best, sums);
      k.read(reads.clear());
      assertEquals("likeliest: an excluded token must be in [0, 32], got 33",
          assertThrows(IllegalArgumentException.class, () -> k.likeliest(a, new int[] {33}, best, sums)).getMessage());
      assertThrows(IllegalArgumentException.class, () -> k.likeliest(a, new int[0], new int[4], sums));
    });
  }

  @Test
  void wrongOperandsAreToldInOneSentence() {
    Tensor host = Tensor.zeros(2, 3);
    Tensor own = cuda.allocate(DType.F32, Shape.of(2, 3));
    assertEquals("cuda: needs a tensor in the device's memory, this one is F32[2, 3] on the heap",
        assertThrows(IllegalStateException.class, () -> cuda.add(own, host, own)).getMessage());
    assertEquals("embedding: id must be in [0, 1], got 2",
        assertThrows(IllegalArgumentException.class, () -> cuda.embedding(own, new int[] {0, 2}, 2, own)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> cuda.add(own, own, cuda.allocate(DType.F32, Shape.of(6))));
    assertFalse(cuda.host().provider().isDevice());
    assertEquals("tangents: provider cuda has no tangent rules; use --backend vector or scalar",
        assertThrows(UnsupportedOperationException.class, cuda::tangents).getMessage());
  }
}
