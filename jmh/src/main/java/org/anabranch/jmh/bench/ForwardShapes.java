package org.anabranch.jmh.bench;

import java.util.List;
import org.anabranch.jmh.peer.DigitsForward;
import org.anabranch.jmh.peer.Work;

/** {@code bench forward}: one evaluation of the bundled digits model on batches of several sizes. */
final class ForwardShapes implements Bench {
  private static final List<String> USUAL = List.of("digits:1", "digits:4", "digits:16", "digits:64");

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public String about() {
    return "one evaluation of the digits model, shapes digits:ROWS";
  }

  @Override
  public List<String> shapes(Extent extent) {
    return Bench.usualOnly(this, extent, USUAL);
  }

  @Override
  public Work work(String shape, long seed) {
    return DigitsForward.of(shape, seed);
  }
}
