package org.anabranch.solver.masked;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whose keys are in memory, the least recently used first, within a limit.
 *
 * <p>What is dropped depends on the order of evaluations alone, not on the collector: a process that repeats itself drops the same.
 */
final class CacheMemory {
  private final LinkedHashMap<RowCache, Long> bytes;
  private final long limit;
  private long used;

  CacheMemory(long limit) {
    this(limit, Map.of(), 0);
  }

  private CacheMemory(long limit, Map<RowCache, Long> entries, long used) {
    this.limit = limit;
    this.used = used;
    this.bytes = new LinkedHashMap<>(16, 0.75f, true);
    bytes.putAll(entries);
  }

  /** A copy to try out on what a round will need. */
  CacheMemory copy() {
    return new CacheMemory(limit, bytes, used);
  }

  /** Whether the keys are there; they are then the most recently used. */
  boolean touch(RowCache cache) {
    return bytes.get(cache) != null;
  }

  /** Puts keys there, as the most recently used. */
  void put(RowCache cache, long size) {
    Long before = bytes.put(cache, size);
    used += size - (before == null ? 0 : before);
  }

  /** Takes keys away that nobody needs. */
  void remove(RowCache cache) {
    Long size = bytes.remove(cache);
    used -= size == null ? 0 : size;
  }

  /** Takes the least recently used away until the rest is within the limit. */
  void trim(Consumer<RowCache> dropped) {
    Iterator<Map.Entry<RowCache, Long>> oldest = bytes.entrySet().iterator();
    while (used > limit && oldest.hasNext()) {
      Map.Entry<RowCache, Long> e = oldest.next();
      used -= e.getValue();
      oldest.remove();
      dropped.accept(e.getKey());
    }
  }

  /** Bytes that are there. */
  long used() {
    return used;
  }
}
