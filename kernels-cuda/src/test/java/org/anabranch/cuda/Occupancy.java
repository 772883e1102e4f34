package org.anabranch.cuda;

/**
 * Blocks that a multiprocessor holds at once, by the limits of CUDA's programming guide (table of technical specifications per compute
 * capability): registers, shared memory, warps and blocks.
 */
record Occupancy(int warps, int blocks, int sharedBytes) {
  private static final int REGISTERS = 65_536;
  /** Registers are given to a warp in units of so many. */
  private static final int REGISTER_UNIT = 256;
  private static final int SHARED_UNIT = 128;
  /** Shared memory that the system takes of each block. */
  private static final int RESERVED = 1024;

  static Occupancy of(int capability) {
    return switch (capability) {
      case 80 -> new Occupancy(64, 32, 164 << 10);
      case 86 -> new Occupancy(48, 16, 100 << 10);
      case 89 -> new Occupancy(48, 24, 100 << 10);
      case 90, 100 -> new Occupancy(64, 32, 228 << 10);
      case 120 -> new Occupancy(48, 24, 100 << 10);
      default -> throw new IllegalArgumentException("occupancy: no limits for compute capability " + capability);
    };
  }

  /** Blocks of a kernel that fit. */
  int blocks(int threads, int registers, int shared) {
    int warpsOfBlock = Math.ceilDiv(threads, 32);
    int registersOfWarp = Math.ceilDiv(registers * 32, REGISTER_UNIT) * REGISTER_UNIT;
    int byRegisters = REGISTERS / registersOfWarp / warpsOfBlock;
    int byShared = sharedBytes / (Math.ceilDiv(shared, SHARED_UNIT) * SHARED_UNIT + RESERVED);
    return Math.min(Math.min(blocks, warps / warpsOfBlock), Math.min(byRegisters, byShared));
  }
}
