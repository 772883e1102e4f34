package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.Comparator;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The log-probability of whole sequences under a masked network, along an order that does not depend on them.
 *
 * <p>The open positions are dealt to R rounds by numbers of a key. With those of rounds r, r + 1, .. masked, the network gives each
 * position of round r a distribution:
 * <pre>
 *   log p(x) = sum over r, sum over i in round r of log p(x[i] | given tokens, rounds before r)
 * </pre>
 * With a round for every position that is the chain rule, so the probabilities of all sequences sum to 1 (order-agnostic
 * autoregression, Hoogeboom et al. 2022, arXiv 2110.02037); with fewer, tokens of one round do not see each other. The order is not the
 * one in which a sampler committed the tokens, which would favour what was sampled greedily.
 *
 * <p>Costs R network rows a sequence. Sums are in double in ascending order: a sequence's bits depend on it alone. Threading: one
 * thread at a time.
 */
public final class SequenceLikelihood {
  /** Floats of the logits of one call, one round excepted. */
  private static final long MOST_LOGITS = 1L << 25;

  private final TokenPredictor predictor;
  private final int rounds;
  private final TrajectoryKey key;

  /**
   * Likelihoods of a network.
   *
   * @param rounds at most; a template with fewer open positions has one for each
   * @param key    of the order
   */
  public SequenceLikelihood(TokenPredictor predictor, int rounds, TrajectoryKey key) {
    if (rounds < 1) {
      throw new IllegalArgumentException("likelihood: rounds must be >= 1, got " + rounds);
    }
    this.predictor = predictor;
    this.rounds = rounds;
    this.key = key;
  }

  /** Network rows that a sequence of a template costs. */
  public int cost(TokenTemplate template) {
    return Math.min(rounds, template.openCount());
  }

  /**
   * log p of a sequence in nats, at most 0; -infinity where it has a token that the template forbids, 0 where nothing is open.
   *
   * @param tokens [L] ids
   */
  public double of(TokenTemplate template, int[] tokens) {
    int n = template.length();
    if (tokens.length != n) {
      throw new IllegalArgumentException("likelihood: the template has " + n + " tokens, got " + tokens.length);
    }
    for (int i = 0; i < n; i++) {
      if (template.isOpen(i) ? !template.allows(i, tokens[i]) : tokens[i] != template.tokens()[i]) {
        return Double.NEGATIVE_INFINITY;
      }
    }
    int all = cost(template);
    int[] round = deal(template, all);
    int largest = Math.ceilDiv(template.openCount(), Math.max(1, all));
    int together = (int) Math.clamp(MOST_LOGITS / ((long) Math.max(1, largest) * predictor.vocabulary()), 1, Math.max(1, all));
    double sum = 0;
    for (int from = 0; from < all; from += together) {
      sum += rounds(template, tokens, round, from, Math.min(all, from + together));
    }
    return sum;
  }

  /** The round of each open position, -1 for the others: the position with the k-th smallest number is in round k R / open. */
  private int[] deal(TokenTemplate template, int all) {
    Integer[] order = Arrays.stream(template.openPositions()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> RandomStream.uniform(key, 0, Purpose.SEARCH, i))
        .thenComparing(i -> i));
    int[] round = new int[template.length()];
    Arrays.fill(round, -1);
    for (int k = 0; k < order.length; k++) {
      round[order[k]] = (int) ((long) k * all / order.length);
    }
    return round;
  }

  /** The sum over rounds [from, to), one row of the network each. */
  private double rounds(TokenTemplate template, int[] tokens, int[] round, int from, int to) {
    int n = tokens.length;
    int rows = to - from;
    int[] states = new int[rows * n];
    int[] positions = new int[rows * n];
    double[] sigma = new double[rows];
    int count = 0;
    for (int r = 0; r < rows; r++) {
      int masked = 0;
      for (int i = 0; i < n; i++) {
        boolean hidden = round[i] >= from + r;
        states[r * n + i] = hidden ? template.mask() : tokens[i];
        masked += hidden ? 1 : 0;
        if (round[i] == from + r) {
          positions[count++] = r * n + i;
        }
      }
      sigma[r] = NoiseLevel.sigma(masked / (double) template.openCount());
    }
    int vocabulary = predictor.vocabulary();
    float[] logits = new float[Math.multiplyExact(count, vocabulary)];
    predictor.predict(states, rows, n, predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA, positions, count,
        Tensor.window(logits, 0, Shape.of(count, vocabulary)));
    double sum = 0;
    for (int j = 0; j < count; j++) {
      int i = positions[j] % n;
      sum += logProbability(template, i, tokens[i], logits, j * vocabulary);
    }
    return sum;
  }

  /** log softmax over the tokens that may stand at a position. */
  private double logProbability(TokenTemplate template, int position, int token, float[] logits, int at) {
    double max = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < predictor.vocabulary(); v++) {
      max = template.allows(position, v) ? Math.max(max, logits[at + v]) : max;
    }
    double sum = 0;
    for (int v = 0; v < predictor.vocabulary(); v++) {
      sum += template.allows(position, v) ? StrictMath.exp(logits[at + v] - max) : 0;
    }
    return logits[at + token] - max - StrictMath.log(sum);
  }
}
