package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.jmh.peer.SelfAttention;
import org.anabranch.jmh.peer.Work;

/** {@code bench attention}: short to long sequences by three head widths, and the bundled digits model's. */
final class AttentionShapes implements Bench {
  /** Rows, tokens, heads: so many rows and heads that a call takes 0.2 to 50 ms. */
  private static final List<String> SEQUENCES = List.of("16x16x12", "8x64x12", "8x81x12", "1x256x12", "1x1024x4");
  private static final int[] WIDTHS = {32, 64, 72};
  private static final String DIGITS = "16x49x4x32";

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public String about() {
    return "self-attention on [rows, tokens, heads * width], shapes ROWSxTOKENSxHEADSxWIDTH; " + DIGITS + " is the digits model's";
  }

  @Override
  public List<String> shapes(Extent extent) {
    List<String> shapes = new ArrayList<>(List.of(DIGITS));
    for (String s : SEQUENCES) {
      for (int w : WIDTHS) {
        shapes.add(s + "x" + w);
      }
    }
    return Bench.usualOnly(this, extent, shapes);
  }

  @Override
  public Work work(String shape, long seed) {
    return SelfAttention.of(shape, seed);
  }
}
