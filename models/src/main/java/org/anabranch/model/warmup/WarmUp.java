package org.anabranch.model.warmup;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.solver.VelocityField;

/**
 * Compiles the kernels that a network needs before its first request.
 *
 * <p>A fresh JVM interprets: until the optimising compiler is done every vector is an object, and an evaluation takes a hundred
 * times as long and allocates gigabytes. A warm-up first rehearses ({@link org.anabranch.engine.KernelProvider#rehearsal}): it runs
 * the network on one thread with products of a few inputs, which calls each kernel often enough for the compiler at a fraction of the
 * work, and rests in between, when the compiler has the cores. Kernels in C or of a device have nothing to rehearse. Then it runs the
 * network itself until {@value #STEADY} evaluations in a row allocate nothing and agree; where nothing had to be compiled, agree: what
 * a provider in C tries out in Java meanwhile allocates, and need not be waited for. Kernels differ by the number of rows: each batch
 * size that requests will have is worth naming.
 *
 * <p>Results are thrown away and nothing depends on them. Memory while it runs: the temporaries of the largest batch, twice.
 */
public final class WarmUp {
  /** Evaluations that must agree and allocate nothing. */
  private static final int STEADY = 3;

  /** How far their CPU times on the calling thread may lie from the fastest. */
  private static final double SPREAD = 1.5;

  /** Rehearsals of a batch size at most. */
  private static final int REHEARSALS = 30;

  /** Of the limit, what rehearsing may take. */
  private static final double REHEARSED_SHARE = 0.5;

  /** A rehearsal in compiled code allocates the views of its layers; in interpreted code every vector. */
  private static final long COMPILED_BYTES = 1 << 16;

  /** Milliseconds. */
  private static final long MOST_REST = 250;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private WarmUp() {}

  /** A network with operands of its own. */
  @FunctionalInterface
  public interface Evaluation {
    /** Evaluates a batch of so many rows. */
    void run(int rows);
  }

  /**
   * What a warm-up did.
   *
   * @param seconds   in all
   * @param rehearsed seconds of it in rehearsals
   * @param calls     evaluations after them
   * @param steady    whether every batch size became steady before the limit
   */
  public record Report(double seconds, double rehearsed, int calls, boolean steady) {}

  /**
   * Warms up a velocity, its rows spread over the backend's threads.
   *
   * @param makes the field on some kernels
   * @param limit after which no evaluation begins but the first of each batch size
   * @param rows  batch sizes
   */
  public static Report field(Function<Kernels, ? extends VelocityField> makes, Backend backend, Duration limit, int... rows) {
    return run(k -> of(makes.apply(k)), of(VelocityField.spread(() -> makes.apply(backend.kernels()), backend.pool())), backend, limit,
        rows);
  }

  /** Warms up a network of masked tokens for sequences of a length, as {@link #field}. */
  public static Report predictor(Function<Kernels, ? extends MaskPredictor> makes, int length, Backend backend, Duration limit,
      int... rows) {
    return run(k -> of(makes.apply(k), length), of(makes.apply(backend.kernels()), length), backend, limit, rows);
  }

  /**
   * Warms up any evaluation.
   *
   * @param makes the evaluation on the kernels of one thread
   * @param whole as requests will run it
   * @throws IllegalArgumentException if there is no batch size, one is not positive, or the limit is not
   */
  public static Report run(Function<Kernels, Evaluation> makes, Evaluation whole, Backend backend, Duration limit, int... rows) {
    long began = System.nanoTime();
    double rehearsed = rehearse(makes, backend, Duration.ofNanos((long) (limit.toNanos() * REHEARSED_SHARE)), rows);
    int calls = 0;
    boolean steady = true;
    for (int r : rows) {
      double fastest = Double.POSITIVE_INFINITY;
      int agree = 0;
      do {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long from = THREADS.getCurrentThreadCpuTime();
        whole.run(r);
        double took = THREADS.getCurrentThreadCpuTime() - from;
        boolean clean = !backend.provider().rehearses() || THREADS.getCurrentThreadAllocatedBytes() == bytes;
        fastest = Math.min(fastest, took);
        agree = clean && took <= SPREAD * fastest ? agree + 1 : 0;
        calls++;
      } while (agree < STEADY && System.nanoTime() - began < limit.toNanos());
      steady &= agree == STEADY;
    }
    return new Report((System.nanoTime() - began) * 1e-9, rehearsed, calls, steady);
  }

  /**
   * The rehearsals alone, for a caller that runs its own first requests; none where the provider has nothing to compile.
   *
   * @param limit after which no rehearsal begins
   * @return the seconds it took
   */
  public static double rehearse(Function<Kernels, Evaluation> makes, Backend backend, Duration limit, int... rows) {
    if (rows.length == 0 || Arrays.stream(rows).anyMatch(r -> r < 1)) {
      throw new IllegalArgumentException("warm-up: batch sizes must be positive and at least one, got " + Arrays.toString(rows));
    }
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("warm-up: the limit must be positive, got " + limit);
    }
    if (!backend.provider().rehearses()) {
      return 0;
    }
    long began = System.nanoTime();
    try (WorkerPool one = new WorkerPool(1)) {
      Evaluation rehearsal = makes.apply(backend.provider().rehearsal(one));
      for (int r : rows) {
        boolean compiled = false;
        for (int i = 0; i < REHEARSALS && !compiled && System.nanoTime() - began < limit.toNanos(); i++) {
          long bytes = THREADS.getCurrentThreadAllocatedBytes();
          long from = System.nanoTime();
          rehearsal.run(r);
          compiled = THREADS.getCurrentThreadAllocatedBytes() - bytes < COMPILED_BYTES;
          if (!compiled) {
            rest((System.nanoTime() - from) / 1_000_000);
          }
        }
      }
    }
    return (System.nanoTime() - began) * 1e-9;
  }

  /** Leaves the core to the compiler for as long as the rehearsal had it. */
  private static void rest(long millis) {
    try {
      Thread.sleep(Math.min(millis, MOST_REST));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Evaluations of a field on zeros, at time 1/2 and condition 0. */
  public static Evaluation of(VelocityField field) {
    return new Evaluation() {
      private Tensor x = Tensor.zeros(0);
      private Tensor v = x;
      private double[] t = {};
      private int[] condition = {};

      @Override
      public void run(int rows) {
        if (t.length != rows) {
          x = Tensor.zeros(field.dtype(), batch(field.rowShape(), rows));
          v = Tensor.zeros(field.dtype(), x.shape());
          t = new double[rows];
          Arrays.fill(t, 0.5);
          condition = new int[rows];
        }
        field.evaluate(x, t, condition, v);
      }
    };
  }

  private static Shape batch(Shape row, int rows) {
    int[] dims = new int[row.rank() + 1];
    dims[0] = rows;
    System.arraycopy(row.toArray(), 0, dims, 1, row.rank());
    return Shape.of(dims);
  }

  /** Evaluations of a network on masked sequences of a length. */
  public static Evaluation of(MaskPredictor network, int length) {
    return new Evaluation() {
      private int[] tokens = {};
      private double[] sigma = MaskPredictor.NO_SIGMA;
      private Tensor logits = Tensor.zeros(0);

      @Override
      public void run(int rows) {
        if (tokens.length != rows * length) {
          tokens = new int[rows * length];
          Arrays.fill(tokens, network.maskToken().orElse(0));
          sigma = network.conditioned() ? new double[rows] : MaskPredictor.NO_SIGMA;
          logits = Tensor.zeros(rows, length, network.vocabulary());
        }
        network.forward(tokens, rows, length, sigma, logits);
      }
    };
  }
}
