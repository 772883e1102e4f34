package org.anabranch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Selector;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Runs a generator and its selector, if it has one, until the JVM has compiled their kernels.
 *
 * <p>A fresh JVM interprets first, and an interpreted evaluation takes seconds where a compiled one takes milliseconds. A service
 * pays that once; a command that is given a deadline pays it here, before the clock starts. What is computed is thrown away: no
 * result depends on it.
 */
final class Warmup {
  /** Evaluations that must agree before the kernels count as compiled. */
  private static final int STEADY = 6;

  /** How far they may lie from the fastest. */
  private static final double SPREAD = 1.5;

  /** Nanoseconds after which a warm-up ends, steady or not. */
  private static final long LONGEST = 10_000_000_000L;

  private Warmup() {}

  /** Warms up for batches of one row and of these many rows; returns the seconds it took. */
  static double run(Generator generator, Optional<Selector> selector, int condition, int rows, Cancellation cancellation) {
    long began = System.nanoTime();
    GenerativeProcess process = generator.open(Meter.of(Long.MAX_VALUE, cancellation::isCancelled));
    steady(process, selector, condition, 1, began, cancellation);
    steady(process, selector, condition, rows, began, cancellation);
    return (System.nanoTime() - began) * 1e-9;
  }

  private static void steady(GenerativeProcess process, Optional<Selector> selector, int condition, int rows, long began,
      Cancellation cancellation) {
    List<Start> starts = LongStream.range(0, rows).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(0, i))).toList();
    int[] conditions = new int[rows];
    Arrays.fill(conditions, condition);
    double fastest = Double.MAX_VALUE;
    int steady = 0;
    while (steady < STEADY && System.nanoTime() - began < LONGEST && !cancellation.isCancelled()) {
      long from = System.nanoTime();
      Population p = process.start(starts, conditions);
      process.advance(p, 1);
      if (selector.isPresent() && process.canLookAhead(p)) {
        Tensor guess = process.lookAhead(p);
        selector.get().verifier().score(guess, conditions, new double[rows]);
      }
      double took = System.nanoTime() - from;
      fastest = Math.min(fastest, took);
      steady = took < SPREAD * fastest ? steady + 1 : 0;
    }
  }
}
