package org.anabranch.search;

/**
 * What a particle's path so far counts for before it ends. The logarithm L of the path's weight after a value v, at inverse
 * temperature a; the last value r makes it a r whatever the potential, so that all of them have one target, p exp(lambda r).
 *
 * <p>The names are those of FK steering (arXiv 2501.06848), whose potentials G are the ratios exp(L - L before).
 */
public enum Potential {
  /** L = a v: the weight of the last look-ahead alone; its changes telescope. */
  DIFF {
    @Override
    double remember(double memory, double value) {
      return value;
    }

    @Override
    double level(double before, double log) {
      return log;
    }
  },
  /** L += a max of the values so far: rewards paths that were good once. */
  MAX {
    @Override
    double remember(double memory, double value) {
      return Math.max(memory, value);
    }
  },
  /** L += a sum of the values so far. */
  ADD {
    @Override
    double remember(double memory, double value) {
      return memory == Double.NEGATIVE_INFINITY ? value : memory + value;
    }
  },
  /** L += a v. */
  RT {
    @Override
    double remember(double memory, double value) {
      return value;
    }
  };

  /** What of the path counts, after one more value; -infinity before the first. */
  abstract double remember(double memory, double value);

  /** L after a value, from L before it and a times what is remembered. */
  double level(double before, double log) {
    return before + log;
  }
}
