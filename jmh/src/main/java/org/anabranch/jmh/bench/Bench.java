package org.anabranch.jmh.bench;

import java.util.List;
import java.util.function.Function;
import org.anabranch.jmh.peer.Work;

/** A kind of work that {@code bench NAME} measures: its usual shapes and how a shape is read. */
interface Bench {
  /** Every kind, in the order of the help text: a new kind is added here and nowhere else. */
  List<Bench> ALL = List.of(new GemmShapes(), new AttentionShapes(), new ElementwiseShapes(), new ForwardShapes());

  /** Which shapes of a kind are wanted. */
  enum Extent {
    /** The usual ones. */
    USUAL,
    /** Sizes that no tile divides, each at least once. */
    ODD,
    /** All combinations of the odd sizes. */
    ODD_FULL
  }

  /** What follows {@code bench}. */
  String name();

  /** One line on what is computed. */
  String about();

  /**
   * Shapes to measure.
   *
   * @throws IllegalArgumentException if this kind has no odd sizes
   */
  List<String> shapes(Extent extent);

  /**
   * The work of a shape.
   *
   * @throws IllegalArgumentException if the text is no shape of this kind
   */
  Work work(String shape, long seed);

  /** Seconds after which a shape's rounds end, unless {@code --seconds} says otherwise. */
  default double seconds() {
    return 60;
  }

  /** The work of each shape. */
  default List<Work> works(List<String> shapes, long seed) {
    Function<String, Work> one = s -> work(s, seed);
    return shapes.stream().map(one).toList();
  }

  /** The named kind. */
  static Bench named(String name) {
    return ALL.stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "bench: there are " + ALL.stream().map(Bench::name).toList() + ", got '" + name + "'"));
  }

  /** Refuses odd sizes where there are none. */
  static List<String> usualOnly(Bench bench, Extent extent, List<String> usual) {
    if (extent != Extent.USUAL) {
      throw new IllegalArgumentException("bench: --odd and --full are for gemm, got '" + bench.name() + "'");
    }
    return usual;
  }
}
