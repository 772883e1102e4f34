package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.TokenConfidence;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/** A bundled Sudoku network: a condition is a puzzle, the conflicts of the grid pick, and whether it is solved is the measure. */
public final class SudokuDomain implements MaskedDomain {
  private static final String CONFLICTS = "conflicts";
  private static final String CONFIDENCE = "confidence";
  private static final Sampling STANDARD =
      new Sampling(Optional.of("log-confidence:0.1"), Optional.of(16), Optional.empty(), Optional.empty());

  private final String model;
  private final Sudoku sudoku;
  private final List<SudokuGrid> puzzles;
  private final List<String> names;
  private final TokenChoice choice;

  private SudokuDomain(String model, WeightFormat format, List<SudokuGrid> puzzles, List<String> names, TokenChoice choice) {
    this.model = model;
    this.sudoku = Sudoku.load(model, format);
    this.puzzles = puzzles;
    this.names = names;
    this.choice = choice;
  }

  /** All held-out puzzles, the hardest first. */
  public static SudokuDomain heldOut(String model, WeightFormat format, TokenChoice choice) {
    return of(model, format, List.of(Sudoku.Difficulty.EXPERT, Sudoku.Difficulty.INTERMEDIATE, Sudoku.Difficulty.EASY), choice);
  }

  /** The held-out puzzles of some difficulties, in their order. */
  public static SudokuDomain of(String model, WeightFormat format, List<Sudoku.Difficulty> difficulties, TokenChoice choice) {
    List<SudokuGrid> grids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Sudoku.Difficulty difficulty : difficulties) {
      List<Sudoku.Puzzle> puzzles = Sudoku.heldOut(difficulty);
      for (int i = 0; i < puzzles.size(); i++) {
        grids.add(puzzles.get(i).grid());
        names.add(difficulty.word() + " puzzle " + i);
      }
    }
    return new SudokuDomain(model, format, grids, names, choice);
  }

  /**
   * One puzzle.
   *
   * @throws IllegalArgumentException if its givens contradict each other
   */
  public static SudokuDomain of(String model, WeightFormat format, SudokuGrid puzzle, String name, TokenChoice choice) {
    if (puzzle.conflicts() > 0) {
      throw new IllegalArgumentException("puzzle: a digit may stand once in a row, column or box, the givens have "
          + puzzle.conflicts() + " too many");
    }
    return new SudokuDomain(model, format, List.of(puzzle), List.of(name), choice);
  }

  @Override
  public String name() {
    return model;
  }

  @Override
  public String conditionKind() {
    return "puzzle";
  }

  @Override
  public String condition(int id) {
    return names.get(id);
  }

  @Override
  public TokenPredictor predictor(Kernels kernels) {
    return sudoku.predictor(kernels);
  }

  @Override
  public List<TokenTemplate> templates() {
    return puzzles.stream().map(SudokuGrid::template).toList();
  }

  @Override
  public Optional<Vocabulary> vocabulary() {
    return Optional.of(Sudoku.vocabulary());
  }

  @Override
  public TokenChoice choice() {
    return choice;
  }

  @Override
  public Sampling standard(boolean branching) {
    return STANDARD;
  }

  @Override
  public List<String> verifiers() {
    return List.of(CONFLICTS, CONFIDENCE);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    if (name.equals(CONFIDENCE)) {
      return confidence(kernels);
    }
    if (!name.equals(CONFLICTS)) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return Verifier.of(name, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        out[i] = -SudokuGrid.of(MaskedDomain.row(samples, i)).conflicts();
      }
    }).within(Double.NEGATIVE_INFINITY, 0);
  }

  /** The mean log p of what was filled in, by the network itself given the whole grid: a judge without knowledge of the rules. */
  private Verifier confidence(Kernels kernels) {
    TokenConfidence network = new TokenConfidence(predictor(kernels));
    List<TokenTemplate> templates = templates();
    return new Verifier() {
      @Override
      public String name() {
        return CONFIDENCE;
      }

      @Override
      public double costPerCall() {
        return 1;
      }

      @Override
      public void score(Tensor samples, int[] conditions, double[] out) {
        double[] logs = new double[conditions.length * SudokuGrid.CELLS];
        network.of(samples.toInts(), Arrays.stream(conditions).mapToObj(templates::get).toList(), logs);
        for (int i = 0; i < conditions.length; i++) {
          double sum = 0;
          for (int j = 0; j < SudokuGrid.CELLS; j++) {
            sum += logs[i * SudokuGrid.CELLS + j];
          }
          out[i] = sum / Math.max(1, templates.get(conditions[i]).openCount());
        }
      }
    };
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return List.of(new Measure("solved", "share", true, 3, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        out[i] = SudokuGrid.of(MaskedDomain.row(samples, i)).solves(puzzles.get(conditions[i])) ? 1 : 0;
      }
    }));
  }

  @Override
  public String title(String verifier) {
    return verifier.equals(CONFIDENCE) ? "mean log p" : "-" + verifier;
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return verifier.equals(CONFIDENCE) ? String.format(Locale.ROOT, "mean log p %.3f", score)
        : score == 0 ? "solved" : String.format(Locale.ROOT, "%.0f conflicts", -score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    return SudokuGrid.of(sample.toInts()).lines();
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of(".txt", (samples, conditions) -> Lines.bytes(samples, i -> SudokuGrid.of(MaskedDomain.row(samples, i)).toString()));
  }
}
