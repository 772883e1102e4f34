package org.anabranch.model.puzzle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.LlamaWeights;
import org.anabranch.model.slots.Vocabulary;

/**
 * The bundled masked network that answers countdowns of three numbers, and problems that it has not seen.
 *
 * <p>The weights are packed once; {@link #predictor} gives an instance for the calling thread.
 */
public final class Countdown {
  private static final String FOLDER = BundledModels.COUNTDOWN;

  private final LlamaWeights weights;

  private Countdown(WeightFormat format) {
    weights = LlamaWeights.load(BundledModels.checkpoint(FOLDER), format);
  }

  /** The characters as a vocabulary; the mask is no text. */
  public static Vocabulary vocabulary() {
    return Vocabulary.ofCharacters(CountdownProblem.VOCABULARY, CountdownProblem.MASK);
  }

  /** Loads the model in fp32. */
  public static Countdown load() {
    return load(WeightFormat.F32);
  }

  /** Loads the model with the matrices of its blocks in a format. */
  public static Countdown load(WeightFormat format) {
    return new Countdown(format);
  }

  /** The network. */
  public LlamaMaskPredictor predictor(Kernels kernels) {
    return new LlamaMaskPredictor(weights, kernels);
  }

  /** The 1000 held-out problems: none was met in training with the same numbers in any order and the same target. */
  public static List<CountdownProblem> heldOut() {
    return column(1).map(CountdownProblem::parse).toList();
  }

  /** One answer to each held-out problem; others may be right too. */
  public static List<String> heldOutAnswers() {
    return column(3).toList();
  }

  private static Stream<String> column(int i) {
    return new String(Bundle.bytes(FOLDER, "eval.csv"), StandardCharsets.US_ASCII).lines().skip(1).map(line -> line.split("\"")[i]);
  }
}
