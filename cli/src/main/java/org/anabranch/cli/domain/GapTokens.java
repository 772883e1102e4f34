package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.NoiseLevel;
import org.anabranch.solver.masked.TokenDistribution;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * The likeliest tokens of an open position, the likeliest first.
 *
 * @param position in the sequence
 * @param tokens   with their probabilities among all tokens but the mask
 */
public record GapTokens(int position, List<Choice> tokens) {
  /** Floats of the logits that one call may write, one position excepted. */
  private static final int MOST_LOGITS = 1 << 25;

  /** A token, what it says, and p. */
  public record Choice(int id, String token, double probability) {}

  /** Evaluates a template once. */
  static List<GapTokens> of(TokenPredictor predictor, TokenTemplate template, int most, IntFunction<String> words) {
    int vocabulary = predictor.vocabulary();
    int[] open = template.openPositions();
    double[] sigma = predictor.conditioned() ? new double[] {NoiseLevel.sigma(open.length / (double) template.length())}
        : TokenPredictor.NO_SIGMA;
    TokenDistribution distribution = new TokenDistribution(vocabulary, TokenLaw.MODEL);
    List<GapTokens> gaps = new ArrayList<>();
    int together = Math.clamp(MOST_LOGITS / vocabulary, 1, Math.max(1, open.length));
    for (int from = 0; from < open.length; from += together) {
      int[] positions = IntStream.of(open).skip(from).limit(together).toArray();
      float[] logits = new float[positions.length * vocabulary];
      predictor.predict(template.tokens(), 1, template.length(), sigma, positions, positions.length,
          Tensor.window(logits, 0, Shape.of(positions.length, vocabulary)));
      for (int j = 0; j < positions.length; j++) {
        logits[j * vocabulary + template.mask()] = Float.NEGATIVE_INFINITY;
        distribution.load(logits, j * vocabulary);
        double[] p = distribution.model();
        gaps.add(new GapTokens(positions[j], IntStream.range(0, vocabulary).boxed()
            .sorted(Comparator.comparingDouble((Integer v) -> -p[v])).limit(most)
            .map(v -> new Choice(v, words.apply(v), p[v])).toList()));
      }
    }
    return gaps;
  }
}
