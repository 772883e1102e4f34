package org.anabranch.model.text;

import java.util.List;

/**
 * An n-gram model of tokens with interpolated, modified Kneser-Ney smoothing (Chen and Goodman 1999, section 4.1):
 *
 * <pre>
 * p(w | h) = max(c(h w) - D(c), 0) / c(h .) + (D1 n1(h) + D2 n2(h) + D3 n3+(h)) / c(h .) p(w | h without its first token)
 * </pre>
 *
 * <p>c is the count at the highest order and, below, the number of distinct tokens that were seen before; n-grams that begin a text
 * keep their count, since nothing stands before them. The discounts come from the counts of counts; where those are too few to give
 * 0 <= D(c) <= c, they are .5, 1 and 1.5. Below the first order stands the uniform law over all tokens but the mask. For every context
 * the probabilities sum to 1.
 *
 * <p>Immutable and thread-safe after {@link #train}; a probability allocates nothing.
 */
public final class KneserNey {
  private static final int CLASSES = 3;
  private static final double[] FALLBACK = {0.5, 1, 1.5};

  private final int order;
  private final int vocabulary;
  private final int mask;
  private final int begin;
  private final int bits;
  private final LongCounts[] grams;
  private final Contexts[] contexts;
  private final double[][] discounts;

  /** Of the contexts of one order: c(h .), and how many tokens followed once, twice and more often. */
  private record Contexts(LongCounts total, LongCounts once, LongCounts twice, LongCounts more) {
    Contexts() {
      this(new LongCounts(), new LongCounts(), new LongCounts(), new LongCounts());
    }
  }

  private KneserNey(int order, int vocabulary, int mask, int begin) {
    this.order = order;
    this.vocabulary = vocabulary;
    this.mask = mask;
    this.begin = begin;
    this.bits = Integer.SIZE - Integer.numberOfLeadingZeros(vocabulary - 1);
    if (order < 1 || order * bits >= Long.SIZE) {
      throw new IllegalArgumentException("n-grams: the order must be in [1, " + (Long.SIZE - 1) / bits + "] for " + vocabulary
          + " tokens, got " + order);
    }
    this.grams = new LongCounts[order + 1];
    this.contexts = new Contexts[order + 1];
    this.discounts = new double[order + 1][];
  }

  /**
   * Counts texts.
   *
   * @param texts      each begins with the token {@code begin}, which is a context and not predicted; where it ends, nothing follows
   * @param order      tokens of the longest n-gram
   * @param vocabulary number of tokens
   * @param mask       the token that has no probability
   * @param begin      the token that begins a text; no context reaches beyond it
   * @throws IllegalArgumentException if there is no text, one does not begin so, or the order does not fit into a key
   */
  public static KneserNey train(List<int[]> texts, int order, int vocabulary, int mask, int begin) {
    KneserNey model = new KneserNey(order, vocabulary, mask, begin);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("n-grams: needs at least 1 text, got 0");
    }
    for (int n = 1; n <= order; n++) {
      model.grams[n] = new LongCounts();
    }
    texts.forEach(model::count);
    model.continueDownwards();
    for (int n = 1; n <= order; n++) {
      model.summarise(n);
    }
    return model;
  }

  /** Counts n-grams of the highest order, and those that begin a text, which are as long as they can be. */
  private void count(int[] text) {
    if (text.length == 0 || text[0] != begin) {
      throw new IllegalArgumentException("n-grams: a text must begin with the token " + begin + ", got "
          + (text.length == 0 ? "no token" : String.valueOf(text[0])));
    }
    for (int at = 1; at < text.length; at++) {
      int n = Math.min(order, at + 1);
      // A token that begins a text may also end one: what follows it belongs to the next.
      grams[n].add(key(text, at - n + 1, n), 1);
    }
  }

  /** A lower n-gram counts the distinct tokens that stand before it in the order above, the beginning among them. */
  private void continueDownwards() {
    for (int n = order; n > 1; n--) {
      long low = (1L << (bits * (n - 1))) - 1;
      LongCounts shorter = grams[n - 1];
      LongCounts continued = new LongCounts();
      continued.reserve(grams[n].size());
      grams[n].forEach((key, count) -> continued.add(key & low, 1));
      shorter.reserve(continued.size());
      continued.forEach(shorter::add);
    }
  }

  private void summarise(int n) {
    long[] ofCounts = new long[CLASSES + 2];
    Contexts c = new Contexts();
    grams[n].forEach((key, count) -> {
      long context = key >>> bits;
      c.total.add(context, count);
      (count == 1 ? c.once : count == 2 ? c.twice : c.more).add(context, 1);
      if (count <= CLASSES + 1) {
        ofCounts[count]++;
      }
    });
    contexts[n] = c;
    double y = (double) ofCounts[1] / (ofCounts[1] + 2 * ofCounts[2]);
    double[] d = new double[CLASSES];
    for (int i = 1; i <= CLASSES; i++) {
      d[i - 1] = i - (i + 1) * y * ofCounts[i + 1] / ofCounts[i];
    }
    discounts[n] = d[0] >= 0 && d[0] <= 1 && d[1] >= 0 && d[1] <= 2 && d[2] >= 0 && d[2] <= CLASSES ? d : FALLBACK;
  }

  private long key(int[] tokens, int from, int count) {
    long key = 0;
    for (int i = from; i < from + count; i++) {
      key = key << bits | tokens[i];
    }
    return key;
  }

  /** Tokens of the longest n-gram. */
  public int order() {
    return order;
  }

  /** D(1), D(2) and D(3 and more) of an order; a copy. */
  public double[] discounts(int n) {
    return discounts[n].clone();
  }

  /**
   * p of the token at a place, given what stands before it: at most order - 1 tokens, back to the last beginning of a text.
   *
   * @throws IllegalArgumentException for ids outside the vocabulary
   */
  public double probability(int[] tokens, int at) {
    int token = checked(tokens[at]);
    if (token == mask) {
      return 0;
    }
    double p = 1.0 / (vocabulary - 1);
    long context = 0;
    int length = 0;
    while (true) {
      Contexts c = contexts[length + 1];
      int total = c.total.get(context);
      if (total == 0) {
        return p;
      }
      double[] d = discounts[length + 1];
      int count = grams[length + 1].get(context << bits | token);
      double left = d[0] * c.once.get(context) + d[1] * c.twice.get(context) + d[2] * c.more.get(context);
      double kept = count == 0 ? 0 : count - d[Math.min(count, CLASSES) - 1];
      p = (kept + left * p) / total;
      int before = at - length - 1;
      if (length + 1 == order || before < 0 || length > 0 && tokens[before + 1] == begin) {
        return p;
      }
      context |= (long) checked(tokens[before]) << (bits * length);
      length++;
    }
  }

  private int checked(int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException("n-grams: ids must be in [0, " + (vocabulary - 1) + "], got " + token);
    }
    return token;
  }

  /**
   * log p of the tokens from a place on, in nats; the first is predicted from nothing unless {@code from} leaves it as context.
   * Negative infinity where a mask is left.
   */
  public double logProbability(int[] tokens, int from) {
    double sum = 0;
    for (int at = from; at < tokens.length; at++) {
      sum += StrictMath.log(probability(tokens, at));
    }
    return sum;
  }
}
