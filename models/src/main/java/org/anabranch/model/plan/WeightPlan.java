package org.anabranch.model.plan;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;

/**
 * Adds up what packed layers hold, kind by kind: panels off the heap; scales, biases and small tensors on it. It counts what
 * {@code PackedWeights} makes, by the same sizes.
 */
final class WeightPlan {
  private static final int F32_BYTES = 4;

  private final WeightFormat format;
  private final List<MemoryPlan.Item> items = new ArrayList<>();
  private long offHeap;
  private long heap;

  WeightPlan(WeightFormat format) {
    this.format = format;
  }

  /** Layers in the format, each of {@code out} outputs of its own (stacked ones together). */
  WeightPlan matrix(long count, int out, int in) {
    return layer(count, out, in, format);
  }

  /** Layers in fp32. */
  WeightPlan plain(long count, int out, int in) {
    return layer(count, out, in, WeightFormat.F32);
  }

  /** Tensors copied to the heap. */
  WeightPlan tensor(long elements) {
    heap += F32_BYTES * elements;
    return this;
  }

  /** Ends a kind of layers. */
  WeightPlan item(String name) {
    if (offHeap + heap > 0) {
      items.add(new MemoryPlan.Item(name, true, 0, offHeap, heap));
    }
    offHeap = 0;
    heap = 0;
    return this;
  }

  List<MemoryPlan.Item> items() {
    return items;
  }

  private WeightPlan layer(long count, int out, int in, WeightFormat as) {
    long all = Linear.bytes(out, in, as);
    long onHeap = Linear.heapBytes(out, in, as);
    offHeap += count * (all - onHeap);
    heap += count * onHeap;
    return this;
  }
}
