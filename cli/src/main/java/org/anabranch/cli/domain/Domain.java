package org.anabranch.cli.domain;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Guide;
import org.anabranch.search.Selector;
import org.anabranch.search.Verifier;
import org.anabranch.solver.Generator;

/**
 * A model that a search can be run on: what is drawn under which condition, what picks and what only judges the result, and how
 * a sample is shown and saved. Samples may be images, coordinates or token ids; nothing here says which.
 *
 * <p>Immutable and thread-safe; generators, and what is made from kernels, belong to threads as they say themselves.
 */
public interface Domain {
  /** The name that the parameter MODEL takes. */
  String name();

  /** What a condition is called, such as {@code label} or {@code puzzle}. */
  String conditionKind();

  /** Number of conditions; their ids run from 0. */
  int conditions();

  /** A condition in words, such as {@code label 3}. */
  default String condition(int id) {
    return conditionKind() + " " + id;
  }

  /**
   * Checks a condition.
   *
   * @throws IllegalArgumentException naming the id and the range
   */
  default void checkCondition(int id) {
    if (id < 0 || id >= conditions()) {
      throw new IllegalArgumentException(conditionKind() + ": " + name() + " has 0.." + (conditions() - 1) + ", got " + id);
    }
  }

  /**
   * The sampling that is used where a request leaves it open, nothing left out that the domain heeds.
   *
   * @param branching whether the search branches on the noise of steps and needs a stochastic method; a deterministic one would
   *                  make all branches of a trajectory equal
   */
  Sampling standard(boolean branching);

  /**
   * What draws.
   *
   * @param sampling a complete choice: what was asked for, filled up from {@link #standard}
   * @throws IllegalArgumentException if the choice breaks a rule, or asks for something that this domain does not have
   */
  Generator generator(Backend backend, Sampling sampling);

  /** Names of what can pick the result, the standard one first. */
  List<String> verifiers();

  /**
   * A verifier by its name, for the calling thread.
   *
   * @throws IllegalArgumentException for an unknown name (listing the known ones)
   */
  Verifier verifier(String name, Kernels kernels);

  /** The verifier in the role that picks. */
  default Selector selector(String name, Kernels kernels) {
    return new Selector(verifier(name, kernels));
  }

  /**
   * What judges look-aheads when this verifier picks; empty where the verifier does so itself. A domain names one where the verifier
   * has no gradient, or reads unfinished samples badly.
   */
  default Optional<Guide> guide(String name, Kernels kernels) {
    return Optional.empty();
  }

  /** The held-out measures, the main one first; at least one. No search sees them. */
  List<Measure> measures(Kernels kernels);

  /** What a verifier's score is, with its unit, for an axis or a column. */
  String title(String verifier);

  /** A score of a verifier in words, such as {@code log p(3 | image) = -0.01 nats}. */
  String describe(String verifier, int condition, double score);

  /** One sample for a terminal; no line if it cannot be shown there. */
  List<String> lines(Tensor sample, int condition);

  /** What {@code --json} says of one sample besides its score, such as its text; nothing if that is empty. */
  default Map<String, Object> facts(Tensor sample, int condition) {
    return Map.of();
  }

  /** What the model thinks of a sample, worked out afterwards and charged to nobody; empty where there is nothing to say. */
  default Optional<Details> details(Tensor sample, int condition, Kernels kernels) {
    return Optional.empty();
  }

  /** Samples as one picture, in reading order, for reports; empty if they are no pictures. */
  default Optional<BufferedImage> picture(Tensor samples, int columns) {
    return Optional.empty();
  }

  /** Kinds of files by their ending, such as {@code .png}; {@code .safetensors} is always there and not in the map. */
  Map<String, SampleEncoder> encoders();
}
