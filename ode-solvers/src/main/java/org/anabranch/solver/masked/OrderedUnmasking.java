package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.Optional;

/**
 * Unmasking by rank: every masked position of the active block is scored, the best are committed, as many as the quota says.
 *
 * <p>One class for random, low-confidence, top-k margin, entropy, maskgit-plus, confidence threshold and factor, entropy bound, each
 * with or without semi-autoregressive blocks. In the block that holds the first mask,
 * <pre>
 *   x[i] ~ law(i)        score[i] = order(i, x[i]) + noise G[i]        commit the best n
 * </pre>
 * with G standard Gumbel numbers of the row: noise of the order is what gives samples of a confident model their variety; as a ranking
 * by score / temperature it is Dream's {@code alg_temp}, a draw without replacement from softmax(score / temperature). A step cap
 * always: a block has steps / blocks rounds, and the quota's floor empties it by then.
 *
 * <p>References: Nie et al. 2025 (ML-GSAI/LLaDA, generate.py), Ye et al. 2025 (Dream, generation_utils.py), Wu et al. 2025 (Fast-dLLM).
 *
 * @param steps       rounds at most, of all blocks together
 * @param order       the score
 * @param quota       how many
 * @param noise       scale of the Gumbel numbers, in units of the score; 0 for none
 * @param blockLength positions of a block, counted from the first open one; 0 for a single block
 * @param shaped      whether scores are of the law's probabilities (Dream) or of the model's (LLaDA, Fast-dLLM, Prism)
 */
public record OrderedUnmasking(int steps, Order order, Quota quota, double noise, int blockLength, boolean shaped)
    implements UnmaskingPolicy {
  /** Checks the ranges and what goes together. */
  public OrderedUnmasking {
    if (steps < 1) {
      throw new IllegalArgumentException("unmasking: steps must be >= 1, got " + steps);
    }
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("unmasking: the noise of the order must be finite and >= 0, got " + noise);
    }
    if (blockLength < 0) {
      throw new IllegalArgumentException("unmasking: the block length must be >= 1, or 0 for one block, got " + blockLength);
    }
    if (quota.needsProbabilities() && (!order.isProbability() || noise != 0)) {
      throw new IllegalArgumentException("unmasking: a threshold or factor needs the order confidence or largest without noise, got "
          + order.word() + " with noise " + noise);
    }
    if (quota instanceof Quota.EntropyBound && (order != Order.ENTROPY || noise != 0)) {
      throw new IllegalArgumentException("unmasking: an entropy bound needs the order entropy without noise, got " + order.word()
          + " with noise " + noise);
    }
    if (quota instanceof Quota.Shrinking && blockLength != 0) {
      throw new IllegalArgumentException("unmasking: a shrinking quota needs a single block, got blocks of " + blockLength);
    }
    if (noise > 0 && !order.looksAtNetwork()) {
      throw new IllegalArgumentException("unmasking: noise is for orders by the network, got " + order.word() + " with noise " + noise);
    }
  }

  /** By an order in even steps, in one block. */
  public static OrderedUnmasking of(int steps, Order order) {
    return new OrderedUnmasking(steps, order, new Quota.Even(), 0, 0, false);
  }

  /** The same with another quota. */
  public OrderedUnmasking withQuota(Quota other) {
    return new OrderedUnmasking(steps, order, other, noise, blockLength, shaped);
  }

  /** The same with noise of the order. */
  public OrderedUnmasking withNoise(double scale) {
    return new OrderedUnmasking(steps, order, quota, scale, blockLength, shaped);
  }

  /** The same in blocks from left to right. */
  public OrderedUnmasking withBlocks(int length) {
    return new OrderedUnmasking(steps, order, quota, noise, length, shaped);
  }

  /** The same with scores of the law's probabilities. */
  public OrderedUnmasking withShapedScores() {
    return new OrderedUnmasking(steps, order, quota, noise, blockLength, true);
  }

  @Override
  public String name() {
    String how = switch (quota) {
      case Quota.Even e -> "";
      case Quota.One o -> ", one a step";
      case Quota.Shrinking s -> ", shrinking";
      case Quota.Threshold t -> ", threshold " + t.tau();
      case Quota.Factor f -> ", factor " + f.f();
      case Quota.EntropyBound b -> ", entropy bound " + b.gamma();
    };
    return order.word() + how + (noise > 0 ? ", noise " + noise : "") + (blockLength > 0 ? ", blocks of " + blockLength : "");
  }

  @Override
  public boolean isRandom() {
    return order == Order.RANDOM || noise > 0;
  }

  @Override
  public boolean isOfState() {
    return true;
  }

  @Override
  public int block(TokenTemplate template, int position) {
    return blockLength == 0 ? 0 : (position - template.firstOpen()) / blockLength;
  }

  private int blocks(TokenTemplate template) {
    return template.openCount() == 0 ? 1 : block(template, template.lastOpen()) + 1;
  }

  @Override
  public void check(TokenTemplate template) {
    if (steps < blocks(template)) {
      throw new IllegalArgumentException("unmasking: needs a step per block, " + blocks(template) + " blocks of " + blockLength
          + " and " + steps + " steps");
    }
  }

  /** How many of the masked positions are of the first one's block. */
  private int active(TokenTemplate template, int[] positions) {
    int count = 1;
    while (count < positions.length && block(template, positions[count]) == block(template, positions[0])) {
      count++;
    }
    return count;
  }

  @Override
  public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    double[] stay = new double[positions.length];
    Arrays.fill(stay, active(row.template(), positions), stay.length, Double.NaN);
    return Optional.of(new RoundReading(order.reads(), shaped, false, stay));
  }

  @Override
  public void decide(UnmaskingRound round) {
    if (round.count() == 0) {
      return;
    }
    TokenTemplate template = round.row().template();
    int active = block(template, round.position(0));
    int count = active(template, round.evaluated());
    int perBlock = steps / blocks(template);
    int end = active == blocks(template) - 1 ? steps : (active + 1) * perBlock;
    Ranked ranked = new Ranked(round, count);
    int n = Math.max(quota.count(ranked, round.step(), steps), quota.floor(count, end - round.step()));
    for (int i = 0; i < Math.min(n, count); i++) {
      round.commit(ranked.index[i], ranked.tokens[ranked.index[i]]);
    }
  }

  /** The active positions with their tokens, best first. */
  private final class Ranked implements Quota.Ranking {
    private final int[] tokens;
    private final double[] scores;
    private final int[] index;

    Ranked(UnmaskingRound round, int count) {
      tokens = new int[count];
      scores = new double[count];
      index = new int[count];
      for (int j = 0; j < count; j++) {
        tokens[j] = round.draw(j, 0);
        double gumbel = noise == 0 ? 0 : noise * round.row().noise().gumbel(round.step(), round.position(j), TokenNoise.Use.ORDER);
        scores[j] = round.isDeferred(tokens[j]) ? Double.NEGATIVE_INFINITY : order.score(round, j, tokens[j], shaped) + gumbel;
        int at = j;
        while (at > 0 && scores[index[at - 1]] < scores[j]) {
          index[at] = index[at - 1];
          at--;
        }
        index[at] = j;
      }
    }

    @Override
    public int count() {
      return index.length;
    }

    @Override
    public double score(int i) {
      return scores[index[i]];
    }
  }

  @Override
  public Optional<String> inexactness(TokenTemplate template) {
    int open = template.openCount();
    if (open <= 1) {
      return Optional.empty();
    }
    if (order.looksAtToken()) {
      return Optional.of("the order " + order.word() + " looks at the token drawn, which sharpens the law");
    }
    int rounds = steps / blocks(template);
    int longest = blockLength == 0 ? open : Math.min(open, blockLength);
    return quota instanceof Quota.One || quota instanceof Quota.Even
        ? rounds >= longest ? Optional.empty()
            : Optional.of("with " + rounds + " steps for " + longest + " positions, tokens of one step do not see each other")
        : Optional.of("tokens of one step do not see each other");
  }
}
