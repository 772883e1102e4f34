package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * What a network thinks of whole sequences: the probability of each token given all of them, itself included; one evaluation a row.
 *
 * <p>A network that was trained to correct ({@link Correction}) gives a token that stands wrongly a lower one; a plain network finds
 * whatever it sees likely, and its confidence says little. No probability of the sequence: the tokens see each other.
 *
 * <p>A row's result depends on its own tokens alone. Threading: one thread at a time, as the predictor.
 */
public final class TokenConfidence {
  private static final int MOST_ROWS = 64;

  private final TokenPredictor predictor;

  /** By a network, told the noise level of the data where it takes one. */
  public TokenConfidence(TokenPredictor predictor) {
    this.predictor = predictor;
  }

  /**
   * log p of the tokens at open positions.
   *
   * @param tokens    [rows, L] ids without the mask token
   * @param templates one for each row, of one length
   * @param out       [rows, L] receives log p, 0 at given positions
   * @throws IllegalArgumentException if an open position holds the mask token, or lengths do not fit
   */
  public void of(int[] tokens, List<TokenTemplate> templates, double[] out) {
    int length = templates.getFirst().length();
    if (tokens.length != templates.size() * length || out.length != tokens.length) {
      throw new IllegalArgumentException("confidence: needs " + templates.size() + " rows of " + length + " tokens, got "
          + tokens.length + " tokens and room for " + out.length);
    }
    for (int from = 0; from < templates.size(); from += MOST_ROWS) {
      int n = Math.min(MOST_ROWS, templates.size() - from);
      double[] part = new double[n * length];
      some(Arrays.copyOfRange(tokens, from * length, (from + n) * length), templates.subList(from, from + n), length, part);
      System.arraycopy(part, 0, out, from * length, part.length);
    }
  }

  private void some(int[] tokens, List<TokenTemplate> templates, int length, double[] out) {
    int[] positions = IntStream.range(0, tokens.length).filter(i -> templates.get(i / length).isOpen(i % length)).toArray();
    int vocabulary = predictor.vocabulary();
    float[] logits = new float[Math.multiplyExact(positions.length, vocabulary)];
    double[] sigma = predictor.conditioned() ? new double[templates.size()] : TokenPredictor.NO_SIGMA;
    predictor.predict(tokens, templates.size(), length, sigma, positions, positions.length,
        Tensor.window(logits, 0, Shape.of(positions.length, vocabulary)));
    TokenDistribution distribution = new TokenDistribution(vocabulary, TokenLaw.MODEL);
    for (int j = 0; j < positions.length; j++) {
      int mask = templates.get(positions[j] / length).mask();
      if (tokens[positions[j]] == mask) {
        throw new IllegalArgumentException("confidence: needs whole sequences, position " + positions[j] % length + " of row "
            + positions[j] / length + " holds the mask token");
      }
      logits[j * vocabulary + mask] = Float.NEGATIVE_INFINITY;
      distribution.load(logits, j * vocabulary);
      out[positions[j]] = StrictMath.log(distribution.model()[tokens[positions[j]]]);
    }
  }
}
