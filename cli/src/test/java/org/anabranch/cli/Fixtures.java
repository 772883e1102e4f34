package org.anabranch.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;

/** Copies of the golden fixtures of the module models, changed as a test needs them. */
final class Fixtures {
  static final Path ROOT = Path.of("..", "models", "src", "test", "resources", "golden");
  static final Path DIT_ODD = ROOT.resolve("dit_odd");
  static final Path SIT_ODD = ROOT.resolve("sit_odd");
  static final String WEIGHTS = "weights.safetensors";
  static final String IO = "io.safetensors";
  static final String CONFIG = "config.json";

  private Fixtures() {}

  /** Copies a fixture's files. */
  static Path copy(Path fixture, Path target) throws IOException {
    Files.createDirectories(target);
    for (String file : new String[] {WEIGHTS, IO, CONFIG, "yardstick.json"}) {
      Files.copy(fixture.resolve(file), target.resolve(file));
    }
    return target;
  }

  /** Rewrites a file with the tensors whose names pass, each a copy in memory that may be changed first. */
  static void rewrite(Path file, Predicate<String> keep, Map<String, Tensor> replacements) {
    Safetensors old = Safetensors.open(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : old.names()) {
      if (keep.test(name)) {
        tensors.put(name, replacements.getOrDefault(name, copy(old.tensor(name))));
      }
    }
    SafetensorsWriter.write(file, tensors, old.metadata());
  }

  /** A tensor of a file as floats on the heap. */
  static Tensor floats(Path file, String name) {
    return Safetensors.open(file).tensor(name).toHeap();
  }

  private static Tensor copy(Tensor t) {
    MemorySegment memory = Tensor.allocateOffHeap(t.segment().byteSize());
    memory.copyFrom(t.segment());
    return Tensor.offHeap(memory, t.dtype(), t.shape());
  }
}
