package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.Work;

/** {@code bench gemm}: products of a transformer of width 768, a square one, and sizes that no tile divides. */
final class GemmShapes implements Bench {
  private static final List<String> USUAL = List.of("1x768x768", "16x768x768", "64x768x768", "256x768x768", "256x3072x768",
      "256x768x3072", "1024x1024x1024");
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 81, 96};
  private static final int[] OUTPUTS = {60, 100, 384, 1152, 4608};
  private static final int[] INPUTS = {60, 384, 1152};

  @Override
  public String name() {
    return "gemm";
  }

  @Override
  public String about() {
    return "y = x B, shapes MxNxK: rows, outputs, inputs; ours has B packed beforehand";
  }

  /** Odd: each number of rows twice, with the 15 sizes of B dealt out in steps that are prime to 15, so that all occur. */
  @Override
  public List<String> shapes(Extent extent) {
    if (extent == Extent.USUAL) {
      return USUAL;
    }
    List<String> sizes = new ArrayList<>();
    for (int n : OUTPUTS) {
      for (int k : INPUTS) {
        sizes.add(n + "x" + k);
      }
    }
    List<String> shapes = new ArrayList<>();
    for (int i = 0; i < ROWS.length; i++) {
      if (extent == Extent.ODD_FULL) {
        int rows = ROWS[i];
        sizes.forEach(s -> shapes.add(rows + "x" + s));
      } else {
        shapes.add(ROWS[i] + "x" + sizes.get(4 * i % sizes.size()));
        shapes.add(ROWS[i] + "x" + sizes.get((4 * i + 7) % sizes.size()));
      }
    }
    return shapes;
  }

  @Override
  public Work work(String shape, long seed) {
    return Product.of(shape, seed);
  }
}
