package org.anabranch.jmh;

import java.util.concurrent.TimeUnit;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
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
 * Self-attention on a fused qkv tensor: GFLOP/s = 4 rows heads seq^2 headDim / time in the column {@code gflop}; the softmax
 * is not counted, so a figure cannot reach that of a product.
 *
 * <p>Shapes are rows x tokens x heads x head width: the digits model at 16 rows, a BERT-base layer, and a small odd one.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar AttentionBench -p threads=1
 * </pre>
 *
 * <p>Invalid if other processes have the cores, or if compared with a peer that is given q, k and v already split by head.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBench {
  /** Rows x tokens x heads x head width. */
  @Param({"16x49x4x32", "16x256x12x64", "4x81x8x16"})
  public String shape;

  /** Threads that work on one attention. */
  @Param({"1", "2"})
  public int threads;

  private WorkerPool pool;
  private Kernels kernels;
  private Tensor qkv;
  private Tensor o;
  private int heads;
  private int width;
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
    heads = d[2];
    width = d[3];
    pool = new WorkerPool(threads);
    kernels = Inputs.kernels(pool);
    qkv = Inputs.normals(1, d[0], d[1], 3 * heads * width);
    o = Tensor.zeros(d[0], d[1], heads * width);
    flops = 4.0 * d[0] * heads * d[1] * d[1] * width;
  }

  /** Stops the pool's threads. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** JMH's entry. */
  @Benchmark
  public Tensor attention(Work work) {
    work.gflop += flops * 1e-9;
    return attention();
  }

  Tensor attention() {
    int d = heads * width;
    float scale = (float) (1 / Math.sqrt(width));
    kernels.attention(qkv, 0, qkv, d, qkv, 2 * d, heads, heads, width, scale, AttentionMask.NONE, o);
    return o;
  }
}
