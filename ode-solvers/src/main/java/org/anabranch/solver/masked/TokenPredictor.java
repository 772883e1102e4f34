package org.anabranch.solver.masked;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * What samplers of masked tokens see of a network: token ids in, logits over the vocabulary at chosen positions out.
 *
 * <p>Shapes: rows N, length L, vocabulary V; tokens are row-major [N, L]. Logits are the network's own: forbidding the mask token
 * or keeping what is unmasked is the sampler's business. Those of position i speak of the token at i, whatever the network's own
 * layout.
 *
 * <p>A row of the result depends on its own tokens and noise level alone, to the last bit. Threading: an instance belongs to one
 * thread at a time; its weights may be shared.
 */
public interface TokenPredictor {
  /** The noise levels of a network that takes none. */
  double[] NO_SIGMA = {};

  /** Width of the logits. */
  int vocabulary();

  /** The id that stands for a masked token; empty if the config names none. */
  OptionalInt maskToken();

  /** The longest sequence. */
  int maxLength();

  /** Whether the network was trained to be told the noise level. */
  boolean conditioned();

  /**
   * The logits that speak of some positions, and of no others: with a large vocabulary most of a forward's memory, and a good part
   * of its time, is logits that nobody reads.
   *
   * @param tokens    [N, L] ids
   * @param length    L, in 1..{@link #maxLength()}
   * @param sigma     [N] noise levels where {@link #conditioned()}, else {@link #NO_SIGMA}
   * @param positions ascending indices into tokens, {@code row * length + i}
   * @param count     positions in use
   * @param logits    [count, V], on the host or in the memory of {@link #device()}
   * @throws IllegalArgumentException naming the rule and both values if a shape, an id or the length does not fit, or positions are
   *     not ascending or outside the tokens
   */
  void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits);

  /** Whether the logits are computed on a device: one predictor then serves all rows, the device being the parallelism. */
  default boolean onDevice() {
    return false;
  }

  /**
   * The kernels in whose memory logits may be written, so that they need not leave it: the device's that computes them. Empty where
   * they are computed on the host.
   */
  default Optional<Kernels> device() {
    return Optional.empty();
  }

  /** Bytes of the keys and values of one position, which {@link KeyValues} hold; 0 where none can be kept. */
  default long keyBytes() {
    return 0;
  }

  /** How many positions before one its logits are made of: a window of logits needs so many more positions computed before it. */
  default int lookBack() {
    return 0;
  }

  /**
   * The logits that speak of some positions of rows that have lengths of their own, and may have computed some of their positions
   * before. A row's bits are those of the row alone; where all positions are computed they are those of {@link #predict(int[], int,
   * int, double[], int[], int, Tensor) the other form}.
   *
   * <p>This form asks for one row after the other, and can keep no keys.
   *
   * @param sigma  a noise level for each row where {@link #conditioned()}, else {@link #NO_SIGMA}
   * @param logits [positions of all rows, V], row after row
   * @param made   at i the keys and values that row i asked for; untouched where it asked for none
   * @throws IllegalArgumentException as the other form
   * @throws UnsupportedOperationException if keys are to be kept or used and {@link #keyBytes()} is 0
   */
  default void predict(List<TokenQuery> rows, double[] sigma, Tensor logits, KeyValues[] made) {
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      TokenQuery row = rows.get(i);
      if (row.mode() != TokenQuery.Mode.ALL) {
        throw new UnsupportedOperationException("predict: keys cannot be kept of this network, row " + i + " has mode " + row.mode());
      }
      int n = row.positions().length;
      double[] level = sigma.length == 0 ? NO_SIGMA : new double[] {sigma[i]};
      predict(row.tokens(), 1, row.tokens().length, level, row.positions(), n, logits.rows(at, n));
      at += n;
    }
  }
}
