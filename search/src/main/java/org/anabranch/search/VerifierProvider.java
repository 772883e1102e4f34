package org.anabranch.search;

import org.anabranch.engine.Shape;

/**
 * A seam for verifiers that the product does not know: found by {@link java.util.ServiceLoader}, asked for by what the user names.
 * Implementations have a public constructor without parameters and are stateless.
 */
public interface VerifierProvider {
  /** What it opens, for messages: {@code NAME.onnx (ONNX Runtime)}. */
  String description();

  /** Whether the source, a name or a path, is of its kind; says nothing of whether it exists. */
  boolean accepts(String source);

  /**
   * Opens a verifier for the calling thread.
   *
   * @param source      what {@link #accepts} said yes to
   * @param sampleShape of the samples that it will score
   * @throws IllegalArgumentException if the source does not exist, cannot be read, or does not take such samples
   */
  Verifier open(String source, Shape sampleShape);

  /**
   * Opens a verifier of token sequences, I32 [rows, length], for the calling thread. A provider that judges none refuses.
   *
   * @throws IllegalArgumentException as {@link #open} does
   */
  default Verifier openTokens(String source, int length) {
    throw new IllegalArgumentException("verifier: '" + source + "' judges samples of flows, the model is none");
  }
}
