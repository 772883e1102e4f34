package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Memory, launches, order and failures of a device. */
class CudaDeviceTest extends DeviceFixture {
  @Test
  void whatIsUploadedComesBack() {
    // More than the staging memory holds at once.
    float[] values = new float[700_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    DeviceBuffer b = put(values);
    assertArrayEquals(values, get(b, values.length));
    stream.upload(new float[] {-1, -2}, b, 5);
    float[] window = new float[4];
    stream.download(b, 4, window);
    assertArrayEquals(new float[] {4, -1, -2, 7}, window);
    assertThrows(IndexOutOfBoundsException.class, () -> stream.upload(values, b, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> stream.download(b, 699_998, window));
  }

  @Test
  void launchesAndReplaysAllocateNothing() {
    DeviceBuffer x = put(normal(64));
    DeviceMaps maps = new DeviceMaps(stream);
    assertEquals(0, leastAllocated(() -> maps.scale(x.address(), 1f, 64, x.address())));
    try (CudaGraph graph = stream.capture(() -> maps.scale(x.address(), 1f, 64, x.address()))) {
      assertEquals(0, leastAllocated(() -> graph.launch(stream)));
    }
  }

  /** Heap bytes of 200 runs, the least of ten rounds: the compiler itself costs some of them a few bytes. */
  private long leastAllocated(Runnable body) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 200; i++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      stream.synchronize();
    }
    return least;
  }

  @Test
  void parametersOfAnotherTypeOrNumberAreRefused() {
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> stream.begin(DeviceKernel.SOFTMAX_ROWS).number(1));
    assertEquals("cuda: softmax_rows takes the parameters ppii, number 0 cannot be of type i", e.getMessage());
    assertThrows(IllegalStateException.class, () -> stream.begin(DeviceKernel.SOFTMAX_ROWS).address(0).launch(1, 1, 0));
    assertThrows(IllegalStateException.class, () -> stream.number(1));
  }

  @Test
  void aGraphReplaysWhatWasCaptured() {
    DeviceMaps maps = new DeviceMaps(stream);
    DeviceBuffer x = put(1f, 2f, 3f);
    CudaGraph graph = stream.capture(() -> {
      maps.scale(x.address(), 2f, 3, x.address());
      maps.scale(x.address(), 3f, 3, x.address());
    });
    assertEquals(2, graph.nodes());
    assertArrayEquals(new float[] {1, 2, 3}, get(x, 3), "capture runs nothing");
    graph.launch(stream);
    graph.launch(stream);
    assertArrayEquals(new float[] {36, 72, 108}, get(x, 3));
    graph.close();
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> stream.capture(() -> {
      throw new IllegalStateException("from the body");
    }));
    assertEquals("from the body", e.getMessage());
    maps.scale(x.address(), 0f, 3, x.address());
    assertArrayEquals(new float[3], get(x, 3), "the stream captures no longer");
  }

  @Test
  void streamsAreOrderedByEvents() {
    DeviceMaps maps = new DeviceMaps(stream);
    DeviceBuffer x = put(1f);
    try (CudaStream other = stream.device().stream(); CudaEvent begun = stream.record()) {
      maps.scale(x.address(), 5f, 1, x.address());
      try (CudaEvent done = stream.record()) {
        other.await(done);
        new DeviceMaps(other).scale(x.address(), 7f, 1, x.address());
        other.synchronize();
        assertEquals(35f, get(x, 1)[0]);
        done.synchronize();
        assertTrue(done.millisecondsSince(begun) >= 0);
      }
    }
  }

  @Test
  void aMissingWaitIsSeenWhereStreamsAreLazy() {
    assumeTrue("lazy".equals(System.getenv("CUSIM_ASYNC")), "streams run at once here");
    DeviceMaps maps = new DeviceMaps(stream);
    DeviceBuffer x = put(1f);
    try (CudaStream other = stream.device().stream()) {
      maps.scale(x.address(), 5f, 1, x.address());
      // No event between the two: the other stream reads what was there before.
      float[] got = new float[1];
      other.download(x, 0, got);
      assertEquals(1f, got[0]);
    }
  }

  @Test
  void aDeviceIsUsedFromAnyThread() {
    CompletableFuture.runAsync(() -> {
      try (CudaStream own = stream.device().stream(); DeviceBuffer b = own.allocateFloats(1)) {
        own.upload(new float[] {3}, b, 0);
        float[] got = new float[1];
        own.download(b, 0, got);
        assertEquals(3f, got[0]);
      }
    }).join();
  }

  @Test
  void theLimitAndTheMemoryAreReported() {
    try (CudaDevice device = TestDevice.fresh(10_000); CudaStream own = device.stream()) {
      DeviceBuffer first = own.allocate(6_000);
      CudaException e = assertThrows(CudaException.class, () -> own.allocate(5_000));
      assertTrue(e.isOutOfMemory());
      assertEquals("cuda: buffers may hold 10000 bytes, 5000 more than the 6000 held were asked for", e.getMessage());
      assertEquals(6_000, device.heldBytes());
      first.close();
      own.allocate(9_000).close();
      assertEquals(0, device.heldBytes());
      assertThrows(IllegalStateException.class, first::address);
    }
    assumeTrue(TestDevice.isStandIn(), "the memory of a GPU is not filled");
    CudaException e = assertThrows(CudaException.class, () -> TestDevice.with("CUSIM_MEMORY", "1000", () -> stream.allocate(1L << 20)));
    assertTrue(e.isOutOfMemory());
    assertEquals("cuda: allocation of 1048576 bytes beside " + stream.device().heldBytes()
        + " held failed: CUDA_ERROR_OUT_OF_MEMORY (2), CUDA_ERROR_OUT_OF_MEMORY", e.getMessage());
    assertTrue(stream.device().failure().isEmpty(), "a device without memory is not lost");
    room(100);
  }

  @Test
  void aLostDeviceFailsFastWithTheFirstError() {
    assumeTrue(TestDevice.isStandIn(), "a GPU is not lost on purpose");
    try (CudaDevice device = TestDevice.fresh(0)) {
      CudaStream own = device.stream();
      DeviceBuffer b = own.allocateFloats(8);
      DeviceMaps maps = new DeviceMaps(own);
      CudaException first = assertThrows(CudaException.class, () -> TestDevice.with("CUSIM_LOST_AFTER", "2", () -> {
        for (int i = 0; i < 5; i++) {
          maps.activate(Activation.RELU, b.address(), 8, b.address());
        }
      }));
      assertEquals("map_floats", first.kernel());
      assertEquals("cuda: launch of map_floats with 1 x 1 blocks of 256 threads and 0 bytes of shared memory failed: "
          + "CUDA_ERROR_DEVICE_UNAVAILABLE (46), CUDA_ERROR_DEVICE_UNAVAILABLE", first.getMessage());
      assertSame(first, device.failure().orElseThrow());
      for (Runnable later : new Runnable[] {own::synchronize, () -> own.allocate(1), () -> own.begin(DeviceKernel.MAP_FLOATS),
          device::stream, own::record, () -> own.upload(new float[1], b, 0)}) {
        CudaException e = assertThrows(CudaException.class, later::run);
        assertSame(first, e.getCause());
        assertEquals("cuda: the device is unusable since an earlier error: " + first.getMessage(), e.getMessage());
      }
      b.close();
      own.close();
    }
    // Another device of the same process works.
    try (CudaDevice device = TestDevice.fresh(0); CudaStream own = device.stream(); DeviceBuffer b = own.allocateFloats(1)) {
      own.clear(b);
      own.synchronize();
      assertFalse(device.failure().isPresent());
    }
  }

  @Test
  void aStaleImageIsRefused() {
    CudaDriver.Probe probe = TestDevice.probe();
    String ptx = new String(KernelImage.named("kernels.ptx").bytes(), StandardCharsets.UTF_8);
    KernelImage missing = image(ptx.replace("norm_rows", "former_rows"));
    CudaException e = assertThrows(CudaException.class, () -> CudaDevice.open(probe, 0, Optional.of(missing), 0));
    assertEquals("cuda: image test: kernel norm_rows failed: CUDA_ERROR_NOT_FOUND (500), CUDA_ERROR_NOT_FOUND", e.getMessage());
    KernelImage none = image("not an image");
    assertThrows(CudaException.class, () -> CudaDevice.open(probe, 0, Optional.of(none), 0));
    assumeTrue(TestDevice.isStandIn(), "a driver does not know the sources");
    KernelImage other = image(ptx.replaceFirst("\\.param \\.u32 softmax_rows_param_3", ".param .u64 softmax_rows_param_3"));
    assertTrue(assertThrows(CudaException.class, () -> CudaDevice.open(probe, 0, Optional.of(other), 0)).getMessage()
        .startsWith("cuda: image test: kernel softmax_rows failed: CUDA_ERROR_INVALID_IMAGE"));
  }

  private static KernelImage image(String text) {
    return new KernelImage("test", Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), text.length() + 1));
  }

  @Test
  void everyImageOfTheBuildHasEveryKernelAsTheSourcesHaveIt() {
    assumeTrue(TestDevice.isStandIn(), "a GPU loads images of its own architecture alone");
    CudaDriver.Probe probe = TestDevice.probe();
    for (String name : KernelImage.names()) {
      try (CudaDevice device = CudaDevice.open(probe, 0, Optional.of(KernelImage.named(name)), 0)) {
        assertEquals(name, device.imageName());
      }
    }
  }

  @Test
  void tooMuchSharedMemoryIsRefusedByName() {
    int tooMuch = stream.device().mostSharedBytes() + 4;
    CudaException e = assertThrows(CudaException.class, () -> stream.device().allowShared(DeviceKernel.ATTENTION_256, tooMuch));
    assertTrue(e.getMessage().startsWith("cuda: attention_256 needs " + tooMuch + " bytes of shared memory"), e.getMessage());
  }

  @Test
  void aClosedDeviceIsNotUsed() {
    CudaDevice device = TestDevice.fresh(0);
    CudaStream own = device.stream();
    own.close();
    device.close();
    device.close();
    assertThrows(IllegalStateException.class, own::synchronize);
    Tensor x = normal(3);
    same("the shared device goes on", x, put(x));
  }
}
