package org.anabranch.nativekernels;

import java.lang.foreign.MemorySegment;

/**
 * Segments around the arrays that a worker met last, so that a call needs no new one. A forward works in a few slabs, far fewer than
 * are kept here; the compiler often removes a new segment too, but does not promise it.
 *
 * <p>Keeps the arrays alive. One thread at a time.
 */
final class HeapSegments {
  private static final int KEPT = 16;

  private final float[][] arrays = new float[KEPT][];
  private final MemorySegment[] segments = new MemorySegment[KEPT];
  private int next;

  /** The segment around an array. */
  MemorySegment of(float[] array) {
    for (int i = 0; i < KEPT; i++) {
      if (arrays[i] == array) {
        return segments[i];
      }
    }
    MemorySegment segment = MemorySegment.ofArray(array);
    arrays[next] = array;
    segments[next] = segment;
    next = (next + 1) % KEPT;
    return segment;
  }
}
