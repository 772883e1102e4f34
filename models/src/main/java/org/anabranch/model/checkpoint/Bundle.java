package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import org.anabranch.engine.Tensor;

/** Files that ship in the jar, one folder per bundled model under {@code org/anabranch/model}. */
public final class Bundle {
  private static final String ROOT = "/org/anabranch/model/";

  private Bundle() {}

  /** All bytes of a bundled file. */
  public static byte[] bytes(String folder, String file) {
    try (InputStream in = Bundle.class.getResourceAsStream(ROOT + folder + "/" + file)) {
      if (in == null) {
        throw new CheckpointException("bundle: there is no " + folder + "/" + file + " in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new CheckpointException("bundle: cannot read " + folder + "/" + file + ": " + FileErrors.reason(e), e);
    }
  }

  /** A bundled safetensors file, in off-heap memory. */
  public static Safetensors safetensors(String folder, String file) {
    byte[] heap = bytes(folder, file);
    MemorySegment bytes = Tensor.allocateOffHeap(heap.length);
    bytes.copyFrom(MemorySegment.ofArray(heap));
    return Safetensors.of(bytes, folder + "/" + file);
  }
}
