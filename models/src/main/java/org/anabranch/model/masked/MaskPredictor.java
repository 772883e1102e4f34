package org.anabranch.model.masked;

import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * A network of masked diffusion: token ids in, one distribution over the vocabulary per position out.
 *
 * <p>Shapes: rows N, length L, vocabulary V; tokens are row-major [N, L]. Logits are the network's own: forbidding the mask token
 * or keeping what is unmasked is the sampler's business.
 *
 * <p>A row of the result depends on its own tokens and noise level alone, to the last bit. Nothing is allocated after the first
 * call at a shape. Threading: an instance belongs to one thread at a time; its weights may be shared.
 */
public interface MaskPredictor extends TokenPredictor {
  /** Whether the logits at position i speak of token i + 1, as those of Dream do; {@link #predict} undoes it. */
  boolean shifted();

  /**
   * The raw logits of every position.
   *
   * @param tokens [N, L] ids
   * @param length L, in 1..{@link #maxLength()}
   * @param sigma  [N] noise levels where {@link #conditioned()}, else {@link #NO_SIGMA}
   * @param logits [N, L, V]
   * @throws IllegalArgumentException naming the rule and both values if a shape, an id or the length does not fit
   */
  void forward(int[] tokens, int rows, int length, double[] sigma, Tensor logits);

  /**
   * {@inheritDoc} Where {@link #shifted()}, the logits of position i are those at i - 1, and position 0 keeps its own. Bits are those
   * of {@link #forward}.
   */
  @Override
  void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits);
}
