package org.anabranch.model.golden;

import org.anabranch.engine.Tensor;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.masked.MaskedNetwork;

/** Forwards of masked networks over tokens as fixtures store them. */
final class Logits {
  private Logits() {}

  /**
   * The logits of token ids.
   *
   * @param tokens [N, L] integers
   * @return [N, L, V]
   */
  static Tensor of(MaskedNetwork network, Tensor tokens, double[] sigma, ForwardObserver observer) {
    int rows = tokens.rows();
    int length = tokens.shape().dim(1);
    Tensor logits = Tensor.zeros(rows, length, network.vocabulary());
    network.forward(tokens.toInts(), rows, length, sigma, logits, observer);
    return logits;
  }
}
