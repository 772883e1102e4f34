package org.anabranch.model.masked;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;

/** The network of a LLaDA checkpoint in plain double loops, read tensor by tensor under the official names. */
final class PlainLlama {
  private static final String ROOT = "model.transformer.";

  private final Checkpoint checkpoint;
  private final LlamaConfig c;

  PlainLlama(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.c = LlamaConfig.of(checkpoint.config());
  }

  double[] logits(int[] tokens, int rows, int length) {
    double[] out = new double[rows * length * c.vocabulary()];
    for (int r = 0; r < rows; r++) {
      double[][] h = new double[length][];
      for (int t = 0; t < length; t++) {
        h[t] = row("wte", tokens[r * length + t]);
        for (int i = 0; i < c.width(); i++) {
          h[t][i] = h[t][i] * (c.scaledInput() ? Math.sqrt(c.width()) : 1) + (c.rope() == 0 ? row("wpe", t)[i] : 0);
        }
      }
      for (int b = 0; b < c.layers(); b++) {
        block("blocks." + b + ".", h);
      }
      for (int t = 0; t < length; t++) {
        double[] l = linear(c.tied() ? "wte" : "ff_out", norm("ln_f", h[t]));
        for (int i = 0; i < l.length; i++) {
          out[(r * length + t) * l.length + i] = l[i] * (c.scaledLogits() ? 1 / Math.sqrt(c.width()) : 1);
        }
      }
    }
    return out;
  }

  private void block(String b, double[][] h) {
    int n = h.length;
    int d = c.headDim();
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] a = norm(b + "attn_norm", h[t]);
      q[t] = turn(linear(b + "q_proj", a), t);
      k[t] = turn(linear(b + "k_proj", a), t);
      v[t] = linear(b + "v_proj", a);
    }
    double[][] o = new double[n][c.width()];
    for (int head = 0; head < c.heads(); head++) {
      int key = head / (c.heads() / c.keyHeads()) * d;
      for (int t = 0; t < n; t++) {
        double[] p = new double[n];
        double sum = 0;
        for (int s = 0; s < n; s++) {
          double dot = 0;
          for (int e = 0; e < d; e++) {
            dot += q[t][head * d + e] * k[s][key + e];
          }
          p[s] = Math.exp(dot / Math.sqrt(d));
          sum += p[s];
        }
        for (int s = 0; s < n; s++) {
          for (int e = 0; e < d; e++) {
            o[t][head * d + e] += p[s] / sum * v[s][key + e];
          }
        }
      }
    }
    for (int t = 0; t < n; t++) {
      add(h[t], linear(b + "attn_out", o[t]));
      double[] a = norm(b + "ff_norm", h[t]);
      double[] gate = linear(b + "ff_proj", a);
      double[] up = linear(b + "up_proj", a);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = act(gate[i]) * up[i];
      }
      add(h[t], linear(b + "ff_out", gate));
    }
  }

  private double act(double x) {
    if (c.activation() == Activation.RELU) {
      return Math.max(0, x);
    }
    return c.activation() == Activation.SILU ? x / (1 + Math.exp(-x)) : x * normalCdf(x);
  }

  /** Simpson's rule, to 1e-12 over the few units that an activation sees. */
  private static double normalCdf(double x) {
    int n = 400;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double u = x * i / n;
      sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * Math.exp(-u * u / 2);
    }
    return 0.5 + sum * x / n / 3 / Math.sqrt(2 * Math.PI);
  }

  /** Rotates a pair (i, i + d/2) of every head by t theta^(-2 i / d). */
  private double[] turn(double[] x, int t) {
    if (c.rope() == 0) {
      return x;
    }
    int d = c.headDim();
    double[] y = x.clone();
    for (int head = 0; head < x.length; head += d) {
      for (int i = 0; i < d / 2; i++) {
        double angle = t / Math.pow(c.rope(), 2.0 * i / d);
        double a = x[head + i];
        double b = x[head + i + d / 2];
        y[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
        y[head + i + d / 2] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return y;
  }

  private double[] norm(String name, double[] x) {
    double square = 0;
    for (double v : x) {
      square += v * v / x.length;
    }
    Tensor w = checkpoint.tensor(ROOT + name + ".weight");
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(square + c.eps()) * w.get(i);
    }
    return y;
  }

  private double[] linear(String name, double[] x) {
    Tensor w = checkpoint.tensor(ROOT + name + ".weight");
    double[] y = new double[w.rows()];
    for (int i = 0; i < y.length; i++) {
      y[i] = checkpoint.has(ROOT + name + ".bias") ? checkpoint.tensor(ROOT + name + ".bias").get(i) : 0;
      for (int j = 0; j < x.length; j++) {
        y[i] += w.get((long) i * x.length + j) * x[j];
      }
    }
    return y;
  }

  private double[] row(String table, int i) {
    Tensor w = checkpoint.tensor(ROOT + table + ".weight");
    double[] y = new double[c.width()];
    for (int j = 0; j < y.length; j++) {
      y[j] = w.get((long) i * c.width() + j);
    }
    return y;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
