package org.anabranch.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.anabranch.engine.DType;
import org.anabranch.engine.DeviceLostException;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * A device at work for all kernels of a provider: one stream, so that what one instance writes another may read, the weights and
 * constants that stay there, and the memory of tensors.
 *
 * <p>Memory whose owner is gone is freed in the stream's order at the next allocation; an allocation that fails for want of memory asks
 * the garbage collector once. Threading: safe, a piece of work at a time ({@link #run}).
 */
final class CudaSession {
  private final KernelProvider provider;
  private final CudaDevice device;
  private final CudaStream stream;
  private final Map<Linear, DeviceWeights> weights = new WeakHashMap<>();
  private final Map<Tensor, Tensor> residents = new WeakHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  private final Set<Follower> followers = new HashSet<>();
  private DeviceBuffer ints;
  private final DeviceBuffer fault;

  /** What is freed after its owner. */
  private final class Follower extends PhantomReference<Object> {
    private final AutoCloseable held;

    Follower(Object owner, AutoCloseable held) {
      super(owner, gone);
      this.held = held;
    }

    void close() {
      try {
        held.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  CudaSession(KernelProvider provider, CudaDevice device) {
    this.provider = provider;
    this.device = device;
    this.stream = device.stream();
    this.ints = stream.allocate(1 << 12);
    this.fault = stream.allocate(4);
    stream.upload(new int[] {DeviceMoves.NO_FAULT}, fault, 0);
  }

  CudaDevice device() {
    return device;
  }

  CudaStream stream() {
    return stream;
  }

  /**
   * Does a piece of work alone on the stream.
   *
   * @throws DeviceLostException if the device was lost by it or before
   */
  void run(Runnable work) {
    synchronized (stream) {
      try {
        work.run();
      } catch (CudaException e) {
        if (device.failure().isPresent()) {
          throw new DeviceLostException(e.getMessage());
        }
        throw e;
      }
    }
  }

  // ---- inside run()

  /** A zeroed tensor. */
  Tensor allocate(DType dtype, Shape shape) {
    CudaMemory memory = new CudaMemory(provider, buffer(Math.multiplyExact(shape.size(), dtype.bytes())));
    follow(memory, memory.buffer());
    stream.clear(memory.buffer());
    return Tensor.onDevice(memory, 0, dtype, shape);
  }

  /** A buffer that the caller closes. */
  DeviceBuffer buffer(long bytes) {
    collect();
    try {
      return stream.allocate(bytes);
    } catch (CudaException e) {
      if (!e.isOutOfMemory()) {
        throw e;
      }
      System.gc();
      collect();
      return stream.allocate(bytes);
    }
  }

  /** A layer's copy, made once for as long as the layer lives. */
  DeviceWeights weights(Linear w) {
    DeviceWeights known = weights.get(w);
    if (known == null) {
      collect();
      known = new DeviceWeights(w, stream);
      weights.put(w, known);
      follow(w, known);
    }
    return known;
  }

  /** A copy of what does not change, made once for as long as the original lives; halves stay halves. */
  Tensor resident(Tensor t) {
    Tensor known = residents.get(t);
    if (known == null) {
      boolean halves = t.dtype() == DType.BF16 || t.dtype() == DType.F16;
      known = allocate(halves ? t.dtype() : DType.F32, t.shape());
      DeviceBuffer to = ((CudaMemory) known.device()).buffer();
      stream.upload(halves ? t.segment() : MemorySegment.ofArray(t.toFloats()), to, 0);
      residents.put(t, known);
    }
    return known;
  }

  /** The address of ints that the next launches read. */
  long ints(int[] values, int n) {
    if (ints.bytes() < 4L * n) {
      ints.close();
      ints = buffer(8L * n);
    }
    stream.upload(MemorySegment.ofArray(values).asSlice(0, 4L * n), ints, 0);
    return ints.address();
  }

  /** The address of longs that the next launches read, with ints after them. */
  long longs(long[] values, int after) {
    int[] words = new int[2 * values.length + 1];
    for (int i = 0; i < values.length; i++) {
      words[2 * i] = (int) values[i];
      words[2 * i + 1] = (int) (values[i] >>> 32);
    }
    words[2 * values.length] = after;
    return ints(words, words.length);
  }

  /** The address of an embedding's fault. */
  long fault() {
    return fault.address();
  }

  /** Closes what is held, in the stream's order, once its owner is gone. */
  void follow(Object owner, AutoCloseable held) {
    followers.add(new Follower(owner, held));
  }

  private void collect() {
    for (Object r = gone.poll(); r != null; r = gone.poll()) {
      Follower f = (Follower) r;
      followers.remove(f);
      f.close();
    }
  }
}
