package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.anabranch.engine.hidden.HiddenProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tensors in a device's memory: the host sees shapes and views of them, and the elements that it copies. */
class DeviceTensorTest {
  private static final Kernels HOST = Backend.of("scalar", new WorkerPool(1)).kernels();

  private final HiddenProvider provider = new HiddenProvider();
  private final Kernels k = provider.create(new WorkerPool(1));

  private Tensor uploaded(Tensor host) {
    Tensor t = k.allocate(host.dtype(), host.shape());
    k.copy(host, t);
    return t;
  }

  private Tensor downloaded(Tensor device) {
    Tensor t = Tensor.zeros(device.dtype(), device.shape());
    k.copy(device, t);
    return t;
  }

  private static Tensor counting(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = i;
    }
    return t;
  }

  @Test
  void noElementIsReadOrHandedOutByTheTensor() {
    Tensor t = uploaded(counting(2, 3));
    assertTrue(t.isOnDevice());
    assertFalse(t.onHeap());
    List<Executable> reads = List.of(t::floats, t::doubles, t::segment, () -> t.get(0), t::toFloats, t::toHeap,
        () -> t.copyFloats(0, 1, new float[1]));
    for (Executable read : reads) {
      String message = assertThrows(IllegalStateException.class, read).getMessage();
      assertTrue(message.contains("F32[2, 3] in the memory of hidden"), message);
    }
  }

  @Test
  void viewsAreThoseOfHostTensors() {
    Tensor host = counting(4, 3, 2);
    Tensor t = uploaded(host);
    assertEquals(Shape.of(2, 3, 2), t.rows(1, 2).shape());
    Bits.assertSame("rows", host.rows(1, 2), downloaded(t.rows(1, 2)));
    Bits.assertSame("rows of rows", host.rows(1, 2).rows(1, 1), downloaded(t.rows(1, 2).rows(1, 1)));
    Bits.assertSame("reshape", host.reshape(8, 3), downloaded(t.reshape(8, 3)));
    Bits.assertSame("window", host.window(5, Shape.of(2, 4)), downloaded(t.window(5, Shape.of(2, 4))));
    assertEquals(12, t.rows(1, 2).rows(1, 1).position());
    assertTrue(t.rows(1, 2).sharesMemory(t));
    assertFalse(t.sharesMemory(uploaded(host)));
    assertThrows(IndexOutOfBoundsException.class, () -> t.window(20, Shape.of(5)));
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.onDevice(t.device(), 1, DType.F32, t.shape()));
  }

  @Test
  void rectanglesGoBetweenAnyTwoMemories() {
    SplittableRandom g = new SplittableRandom(5);
    for (DType type : List.of(DType.F32, DType.F64)) {
      for (int i = 0; i < 100; i++) {
        int rows = g.nextInt(4);
        int columns = g.nextInt(5);
        int fromStride = columns + g.nextInt(3);
        int toStride = columns + g.nextInt(3);
        int fromAt = g.nextInt(4);
        int toAt = g.nextInt(4);
        Tensor counting = counting(fromAt + rows * fromStride + columns);
        Tensor source = Tensor.zeros(type, counting.shape());
        HOST.mix(new double[] {1}, new Tensor[] {counting}, 1, source);
        Tensor want = Tensor.zeros(type, Shape.of(toAt + rows * toStride + columns));
        Tensor wanted = expected(source, fromAt, fromStride, want, toAt, toStride, rows, columns);
        for (boolean fromDevice : new boolean[] {false, true}) {
          for (boolean toDevice : new boolean[] {false, true}) {
            Tensor a = fromDevice ? uploaded(source) : source;
            Tensor b = toDevice ? k.allocate(type, want.shape()) : Tensor.zeros(type, want.shape());
            provider.forgetCopies();
            (fromDevice || toDevice ? k : HOST).copy(a, fromAt, fromStride, b, toAt, toStride, rows, columns);
            long bytes = (long) rows * columns * type.bytes();
            assertEquals(fromDevice ? 0 : toDevice ? bytes : 0, provider.bytesUp());
            assertEquals(fromDevice && !toDevice ? bytes : 0, provider.bytesDown());
            assertEquals(fromDevice && toDevice ? bytes : 0, provider.bytesWithin());
            assertArrayEquals(wanted.toFloats(), (toDevice ? downloaded(b) : b).toFloats());
          }
        }
      }
    }
  }

  private static Tensor expected(Tensor from, int fromAt, int fromStride, Tensor to, int toAt, int toStride, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double v = from.get(fromAt + r * fromStride + c);
        if (to.dtype() == DType.F64) {
          to.doubles()[toAt + r * toStride + c] = v;
        } else {
          to.floats()[toAt + r * toStride + c] = (float) v;
        }
      }
    }
    return to;
  }

  @Test
  void copiesThatDoNotFitSayWhatTheyNeed() {
    Tensor a = counting(6);
    assertEquals("copy: needs tensors of one size, got F32[6] on the heap and F32[5] on the heap",
        assertThrows(IllegalArgumentException.class, () -> HOST.copy(a, Tensor.zeros(5))).getMessage());
    assertEquals("copy: needs tensors of one type, got F32[6] on the heap and F64[6] on the heap",
        assertThrows(IllegalArgumentException.class, () -> HOST.copy(a, Tensor.zerosF64(6))).getMessage());
    assertEquals("copy: from needs elements [2, 7) of [0, 6)",
        assertThrows(IllegalArgumentException.class, () -> HOST.copy(a, 2, 3, Tensor.zeros(9), 0, 2, 2, 2)).getMessage());
  }

  @Test
  void temporariesLieInTheKernelsMemoryAlignedAndCostNothingTheSecondTime() {
    Workspace w = k.workspace();
    for (int pass = 0; pass < 2; pass++) {
      w.reset();
      Tensor a = w.floats(3, 5);
      Tensor b = w.floats(1);
      assertTrue(a.isOnDevice() && b.isOnDevice() && b.sharesMemory(a));
      assertEquals(0, a.position());
      assertEquals(64, b.position());
    }
    long held = provider.bytesHeld();
    assertEquals(w.capacityBytes(), held);
    assertEquals(0, Allocation.bytes(() -> {
      w.reset();
      w.floats(3, 5);
      w.floats(1);
      w.floats(2, 3, 4);
    }));
    assertEquals(held, provider.bytesHeld());
  }

  @Test
  void whatIsResidentIsUploadedOnce() {
    Tensor weight = counting(4, 4);
    Tensor kept4 = k.resident(weight);
    assertSame(kept4, k.resident(weight));
    assertSame(kept4, provider.create(new WorkerPool(1)).resident(weight));
    assertSame(kept4, k.resident(kept4));
    assertNotSame(kept4, k.resident(counting(4, 4)));
    assertEquals(128, provider.bytesKept());
    Bits.assertSame("resident", weight, downloaded(kept4));
    assertSame(weight, HOST.resident(weight));
  }

  @Test
  void releasedMemoryIsGone() {
    Tensor t = k.allocate(DType.F64, Shape.of(5));
    assertEquals(40, provider.bytesHeld());
    k.release(t);
    assertEquals(0, provider.bytesHeld());
    assertThrows(IllegalStateException.class, () -> downloaded(t));
  }

  @Test
  void whatIsRepeatedIsTheSameOperationsOnTheSameTensors() {
    Tensor x = uploaded(counting(3));
    Tensor y = uploaded(counting(3));
    for (int i = 0; i < 3; i++) {
      k.repeat("twice", () -> k.scale(x, 2, x));
    }
    assertArrayEquals(new float[] {0, 8, 16}, downloaded(x).floats());
    assertEquals(2, provider.repeats());
    assertTrue(assertThrows(IllegalStateException.class, () -> k.repeat("twice", () -> k.scale(y, 2, y))).getMessage()
        .startsWith("hidden: equal sequences are the same operations on the same tensors, got Place["));
    assertEquals("hidden: equal sequences are the same operations on the same tensors, got exp after scale",
        assertThrows(IllegalStateException.class, () -> k.repeat("twice", () -> k.exp(x, x))).getMessage());
    assertEquals("hidden: what is repeated takes nothing from the host, got embedding",
        assertThrows(IllegalStateException.class, () -> k.repeat("ids", () -> k.embedding(x, new int[] {0}, 1, y))).getMessage());
    assertEquals("hidden: what is repeated makes no tensor after the first time, asked for F32[2]",
        assertThrows(IllegalStateException.class, () -> k.repeat("twice", () -> k.allocate(DType.F32, Shape.of(2)))).getMessage());
  }

  @Test
  void operationsRefuseTheHostsTensors() {
    Tensor t = uploaded(counting(2, 3));
    String message = assertThrows(IllegalStateException.class, () -> k.add(t, counting(2, 3), t)).getMessage();
    assertEquals("tensor: needs memory of a device, this one is F32[2, 3] on the heap", message);
  }

  @Test
  void whatRunsOnTheHostHasKernelsThere() {
    WorkerPool pool = new WorkerPool(1);
    Backend device = Backend.of(provider, pool);
    assertEquals("hidden", device.kernels().provider().name());
    assertFalse(device.kernels().host().provider().isDevice());
    assertSame(HOST, HOST.host());
    assertFalse(Backend.onHost(pool).provider().isDevice());
    assertSame(pool, Backend.onHost(pool).pool());
  }

  @Test
  void aLostDeviceSaysWhereAndRefusesFromThenOn() {
    Tensor t = uploaded(counting(2, 3));
    provider.loseAfter(2);
    k.exp(t, t);
    assertEquals("", provider.refusal());
    assertEquals("hidden: the device was lost in exp", assertThrows(DeviceLostException.class, () -> k.exp(t, t)).getMessage());
    assertEquals("the device was lost", provider.refusal());
  }
}
