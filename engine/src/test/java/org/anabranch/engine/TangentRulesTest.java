package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each tangent rule against central differences of the operation written out in double precision. */
class TangentRulesTest {
  /** Central differences of step h: truncation of order h^2, rounding 1e-16 / h; both below 1e-9 here. */
  private static final double H = 1e-5;

  private final Random random = new Random(3);
  private final TangentKernels tangents = Backend.standard().kernels().tangents();

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  private static double[] doubles(Tensor t) {
    double[] d = new double[(int) t.size()];
    for (int i = 0; i < d.length; i++) {
      d[i] = t.get(i);
    }
    return d;
  }

  /** (f(x + h d) - f(x - h d)) / 2 h. */
  private static double[] central(Function<double[], double[]> f, double[] x, double[] d) {
    double[] up = x.clone();
    double[] down = x.clone();
    for (int i = 0; i < x.length; i++) {
      up[i] += H * d[i];
      down[i] -= H * d[i];
    }
    double[] high = f.apply(up);
    double[] low = f.apply(down);
    for (int i = 0; i < high.length; i++) {
      high[i] = (high[i] - low[i]) / (2 * H);
    }
    return high;
  }

  private static void near(double[] want, Tensor got, double tolerance) {
    double largest = 0;
    for (double v : want) {
      largest = Math.max(largest, Math.abs(v));
    }
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got.get(i), tolerance * largest, "element " + i);
    }
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  private static DoubleUnaryOperator function(Activation act) {
    return switch (act) {
      case NONE -> x -> x;
      case RELU -> x -> Math.max(x, 0);
      case SILU -> x -> x * sigmoid(x);
      case GELU_TANH -> x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case GELU_ERF -> x -> x * normalCdf(x);
    };
  }

  /** Simpson's rule, 1e-12 on the range tested. */
  private static double normalCdf(double x) {
    int n = 2000;
    double h = x / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * Math.exp(-0.5 * i * h * i * h);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @Test
  void slopesAreDerivatives() {
    int n = 601;
    Tensor x = Tensor.zeros(n);
    for (int i = 0; i < n; i++) {
      x.floats()[i] = -12.01f + 0.04f * i;
    }
    Tensor y = Tensor.zeros(n);
    for (Activation act : Activation.values()) {
      tangents.slope(act, x, y);
      DoubleUnaryOperator f = function(act);
      for (int i = 0; i < n; i++) {
        double at = x.get(i);
        double want = (f.applyAsDouble(at + H) - f.applyAsDouble(at - H)) / (2 * H);
        assertEquals(want, y.get(i), 2e-6, act + " at " + at);
      }
    }
  }

  @Test
  void theNormsTangentIsItsDerivative() {
    int width = 37;
    Tensor x = normal(2, 3, width);
    Tensor modulation = normal(2, 2 * width);
    Tensor dx = normal(4, 3, width);
    Tensor dy = Tensor.zeros(4, 3, width);
    tangents.layerNormModulated(x, 1e-2f, modulation, width, dx, dy);
    for (int i = 0; i < 4; i++) {
      int row = i / 2;
      double[] scale = doubles(modulation.rows(row, 1));
      double[] want = central(v -> {
        double[] out = new double[v.length];
        for (int t = 0; t < 3; t++) {
          double mean = 0;
          double variance = 0;
          for (int j = 0; j < width; j++) {
            mean += v[t * width + j] / width;
          }
          for (int j = 0; j < width; j++) {
            variance += Math.pow(v[t * width + j] - mean, 2) / width;
          }
          for (int j = 0; j < width; j++) {
            out[t * width + j] = (v[t * width + j] - mean) / Math.sqrt(variance + 1e-2f) * (1 + scale[width + j]);
          }
        }
        return out;
      }, doubles(x.rows(row, 1)), doubles(dx.rows(i, 1)));
      // Sums of 37 terms in 32 lanes and five folds: a few dozen ulps of the largest term.
      near(want, dy.rows(i, 1), 64 * Math.ulp(1f));
    }
  }

  @Test
  void theAttentionsTangentIsItsDerivative() {
    int tokens = 11;
    int heads = 2;
    int d = 5;
    int columns = 3 * heads * d;
    Tensor qkv = normal(2, tokens, columns);
    Tensor dqkv = normal(6, tokens, columns);
    Tensor out = Tensor.zeros(6, tokens, heads * d);
    tangents.attention(qkv, 0, heads * d, 2 * heads * d, heads, d, 0.4f, dqkv, out);
    for (int i = 0; i < 6; i++) {
      double[] want = central(v -> attention(v, tokens, heads, d, 0.4f), doubles(qkv.rows(i / 3, 1)), doubles(dqkv.rows(i, 1)));
      // Chains of 2 d and 2 tokens terms.
      near(want, out.rows(i, 1), 2 * (2 * d + 2 * tokens) * Math.ulp(1f));
    }
  }

  private static double[] attention(double[] x, int tokens, int heads, int d, double scale) {
    int columns = 3 * heads * d;
    double[] out = new double[tokens * heads * d];
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < tokens; i++) {
        double[] p = new double[tokens];
        double sum = 0;
        for (int j = 0; j < tokens; j++) {
          double s = 0;
          for (int e = 0; e < d; e++) {
            s += scale * x[i * columns + h * d + e] * x[j * columns + (heads + h) * d + e];
          }
          p[j] = Math.exp(s);
          sum += p[j];
        }
        for (int j = 0; j < tokens; j++) {
          for (int e = 0; e < d; e++) {
            out[i * heads * d + h * d + e] += p[j] / sum * x[j * columns + (2 * heads + h) * d + e];
          }
        }
      }
    }
    return out;
  }

  @Test
  void aLinearMapsTangentHasNoBias() {
    Tensor w = normal(7, 5);
    Tensor dx = normal(3, 5);
    for (WeightFormat format : WeightFormat.values()) {
      Linear biased = Linear.pack(w, normal(7), format);
      Tensor with = Tensor.zeros(3, 7);
      Tensor without = Tensor.zeros(3, 7);
      Kernels k = Backend.standard().kernels();
      k.linear(dx, Linear.pack(w, format), Activation.NONE, with);
      k.linear(dx, biased.withoutBias(), Activation.NONE, without);
      assertArrayEquals(with.floats(), without.floats());
      assertTrue(biased.withoutBias().panels() == biased.panels(), "the panels are shared");
    }
  }

  @Test
  void tangentsMustBeAWholeNumberForEachRow() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> tangents.multiply(normal(2, 4), normal(3, 4), Tensor.zeros(3, 4)));
    assertEquals("multiply: the tangents are F32[3, 4] on the heap, which are no whole number of tangents for each row of "
        + "F32[2, 4] on the heap", e.getMessage());
  }
}
