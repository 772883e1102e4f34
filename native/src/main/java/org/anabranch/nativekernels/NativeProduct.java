package org.anabranch.nativekernels;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The matrix product: in C where the {@link Choice} says so, in Java else, as soon as it is compiled. Both have the same bits.
 */
final class NativeProduct implements Product {
  private final Product java;
  private final Choice choice;
  private final int bf16;
  private final int int8;
  private final int rowBlock;
  private final NativeWorker[] workers;
  private final JavaTrial[] trials;

  NativeProduct(Product java, int workers, CpuLevel level, Choice choice, Set<NarrowDot> dots, JavaTrial.Compiled compiled) {
    this.java = java;
    this.choice = choice;
    this.bf16 = arithmetic(dots, WeightFormat.BF16, anabranch_h.AB_BF16());
    this.int8 = arithmetic(dots, WeightFormat.INT8, anabranch_h.AB_INT8());
    this.rowBlock = level.rowBlock();
    this.workers = Stream.generate(() -> new NativeWorker(level, rowBlock)).limit(workers).toArray(NativeWorker[]::new);
    this.trials = IntStream.range(0, workers).mapToObj(i -> new JavaTrial(java, i, compiled)).toArray(JavaTrial[]::new);
  }

  @Override
  public int rowBlock(Linear w) {
    return Math.max(rowBlock, java.rowBlock(w));
  }

  @Override
  public int packedRows(Linear w) {
    return java.packedRows(w);
  }

  @Override
  public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
    int arithmetic = arithmetic(c.w);
    int rows = m1 - m0;
    boolean inJava = arithmetic < anabranch_h.AB_BF16_DOT() && !choice.isNative(c.w, rows, java.packedRows(c.w) > 0);
    if (inJava && trials[worker].isCompiled(c, rows)) {
      java.run(c, m0, m1, p0, p1, worker);
    } else {
      workers[worker].run(c, m0, m1, p0, p1, arithmetic);
    }
  }

  private static int arithmetic(Set<NarrowDot> dots, WeightFormat format, int exact) {
    return dots.stream().filter(d -> d.format() == format).mapToInt(NarrowDot::arithmetic).findFirst().orElse(exact);
  }

  /** Depends on the layer alone, never on the rows. */
  private int arithmetic(Linear w) {
    return switch (w.format()) {
      case F32 -> anabranch_h.AB_F32();
      case BF16 -> bf16;
      case INT8 -> w.in() <= NarrowDot.MOST_INPUTS ? int8 : anabranch_h.AB_INT8();
      case INT8_GROUP -> anabranch_h.AB_INT8_GROUP();
    };
  }

  /** Which of the two does an exact product. */
  @FunctionalInterface
  interface Choice {
    /** C for everything. */
    Choice ALWAYS = (weights, rows, packed) -> true;

    /**
     * Whether a chunk goes to C for good.
     *
     * @param rows   of the chunk
     * @param packed whether Java packs rows for these weights
     */
    boolean isNative(Linear weights, int rows, boolean packed);
  }
}
