package org.anabranch.engine;

import java.util.Arrays;

/**
 * A row of logits as probabilities: the model's p = softmax(l) and a law's q, in double and defined to the last bit.
 * <pre>
 *   p[v] = e[v] / sum,     e[v] = exp(l[v] - l[best])
 *   q[v] = (f[v] / total) / mass where v is kept, else 0,     f[v] = exp((l[v] - l[best]) / temperature)
 * </pre>
 * exp and log are {@link StrictMath}'s; sum and total are chains of additions over ascending ids, mass is one over the kept tokens in
 * the order of their ranks: larger logits first, 0 before -0, lower ids first among equals. Best is the first largest, 0 being -0.
 *
 * <p>Reused for row after row; allocates nothing after it is made. Threading: one thread at a time.
 */
public final class LogitRow {
  private final LogitLaw law;
  private final double[] model;
  private final double[] shaped;
  private final long[] ranked;
  private double sum;
  private int best;

  /** A row to be loaded. */
  public LogitRow(int vocabulary, LogitLaw law) {
    this.law = law;
    this.model = new double[vocabulary];
    this.shaped = law.isModel() ? model : new double[vocabulary];
    this.ranked = law.isCut() ? new long[vocabulary] : new long[0];
  }

  /** p of every token, [V]. Not to be written. */
  public double[] model() {
    return model;
  }

  /** q of every token, [V]. Not to be written. */
  public double[] shaped() {
    return shaped;
  }

  /** The likeliest token, the lowest id among equals. */
  public int best() {
    return best;
  }

  /** The sum of exp(l - l[best]). */
  public double sum() {
    return sum;
  }

  /**
   * Reads a row.
   *
   * @param logits numbers or -infinity, not all of them
   */
  public void load(float[] logits, int offset) {
    best = first(logits, offset, model.length);
    sum = softmax(logits, offset, 1, model);
    if (shaped != model) {
      softmax(logits, offset, law.temperature(), shaped);
      if (law.isCut()) {
        cut(logits, offset);
      }
    }
  }

  /** The first largest of n logits. */
  static int first(float[] logits, int offset, int n) {
    int best = 0;
    for (int v = 1; v < n; v++) {
      if (logits[offset + v] > logits[offset + best]) {
        best = v;
      }
    }
    return best;
  }

  private double softmax(float[] logits, int offset, double temperature, double[] out) {
    double largest = logits[offset + best];
    double all = 0;
    for (int v = 0; v < out.length; v++) {
      out[v] = StrictMath.exp((logits[offset + v] - largest) / temperature);
      all += out[v];
    }
    for (int v = 0; v < out.length; v++) {
      out[v] /= all;
    }
    return all;
  }

  /** Cuts q to the likeliest tokens: the nucleus first, then top-k. */
  private void cut(float[] logits, int offset) {
    for (int v = 0; v < shaped.length; v++) {
      ranked[v] = (long) ~ascending(logits[offset + v]) << Integer.SIZE | v;
    }
    Arrays.sort(ranked);
    int keep = law.topP() < 1 ? nucleus() : shaped.length;
    if (law.topK() > 0) {
      keep = Math.min(keep, law.topK());
    }
    double mass = 0;
    for (int i = 0; i < keep; i++) {
      mass += shaped[(int) ranked[i]];
    }
    for (int i = keep; i < ranked.length; i++) {
      shaped[(int) ranked[i]] = 0;
    }
    for (int v = 0; v < shaped.length; v++) {
      shaped[v] /= mass;
    }
  }

  private int nucleus() {
    int keep = 0;
    double mass = 0;
    while (keep < shaped.length) {
      double next = mass + shaped[(int) ranked[keep]];
      if (keep > 0 && (law.crossing() ? mass : next) > law.topP()) {
        break;
      }
      mass = next;
      keep++;
    }
    return keep;
  }

  /** An int that orders as the float does. */
  private static int ascending(float value) {
    int bits = Float.floatToIntBits(value);
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }

  // ---- what is asked of probabilities

  /**
   * The token below whose upper end a fraction of the mass lies: the first v with
   * {@code fraction * (p[0] + ... + p[V - 1]) < p[0] + ... + p[v]}, and the last of positive weight where rounding leaves none; -1
   * where none has a weight.
   *
   * @param fraction in [0, 1]
   */
  public static int at(double fraction, double[] p) {
    double all = 0;
    for (double v : p) {
      all += v;
    }
    double target = fraction * all;
    double below = 0;
    int last = -1;
    for (int v = 0; v < p.length; v++) {
      if (p[v] > 0) {
        last = v;
        below += p[v];
        if (target < below) {
          return v;
        }
      }
    }
    return last;
  }

  /** The largest of p less the second largest. */
  public static double margin(double[] p) {
    double first = 0;
    double second = 0;
    for (double v : p) {
      if (v > first) {
        second = first;
        first = v;
      } else if (v > second) {
        second = v;
      }
    }
    return first - second;
  }

  /** -sum p log p in nats, over ascending ids. */
  public static double entropy(double[] p) {
    double h = 0;
    for (double v : p) {
      if (v > 0) {
        h -= v * StrictMath.log(v);
      }
    }
    return h;
  }

  /** The likeliest token but one, the lowest id among equals; that one where there is no other. */
  public static int second(double[] p, int but) {
    int at = -1;
    for (int v = 0; v < p.length; v++) {
      if (v != but && (at < 0 || p[v] > p[at])) {
        at = v;
      }
    }
    return at < 0 ? but : at;
  }

  // ---- the operations of kernels, of heap tensors

  /** {@link Kernels#likeliest}. */
  public static void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {
    float[] x = logits.floats();
    int n = logits.rowSize();
    for (int r = 0; r < logits.rows(); r++) {
      int from = logits.offset() + r * n;
      int fault = 0;
      while (fault < n && x[from + fault] < Float.POSITIVE_INFINITY) {
        fault++;
      }
      best[r] = ~fault;
      sums[r] = 0;
      if (fault < n) {
        continue;
      }
      for (int id : excluded) {
        x[from + id] = Float.NEGATIVE_INFINITY;
      }
      int first = first(x, from, n);
      if (x[from + first] == Float.NEGATIVE_INFINITY) {
        continue;
      }
      best[r] = first;
      double largest = x[from + best[r]];
      for (int v = 0; v < n; v++) {
        sums[r] += StrictMath.exp(x[from + v] - largest);
      }
    }
  }

  /** {@link Kernels#read}. */
  public static void read(LogitReads reads) {
    if (reads.count() == 0) {
      return;
    }
    LogitRow row = new LogitRow(reads.logits(0).rowSize(), reads.law());
    for (int i = 0; i < reads.count(); i++) {
      Tensor logits = reads.logits(i);
      row.load(logits.floats(), logits.offset() + reads.row(i) * logits.rowSize());
      double[] p = reads.byLaw() ? row.shaped : row.model;
      int token = reads.isGreedy() ? row.best : at(reads.fraction(i), row.shaped);
      int other = reads.score() == LogitReads.Score.SECOND ? second(row.model, row.best) : token;
      reads.tell(i, token, other, row.model[token], switch (reads.score()) {
        case NONE -> 0;
        case DRAWN -> p[token];
        case LARGEST -> p[row.best];
        case MARGIN -> margin(p);
        case ENTROPY -> entropy(p);
        case SECOND -> row.model[other];
      });
    }
  }
}
