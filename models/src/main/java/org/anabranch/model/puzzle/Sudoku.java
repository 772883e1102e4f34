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
 * The bundled masked network that fills in Sudoku grids, and puzzles that it has not seen.
 *
 * <p>The weights are packed once; {@link #predictor} gives an instance for the calling thread.
 */
public final class Sudoku {
  private static final String FOLDER = BundledModels.SUDOKU;

  private final LlamaWeights weights;

  private Sudoku(WeightFormat format) {
    weights = LlamaWeights.load(BundledModels.checkpoint(FOLDER), format);
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

  /** Loads the model in fp32. */
  public static Sudoku load() {
    return load(WeightFormat.F32);
  }

  /** Loads the model with the matrices of its blocks in a format. */
  public static Sudoku load(WeightFormat format) {
    return new Sudoku(format);
  }

  /** The network. */
  public LlamaMaskPredictor predictor(Kernels kernels) {
    return new LlamaMaskPredictor(weights, kernels);
  }

  /** The 500 held-out puzzles of a difficulty. */
  public static List<Puzzle> heldOut(Difficulty difficulty) {
    return new String(Bundle.bytes(FOLDER, "eval.csv"), StandardCharsets.US_ASCII).lines().skip(1).map(line -> line.split(","))
        .filter(parts -> parts[0].equals(difficulty.word()))
        .map(parts -> new Puzzle(SudokuGrid.parse(parts[1]), SudokuGrid.parse(parts[2]))).toList();
  }
}
