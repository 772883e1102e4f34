package org.anabranch.engine;

import java.util.List;

/** A way to run {@link Kernels} on this machine, found by {@link java.util.ServiceLoader}. */
public interface KernelProvider {
  /** The name that {@code --backend} takes: {@code scalar}, {@code vector}, ... */
  String name();

  /** Whether every kernel returns the bits that {@link Kernels} defines. */
  boolean bitExact();

  /** Preference among usable providers: the highest is chosen. */
  int priority();

  /** Empty when usable, else one sentence: why not, and the flag that would cure it. Never throws. */
  String refusal();

  /** One clause for {@code devices} on what it runs: instructions, a device, its arithmetic. Empty where there is nothing. */
  default String description() {
    return "";
  }

  /** Bits of the vectors used, 0 where that means nothing. */
  int vectorBits();

  /**
   * Whether its tensors lie in the memory of a device, which the host reaches by {@link Kernels#copy} alone. The device is then the
   * parallelism: one network serves all rows, and threads with networks of their own would gain nothing.
   */
  default boolean isDevice() {
    return false;
  }

  /** A fresh instance, for one thread at a time. */
  Kernels create(WorkerPool pool);

  /** Whether a warm-up gains by {@link #rehearsal}: whether most of the work is done by loops that the JVM has to compile first. */
  default boolean rehearses() {
    return !isDevice();
  }

  /**
   * Kernels for a warm-up: they run the code of {@link #create}'s on less work, so that the compiler sees it sooner, and their results
   * are meaningless.
   */
  default Kernels rehearsal(WorkerPool pool) {
    return create(pool);
  }

  /** Measures the register files that this provider has kernels for and the CPU has; empty where there is no choice. Takes seconds. */
  default List<RegisterFile> probe() {
    return List.of();
  }
}
