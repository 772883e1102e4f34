package org.anabranch.solver;

import java.util.List;
import java.util.function.Supplier;
import org.anabranch.engine.Tensor;

/**
 * What a multistep method remembers of each row: its predictions at the times before the present one, newest first.
 *
 * <p>It belongs to the rows and goes where they go: a forked row takes its history along, a rewound row has none. All slots
 * are allocated with the rows. Threading: one thread at a time, that of its process.
 */
public final class RowHistory {
  private final RowBlocks[] slots;
  private int count;

  RowHistory(Supplier<Tensor> memory, int slots, int maxRows) {
    this.slots = new RowBlocks[slots];
    for (int i = 0; i < slots; i++) {
      this.slots[i] = new RowBlocks(memory.get(), maxRows);
    }
  }

  /** All buffers, newest first. */
  List<RowBlocks> buffers() {
    return List.of(slots);
  }

  /** How many predictions can be remembered. */
  public int capacity() {
    return slots.length;
  }

  /** How many are. */
  public int count() {
    return count;
  }

  /** The prediction made {@code back + 1} steps before the present one; {@code back < count()}. */
  public RowBlocks past(int back) {
    return slots[back];
  }

  /**
   * The buffer for the present prediction. It may still hold the oldest one: read that row by row before it is overwritten, and
   * call {@link #push} when all rows are written. Without a push it is a buffer and no more.
   */
  public RowBlocks incoming() {
    return slots[slots.length - 1];
  }

  /** The incoming buffer becomes the newest past. */
  public void push() {
    RowBlocks newest = incoming();
    System.arraycopy(slots, 0, slots, 1, slots.length - 1);
    slots[0] = newest;
    count = Math.min(count + 1, slots.length);
  }

  /** Forgets everything: the state is no longer one that the past led to. */
  void forget() {
    count = 0;
  }

  /** Has as much past as {@code parent}. */
  void inherit(RowHistory parent) {
    count = parent.count;
  }

  /** Makes row {@code to} of {@code child} remember what row {@code from} does; the incoming buffer goes along. */
  void copyRow(int from, RowHistory child, int to) {
    for (int back = 0; back < slots.length; back++) {
      slots[back].copyRow(from, child.slots[back].whole(), to);
    }
  }
}
