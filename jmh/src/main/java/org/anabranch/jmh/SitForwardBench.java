package org.anabranch.jmh;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.Digits;
import org.anabranch.model.SitField;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One velocity evaluation of the bundled digits model without guidance: network rows per second in the column {@code rows}.
 *
 * <p>All rows have the same time, as in a solver.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar SitForwardBench -p rows=16 -p threads=1
 * </pre>
 *
 * <p>Invalid if other processes have the cores, or if {@code gc.alloc.rate.norm} is not small: then the kernels were not yet
 * compiled, which took 17 s at 64 rows on a busy machine (raise {@code -wi}). A guided evaluation costs two network rows per
 * sample.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SitForwardBench {
  /** Rows of the batch. */
  @Param({"1", "4", "16", "64"})
  public int rows;

  /** Threads that work on one operation. */
  @Param({"1", "2"})
  public int threads;

  private WorkerPool pool;
  private SitField field;
  private Tensor x;
  private Tensor v;
  private double[] t;
  private int[] classes;

  /** Work done. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Network rows. */
    public long rows;
  }

  @Setup
  public void setup() {
    pool = new WorkerPool(threads);
    Digits digits = Digits.load();
    field = digits.field(Inputs.kernels(pool), Optional.empty());
    int side = digits.config().inputSize();
    x = Inputs.normals(1, rows, digits.config().inChannels(), side, side);
    v = Tensor.zeros(rows, digits.config().inChannels(), side, side);
    t = new double[rows];
    Arrays.fill(t, 0.5);
    classes = new int[rows];
    for (int r = 0; r < rows; r++) {
      classes[r] = r % digits.config().numClasses();
    }
  }

  /** Stops the pool's threads. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** JMH's entry. */
  @Benchmark
  public Tensor forward(Work work) {
    work.rows += rows;
    field.evaluate(x, t, classes, v);
    return v;
  }
}
