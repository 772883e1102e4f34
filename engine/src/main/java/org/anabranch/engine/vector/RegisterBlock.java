package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which register block multiplies many rows, fixed when the class is loaded.
 *
 * <p>Two are generated for each width of vectors. Eight rows (four with 256 bits) are read where they lie, over the whole depth, and a
 * panel streams from the second-level cache for each of them: enough where a core does one 512-bit multiply-add a cycle (Zen 4).
 * Thirteen packed rows need a panel less often: cores with a first-level cache of 48 KiB (Golden Cove) do two a cycle, and the stream
 * would be too slow for eight. With 256 bits six packed rows have twelve chains under way where four rows have eight, just the latency
 * of two multiply-adds a cycle: 1.2 to 1.4 times as fast where the CPU has AVX-512's 32 registers and vectors are capped, but not with
 * the 16 of AVX2, of which the compiler spills some.
 *
 * <p>{@code -Danabranch.gemm.rows} chooses by the rows of a block; the bits are the same. {@code devices --probe} measures them.
 */
final class RegisterBlock {
  /** The property. */
  static final String PROPERTY = "anabranch.gemm.rows";

  /** Kilobytes of the first-level cache of a core that does two 512-bit multiply-adds a cycle. */
  static final int LEAST_CACHE = 48;

  /** Whether rows are packed. */
  static final boolean PACKED = packed(System.getProperty(PROPERTY, ""), VectorWidth.BITS, VectorWidth.PREFERRED,
      cache(Path.of("/sys/devices/system/cpu/cpu0/cache")));

  private RegisterBlock() {}

  /**
   * The choice.
   *
   * @param property  of the user, the rows of a block, empty for none
   * @param bits      of the vectors
   * @param preferred bits that the CPU prefers
   * @param cache     kilobytes of the first-level cache, 0 if unknown
   */
  static boolean packed(String property, int bits, int preferred, int cache) {
    if (property.isEmpty()) {
      return bits == 512 ? cache >= LEAST_CACHE : bits == 256 && preferred == 512;
    }
    int plain = PanelKernels.rows(bits);
    int packed = PackedKernels.rows(bits);
    if (!property.equals("" + plain) && !property.equals("" + packed)) {
      throw new IllegalArgumentException("-D" + PROPERTY + " must be " + plain + " or " + packed + " with vectors of " + bits
          + " bits, got '" + property + "'");
    }
    return property.equals("" + packed);
  }

  /** Kilobytes of the first-level data cache by Linux's description of a CPU's caches, 0 if it does not say. */
  static int cache(Path folder) {
    for (int i = 0; i < 4; i++) {
      Path index = folder.resolve("index" + i);
      try {
        if (Files.readString(index.resolve("level")).strip().equals("1")
            && Files.readString(index.resolve("type")).strip().equals("Data")) {
          String size = Files.readString(index.resolve("size")).strip();
          return size.matches("\\d{1,6}K") ? Integer.parseInt(size.substring(0, size.length() - 1)) : 0;
        }
      } catch (IOException | SecurityException e) {
        return 0;
      }
    }
    return 0;
  }
}
