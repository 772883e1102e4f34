package org.anabranch.jmh;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The multiply-adds per second of one core: {@value #CHAINS} independent chains of the preferred vectors, in registers alone.
 *
 * <p>Every chain is x = fma(x, m, b) with m and b that the compiler cannot know, and runs to the fixed point b / (1 - m), far
 * from denormals and infinities; a multiply-add may not be reassociated, so nothing can be folded. Twelve chains cover a latency of 4
 * cycles at three vectors per cycle and, with two constants, fit the sixteen registers of AVX2.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar PeakBench            one thread
 *   java -jar jmh/target/benchmarks.jar PeakBench -t 2       two: twice as much, if they are two cores
 * </pre>
 *
 * <p>Invalid if another process has the core (the figure is wall clock), if the clock is throttled between this and what is
 * compared with it, or if the module jdk.incubator.vector is missing, when vectors are emulated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PeakBench {
  static final int CHAINS = 12;
  static final int STEPS = 10_000;

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  /** Floating-point operations of one call of {@link #fma}. */
  public static final double FLOPS = 2.0 * CHAINS * STEPS * F.length();

  /** Not final: a constant would let the compiler reason about the chains. */
  public float factor = 0.75f;
  /** As factor. */
  public float term = 0.5f;

  /** Work done. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Floating-point operations / 1e9. */
    public double gflop;
  }

  /** JMH's entry. */
  @Benchmark
  public float peak(Work work) {
    work.gflop += FLOPS * 1e-9;
    return fma();
  }

  /** {@value #STEPS} multiply-adds on each chain. */
  public float fma() {
    FloatVector m = FloatVector.broadcast(F, factor);
    FloatVector b = FloatVector.broadcast(F, term);
    FloatVector x0 = b;
    FloatVector x1 = b.add(1f);
    FloatVector x2 = b.add(2f);
    FloatVector x3 = b.add(3f);
    FloatVector x4 = b.add(4f);
    FloatVector x5 = b.add(5f);
    FloatVector x6 = b.add(6f);
    FloatVector x7 = b.add(7f);
    FloatVector x8 = b.add(8f);
    FloatVector x9 = b.add(9f);
    FloatVector x10 = b.add(10f);
    FloatVector x11 = b.add(11f);
    for (int i = 0; i < STEPS; i++) {
      x0 = x0.fma(m, b);
      x1 = x1.fma(m, b);
      x2 = x2.fma(m, b);
      x3 = x3.fma(m, b);
      x4 = x4.fma(m, b);
      x5 = x5.fma(m, b);
      x6 = x6.fma(m, b);
      x7 = x7.fma(m, b);
      x8 = x8.fma(m, b);
      x9 = x9.fma(m, b);
      x10 = x10.fma(m, b);
      x11 = x11.fma(m, b);
    }
    return x0.add(x1).add(x2).add(x3).add(x4).add(x5).add(x6).add(x7).add(x8).add(x9).add(x10).add(x11)
        .reduceLanes(VectorOperators.ADD);
  }
}
