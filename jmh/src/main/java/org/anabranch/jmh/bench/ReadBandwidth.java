package org.anabranch.jmh.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bytes per second that one thread reads from memory: a plain vector sum over {@value #BYTES} bytes, more than any cache holds.
 *
 * <p>By the thread's CPU time, which waiting for memory is part of and others' turns are not; the best of
 * {@value #PASSES} passes. Memory is off the heap and freed before the return.
 */
final class ReadBandwidth {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long BYTES = 512L << 20;
  private static final long CHUNK = 1L << 18;
  private static final int PASSES = 8;
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  /** Read by nobody, but the compiler cannot know. */
  private float sink;

  private ReadBandwidth() {}

  /** Measures, in GB/s. */
  static double measure() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES, 64);
      memory.fill((byte) 0);
      ReadBandwidth r = new ReadBandwidth();
      double best = Double.POSITIVE_INFINITY;
      for (int pass = 0; pass < PASSES; pass++) {
        long t = THREADS.getCurrentThreadCpuTime();
        for (long at = 0; at < BYTES; at += CHUNK) {
          r.sink += sum(memory, at);
        }
        best = Math.min(best, THREADS.getCurrentThreadCpuTime() - t);
      }
      return BYTES / best;
    }
  }

  private static float sum(MemorySegment memory, long from) {
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    long step = F.vectorByteSize();
    for (long at = from; at < from + CHUNK; at += 4 * step) {
      a = a.add(FloatVector.fromMemorySegment(F, memory, at, ByteOrder.LITTLE_ENDIAN));
      b = b.add(FloatVector.fromMemorySegment(F, memory, at + step, ByteOrder.LITTLE_ENDIAN));
      c = c.add(FloatVector.fromMemorySegment(F, memory, at + 2 * step, ByteOrder.LITTLE_ENDIAN));
      d = d.add(FloatVector.fromMemorySegment(F, memory, at + 3 * step, ByteOrder.LITTLE_ENDIAN));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
