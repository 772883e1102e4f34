package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.Test;

/** A warm operation allocates nothing: no segment around an array, no job, no scratch. */
class NativeAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Random random = new Random(1);

  /** A forward's slabs: x, y and gate of several products. */
  private final Tensor slab = Tensor.zeros(40 * 400);

  @Test
  void warmOperationsAllocateNothing() throws InterruptedException {
    NativeProvider provider = Natives.everyLevel("bf16,int8").getLast();
    try (WorkerPool pool = new WorkerPool(2)) {
      Kernels k = provider.create(pool);
      List<Runnable> products = new ArrayList<>();
      for (WeightFormat f : WeightFormat.values()) {
        for (int rows : new int[] {1, 5, 40}) {
          Linear w = Linear.pack(Natives.normal(random, 100, 200), Natives.normal(random, 100), f);
          Tensor x = Tensor.window(slab.floats(), 0, Shape.of(rows, 200));
          Tensor y = Tensor.window(slab.floats(), 40 * 200, Shape.of(rows, 1, 100));
          Tensor gate = Tensor.window(slab.floats(), 40 * 300, Shape.of(rows, 100));
          products.add(() -> k.linear(x, w, Activation.SILU, y));
          products.add(() -> k.linearResidual(x, w, y));
          products.add(() -> k.linearGatedResidual(x, w, gate, 0, y));
        }
      }
      Tensor x = Tensor.window(slab.floats(), 0, Shape.of(5, 8, 60));
      Tensor y = Tensor.window(slab.floats(), 40 * 200, Shape.of(5, 8, 60));
      Tensor o = Tensor.window(slab.floats(), 40 * 200, Shape.of(5, 8, 20));
      Tensor modulation = Tensor.window(slab.floats(), 40 * 300, Shape.of(5, 120));
      products.add(() -> k.attention(x, 0, x, 20, x, 40, 2, 2, 10, 0.3f, AttentionMask.NONE, o));
      products.add(() -> k.layerNormModulated(x, 1e-6f, modulation, 0, 60, y));
      products.add(() -> k.softmax(x, y));
      products.add(() -> k.activate(Activation.GELU_TANH, x, y));
      Tensor half = Tensor.window(slab.floats(), 0, Shape.of(5, 8, 30));
      products.add(() -> k.gated(Activation.SILU, y, half));
      products.add(() -> k.add(x, y, x));
      long[] threads = Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("anabranch-worker"))
          .mapToLong(Thread::threadId).toArray();
      long bytes = -1;
      // The interpreter boxes what a call of a method handle passes; the compiler does not, and may take a while on a busy machine.
      for (int round = 0; round < 4000 && bytes != 0; round++) {
        if (round % 100 == 99) {
          Thread.sleep(50);
        }
        long before = allocated(threads);
        products.forEach(Runnable::run);
        bytes = allocated(threads) - before;
      }
      assertEquals(0, bytes, "bytes of the last of 4000 rounds of " + products.size() + " operations");
    }
  }

  private static long allocated(long[] workers) {
    long sum = THREADS.getCurrentThreadAllocatedBytes();
    for (long w : workers) {
      sum += THREADS.getThreadAllocatedBytes(w);
    }
    return sum;
  }
}
