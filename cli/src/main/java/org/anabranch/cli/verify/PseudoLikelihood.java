package org.anabranch.cli.verify;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * The masked network's own opinion of a text: the mean over positions of log p(token | all other tokens), in nats, each position masked
 * alone (Salazar et al. 2020, arXiv 1910.14659). It costs a row per position, which {@link #costPerCall} says.
 *
 * <p>Threading: one thread at a time, as the network.
 */
public final class PseudoLikelihood implements Verifier {
  /** The name that options take. */
  public static final String NAME = "pseudo-likelihood";

  private final TokenPredictor network;
  private final int from;
  private final int positions;

  /**
   * An opinion of texts of one length.
   *
   * @param network   with a mask token, not told noise levels
   * @param from      the first position that counts; those before are given
   * @param length    positions of a text
   */
  public PseudoLikelihood(TokenPredictor network, int from, int length) {
    if (network.maskToken().isEmpty() || network.conditioned()) {
      throw new IllegalArgumentException(NAME + ": needs a network with a mask token that is told no noise level");
    }
    if (from < 0 || from >= length) {
      throw new IllegalArgumentException(NAME + ": the first position must be in [0, " + (length - 1) + "], got " + from);
    }
    this.network = network;
    this.from = from;
    this.positions = length - from;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double costPerCall() {
    return positions;
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    for (int i = 0; i < conditions.length; i++) {
      int[] ids = samples.rows(i, 1).toInts();
      double[][] logs = logProbabilities(ids, IntStream.range(from, from + positions).toArray());
      double sum = 0;
      for (int j = 0; j < positions; j++) {
        sum += logs[j][ids[from + j]];
      }
      out[i] = sum / positions;
    }
  }

  /** log p of every token but the mask at each of these positions, given all other tokens, [positions][vocabulary]. */
  public double[][] logProbabilities(int[] text, int[] at) {
    int mask = network.maskToken().orElseThrow();
    int[] rows = new int[at.length * text.length];
    int[] flat = new int[at.length];
    for (int j = 0; j < at.length; j++) {
      System.arraycopy(text, 0, rows, j * text.length, text.length);
      flat[j] = j * text.length + at[j];
      rows[flat[j]] = mask;
    }
    return logProbabilities(rows, at.length, text.length, flat);
  }

  /** The same at the open positions of one text, all of them masked together. */
  public double[][] together(int[] text, int[] open) {
    int mask = network.maskToken().orElseThrow();
    int[] masked = text.clone();
    Arrays.stream(open).forEach(i -> masked[i] = mask);
    return logProbabilities(masked, 1, text.length, open);
  }

  private double[][] logProbabilities(int[] rows, int count, int length, int[] flat) {
    int vocabulary = network.vocabulary();
    Tensor logits = Tensor.zeros(flat.length, vocabulary);
    network.predict(rows, count, length, TokenPredictor.NO_SIGMA, flat, flat.length, logits);
    double[][] logs = new double[flat.length][vocabulary];
    for (int j = 0; j < flat.length; j++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < vocabulary; v++) {
        logs[j][v] = v == network.maskToken().orElseThrow() ? Double.NEGATIVE_INFINITY : logits.get((long) j * vocabulary + v);
        most = Math.max(most, logs[j][v]);
      }
      double sum = 0;
      for (double l : logs[j]) {
        sum += StrictMath.exp(l - most);
      }
      double norm = most + StrictMath.log(sum);
      for (int v = 0; v < vocabulary; v++) {
        logs[j][v] -= norm;
      }
    }
    return logs;
  }
}
