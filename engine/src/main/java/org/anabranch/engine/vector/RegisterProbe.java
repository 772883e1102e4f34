package org.anabranch.engine.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.RegisterFile;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.vector.generated.PackedGemm128;
import org.anabranch.engine.vector.generated.PackedGemm256;
import org.anabranch.engine.vector.generated.PackedGemm512;
import org.anabranch.engine.vector.generated.SegmentGemm128;
import org.anabranch.engine.vector.generated.SegmentGemm256;
import org.anabranch.engine.vector.generated.SegmentGemm512;

/**
 * Measures the register blocks of every register file that this CPU has, to confirm the width that {@link VectorWidth} chose from what
 * the CPU prefers: a full block of rows by a panel of 32 columns over {@value #DEPTH} inputs, all of it in the first-level cache.
 */
final class RegisterProbe {
  private static final int DEPTH = 128;
  private static final int PANEL = 32;
  private static final int CALLS = 2000;
  private static final int LEAST_TURNS = 20;
  private static final long WARM_NANOS = 400_000_000L;

  private static final float[] ZEROS = new float[PANEL];

  /** The table: bits, registers that the generated block of that width uses, its rows. */
  private static final List<RegisterFile> TABLE = List.of(file(512, 32, PackedGemm512.ROWS), file(512, 32, SegmentGemm512.ROWS),
      file(256, 16, PackedGemm256.ROWS), file(256, 16, SegmentGemm256.ROWS), file(128, 32, PackedGemm128.ROWS),
      file(128, 32, SegmentGemm128.ROWS));

  private RegisterProbe() {}

  private static RegisterFile file(int bits, int registers, int rows) {
    boolean chosen = bits == VectorWidth.BITS && RegisterBlock.PACKED == (rows == PackedKernels.rows(bits));
    return new RegisterFile(registers, bits, rows, chosen, 0);
  }

  /** Those of the table that are not wider than the CPU prefers, with their speeds; about half a second each. */
  static List<RegisterFile> measure() {
    List<RegisterFile> measured = new ArrayList<>();
    for (RegisterFile f : TABLE) {
      if (f.bits() <= VectorWidth.PREFERRED) {
        measured.add(new RegisterFile(f.registers(), f.bits(), f.rows(), f.chosen(), speed(f)));
      }
    }
    return measured;
  }

  private static double speed(RegisterFile f) {
    float[] a = new float[f.rows() * PackedGemm512.LDA];
    float[] c = new float[f.rows() * PANEL];
    MemorySegment b = Tensor.allocateOffHeap(4L * DEPTH * PANEL);
    long best = Long.MAX_VALUE;
    long start = System.nanoTime();
    for (int turn = 0; turn < LEAST_TURNS || System.nanoTime() - start < WARM_NANOS; turn++) {
      long from = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        block(f.bits(), f.rows(), a, b, c);
      }
      best = Math.min(best, System.nanoTime() - from);
    }
    return 2.0 * f.rows() * PANEL * DEPTH * CALLS / best;
  }

  private static void block(int bits, int rows, float[] a, MemorySegment b, float[] c) {
    boolean packed = rows == PackedKernels.rows(bits);
    switch (bits) {
      case 512 -> {
        if (packed) {
          PackedGemm512.add(rows, DEPTH, a, 0, b, 0, ZEROS, 0, 0, c, 0, PANEL);
        } else {
          SegmentGemm512.set(rows, DEPTH, a, 0, DEPTH, b, 0, c, 0, PANEL);
        }
      }
      case 256 -> {
        if (packed) {
          PackedGemm256.add(rows, DEPTH, a, 0, b, 0, ZEROS, 0, 0, c, 0, PANEL);
        } else {
          SegmentGemm256.set(PANEL, rows, DEPTH, a, 0, DEPTH, b, 0, c, 0, PANEL);
        }
      }
      default -> {
        if (packed) {
          PackedGemm128.add(rows, DEPTH, a, 0, b, 0, ZEROS, 0, 0, c, 0, PANEL);
        } else {
          SegmentGemm128.set(PANEL, rows, DEPTH, a, 0, DEPTH, b, 0, c, 0, PANEL);
        }
      }
    }
  }
}
