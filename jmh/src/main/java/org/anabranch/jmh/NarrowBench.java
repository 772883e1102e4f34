package org.anabranch.jmh;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
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
 * y = x W^T + b with W from DRAM in each weight format: the layers are used one after the other and are larger than any cache in
 * every format. The column {@code gigabytes} is the weights read per second.
 *
 * <pre>
 *   java -jar jmh/target/benchmarks.jar NarrowBench -p rows=1
 *   java --add-modules jdk.incubator.vector -cp jmh/target/benchmarks.jar org.anabranch.jmh.NarrowBench [threads] [rounds] [shape]
 * </pre>
 *
 * <p>The second form interleaves all formats and rows ({@link Rounds}) and prints how many times faster than fp32 each is.
 *
 * <p>Invalid if the layers fit a cache (the default takes 268 MB in fp32 and 67 MB in bytes; the last level must be smaller),
 * or by the clock if other processes use the memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NarrowBench {
  private static final int DEFAULT_ROUNDS = 40;
  private static final double WARM_SECONDS = 1.5;

  /** Layers x outputs x inputs. */
  @Param("4x4096x4096")
  public String shape;

  /** Rows of x. */
  @Param({"1", "2", "4", "8"})
  public int rows;

  /** The option's name of a {@link WeightFormat}. */
  @Param({"f32", "bf16", "int8", "int8-group"})
  public String weights;

  /** Threads that work on one product. */
  @Param("1")
  public int threads;

  private WorkerPool pool;
  private Kernels kernels;
  private Linear[] layers;
  private Tensor x;
  private Tensor y;

  /** Work done. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Bytes of weights read / 1e9. */
    public double gigabytes;
  }

  /** Makes the layers. */
  @Setup
  public void setup() {
    int[] d = Inputs.dims(shape);
    Tensor w = Inputs.normals(3, d[1], d[2]);
    Tensor bias = Inputs.normals(4, d[1]);
    layers = new Linear[d[0]];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = Linear.pack(w, bias, WeightFormat.named(weights));
    }
    bind();
  }

  private void bind() {
    pool = new WorkerPool(threads);
    kernels = Inputs.kernels(pool);
    x = Inputs.normals(1, rows, layers[0].in());
    y = Tensor.zeros(rows, layers[0].out());
  }

  /** Stops the pool's threads. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** JMH's entry. */
  @Benchmark
  public Tensor products(Work work) {
    work.gigabytes += bytes() * 1e-9;
    return products();
  }

  Tensor products() {
    for (Linear layer : layers) {
      kernels.linear(x, layer, Activation.NONE, y);
    }
    return y;
  }

  double bytes() {
    double sum = 0;
    for (Linear layer : layers) {
      sum += layer.bytes();
    }
    return sum;
  }

  /** Prints the table of all formats and rows. */
  public static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
    List<NarrowBench> benches = new ArrayList<>();
    List<Rounds.Case> cases = new ArrayList<>();
    for (String weights : Params.of(NarrowBench.class, "weights")) {
      Linear[] layers = {};
      for (String rows : Params.of(NarrowBench.class, "rows")) {
        NarrowBench b = new NarrowBench();
        b.shape = args.length > 2 ? args[2] : Params.of(NarrowBench.class, "shape").getFirst();
        b.threads = threads;
        b.weights = weights;
        b.rows = Integer.parseInt(rows);
        if (layers.length == 0) {
          b.setup();
          layers = b.layers;
        } else {
          b.layers = layers;
          b.bind();
        }
        benches.add(b);
        cases.add(new Rounds.Case(weights, 1, WARM_SECONDS, false, b::products));
      }
    }
    List<Rounds.Result> results = Rounds.run(cases, rounds, threads == 1 ? 0 : 25);
    System.out.printf(Locale.ROOT, "%s, threads %d, rounds %d, load %.1f; %s%n", benches.getFirst().shape, threads, rounds,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), threads == 1 ? "CPU time" : "clock");
    System.out.println("| weights | rows | MB | p10 ms | median ms | GB/s p10 | faster than f32, p10 | median |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    int perFormat = Params.of(NarrowBench.class, "rows").size();
    for (int i = 0; i < results.size(); i++) {
      Rounds.Result r = results.get(i);
      Rounds.Result wide = results.get(i % perFormat);
      boolean one = threads == 1;
      double fast = one ? r.cpu() : r.clock();
      double mid = one ? r.mid() : r.seen();
      System.out.printf(Locale.ROOT, "| %s | %d | %.0f | %.2f | %.2f | %.1f | %.2f | %.2f |%n", r.name(), benches.get(i).rows,
          benches.get(i).bytes() * 1e-6, fast * 1e3, mid * 1e3, benches.get(i).bytes() * 1e-9 / fast,
          (one ? wide.cpu() : wide.clock()) / fast, (one ? wide.mid() : wide.seen()) / mid);
    }
    benches.forEach(NarrowBench::close);
  }
}
