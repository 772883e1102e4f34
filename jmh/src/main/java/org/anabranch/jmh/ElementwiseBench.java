package org.anabranch.jmh;

import java.util.concurrent.TimeUnit;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Elementwise functions and row operations on [256, 768] normal floats, one thread, microseconds per call.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar ElementwiseBench
 * </pre>
 *
 * <p>Invalid if other processes have the core, or as the cost inside a product: there an activation runs on a tile in the
 * first-level cache, here on 786 kB in the second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ElementwiseBench {
  static final int ROWS = 256;
  static final int WIDTH = 768;

  private Kernels kernels;
  private Tensor x;
  private Tensor y;

  @Setup
  public void setup() {
    kernels = Inputs.kernels(new WorkerPool(1));
    x = Inputs.normals(1, ROWS, WIDTH);
    y = Tensor.zeros(ROWS, WIDTH);
  }

  @Benchmark
  public Tensor exp() {
    kernels.exp(x, y);
    return y;
  }

  @Benchmark
  public Tensor softmax() {
    kernels.softmax(x, y);
    return y;
  }

  @Benchmark
  public Tensor layerNorm() {
    kernels.layerNorm(x, 1e-6f, y);
    return y;
  }

  @Benchmark
  public Tensor geluTanh() {
    kernels.activate(Activation.GELU_TANH, x, y);
    return y;
  }

  @Benchmark
  public Tensor geluErf() {
    kernels.activate(Activation.GELU_ERF, x, y);
    return y;
  }

  @Benchmark
  public Tensor silu() {
    kernels.activate(Activation.SILU, x, y);
    return y;
  }
}
