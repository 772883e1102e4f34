package org.anabranch.model.golden;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.discrete.MixtureFlow;

/**
 * {@code disc.PATH.velocity} and {@code .genKL} of {@code in.disc.logits}, and {@code disc.run_PATH_divC}: the states before each of
 * the steps and after the last of the Euler solver, its choices made by recorded uniform numbers, on a closed-form model
 * p(data | x) = softmax(mean over l of W[x[l]] + W[x[i]] + b[i] + t). A run with a divergence-free part begins at 0.05, not at 0.
 */
final class DiscreteFlowOutputs {
  static final List<String> NAMES = List.of("disc.CondOT.genKL", "disc.CondOT.velocity", "disc.Poly2.genKL", "disc.Poly2.velocity",
      "disc.run_CondOT_div0.0", "disc.run_CondOT_div0.3", "disc.run_Poly2_div0.0");
  private static final Pattern FORMULA = Pattern.compile("disc\\.(\\w+(?:\\.\\d+)?)\\.(velocity|genKL)");
  private static final Pattern RUN = Pattern.compile("disc\\.run_(\\w+(?:\\.\\d+)?)_div([0-9.]+)");
  private static final double LATE_START = 0.05;

  private final GoldenFolder folder;

  DiscreteFlowOutputs(GoldenFolder folder) {
    this.folder = folder;
  }

  Optional<Tensor> compute(String name) {
    Matcher formula = FORMULA.matcher(name);
    if (formula.matches()) {
      return FlowMatchingGolden.path(formula.group(1)).map(MixtureFlow::new)
          .map(f -> formula.group(2).equals("velocity") ? velocity(f) : loss(f));
    }
    Matcher run = RUN.matcher(name);
    return run.matches() ? FlowMatchingGolden.path(run.group(1)).map(MixtureFlow::new)
        .map(f -> run(f, Double.parseDouble(run.group(2)))) : Optional.empty();
  }

  /** [rows, length, K] */
  private Tensor velocity(MixtureFlow flow) {
    Tensor logits = folder.wideInput("disc.logits");
    int k = logits.shape().dim(2);
    int[] tokens = folder.input("disc.x_t").toInts();
    double[] t = DiffusionTransformerGolden.doubles(folder.input("disc.t"));
    double[] out = new double[Math.toIntExact(logits.size())];
    double[] rates = new double[k];
    for (int i = 0; i < tokens.length; i++) {
      double[] p = logSoftmax(logits, i, k);
      for (int j = 0; j < k; j++) {
        p[j] = StrictMath.exp(p[j]);
      }
      flow.velocity(p, tokens[i], t[i * t.length / tokens.length], rates);
      System.arraycopy(rates, 0, out, i * k, k);
    }
    return Tensor.of(out, logits.shape().toArray());
  }

  /** [rows, length] */
  private Tensor loss(MixtureFlow flow) {
    Tensor logits = folder.wideInput("disc.logits");
    Shape shape = logits.shape();
    int[] tokens = folder.input("disc.x_t").toInts();
    int[] data = folder.input("disc.x_1").toInts();
    double[] t = DiffusionTransformerGolden.doubles(folder.input("disc.t"));
    double[] out = new double[tokens.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = flow.loss(logSoftmax(logits, i, shape.dim(2)), data[i], tokens[i], t[i * t.length / tokens.length]);
    }
    return Tensor.of(out, shape.dim(0), shape.dim(1));
  }

  private static double[] logSoftmax(Tensor logits, int row, int k) {
    double[] out = new double[k];
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < k; j++) {
      out[j] = logits.get((long) row * k + j);
      max = Math.max(max, out[j]);
    }
    double sum = 0;
    for (int j = 0; j < k; j++) {
      sum += StrictMath.exp(out[j] - max);
    }
    double log = max + StrictMath.log(sum);
    for (int j = 0; j < k; j++) {
      out[j] -= log;
    }
    return out;
  }

  /** [steps + 1, rows, length] */
  private Tensor run(MixtureFlow flow, double divergence) {
    Tensor forData = folder.wideInput("disc.u_x1");
    Tensor forJump = folder.wideInput("disc.u_jump");
    Tensor forDestination = folder.wideInput("disc.u_dest");
    Tensor w = folder.wideInput("disc.W"); // [K, K]
    Tensor b = folder.wideInput("disc.b"); // [length, K]
    int[] tokens = folder.input("disc.x_init").toInts();
    int steps = forData.rows();
    int length = b.rows();
    int k = w.rowSize();
    double start = divergence > 0 ? LATE_START : 0;
    long[] states = new long[(steps + 1) * tokens.length];
    double[] rates = new double[k];
    for (int step = 0; step <= steps; step++) {
      for (int i = 0; i < tokens.length; i++) {
        states[step * tokens.length + i] = tokens[i];
      }
      if (step == steps) {
        break;
      }
      double t = start + (1 - start) * step / steps;
      double h = (1 - start) / steps;
      int[] next = new int[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        long at = (long) step * tokens.length + i;
        int data = MixtureFlow.draw(posterior(tokens, i, length, k, w, b, t), forData.get(at));
        next[i] = step == steps - 1 ? data
            : flow.step(tokens[i], data, t, h, divergence, forJump.get(at), forDestination.get(at), rates);
      }
      tokens = next;
    }
    return Integers.of(states, steps + 1, tokens.length / length, length);
  }

  private static double[] posterior(int[] tokens, int i, int length, int k, Tensor w, Tensor b, double t) {
    int row = i / length * length;
    double[] p = new double[k];
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < k; j++) {
      double mean = 0;
      for (int l = 0; l < length; l++) {
        mean += w.get((long) tokens[row + l] * k + j) / length;
      }
      p[j] = mean + w.get((long) tokens[i] * k + j) + b.get((long) (i - row) * k + j) + t;
      max = Math.max(max, p[j]);
    }
    double sum = 0;
    for (int j = 0; j < k; j++) {
      p[j] = StrictMath.exp(p[j] - max);
      sum += p[j];
    }
    for (int j = 0; j < k; j++) {
      p[j] /= sum;
    }
    return p;
  }
}
