package org.anabranch.model;

import java.util.List;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;

/** The trained models that ship in the jar; each folder's PROVENANCE.md says where data and weights come from. */
public final class BundledModels {
  /** The name of {@link Digits}. */
  public static final String DIGITS = "digits";

  /** The name of {@link org.anabranch.model.protein.Proteins}. */
  public static final String PROTEIN = "protein";
  /** The name of {@link org.anabranch.model.puzzle.Sudoku}. */
  public static final String SUDOKU = "sudoku";
  /** The name of {@link org.anabranch.model.puzzle.Sudoku} trained to correct itself too. */
  public static final String SUDOKU_PROSECO = "sudoku-proseco";
  /** The name of {@link org.anabranch.model.puzzle.Countdown}. */
  public static final String COUNTDOWN = "countdown";
  /** The name of {@link org.anabranch.model.text.Verses}. */
  public static final String TEXT = "text";

  private static final List<String> NAMES = List.of(DIGITS, PROTEIN, SUDOKU, SUDOKU_PROSECO, COUNTDOWN, TEXT);

  private BundledModels() {}

  /** The names that {@link #checkpoint} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /** Whether a model of this name ships in the jar. */
  public static boolean has(String name) {
    return NAMES.contains(name);
  }

  /**
   * The config of a bundled model without its weights.
   *
   * @throws CheckpointException if there is none of this name
   */
  public static ConfigReader config(String name) {
    check(name);
    return Checkpoint.bundledConfig(name);
  }

  /**
   * The weights and config of a bundled model.
   *
   * @throws CheckpointException if there is none of this name
   */
  public static Checkpoint checkpoint(String name) {
    check(name);
    return Checkpoint.bundled(name);
  }

  private static void check(String name) {
    if (!has(name)) {
      throw new CheckpointException("bundle: no model is named '" + name + "', there are " + NAMES);
    }
  }
}
