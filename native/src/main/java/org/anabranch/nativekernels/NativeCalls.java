package org.anabranch.nativekernels;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The functions of this JVM's library. Constants, so that the compiler turns a call into a jump; a warm call allocates 0 bytes.
 *
 * <p>All are critical calls: heap arrays are read in place, and the garbage collector waits for the end of one. Callers keep each below
 * about 20 microseconds of work.
 */
final class NativeCalls {
  private static final MethodHandle ALLOW_TILES;
  private static final MethodHandle BLOCK_INPUTS;
  private static final MethodHandle BLOCK_WORDS;
  private static final MethodHandle PACK;
  private static final MethodHandle MULTIPLY;
  private static final MethodHandle ATTEND;
  private static final MethodHandle RUN;

  static {
    if (!(NativeLibrary.standard() instanceof NativeLibrary.Loaded library)) {
      throw new IllegalStateException("native: no library, " + NativeLibrary.standard());
    }
    ALLOW_TILES = library.function("ab_allow_tiles", anabranch_h.ab_allow_tiles$descriptor(), false);
    BLOCK_INPUTS = library.function("ab_block_inputs", anabranch_h.ab_block_inputs$descriptor(), false);
    BLOCK_WORDS = library.function("ab_block_words", anabranch_h.ab_block_words$descriptor(), false);
    PACK = library.function("ab_pack", anabranch_h.ab_pack$descriptor(), true);
    MULTIPLY = library.function("ab_multiply", anabranch_h.ab_multiply$descriptor(), true);
    ATTEND = library.function("ab_attend", anabranch_h.ab_attend$descriptor(), true);
    RUN = library.function("ab_run", anabranch_h.ab_run$descriptor(), true);
  }

  private NativeCalls() {}

  /** Whether this process may use tiles; asks the operating system for them. */
  static boolean allowTiles() {
    try {
      return (int) ALLOW_TILES.invokeExact() == 1;
    } catch (Throwable e) {
      throw new AssertionError("ab_allow_tiles", e);
    }
  }

  /** Inputs of a block of the depth. */
  static int blockInputs(int arithmetic, CpuLevel level) {
    try {
      return (int) BLOCK_INPUTS.invokeExact(arithmetic, level.bits());
    } catch (Throwable e) {
      throw new AssertionError("ab_block_inputs", e);
    }
  }

  /** Words between the packed rows of a block. */
  static int blockWords(int arithmetic, CpuLevel level) {
    try {
      return (int) BLOCK_WORDS.invokeExact(arithmetic, level.bits());
    } catch (Throwable e) {
      throw new AssertionError("ab_block_words", e);
    }
  }

  /** Packs the rows that the product names. */
  static void pack(MemorySegment product, MemorySegment x) {
    try {
      PACK.invokeExact(product, x);
    } catch (Throwable e) {
      throw new AssertionError("ab_pack", e);
    }
  }

  /** Multiplies the rows, panels and blocks that the product names. */
  static void multiply(MemorySegment product, MemorySegment scales, MemorySegment bias, MemorySegment gate, MemorySegment y) {
    try {
      MULTIPLY.invokeExact(product, scales, bias, gate, y);
    } catch (Throwable e) {
      throw new AssertionError("ab_multiply", e);
    }
  }

  /** The queries that the attention names. */
  static void attend(MemorySegment attention, MemorySegment q, MemorySegment k, MemorySegment v, MemorySegment o) {
    try {
      ATTEND.invokeExact(attention, q, k, v, o);
    } catch (Throwable e) {
      throw new AssertionError("ab_attend", e);
    }
  }

  /** The rows of an operation. */
  static void run(MemorySegment rows, MemorySegment x, MemorySegment a, MemorySegment b, MemorySegment y) {
    try {
      RUN.invokeExact(rows, x, a, b, y);
    } catch (Throwable e) {
      throw new AssertionError("ab_run", e);
    }
  }
}
