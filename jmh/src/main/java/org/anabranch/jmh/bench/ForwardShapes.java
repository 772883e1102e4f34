package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.jmh.Inputs;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.Network;
import org.anabranch.jmh.peer.Work;

/**
 * {@code bench forward}: one evaluation of whole networks, and single blocks, on batches of several sizes.
 *
 * <p>What takes seconds a call is not among the usual shapes: their run is to end in minutes.
 */
final class ForwardShapes implements Bench {
  private static final String BLOCK = "block-";
  private static final int[] ROWS = {1, 4, 16, 64};

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public String about() {
    return "one evaluation: NETWORK:ROWS with " + Network.names() + ", or block-WIDTH:ROWS, one DiT block on 256 tokens";
  }

  @Override
  public List<String> shapes(Extent extent) {
    List<String> usual = new ArrayList<>();
    for (int r : ROWS) {
      usual.add("digits:" + r);
    }
    for (int width : new int[] {384, 768}) {
      for (int r : ROWS) {
        usual.add(BLOCK + width + ":" + r);
      }
    }
    usual.addAll(List.of("sudoku:1", "sudoku:16", "sit-s2:1", "sit-s2:4", "sit-s2:16", "sit-b2:1", "sit-b2:4", "mdlm-lm1b:1",
        "mdlm-lm1b:4", "mdlm-small:1", "llada-quarter:1", "llada-quarter:4", "llada-block:1"));
    return Bench.usualOnly(this, extent, usual);
  }

  @Override
  public double seconds() {
    return 5;
  }

  @Override
  public Work work(String shape, long seed) {
    String[] parts = shape.split(":", 2);
    if (parts.length == 2 && !parts[1].contains("x")) {
      int rows = Inputs.dims(parts[1])[0];
      String width = parts[0].startsWith(BLOCK) ? parts[0].substring(BLOCK.length()) : "x";
      if (!width.contains("x")) {
        return new DiffusionBlock(Inputs.dims(width)[0], rows, seed);
      }
      for (Network n : Network.all()) {
        if (n.name().equals(parts[0])) {
          return n.forward(rows, seed);
        }
      }
    }
    throw new IllegalArgumentException("shape: a forward must be NAME:ROWS with a name of " + Network.names() + " or block-WIDTH, got '"
        + shape + "'");
  }
}
