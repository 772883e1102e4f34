package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/** The bundled Sudoku network: a condition is a puzzle, the conflicts of the grid pick, and whether it is solved is the measure. */
public final class SudokuDomain implements MaskedDomain {
  private static final String CONFLICTS = "conflicts";
  private static final Sampling STANDARD =
      new Sampling(Optional.of("log-confidence:0.1"), Optional.of(16), Optional.empty(), Optional.empty());

  private final Sudoku sudoku;
  private final List<SudokuGrid> puzzles;
  private final List<String> names;
  private final TokenChoice choice;

  private SudokuDomain(WeightFormat format, List<SudokuGrid> puzzles, List<String> names, TokenChoice choice) {
    this.sudoku = Sudoku.load(format);
    this.puzzles = puzzles;
    this.names = names;
    this.choice = choice;
  }

  /** All held-out puzzles, the hardest first. */
  public static SudokuDomain heldOut(WeightFormat format, TokenChoice choice) {
    return of(format, List.of(Sudoku.Difficulty.EXPERT, Sudoku.Difficulty.INTERMEDIATE, Sudoku.Difficulty.EASY), choice);
  }

  /** The held-out puzzles of some difficulties, in their order. */
  public static SudokuDomain of(WeightFormat format, List<Sudoku.Difficulty> difficulties, TokenChoice choice) {
    List<SudokuGrid> grids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Sudoku.Difficulty difficulty : difficulties) {
      List<Sudoku.Puzzle> puzzles = Sudoku.heldOut(difficulty);
      for (int i = 0; i < puzzles.size(); i++) {
        grids.add(puzzles.get(i).grid());
        names.add(difficulty.word() + " puzzle " + i);
      }
    }
    return new SudokuDomain(format, grids, names, choice);
  }

  /**
   * One puzzle.
   *
   * @throws IllegalArgumentException if its givens contradict each other
   */
  public static SudokuDomain of(WeightFormat format, SudokuGrid puzzle, String name, TokenChoice choice) {
    if (puzzle.conflicts() > 0) {
      throw new IllegalArgumentException("puzzle: a digit may stand once in a row, column or box, the givens have "
          + puzzle.conflicts() + " too many");
    }
    return new SudokuDomain(format, List.of(puzzle), List.of(name), choice);
  }

  @Override
  public String name() {
    return BundledModels.SUDOKU;
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
    return List.of(CONFLICTS);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    if (!name.equals(CONFLICTS)) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return Verifier.of(name, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        out[i] = -SudokuGrid.of(MaskedDomain.row(samples, i)).conflicts();
      }
    });
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
    return "-" + verifier;
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return score == 0 ? "solved" : String.format(Locale.ROOT, "%.0f conflicts", -score);
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
