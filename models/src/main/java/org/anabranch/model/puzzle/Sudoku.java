package org.anabranch.model.puzzle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.LlamaWeights;
import org.anabranch.model.slots.Vocabulary;

/**
 * The bundled masked networks that fill in Sudoku grids, and puzzles that neither has seen.
 *
 * <p>The weights are packed once; {@link #predictor} gives an instance for the calling thread.
 */
public final class Sudoku {
  /** The plain network, and the one that was trained with ProSeCo's loss to correct tokens that stand wrongly. */
  public static final List<String> MODELS = List.of(BundledModels.SUDOKU, BundledModels.SUDOKU_PROSECO);

  private final LlamaWeights weights;

  private Sudoku(String model, WeightFormat format) {
    weights = LlamaWeights.load(BundledModels.checkpoint(model), format);
  }

  /** How hard a puzzle is, by the techniques that qqwing needs. */
  public enum Difficulty {
    /** Singles. */
    EASY,
    /** Pairs and intersections. */
    INTERMEDIATE,
    /** Guesses. */
    EXPERT;

    /** The name in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A puzzle and its one solution. */
  public record Puzzle(SudokuGrid grid, SudokuGrid solution) {}

  /** The digits as a vocabulary; an empty cell is no text. */
  public static Vocabulary vocabulary() {
    return Vocabulary.ofCharacters("0123456789", SudokuGrid.EMPTY);
  }

  /** Loads the plain network in fp32. */
  public static Sudoku load() {
    return load(BundledModels.SUDOKU, WeightFormat.F32);
  }

  /**
   * Loads a network with the matrices of its blocks in a format.
   *
   * @param model one of {@link #MODELS}
   */
  public static Sudoku load(String model, WeightFormat format) {
    if (!MODELS.contains(model)) {
      throw new IllegalArgumentException("sudoku: must be one of " + MODELS + ", got '" + model + "'");
    }
    return new Sudoku(model, format);
  }

  /** The network. */
  public LlamaMaskPredictor predictor(Kernels kernels) {
    return new LlamaMaskPredictor(weights, kernels);
  }

  /** The 500 held-out puzzles of a difficulty. */
  public static List<Puzzle> heldOut(Difficulty difficulty) {
    return new String(Bundle.bytes(BundledModels.SUDOKU, "eval.csv"), StandardCharsets.US_ASCII).lines().skip(1)
        .map(line -> line.split(",")).filter(parts -> parts[0].equals(difficulty.word()))
        .map(parts -> new Puzzle(SudokuGrid.parse(parts[1]), SudokuGrid.parse(parts[2]))).toList();
  }
}
