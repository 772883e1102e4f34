package org.anabranch.solver.masked;

/**
 * How many of the ranked positions of a block are committed in a round. Never fewer than keep the cap: with m masks and r rounds left,
 * the policy commits at least what {@link Quota#floor} says.
 */
public sealed interface Quota {
  /** The ranked positions that may be committed, best first. */
  interface Ranking {
    /** How many. */
    int count();

    /** The score of the i-th. */
    double score(int i);
  }

  /** As many as the schedule says: ceil(m / r), LLaDA's transfer counts (10 tokens in 4 steps: 3, 3, 2, 2). */
  record Even() implements Quota {
    @Override
    public int count(Ranking ranking, int step, int steps) {
      return 0;
    }
  }

  /** One, while rounds last. */
  record One() implements Quota {
    @Override
    public int count(Ranking ranking, int step, int steps) {
      return 1;
    }
  }

  /**
   * Dream's: floor(m (1 - s / t)) on a uniform grid from 1 to {@code end}, and all in the last round. With few masks it may be none;
   * such a round is free, as nothing changed.
   */
  record Shrinking(double end) implements Quota {
    /** Dream's last time. */
    public static final double OFFICIAL_END = 1e-3;

    /** Checks the range. */
    public Shrinking {
      if (!(end >= 0 && end < 1)) {
        throw new IllegalArgumentException("quota: the last time must be in [0, 1), got " + end);
      }
    }

    @Override
    public int count(Ranking ranking, int step, int steps) {
      if (step == steps - 1) {
        return ranking.count();
      }
      double t = 1 + (end - 1) * step / steps;
      double s = 1 + (end - 1) * (step + 1) / steps;
      return (int) (ranking.count() * (1 - s / t));
    }

    @Override
    public int floor(int masked, int left) {
      return left <= 1 ? masked : 0;
    }
  }

  /** Fast-dLLM's threshold: the best, and all others whose probability is at least tau. */
  record Threshold(double tau) implements Quota {
    /** Checks the range. */
    public Threshold {
      if (!(tau > 0)) {
        throw new IllegalArgumentException("quota: a threshold must be > 0, got " + tau);
      }
    }

    @Override
    public int count(Ranking ranking, int step, int steps) {
      int n = 1;
      while (n < ranking.count() && ranking.score(n) >= tau) {
        n++;
      }
      return n;
    }
  }

  /** Fast-dLLM's factor: the largest n whose n-th probability is at least 1 - f / (n + 1). */
  record Factor(double f) implements Quota {
    /** Checks the range. */
    public Factor {
      if (!(f > 0)) {
        throw new IllegalArgumentException("quota: a factor must be > 0, got " + f);
      }
    }

    @Override
    public int count(Ranking ranking, int step, int steps) {
      int n = ranking.count();
      while (n > 1 && ranking.score(n - 1) < 1 - f / (n + 1)) {
        n--;
      }
      return n;
    }
  }

  /**
   * The entropy bound: as many as keep the sum of the entropies less the largest of them within gamma, a bound of what the tokens of a
   * round know of each other. Reference: Ben-Hamu et al. 2025, arXiv 2505.24857.
   */
  record EntropyBound(double gamma) implements Quota {
    /** Checks the range. */
    public EntropyBound {
      if (!(gamma >= 0)) {
        throw new IllegalArgumentException("quota: an entropy bound must be >= 0 nats, got " + gamma);
      }
    }

    @Override
    public int count(Ranking ranking, int step, int steps) {
      double sum = 0;
      int n = 0;
      // Ranked by falling -H: the n-th entropy is the largest so far, so the sum less the largest is the sum before it.
      while (n < ranking.count() && (n == 0 || sum <= gamma)) {
        sum -= ranking.score(n);
        n++;
      }
      return n;
    }
  }

  /** How many, the cap apart. */
  int count(Ranking ranking, int step, int steps);

  /** How many at least, with so many masks in the block and rounds left for it. */
  default int floor(int masked, int left) {
    return Math.ceilDiv(masked, Math.max(1, left));
  }

  /** Whether scores must be probabilities, plain. */
  default boolean needsProbabilities() {
    return this instanceof Threshold || this instanceof Factor;
  }
}
