package org.anabranch.solver.masked;

/**
 * What a masked model is asked about its own samples.
 *
 * <p>Reference: Prism's self-verified feedback (LLaDA_Prism, verifier.py).
 */
public sealed interface SelfVerdict {
  /** For reports. */
  String word();

  /** Network rows that an opinion costs. */
  int evaluations();

  /**
   * The log-probability of the sample in nats as it came about: of every committed token when it was committed, and of the likeliest
   * token wherever the row is still masked. Costs nothing. With an exact model, one token a round and tokens at temperature 1 it is
   * log p(sample).
   */
  record LogProbability() implements SelfVerdict {
    @Override
    public String word() {
      return "log p";
    }

    @Override
    public int evaluations() {
      return 0;
    }
  }

  /**
   * A question with the sample in it, and the probability of Yes against No in the answer,
   * <pre>  softmax(max of the Yes logits, max of the No logits)[Yes]</pre>
   * on the tokens {@code before, sample, after} and, if {@code masked}, one mask token, at the last of them. As published the logits
   * are
   * those of the last token of the question, which says nothing of what follows it in a model that fills in masks; an answer of one
   * mask
   * asks what the model was trained for.
   *
   * @param before ids before the sample
   * @param after  ids after it: the question, at least one
   * @param yes    ids of the words for Yes, at least one
   * @param no     ids of the words for No, at least one
   * @param masked whether an answer mask is appended, and read
   */
  record Question(int[] before, int[] after, int[] yes, int[] no, boolean masked) implements SelfVerdict {
    /** Copies the ids. */
    public Question {
      before = before.clone();
      after = after.clone();
      yes = yes.clone();
      no = no.clone();
      if (after.length == 0 || yes.length == 0 || no.length == 0) {
        throw new IllegalArgumentException("self-verdict: needs a question and ids for Yes and No, got " + after.length + ", "
            + yes.length + " and " + no.length + " ids");
      }
    }

    @Override
    public int[] before() {
      return before.clone();
    }

    @Override
    public int[] after() {
      return after.clone();
    }

    @Override
    public int[] yes() {
      return yes.clone();
    }

    @Override
    public int[] no() {
      return no.clone();
    }

    @Override
    public String word() {
      return masked ? "Yes or No at an answer mask" : "Yes or No at the last token of the question";
    }

    @Override
    public int evaluations() {
      return 1;
    }

    /** Tokens of a question about a sample. */
    int length(int sample) {
      return before.length + sample + after.length + (masked ? 1 : 0);
    }

    /**
     * Checks the ids against a model.
     *
     * @throws IllegalArgumentException naming the rule and both values
     */
    void check(TokenPredictor predictor, TokenTemplate template) {
      if (length(template.length()) > predictor.maxLength()) {
        throw new IllegalArgumentException("self-verdict: the model takes at most " + predictor.maxLength()
            + " tokens, a question about a sample has " + length(template.length()));
      }
      for (int[] ids : new int[][] {before, after, yes, no}) {
        for (int id : ids) {
          if (id < 0 || id >= predictor.vocabulary()) {
            throw new IllegalArgumentException("self-verdict: ids must be in [0, " + (predictor.vocabulary() - 1) + "], got " + id);
          }
        }
      }
    }

    /** Writes the tokens of a question. */
    void write(int[] sample, int from, int length, int mask, int[] to, int at) {
      System.arraycopy(before, 0, to, at, before.length);
      System.arraycopy(sample, from, to, at + before.length, length);
      System.arraycopy(after, 0, to, at + before.length + length, after.length);
      if (masked) {
        to[at + before.length + length + after.length] = mask;
      }
    }

    /** The probability of Yes, of the logits at the last token. */
    double yes(float[] logits, int offset) {
      double y = largest(logits, offset, yes);
      double n = largest(logits, offset, no);
      return 1 / (1 + StrictMath.exp(n - y));
    }

    private static double largest(float[] logits, int offset, int[] ids) {
      double most = Double.NEGATIVE_INFINITY;
      for (int id : ids) {
        most = Math.max(most, logits[offset + id]);
      }
      return most;
    }
  }
}
