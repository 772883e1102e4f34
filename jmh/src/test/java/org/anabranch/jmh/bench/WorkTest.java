package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.DiffusionNetwork;
import org.anabranch.jmh.peer.Elementwise;
import org.anabranch.jmh.peer.MaskedNetwork;
import org.anabranch.jmh.peer.Network;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.SelfAttention;
import org.anabranch.jmh.peer.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ours computes for a piece of work, against its definition in doubles: peers are compared with ours. */
final class WorkTest {
  private static float[] ours(Work work) {
    try (WorkerPool pool = new WorkerPool(1); Contender c = work.ours(Backend.of("", pool).kernels())) {
      c.run();
      return c.result();
    }
  }

  private static void near(double expected, float got, Work work) {
    assertEquals(expected, got, work.tolerance() * Math.max(1, Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1x1x1", "3x33x5", "17x7x60"})
  void product(String shape) {
    Product p = Product.of(shape, 5);
    assertEquals(shape, p.shape());
    float[] y = ours(p);
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      for (int k = 0; k < p.k(); k++) {
        sum += (double) p.x()[i / p.n() * p.k() + k] * p.b()[k * p.n() + i % p.n()];
      }
      near(sum, y[i], p);
    }
  }

  @Test
  void attention() {
    SelfAttention a = SelfAttention.of("2x5x3x8", 5);
    float[] o = ours(a);
    int d = a.heads() * a.width();
    for (int i = 0; i < o.length; i++) {
      int head = i % d / a.width() * a.width();
      int row = i / d;
      double[] weight = new double[a.tokens()];
      double sum = 0;
      double value = 0;
      for (int t = 0; t < a.tokens(); t++) {
        int other = row / a.tokens() * a.tokens() + t;
        double score = 0;
        for (int j = head; j < head + a.width(); j++) {
          score += (double) a.operand(0)[row * d + j] * a.operand(1)[other * d + j];
        }
        weight[t] = Math.exp(score / Math.sqrt(a.width()));
        sum += weight[t];
        value += weight[t] * a.operand(2)[other * d + i % d];
      }
      near(value / sum, o[i], a);
    }
  }

  @ParameterizedTest
  @EnumSource(Elementwise.Op.class)
  void elementwise(Elementwise.Op op) {
    Elementwise e = Elementwise.of(op.text() + ":3x37", 5);
    float[] x = e.x();
    float[] y = ours(e);
    for (int r = 0; r < e.rows(); r++) {
      double sum = 0;
      double exps = 0;
      double squares = 0;
      for (int i = r * e.width(); i < (r + 1) * e.width(); i++) {
        sum += x[i];
        exps += Math.exp(x[i]);
        squares += (double) x[i] * x[i];
      }
      double mean = sum / e.width();
      double deviation = Math.sqrt(squares / e.width() - mean * mean + Elementwise.EPSILON);
      for (int i = r * e.width(); i < (r + 1) * e.width(); i++) {
        double v = x[i];
        int c = i % e.width();
        switch (op) {
          case EXP -> near(Math.exp(v), y[i], e);
          case SOFTMAX -> near(Math.exp(v) / exps, y[i], e);
          case LAYER_NORM -> near((v - mean) / deviation * e.weight()[c] + e.bias()[c], y[i], e);
          case GELU_TANH -> near(v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))), y[i], e);
          case GELU_ERF -> near(v / 2 * (1 + erf(v / Math.sqrt(2))), y[i], e);
          default -> near(v / (1 + Math.exp(-v)), y[i], e);
        }
      }
    }
  }

  /** The Taylor series, for |x| below 4. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 80; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Test
  void randomWeightsHaveTheVarianceOfOneOverTheInputs() {
    DiffusionNetwork n = DiffusionNetwork.SIT_TINY;
    float[] w = n.checkpoint(3).tensor("blocks.1.mlp.fc1.weight", 256, 64).toFloats();
    double sum = 0;
    double squares = 0;
    for (float f : w) {
      sum += f;
      squares += (double) f * f;
    }
    double mean = sum / w.length;
    assertEquals(0, mean, 5 * Math.sqrt(1.0 / 64 / w.length));
    // The fourth moment of a uniform number is 9/5 of its variance squared.
    assertEquals(1.0 / 64, squares / w.length, 5 * Math.sqrt(0.8 / w.length) / 64);
    assertArrayEquals(w, n.checkpoint(3).tensor("blocks.1.mlp.fc1.weight").toFloats());
    assertFalse(Arrays.equals(w, n.checkpoint(4).tensor("blocks.1.mlp.fc1.weight").toFloats()));
    assertFalse(Arrays.equals(w, n.checkpoint(3).tensor("blocks.0.mlp.fc1.weight").toFloats()));
  }

  /** The logits that are asked for are the last ones of each row among all. */
  @ParameterizedTest
  @ValueSource(strings = {"mdlm-tiny", "llada-tiny"})
  void maskedNetworksGiveTheLogitsThatAreAskedFor(String name) {
    MaskedNetwork n = (MaskedNetwork) Network.named(name);
    int length = n.length();
    float[] all = ours(new MaskedNetwork(name, n.config(), length, length).forward(2, 5));
    float[] asked = ours(new MaskedNetwork(name, n.config(), length, 5).forward(2, 5));
    int vocabulary = all.length / (2 * length);
    assertEquals(2 * 5 * vocabulary, asked.length);
    for (int r = 0; r < 2; r++) {
      assertArrayEquals(Arrays.copyOfRange(all, ((r + 1) * length - 5) * vocabulary, (r + 1) * length * vocabulary),
          Arrays.copyOfRange(asked, r * 5 * vocabulary, (r + 1) * 5 * vocabulary));
    }
    float[] first = Arrays.copyOfRange(all, vocabulary, 2 * vocabulary);
    float[] second = Arrays.copyOfRange(all, 3 * vocabulary, 4 * vocabulary);
    assertFalse(Arrays.equals(first, second), "two masked positions must differ, or positions are not checked");
  }

  @Test
  void operandsAreTheSameInEveryProcess() {
    assertArrayEquals(Product.of("3x4x5", 1).x(), new Product(3, 4, 5, 1).x());
    assertArrayEquals(MaskedNetwork.TINY.tokens(3, 1), MaskedNetwork.TINY.tokens(3, 1));
  }
}
