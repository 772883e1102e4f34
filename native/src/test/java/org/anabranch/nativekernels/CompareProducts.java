package org.anabranch.nativekernels;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.vector.VectorProvider;

/**
 * Times products of provider {@code native} beside those of {@code vector}: one thread's CPU time, turns interleaved in one JVM, the
 * median of the ratios of neighbouring turns. What {@link MeasuredChoice} is read from.
 *
 * <pre>
 *   mvn test-compile -pl native -am
 *   java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
 *       -cp native/target/test-classes:native/target/classes:engine/target/classes
 *       org.anabranch.nativekernels.CompareProducts [LEVEL [MxNxK...]]
 * </pre>
 *
 * <p>Each product runs with every weight format exactly, and with the narrow dot products beside the fp32 of {@code vector}. Invalid if
 * other processes share the core's caches and execution units; the weights are as warm as the shape lets them be.
 */
final class CompareProducts {
  private static final String[] SHAPES = {"1x768x768", "4x768x768", "16x768x768", "64x768x768", "256x768x768", "1x3072x768",
    "4x3072x768", "16x3072x768", "64x3072x768", "256x3072x768", "1x768x3072", "4x768x3072", "16x768x3072", "64x768x3072",
    "256x768x3072"};
  private static final int ROUNDS = 31;
  private static final long TURN_NANOS = 4_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CompareProducts() {}

  public static void main(String[] args) {
    if (!(NativeLibrary.standard() instanceof NativeLibrary.Loaded library)) {
      throw new IllegalStateException("no library: " + NativeLibrary.standard());
    }
    String level = CpuLevel.named(args.length > 0 ? args[0] : "", library.cpu()).name();
    String[] shapes = args.length > 1 ? Arrays.copyOfRange(args, 1, args.length) : SHAPES;
    WorkerPool pool = new WorkerPool(1);
    Kernels vector = new VectorProvider().create(pool);
    Kernels exact = new NativeProvider(library, level, "", Optional.of(NativeProduct.Choice.ALWAYS)).create(pool);
    Kernels dots = new NativeProvider(library, level, "bf16,int8", Optional.of(NativeProduct.Choice.ALWAYS)).create(pool);
    Kernels tiles = new NativeProvider(library, level, "bf16-tile", Optional.of(NativeProduct.Choice.ALWAYS)).create(pool);
    System.out.println("level " + level + ": speed of native / vector on one thread; in brackets GFLOP/s of both");
    System.out.printf("%-14s %22s %22s %22s %22s %22s %22s %22s%n", "M x N x K", "f32", "bf16", "int8", "int8-group",
        "bf16 dot / f32", "bf16-tile / f32", "int8 dot / f32");
    for (String shape : shapes) {
      int[] d = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
      StringBuilder line = new StringBuilder(String.format("%-14s", shape));
      for (WeightFormat f : WeightFormat.values()) {
        line.append(ratio(d, vector, f, exact, f));
      }
      line.append(ratio(d, vector, WeightFormat.F32, dots, WeightFormat.BF16));
      line.append(ratio(d, vector, WeightFormat.F32, tiles, WeightFormat.BF16));
      line.append(ratio(d, vector, WeightFormat.F32, dots, WeightFormat.INT8));
      System.out.println(line);
    }
  }

  private static String ratio(int[] d, Kernels a, WeightFormat fa, Kernels b, WeightFormat fb) {
    Random random = new Random(3);
    Tensor w = Natives.normal(random, d[1], d[2]);
    Tensor x = Natives.normal(random, d[0], d[2]);
    Tensor y = Tensor.zeros(d[0], d[1]);
    Linear la = Linear.pack(w, fa);
    Linear lb = Linear.pack(w, fb);
    Runnable ours = () -> a.linear(x, la, Activation.NONE, y);
    Runnable theirs = () -> b.linear(x, lb, Activation.NONE, y);
    for (long until = System.nanoTime() + 600_000_000L; System.nanoTime() < until; ) {
      ours.run();
      theirs.run();
    }
    int turns = (int) Math.max(1, TURN_NANOS / Math.max(1, nanos(theirs, 1)));
    List<Double> ratios = new ArrayList<>();
    double bestA = Double.MAX_VALUE;
    double bestB = Double.MAX_VALUE;
    for (int r = 0; r < ROUNDS; r++) {
      double na = nanos(ours, turns);
      double nb = nanos(theirs, turns);
      ratios.add(na / nb);
      bestA = Math.min(bestA, na);
      bestB = Math.min(bestB, nb);
    }
    ratios.sort(null);
    double flops = 2.0 * d[0] * d[1] * d[2];
    return String.format(Locale.ROOT, " %8.2f (%5.0f/%5.0f)", ratios.get(ROUNDS / 2), flops / bestB, flops / bestA);
  }

  private static double nanos(Runnable body, int times) {
    long before = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      body.run();
    }
    return (THREADS.getCurrentThreadCpuTime() - before) / (double) times;
  }
}
