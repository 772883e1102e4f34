package org.anabranch.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUgraph;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A queue of work on a device: copies, launches and the memory that they use, in order.
 *
 * <p>A launch is {@code begin(kernel)}, one call for each parameter in the kernel's order, then {@code launch(...)}. Parameters are
 * written to one block of off-heap memory that every launch of the stream reuses, since the driver reads it during the call: a launch
 * allocates nothing. {@link #synchronize()} waits; until then results are undefined.
 *
 * <p>Errors: {@link CudaException} with the kernel, its shape and the driver's text. Threading: one thread at a time.
 */
public final class CudaStream implements AutoCloseable {
  private static final int MOST_PARAMETERS = 32;
  private static final int STAGING_BYTES = 1 << 20;
  private static final int NON_BLOCKING = CUstream_flags.CU_STREAM_NON_BLOCKING;

  private final CudaDevice device;
  private final CUstream handle = new CUstream();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment values = arena.allocate(8L * MOST_PARAMETERS, 8);
  private final MemorySegment pointers = arena.allocate(8L * MOST_PARAMETERS, 8);
  private final Pointer parameters;
  private final Pointer staging = new Pointer();
  private final MemorySegment staged;
  private final Map<DeviceKernel, Integer> shared = new EnumMap<>(DeviceKernel.class);
  private DeviceKernel kernel = DeviceKernel.NORM_ROWS;
  private int count;
  private boolean began;
  private String launched = "";
  private boolean open = true;

  CudaStream(CudaDevice device) {
    this.device = device;
    for (int i = 0; i < MOST_PARAMETERS; i++) {
      pointers.setAtIndex(ValueLayout.JAVA_LONG, i, values.address() + 8L * i);
    }
    parameters = new HostPointer(pointers.address());
    device.check(JCudaDriver.cuStreamCreate(handle, NON_BLOCKING), "cuStreamCreate");
    device.check(JCudaDriver.cuMemAllocHost(staging, STAGING_BYTES), "cuMemAllocHost of " + STAGING_BYTES + " bytes");
    ByteBuffer view = staging.getByteBuffer(0, STAGING_BYTES).order(ByteOrder.nativeOrder());
    staged = MemorySegment.ofBuffer(view);
  }

  /** The device. */
  public CudaDevice device() {
    return device;
  }

  // ---- memory

  /**
   * A buffer, in the order of this stream.
   *
   * @throws CudaException if the device's limit or memory does not allow it
   */
  public DeviceBuffer allocate(long bytes) {
    device.enter();
    if (bytes < 0) {
      throw new IllegalArgumentException("cuda: a buffer has >= 0 bytes, got " + bytes);
    }
    device.take(bytes);
    DevicePointer p = new DevicePointer();
    int result = JCudaDriver.cuMemAllocAsync(p, Math.max(256, bytes), handle);
    if (result != 0) {
      device.giveBack(bytes);
      throw device.failed(result, "allocation of " + bytes + " bytes beside " + device.heldBytes() + " held", "");
    }
    return new DeviceBuffer(this, p, p.address(), bytes);
  }

  /** A buffer of n floats. */
  public DeviceBuffer allocateFloats(long n) {
    return allocate(Math.multiplyExact(n, 4L));
  }

  void free(DevicePointer p, long bytes) {
    device.giveBack(bytes);
    if (open && device.usable()) {
      device.enter();
      check(JCudaDriver.cuMemFreeAsync(p, handle), "cuMemFreeAsync");
    }
  }

  /** Copies host memory to the buffer from a byte on; returns when the source may be reused. */
  public void upload(MemorySegment from, DeviceBuffer to, long at) {
    device.enter();
    Objects.checkFromIndexSize(at, from.byteSize(), to.bytes());
    for (long done = 0; done < from.byteSize(); done += STAGING_BYTES) {
      long n = Math.min(STAGING_BYTES, from.byteSize() - done);
      MemorySegment.copy(from, done, staged, 0, n);
      check(JCudaDriver.cuMemcpyHtoDAsync(to.pointer().withByteOffset(at + done), staging, n, handle), "copy to the device");
      synchronize();
    }
  }

  /** Copies floats of an array to the buffer from a float on. */
  public void upload(float[] from, DeviceBuffer to, long at) {
    upload(MemorySegment.ofArray(from), to, 4 * at);
  }

  /** Copies doubles of an array to the buffer from a double on. */
  public void upload(double[] from, DeviceBuffer to, long at) {
    upload(MemorySegment.ofArray(from), to, 8 * at);
  }

  /** Copies ints of an array to the buffer from an int on. */
  public void upload(int[] from, DeviceBuffer to, long at) {
    upload(MemorySegment.ofArray(from), to, 4 * at);
  }

  /** Copies longs of an array to the buffer from a long on. */
  public void upload(long[] from, DeviceBuffer to, long at) {
    upload(MemorySegment.ofArray(from), to, 8 * at);
  }

  /** Copies the buffer from a byte on to host memory; waits for everything before. */
  public void download(DeviceBuffer from, long at, MemorySegment to) {
    device.enter();
    Objects.checkFromIndexSize(at, to.byteSize(), from.bytes());
    for (long done = 0; done < to.byteSize(); done += STAGING_BYTES) {
      long n = Math.min(STAGING_BYTES, to.byteSize() - done);
      check(JCudaDriver.cuMemcpyDtoHAsync(staging, from.pointer().withByteOffset(at + done), n, handle), "copy from the device");
      synchronize();
      MemorySegment.copy(staged, 0, to, done, n);
    }
  }

  /** Copies floats of the buffer from a float on to an array. */
  public void download(DeviceBuffer from, long at, float[] to) {
    download(from, 4 * at, MemorySegment.ofArray(to));
  }

  /** Copies bytes between buffers; they do not overlap. */
  public void copy(DeviceBuffer from, long fromByte, DeviceBuffer to, long toByte, long bytes) {
    device.enter();
    Objects.checkFromIndexSize(fromByte, bytes, from.bytes());
    Objects.checkFromIndexSize(toByte, bytes, to.bytes());
    if (bytes > 0) {
      check(JCudaDriver.cuMemcpyDtoDAsync(to.pointer().withByteOffset(toByte), from.pointer().withByteOffset(fromByte), bytes, handle),
          "copy on the device");
    }
  }

  /** Sets all bytes of the buffer to 0. */
  public void clear(DeviceBuffer buffer) {
    device.enter();
    if (buffer.bytes() > 0) {
      check(JCudaDriver.cuMemsetD8Async(buffer.pointer(), (byte) 0, buffer.bytes(), handle), "clear");
    }
  }

  // ---- launches

  /** Begins a launch. */
  public CudaStream begin(DeviceKernel next) {
    device.enter();
    kernel = next;
    count = 0;
    began = true;
    return this;
  }

  /** The next parameter, an address; 0 for none. */
  public CudaStream address(long v) {
    values.setAtIndex(ValueLayout.JAVA_LONG, place('p'), v);
    return this;
  }

  /** The next parameter, a long. */
  public CudaStream number(long v) {
    values.setAtIndex(ValueLayout.JAVA_LONG, place('l'), v);
    return this;
  }

  /** The next parameter, an int. */
  public CudaStream number(int v) {
    values.set(ValueLayout.JAVA_INT, 8L * place('i'), v);
    return this;
  }

  /** The next parameter, a float. */
  public CudaStream number(float v) {
    values.set(ValueLayout.JAVA_FLOAT, 8L * place('f'), v);
    return this;
  }

  /** The next parameter, a double. */
  public CudaStream number(double v) {
    values.setAtIndex(ValueLayout.JAVA_DOUBLE, place('d'), v);
    return this;
  }

  private int place(char type) {
    if (!began || count >= kernel.parameters().length() || kernel.parameters().charAt(count) != type) {
      throw new IllegalStateException("cuda: " + kernel.symbol() + " takes the parameters " + kernel.parameters() + ", number " + count
          + " cannot be of type " + type);
    }
    return count++;
  }

  /** Queues the launch of a grid of blocks; nothing where a dimension is 0. */
  public void launch(long gridX, int gridY, int dynamicShared) {
    if (count != kernel.parameters().length()) {
      throw new IllegalStateException("cuda: " + kernel.symbol() + " takes the parameters " + kernel.parameters() + ", got " + count);
    }
    began = false;
    if (gridX == 0 || gridY == 0) {
      return;
    }
    if (gridX > Integer.MAX_VALUE || gridY > 65_535) {
      throw CudaException.refused("cuda: " + kernel.symbol() + " has at most 2147483647 x 65535 blocks, asked for " + gridX + " x "
          + gridY);
    }
    if (dynamicShared > 0 && shared.getOrDefault(kernel, 0) < dynamicShared) {
      device.allowShared(kernel, dynamicShared);
      shared.put(kernel, dynamicShared);
    }
    int result = JCudaDriver.cuLaunchKernel(device.function(kernel), (int) gridX, gridY, 1, kernel.threads(), 1, 1, dynamicShared,
        handle, parameters, null);
    if (result != 0) {
      throw device.failed(result, "launch of " + kernel.symbol() + " with " + gridX + " x " + gridY + " blocks of " + kernel.threads()
          + " threads and " + dynamicShared + " bytes of shared memory", kernel.symbol());
    }
    launched = kernel.symbol();
  }

  // ---- order

  /** Waits for everything queued. */
  public void synchronize() {
    device.enter();
    check(JCudaDriver.cuStreamSynchronize(handle), "synchronize");
  }

  /** An event that marks what is queued now. */
  public CudaEvent record() {
    device.enter();
    CUevent e = new CUevent();
    check(JCudaDriver.cuEventCreate(e, 0), "cuEventCreate");
    check(JCudaDriver.cuEventRecord(e, handle), "cuEventRecord");
    return new CudaEvent(device, e);
  }

  /** Lets what is queued later wait for the event. */
  public void await(CudaEvent event) {
    device.enter();
    check(JCudaDriver.cuStreamWaitEvent(handle, event.handle(), 0), "cuStreamWaitEvent");
  }

  /**
   * Records what the body queues on this stream, without running it. The body must not allocate, copy to or from the host, or wait.
   *
   * @return the graph, to be replayed by {@link CudaGraph#launch}; its launches keep the addresses that they were given
   */
  public CudaGraph capture(Runnable body) {
    device.enter();
    check(JCudaDriver.cuStreamBeginCapture(handle, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), "cuStreamBeginCapture");
    CUgraph graph = new CUgraph();
    int ended;
    try {
      body.run();
    } finally {
      ended = JCudaDriver.cuStreamEndCapture(handle, graph);
    }
    check(ended, "cuStreamEndCapture");
    return new CudaGraph(device, graph);
  }

  CUstream handle() {
    return handle;
  }

  void check(int result, String what) {
    if (result != 0) {
      throw device.failed(result, launched.isEmpty() ? what : what + " (the last launch was of " + launched + ")", launched);
    }
  }

  /** Waits for what is queued, unless the device is lost, and frees the stream; again does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      if (device.usable()) {
        device.enter();
        JCudaDriver.cuStreamSynchronize(handle);
        JCudaDriver.cuMemFreeHost(staging);
        JCudaDriver.cuStreamDestroy(handle);
      }
      arena.close();
    }
  }
}
