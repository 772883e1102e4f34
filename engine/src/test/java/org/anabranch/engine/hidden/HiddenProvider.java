package org.anabranch.engine.hidden;

import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.engine.DType;
import org.anabranch.engine.DeviceLostException;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.scalar.ScalarProvider;

/**
 * A device for tests: the scalar kernels on memory that the host reaches by {@link Kernels#copy} alone, which counts what it moves.
 *
 * <p>Code that runs on it with the scalar provider's bits touches no element of a device tensor, and what it moved can be asserted to
 * the byte. Thread-safe.
 */
public final class HiddenProvider implements KernelProvider {
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong down = new AtomicLong();
  private final AtomicLong within = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong repeats = new AtomicLong();
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private final Map<Tensor, Tensor> residents = new WeakHashMap<>();
  private final Set<Linear> weights = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return "hidden";
  }

  @Override
  public boolean bitExact() {
    return true;
  }

  @Override
  public int priority() {
    return -1;
  }

  @Override
  public String refusal() {
    return left.get() > 0 ? "" : "the device was lost";
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public boolean isDevice() {
    return true;
  }

  @Override
  public Kernels create(WorkerPool pool) {
    return new HiddenKernels(this, new ScalarProvider().create(pool));
  }

  /** Bytes copied from the host to the device, resident tensors, ids and keys not counted. */
  public long bytesUp() {
    return up.get();
  }

  /** Bytes copied from the device to the host. */
  public long bytesDown() {
    return down.get();
  }

  /** Bytes copied within the device. */
  public long bytesWithin() {
    return within.get();
  }

  /** Bytes of weights and resident tensors that the device keeps, each uploaded once. */
  public long bytesKept() {
    return kept.get();
  }

  /** Bytes that are allocated and not released. */
  public long bytesHeld() {
    return held.get();
  }

  /** How often a sequence of operations was done that had been done before, which another device would replay. */
  public long repeats() {
    return repeats.get();
  }

  void repeated() {
    repeats.incrementAndGet();
  }

  /** Sets the counters of copies to 0. */
  public void forgetCopies() {
    up.set(0);
    down.set(0);
    within.set(0);
  }

  /** The device is lost after so many operations more. */
  public void loseAfter(long operations) {
    left.set(operations);
  }

  /** Counts an operation. */
  void work(String operation) {
    if (left.get() != Long.MAX_VALUE && left.decrementAndGet() <= 0) {
      throw new DeviceLostException("hidden: the device was lost in " + operation);
    }
  }

  void copied(Tensor from, Tensor to, long bytes) {
    if (from.isOnDevice() && to.isOnDevice()) {
      within.addAndGet(bytes);
    } else if (from.isOnDevice()) {
      down.addAndGet(bytes);
    } else if (to.isOnDevice()) {
      up.addAndGet(bytes);
    }
  }

  /** Counts what an operation takes and tells. */
  void moved(long bytesUp, long bytesDown) {
    up.addAndGet(bytesUp);
    down.addAndGet(bytesDown);
  }

  Tensor allocate(DType dtype, Shape shape) {
    HiddenMemory memory = new HiddenMemory(this, Tensor.zeros(dtype, Shape.of(Math.toIntExact(shape.size()))));
    held.addAndGet(memory.bytes());
    return Tensor.onDevice(memory, 0, dtype, shape);
  }

  void release(Tensor t) {
    ((HiddenMemory) t.device()).release();
    held.addAndGet(-t.device().bytes());
  }

  /** A copy as floats, made once. */
  synchronized Tensor resident(Tensor weight) {
    return weight.isOnDevice() ? weight : residents.computeIfAbsent(weight, w -> {
      Tensor copy = Tensor.of(w.toFloats(), w.shape().toArray());
      kept.addAndGet(4 * copy.size());
      return Tensor.onDevice(new HiddenMemory(this, copy.reshape((int) copy.size())), 0, DType.F32, w.shape());
    });
  }

  Linear resident(Linear w) {
    if (weights.add(w)) {
      kept.addAndGet(w.bytes());
    }
    return w;
  }
}
