package org.anabranch.jmh;

import java.util.concurrent.TimeUnit;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
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
 * y = x W^T + b with packed weights: GFLOP/s = 2 M N K / time in the column {@code gflop}, the bias not counted.
 *
 * <p>Shapes are M x N x K: rows, outputs, inputs. The first seven are those of a transformer of width 768, the next two the
 * bundled digits model's, the last one has no dimension that any tile divides.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar GemmBench -p threads=1
 * </pre>
 *
 * <p>Invalid if other processes have the cores (wall clock), if it is compared with peers that pack or convert W in the timed
 * call, or if read as the speed on cold weights: here they stay in cache, the largest is 9.4 MB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBench {
  /** M x N x K. */
  @Param({"1x768x768", "16x768x768", "64x768x768", "256x768x768", "256x3072x768", "256x768x3072", "1024x1024x1024",
    "49x384x128", "784x512x128", "81x100x60"})
  public String shape;

  /** Threads that work on one product. */
  @Param({"1", "2"})
  public int threads;

  private WorkerPool pool;
  private Kernels kernels;
  private Tensor x;
  private Linear w;
  private Tensor y;
  private double flops;

  /** Work done. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Floating-point operations / 1e9. */
    public double gflop;
  }

  @Setup
  public void setup() {
    int[] d = Inputs.dims(shape);
    pool = new WorkerPool(threads);
    kernels = Inputs.kernels(pool);
    x = Inputs.normals(1, d[0], d[2]);
    w = Inputs.layer(2, d[2], d[1]);
    y = Tensor.zeros(d[0], d[1]);
    flops = 2.0 * d[0] * d[1] * d[2];
  }

  /** Stops the pool's threads. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** JMH's entry. */
  @Benchmark
  public Tensor linear(Work work) {
    work.gflop += flops * 1e-9;
    return linear();
  }

  Tensor linear() {
    kernels.linear(x, w, Activation.NONE, y);
    return y;
  }
}
