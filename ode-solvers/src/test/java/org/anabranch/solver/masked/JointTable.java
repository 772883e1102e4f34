package org.anabranch.solver.masked;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.engine.Tensor;

/**
 * A predictor that knows the law of short binary sequences: logits are log p(x_i | what is unmasked), exact but for their rounding to
 * float. Tokens 0 and 1, mask 2. Bit i of an index, from the left, is token i.
 */
final class JointTable implements TokenPredictor {
  static final int MASK = 2;
  /** Two tokens that agree nine times out of ten. */
  static final JointTable D2 = new JointTable(2, .45, .05, .05, .45);
  /** A Markov chain of three: p(x1 = 0) = .6, stays with .9 from 0 and .8 from 1. */
  static final JointTable D3 = new JointTable(3, .486, .054, .012, .048, .072, .008, .064, .256);

  /** Rows asked for. */
  final AtomicLong asked = new AtomicLong();
  private final int length;
  private final double[] joint;
  private final boolean conditioned;

  private JointTable(int length, double... joint) {
    this(length, false, joint);
  }

  private JointTable(int length, boolean conditioned, double... joint) {
    this.length = length;
    this.joint = joint;
    this.conditioned = conditioned;
  }

  /** The same law from a network that is told the noise level. */
  JointTable conditionedTwin() {
    return new JointTable(length, true, joint);
  }

  int length() {
    return length;
  }

  double[] joint() {
    return joint.clone();
  }

  /** The number of a sequence, in base 2 where nothing is masked. */
  static int index(int[] tokens, int from, int length) {
    int index = 0;
    for (int i = 0; i < length; i++) {
      index = 2 * index + tokens[from + i];
    }
    return index;
  }

  /** p(x_i = value | the tokens that are not masked). */
  double conditional(int[] tokens, int position, int value) {
    double all = 0;
    double with = 0;
    for (int x = 0; x < joint.length; x++) {
      boolean fits = true;
      for (int i = 0; i < length; i++) {
        int bit = x >> (length - 1 - i) & 1;
        fits &= tokens[i] == MASK || tokens[i] == bit;
      }
      if (fits) {
        all += joint[x];
        with += (x >> (length - 1 - position) & 1) == value ? joint[x] : 0;
      }
    }
    return with / all;
  }

  @Override
  public int vocabulary() {
    return MASK + 1;
  }

  @Override
  public OptionalInt maskToken() {
    return OptionalInt.of(MASK);
  }

  @Override
  public int maxLength() {
    return length;
  }

  @Override
  public boolean conditioned() {
    return conditioned;
  }

  @Override
  public void predict(int[] tokens, int rows, int count, double[] sigma, int[] positions, int wanted, Tensor logits) {
    asked.addAndGet(rows);
    int[] row = new int[count];
    for (int j = 0; j < wanted; j++) {
      System.arraycopy(tokens, positions[j] / count * count, row, 0, count);
      for (int v = 0; v < MASK; v++) {
        logits.floats()[logits.offset() + j * (MASK + 1) + v] = (float) Math.log(conditional(row, positions[j] % count, v));
      }
      logits.floats()[logits.offset() + j * (MASK + 1) + MASK] = 3;
    }
  }
}
