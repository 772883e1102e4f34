package org.anabranch.model.text;

import java.util.Arrays;

/**
 * Counts by keys >= 0: open addressing with linear probing, at most half full. Not thread-safe while it grows, then it is.
 *
 * <p>Who adds what {@link #forEach} of another table shows makes room first ({@link #reserve}): it comes in the order of slots, which
 * crowds the low slots of a table that is still to grow, and a search for one then takes as long as the table.
 */
final class LongCounts {
  private static final int FIRST = 1 << 10;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[FIRST];
  private int[] counts = new int[FIRST];
  private int size;

  LongCounts() {
    Arrays.fill(keys, -1);
  }

  /** Sees a key and its count. */
  interface Entry {
    void see(long key, int count);
  }

  int size() {
    return size;
  }

  /** The count of a key, 0 where it was never added to. */
  int get(long key) {
    int i = slot(keys, key);
    return keys[i] == key ? counts[i] : 0;
  }

  void add(long key, int count) {
    int i = slot(keys, key);
    if (keys[i] != key) {
      if (2 * (size + 1) > keys.length) {
        grow();
        i = slot(keys, key);
      }
      keys[i] = key;
      size++;
    }
    counts[i] += count;
  }

  /** Makes room for so many keys more. */
  void reserve(int more) {
    while (2L * (size + (long) more) > keys.length) {
      grow();
    }
  }

  void forEach(Entry entry) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] >= 0) {
        entry.see(keys[i], counts[i]);
      }
    }
  }

  private void grow() {
    long[] wider = new long[2 * keys.length];
    int[] moved = new int[wider.length];
    Arrays.fill(wider, -1);
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] >= 0) {
        int to = slot(wider, keys[i]);
        wider[to] = keys[i];
        moved[to] = counts[i];
      }
    }
    keys = wider;
    counts = moved;
  }

  private static int slot(long[] keys, long key) {
    int i = (int) ((key * SPREAD) >>> (Long.numberOfLeadingZeros(keys.length) + 1));
    while (keys[i] >= 0 && keys[i] != key) {
      i = (i + 1) & (keys.length - 1);
    }
    return i;
  }
}
