package org.anabranch.model.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;

/** The bundled puzzles: their exact verifiers, their networks against PyTorch, and how many they solve. */
final class PuzzleTest {
  private final Backend backend = Backend.standard();

  // ---- verifiers

  @Test
  void gridsAreReadAndDrawn() {
    Sudoku.Puzzle puzzle = Sudoku.heldOut(Sudoku.Difficulty.EASY).getFirst();
    SudokuGrid grid = puzzle.grid();
    assertEquals(grid, SudokuGrid.parse(String.join("\n", grid.lines())));
    assertEquals(grid, SudokuGrid.parse(grid.toString().replace('.', '_')));
    assertEquals(grid, SudokuGrid.parse(grid.toString().replace('.', '0')));
    assertEquals(11, grid.lines().size());
    assertEquals(". . . | . 9 1 | . . .", grid.lines().getFirst());
    assertEquals(grid.givens(), SudokuGrid.CELLS - grid.template().openCount());
    assertEquals("sudoku: a cell is a digit, a dot or an underscore, got 'x' after 2 cells",
        assertThrows(IllegalArgumentException.class, () -> SudokuGrid.parse("12x")).getMessage());
    assertEquals("sudoku: needs 81 cells, got 3",
        assertThrows(IllegalArgumentException.class, () -> SudokuGrid.parse("123")).getMessage());
    assertEquals("sudoku: a cell holds 0 to 9, row 1 column 1 holds 10",
        assertThrows(IllegalArgumentException.class, () -> SudokuGrid.of(IntStream.range(10, 91).toArray())).getMessage());
  }

  @Test
  void onlyASolutionSolves() {
    for (Sudoku.Difficulty difficulty : Sudoku.Difficulty.values()) {
      List<Sudoku.Puzzle> puzzles = Sudoku.heldOut(difficulty);
      assertEquals(500, puzzles.size());
      for (Sudoku.Puzzle puzzle : puzzles) {
        assertTrue(puzzle.solution().solves(puzzle.grid()));
        assertFalse(puzzle.grid().solves(puzzle.grid()));
        assertEquals(0, puzzle.grid().conflicts());
      }
    }
    Sudoku.Puzzle puzzle = Sudoku.heldOut(Sudoku.Difficulty.EASY).getFirst();
    Sudoku.Puzzle other = Sudoku.heldOut(Sudoku.Difficulty.EASY).get(1);
    assertFalse(other.solution().solves(puzzle.grid()));
    int[] cells = puzzle.solution().cells();
    int open = puzzle.grid().template().firstOpen();
    cells[open] = cells[open] % 9 + 1;
    SudokuGrid wrong = SudokuGrid.of(cells);
    assertFalse(wrong.solves(puzzle.grid()));
    assertEquals(3, wrong.conflicts());
    assertTrue(wrong.contradicts(open));
    assertFalse(puzzle.solution().contradicts(open));
  }

  @Test
  void onlyTrueEquationsOfTheNumbersSolve() {
    CountdownProblem problem = new CountdownProblem(List.of(3, 7, 25), 46);
    assertEquals("03,07,25=46:", problem.prompt());
    assertEquals("03,07,25=46", problem.toString());
    assertEquals(.5, problem.credit("03*07=21;25-21=04"));
    assertEquals(.25, problem.credit("03+07=10;10+25=36"));
    assertEquals(0, problem.credit("03+08=11;11+25=36"));
    assertEquals(problem, CountdownProblem.parse(problem.prompt()));
    assertTrue(problem.isSolvedBy("03*07=21;21+25=46"));
    assertTrue(problem.isSolvedBy("07*03=21;25+21=46"));
    for (String wrong : List.of("03*07=21;21+25=47", "03*07=22;22+25=47", "03*07=21;21+21=42", "03+07=10;10+25=35",
        "03*07=21;21+25=46;", "03*07=21", "3*7=21;21+25=46", "03/07=21;21+25=46", "MMMMMMMMMMMMMMMMM")) {
      assertFalse(problem.isSolvedBy(wrong), wrong);
    }
    assertEquals("countdown: numbers must be in [1, 99], got 100",
        assertThrows(IllegalArgumentException.class, () -> new CountdownProblem(List.of(1, 2, 100), 46)).getMessage());
    assertEquals("countdown: the target must be in [10, 99], got 9",
        assertThrows(IllegalArgumentException.class, () -> new CountdownProblem(List.of(1, 2, 3), 9)).getMessage());
    assertEquals("countdown: needs 3 numbers, got 2",
        assertThrows(IllegalArgumentException.class, () -> new CountdownProblem(List.of(1, 2), 19)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> CountdownProblem.parse("3,7,25=46"));
    assertEquals(1000, Countdown.heldOut().size());
  }

  // ---- networks

  @Test
  void networksAgreeWithPyTorch() {
    agrees("sudoku", Sudoku.load().predictor(backend.kernels()));
    agrees("sudoku-proseco", Sudoku.load(BundledModels.SUDOKU_PROSECO, WeightFormat.F32).predictor(backend.kernels()));
    agrees("countdown", Countdown.load().predictor(backend.kernels()));
  }

  /** fp32 against fp32: a float64 evaluation of the same weights is up to 2e-5 from PyTorch's result. */
  private static void agrees(String folder, LlamaMaskPredictor network) {
    Safetensors golden = Bundle.safetensors(folder, "golden.safetensors");
    Tensor ids = golden.tensor("input_ids");
    Tensor logits = Tensor.zeros(ids.rows(), ids.shape().dim(1), network.vocabulary());
    network.forward(ids.toInts(), ids.rows(), ids.shape().dim(1), MaskPredictor.NO_SIGMA, logits);
    Tensor want = golden.tensor("logits");
    for (int i = 0; i < want.size(); i++) {
      assertEquals(want.get(i), logits.get(i), 1e-4, folder + " " + i);
    }
  }

  // ---- what they solve

  /** The reference run solved 16 of these 48, at any step the likeliest token; a near tie may fall otherwise here. */
  @Test
  void greedySudokuSolvesAsManyAsTheReference() {
    List<Sudoku.Puzzle> puzzles = Sudoku.heldOut(Sudoku.Difficulty.EXPERT).subList(0, 48);
    Sudoku sudoku = Sudoku.load();
    int[] tokens = sample(() -> sudoku.predictor(backend.kernels()), MaskedSampling.of(OrderedUnmasking.of(16, Order.CONFIDENCE),
        TokenLaw.GREEDY), puzzles.stream().map(p -> p.grid().template()).toList());
    int solved = 0;
    for (int i = 0; i < puzzles.size(); i++) {
      int[] cells = Arrays.copyOfRange(tokens, i * SudokuGrid.CELLS, (i + 1) * SudokuGrid.CELLS);
      solved += SudokuGrid.of(cells).solves(puzzles.get(i).grid()) ? 1 : 0;
    }
    assertEquals(16, solved, 1, "solved of 48");
  }

  /** The reference run solved .275 of these 200. */
  @Test
  void greedyCountdownSolvesAsManyAsTheReference() {
    List<CountdownProblem> problems = Countdown.heldOut().subList(0, 200);
    Countdown countdown = Countdown.load();
    int[] tokens = sample(() -> countdown.predictor(backend.kernels()), MaskedSampling.of(OrderedUnmasking.of(8, Order.CONFIDENCE),
        TokenLaw.GREEDY), problems.stream().map(CountdownProblem::template).toList());
    int solved = 0;
    for (int i = 0; i < problems.size(); i++) {
      String answer = CountdownProblem.text(tokens, i * CountdownProblem.LENGTH + CountdownProblem.PROMPT,
          CountdownProblem.LENGTH - CountdownProblem.PROMPT);
      solved += problems.get(i).isSolvedBy(answer) ? 1 : 0;
    }
    assertEquals(55, solved, 2, "solved of 200");
  }

  private int[] sample(Supplier<LlamaMaskPredictor> network, MaskedSampling sampling, List<TokenTemplate> templates) {
    MaskedProcess process = new MaskedGenerator(network, backend.pool(), sampling, templates, "puzzle").open(Meter.unlimited());
    int[] conditions = IntStream.range(0, templates.size()).toArray();
    Population p = process.start(IntStream.of(conditions).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(0, i))).toList(),
        conditions);
    process.advance(p, process.generator().steps());
    return process.finish(p).toInts();
  }
}
