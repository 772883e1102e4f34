package org.anabranch.model.masked;

import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** The last windows that were asked for, so that asking for them again makes nothing. */
final class Windows {
  private static final int KEPT = 64;

  private final Tensor[] kept = new Tensor[KEPT];
  private int next;

  /** Forgets the windows of any other memory, so that none outlives its owner's use here. */
  void only(Tensor t) {
    for (int i = 0; i < KEPT; i++) {
      if (kept[i] != null && !kept[i].sharesMemory(t)) {
        kept[i] = null;
      }
    }
  }

  /** Rows [row, row + count) of the tensor seen as [.., width]. */
  Tensor of(Tensor t, int row, int count, int width) {
    long at = t.position() + (long) row * width;
    for (int i = 0; i < KEPT; i++) {
      Tensor w = kept[i];
      if (w != null && w.position() == at && w.sharesMemory(t) && w.shape().is(count, width)) {
        return w;
      }
    }
    Tensor w = t.window((long) row * width, Shape.of(count, width));
    kept[next] = w;
    next = (next + 1) % KEPT;
    return w;
  }
}
