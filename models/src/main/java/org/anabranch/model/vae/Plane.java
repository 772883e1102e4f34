package org.anabranch.model.vae;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Memory for one image at a time, seen under the shapes that a decoding gives it; each view is made once. */
final class Plane {
  private final List<Tensor> views = new ArrayList<>();
  private float[] floats = new float[0];

  /** The view [1, pixels, channels]; what other views hold is lost. */
  Tensor view(int pixels, int channels) {
    int size = Math.multiplyExact(pixels, channels);
    if (floats.length < size) {
      floats = new float[size];
      views.clear();
    }
    for (Tensor view : views) {
      if (view.shape().is(1, pixels, channels)) {
        return view;
      }
    }
    Tensor view = Tensor.window(floats, 0, Shape.of(1, pixels, channels));
    views.add(view);
    return view;
  }

  /** Whether a tensor lies here. */
  boolean holds(Tensor t) {
    return t.floats() == floats;
  }
}
