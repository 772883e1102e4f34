package org.anabranch.search;

import java.util.OptionalInt;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * Toy D3: three binary tokens of a Markov chain, p(x1 = 0) = .6, stays with .9 from 0 and .8 from 1, or any other table; exact
 * conditionals.
 */
final class ChainTable implements TokenPredictor {
  static final int MASK = 2;
  static final int LENGTH = 3;
  static final double[] D3 = {.486, .054, .012, .048, .072, .008, .064, .256};

  private final double[] joint;
  private final Runnable onCall;

  ChainTable(double[] joint, Runnable onCall) {
    this.joint = joint.clone();
    this.onCall = onCall;
  }

  ChainTable() {
    this(D3, () -> { });
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
    return LENGTH;
  }

  @Override
  public boolean conditioned() {
    return false;
  }

  private double conditional(int[] tokens, int from, int position, int value) {
    double all = 0;
    double with = 0;
    for (int x = 0; x < joint.length; x++) {
      boolean fits = true;
      for (int i = 0; i < LENGTH; i++) {
        fits &= tokens[from + i] == MASK || tokens[from + i] == (x >> LENGTH - 1 - i & 1);
      }
      all += fits ? joint[x] : 0;
      with += fits && (x >> LENGTH - 1 - position & 1) == value ? joint[x] : 0;
    }
    return with / all;
  }

  @Override
  public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
    onCall.run();
    for (int j = 0; j < count; j++) {
      int row = positions[j] / length;
      for (int v = 0; v < MASK; v++) {
        logits.floats()[logits.offset() + j * (MASK + 1) + v] =
            (float) Math.log(conditional(tokens, row * length, positions[j] % length, v));
      }
    }
  }
}
