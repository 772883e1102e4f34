package org.anabranch.jmh.bench;

import java.util.List;
import org.anabranch.jmh.peer.Elementwise;
import org.anabranch.jmh.peer.Work;

/** {@code bench elementwise}: functions of elements and of rows on [256, 768]. */
final class ElementwiseShapes implements Bench {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public String about() {
    return "functions of elements and rows, shapes FUNCTION or FUNCTION:ROWSxWIDTH of " + String.join(", ", Elementwise.names());
  }

  @Override
  public List<String> shapes(Extent extent) {
    return Bench.usualOnly(this, extent, Elementwise.names());
  }

  @Override
  public Work work(String shape, long seed) {
    return Elementwise.of(shape, seed);
  }
}
