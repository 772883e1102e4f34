package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The generated kernels in the tree are what the generator writes. */
class MicroKernelGeneratorTest {
  @Test
  void theFilesCheckedInAreFresh() throws IOException {
    for (int bits : MicroKernelGenerator.WIDTHS) {
      for (boolean segment : new boolean[] {true, false}) {
        String name = MicroKernelGenerator.name(bits, segment) + ".java";
        assertEquals(MicroKernelGenerator.source(bits, segment), Files.readString(MicroKernelGenerator.FOLDER.resolve(name)),
            name + " is stale: run MicroKernelGenerator.main in the engine module's folder");
      }
    }
  }
}
