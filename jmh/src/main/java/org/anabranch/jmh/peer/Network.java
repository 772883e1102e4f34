package org.anabranch.jmh.peer;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.engine.Backend;
import org.anabranch.model.warmup.WarmUp;

/** A whole network to measure. */
public interface Network {
  /** Loaded once, for any number of rows. Threading: one caller at a time. */
  interface Loaded {
    /** One evaluation of so many rows on operands of its own. */
    Contender rows(int rows);

    /** Compiles what evaluations of so many rows need. */
    WarmUp.Report warmUp(Duration limit, int... rows);
  }

  /** Its name on the command line. */
  String name();

  /** Multiplications and additions of the products and the attention of one row; what is elementwise is not counted. */
  double flopsPerRow();

  /** One evaluation of so many rows, with weights of its own. */
  Work forward(int rows, long seed);

  /**
   * Its weights packed. With more than one thread rows are spread as a sampler spreads them.
   *
   * @param seed of the random weights and of the operands
   */
  Loaded load(long seed, Backend backend);

  /** All of them. */
  static List<Network> all() {
    return Stream.<Network>concat(DiffusionNetwork.ALL.stream(), MaskedNetwork.ALL.stream()).toList();
  }

  /** Their names. */
  static List<String> names() {
    return all().stream().map(Network::name).toList();
  }

  /**
   * The named one.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Network named(String name) {
    return all().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("network: there are " + names() + ", got '" + name + "'"));
  }
}
