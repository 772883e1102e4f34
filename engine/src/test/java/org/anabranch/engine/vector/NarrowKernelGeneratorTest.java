package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.anabranch.engine.Linear;
import org.junit.jupiter.api.Test;

/** The generated kernels of narrow weights in the tree are what the generator writes. */
class NarrowKernelGeneratorTest {
  @Test
  void blocksOfInputsHoldWholeGroupsAndPairsAndRoomForAZero() {
    assertEquals(0, GemmLayout.NARROW_KC % Linear.GROUP);
    assertEquals(0, Linear.GROUP % 2);
    assertTrue(GemmLayout.NARROW_LDA > GemmLayout.NARROW_KC);
  }

  @Test
  void theFilesCheckedInAreFresh() throws IOException {
    for (int bits : MicroKernelGenerator.WIDTHS) {
      String name = NarrowKernelGenerator.name(bits) + ".java";
      assertEquals(NarrowKernelGenerator.source(bits), Files.readString(MicroKernelGenerator.FOLDER.resolve(name)),
          name + " is stale: run NarrowKernelGenerator.main in the engine module's folder");
    }
  }
}
