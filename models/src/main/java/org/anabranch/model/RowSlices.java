package org.anabranch.model;

import java.util.Arrays;
import java.util.Objects;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Workspace;

/**
 * How a forward cuts its batch: into slices of rows whose activations stay in the second cache, each number of rows with a
 * workspace of its own, because one that alternated between numbers would make its tensors anew.
 *
 * <p>Threading: one forward at a time.
 */
public final class RowSlices {
  /** Floats of the widest activation that a slice may hold. */
  private static final int SLICE_FLOATS = 1 << 18;

  /** The same on a device, which wants many rows at once: a gibibyte. */
  private static final int DEVICE_FLOATS = 1 << 28;

  private final Kernels kernels;
  private Workspace[] spaces = {};

  /** Slices whose workspaces lie in the memory of these kernels. */
  public RowSlices(Kernels kernels) {
    this.kernels = kernels;
  }

  /** As {@link #most(long, int)}, or what suits a device where these kernels are one's. */
  public static int most(Kernels kernels, long widest, int least) {
    return kernels.provider().isDevice() ? (int) Math.max(1, DEVICE_FLOATS / widest) : most(widest, least);
  }

  /**
   * Rows of a slice at most.
   *
   * @param widest floats of a row's widest activation
   * @param least  rows that a slice may have in any case, so that weights are not read for too little
   */
  public static int most(long widest, int least) {
    return (int) Math.max(least, SLICE_FLOATS / widest);
  }

  /** Rows of a slice when n rows are cut into the fewest slices of at most {@code most}; the last may have fewer. */
  public static int each(int n, int most) {
    int slices = Math.max(1, (n + most - 1) / most);
    return (n + slices - 1) / slices;
  }

  /** The workspace for slices of so many rows, taken back whole; on a device one for all numbers, for memory costs more than views. */
  public Workspace space(int rows) {
    int i = kernels.provider().isDevice() ? 0 : rows;
    if (spaces.length <= i) {
      spaces = Arrays.copyOf(spaces, i + 1);
    }
    if (spaces[i] == null) {
      spaces[i] = kernels.workspace();
    }
    spaces[i].reset();
    return spaces[i];
  }

  /** Bytes that the workspaces hold. */
  public long capacityBytes() {
    return Arrays.stream(spaces).filter(Objects::nonNull).mapToLong(Workspace::capacityBytes).sum();
  }
}
