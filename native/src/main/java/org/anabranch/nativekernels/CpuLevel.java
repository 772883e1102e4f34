package org.anabranch.nativekernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The instruction sets that the kernels use, as {@code -Danabranch.native.level} names them: {@code v2}, {@code v3} or {@code v4} (the
 * levels of x86-64), the last with {@code +bf16}, {@code +vnni} and {@code +amx}; or {@code neon}.
 *
 * @param bits AB_CPU_ bits, as anabranch.h defines them
 */
record CpuLevel(int bits) {
  /** What the property is called. */
  static final String PROPERTY = "anabranch.native.level";

  /** One instruction set. */
  private enum Part {
    V2(anabranch_h.AB_CPU_V2(), 128), V3(anabranch_h.AB_CPU_V3(), 256), V4(anabranch_h.AB_CPU_V4(), 512),
    BF16(anabranch_h.AB_CPU_BF16(), 0), VNNI(anabranch_h.AB_CPU_VNNI(), 0), AMX(anabranch_h.AB_CPU_AMX(), 0),
    NEON(anabranch_h.AB_CPU_NEON(), 128);

    private final int bit;
    private final int vectorBits;

    Part(int bit, int vectorBits) {
      this.bit = bit;
      this.vectorBits = vectorBits;
    }

    private String option() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** All levels that a CPU with these sets has, the narrowest first. */
  static List<CpuLevel> of(int cpu) {
    List<CpuLevel> levels = new ArrayList<>();
    int below = 0;
    for (Part base : List.of(Part.NEON, Part.V2, Part.V3, Part.V4)) {
      if ((cpu & base.bit) != 0) {
        below |= base.bit;
        levels.add(new CpuLevel(below));
      }
    }
    if ((cpu & Part.V4.bit) != 0) {
      int pairs = Part.BF16.bit;
      int quads = Part.VNNI.bit;
      int tiles = Part.AMX.bit;
      for (int more : new int[] {pairs, quads, tiles, pairs | quads, quads | tiles, pairs | quads | tiles}) {
        if ((cpu & more) == more) {
          levels.add(new CpuLevel(below | more));
        }
      }
    }
    return levels;
  }

  /**
   * The level of that name; for an empty one the widest, but without vdpbf16ps where that is slow.
   *
   * @throws IllegalArgumentException naming the levels of the CPU if it is none of them
   */
  static CpuLevel named(String name, int cpu) {
    List<CpuLevel> levels = of(cpu);
    if (name.isEmpty()) {
      boolean slow = (cpu & anabranch_h.AB_CPU_SLOW_BF16()) != 0;
      return new CpuLevel(levels.getLast().bits & (slow ? ~Part.BF16.bit : -1));
    }
    return levels.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("-D" + PROPERTY + " must be a level of this CPU, one of "
            + levels.stream().map(CpuLevel::name).toList() + ", got '" + name + "'"));
  }

  /** Its name. */
  String name() {
    Part base = base();
    return Arrays.stream(Part.values()).filter(p -> p == base || p.vectorBits == 0 && (bits & p.bit) != 0).map(Part::option)
        .collect(Collectors.joining("+"));
  }

  /** Whether it has tiles. */
  boolean tiles() {
    return (bits & Part.AMX.bit) != 0;
  }

  /** The level without them. */
  CpuLevel withoutTiles() {
    return new CpuLevel(bits & ~Part.AMX.bit);
  }

  /** Bits of its vectors. */
  int vectorBits() {
    return base().vectorBits;
  }

  /** Rows of a register block in C: ROWS of level.h. */
  int rowBlock() {
    return vectorBits() == 512 ? 14 : 3;
  }

  /** Floating-point operations that a core does in 20 microseconds, about. */
  int shortFlops() {
    return switch (base()) {
      case V4 -> 4_000_000;
      case V3 -> 1_500_000;
      case V2 -> 20_000;
      default -> 400_000;
    };
  }

  /** Whether its multiply-adds are emulated, since it has none. */
  boolean emulated() {
    return base() == Part.V2;
  }

  private Part base() {
    return Arrays.stream(Part.values()).filter(p -> p.vectorBits > 0 && (bits & p.bit) != 0).reduce((a, b) -> b).orElseThrow();
  }
}
