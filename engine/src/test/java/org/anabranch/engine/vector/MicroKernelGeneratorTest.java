package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The generated kernels in the tree are what the generators write. */
class MicroKernelGeneratorTest {
  @Test
  void theFilesCheckedInAreFresh() throws IOException {
    for (int bits : MicroKernelGenerator.WIDTHS) {
      for (boolean segment : new boolean[] {true, false}) {
        fresh(MicroKernelGenerator.name(bits, segment), MicroKernelGenerator.source(bits, segment), "MicroKernelGenerator");
      }
      fresh(TransposeGenerator.name(bits), TransposeGenerator.source(bits), "TransposeGenerator");
    }
    for (Map.Entry<String, String> e : PackedKernelGenerator.sources().entrySet()) {
      fresh(e.getKey(), e.getValue(), "PackedKernelGenerator");
    }
  }

  private static void fresh(String name, String source, String generator) throws IOException {
    assertEquals(source, Files.readString(MicroKernelGenerator.FOLDER.resolve(name + ".java")),
        name + ".java is stale: run " + generator + ".main in the engine module's folder");
  }
}
