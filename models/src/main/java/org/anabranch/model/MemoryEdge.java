package org.anabranch.model;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;

/**
 * Where the caller of a network hands it tensors: they may stand in the memory of the network's kernels, or on the host while the
 * kernels' is a device's. What comes in is then uploaded and what goes out downloaded, whole, here and nowhere else; otherwise every
 * method gives back what it was given and moves nothing.
 */
public final class MemoryEdge {
  private MemoryEdge() {}

  /** The tensor, or a temporary with its elements. */
  public static Tensor in(Kernels k, Tensor x, Workspace ws) {
    if (!isCrossed(k, x)) {
      return x;
    }
    Tensor own = ws.floats(x.shape());
    k.copy(x, own);
    return own;
  }

  /** Where to write what is for the tensor: itself or a temporary of its shape; {@link #write} ends it. */
  public static Tensor out(Kernels k, Tensor out, Workspace ws) {
    return isCrossed(k, out) ? ws.floats(out.shape()) : out;
  }

  /** Where to write on the host what is for a tensor of the kernels: itself or a new one of its shape; {@link #write} ends it. */
  public static Tensor onHost(Tensor out) {
    return out.isOnDevice() ? Tensor.zeros(out.dtype(), out.shape()) : out;
  }

  /** Takes what was written to its place, unless it was written there. */
  public static void write(Kernels k, Tensor written, Tensor out) {
    if (written != out) {
      k.copy(written, out);
    }
  }

  /** Whether the tensor is the host's and the kernels' memory a device's. */
  private static boolean isCrossed(Kernels k, Tensor t) {
    return !t.isOnDevice() && k.provider().isDevice();
  }
}
