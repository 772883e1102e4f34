package org.anabranch.engine.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The generator against the published vectors, and the layout of streams on top of it. */
class PhiloxTest {
  @Test
  void answersTheKnownVectorsOfRandom123() {
    assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0, 0, 0, 0, 0));
    assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
  }

  @Test
  void writesFourWordsAtThePlaceGiven() {
    int[] out = new int[7];
    Philox.block(0, 0, 0, 0, 0, 0, out, 2);
    assertArrayEquals(new int[] {0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0}, out);
  }

  @Test
  void wordsOfAStreamAreHalvesOfItsBlocks() {
    TrajectoryKey key = new TrajectoryKey(0x0123456789abcdefL, 0xfedcba9876543210L);
    for (long i : new long[] {0, 1, 2, 3, 1000, 1001, RandomStream.ELEMENTS - 1}) {
      int[] b = block((int) (i / 2), 77 << 8 | Purpose.SEARCH.ordinal(), 0x76543210, 0xfedcba98, 0x89abcdef, 0x01234567);
      int at = (int) (i % 2) * 2;
      assertEquals(Philox.pack(b[at], b[at + 1]), RandomStream.bits(key, 77, Purpose.SEARCH, i), "word " + i);
    }
  }

  private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int[] out = new int[4];
    Philox.block(c0, c1, c2, c3, k0, k1, out, 0);
    return out;
  }
}
