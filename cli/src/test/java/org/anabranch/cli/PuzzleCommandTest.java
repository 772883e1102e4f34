package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands sample and search on models of masked tokens. */
final class PuzzleCommandTest {
  private static final Sudoku.Puzzle EASY = Sudoku.heldOut(Sudoku.Difficulty.EASY).getFirst();

  @TempDir
  private Path folder;

  @Test
  void aPuzzleOfAFileIsFilledInAndShown() throws IOException {
    Path file = Files.writeString(folder.resolve("puzzle.txt"), String.join("\n", EASY.grid().lines()));
    Path out = folder.resolve("grids.txt");
    Run run = Run.of("sample", "sudoku", "--puzzle", file, "--rows", 2, "--steps", 2, "--out", out);
    assertEquals(0, run.code(), run.err());
    List<String> grids = Files.readAllLines(out);
    assertEquals(2, grids.size());
    for (String line : grids) {
      SudokuGrid grid = SudokuGrid.parse(line);
      for (int i = 0; i < SudokuGrid.CELLS; i++) {
        assertTrue(EASY.grid().cell(i) == SudokuGrid.EMPTY ? grid.cell(i) > 0 : grid.cell(i) == EASY.grid().cell(i));
      }
      assertTrue(run.out().contains(grid.lines().get(4)));
    }
    assertTrue(run.out().contains("4 evaluations"), run.out());
  }

  @Test
  void rowsTogetherAreRowsAlone() {
    Path all = folder.resolve("all.safetensors");
    Path one = folder.resolve("one.safetensors");
    assertEquals(0, Run.of("sample", "countdown", "--rows", 3, "--seed", 4, "--threads", 2, "--out", all).code());
    assertEquals(0, Run.of("sample", "countdown", "--rows", 1, "--first-row", 2, "--seed", 4, "--threads", 1, "--out", one).code());
    assertArrayEquals(Safetensors.open(all).tensor("samples").rows(2, 1).toInts(),
        Safetensors.open(one).tensor("samples").toInts());
  }

  @Test
  void aSearchReportsTheLedgerAndTheBest() {
    Run run = Run.of("search", "countdown", "--numbers", "3,7,12", "--target", 33, "--algorithm", "best-of-n", "--evaluations", 64,
        "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("exact", json.get("verifier").asString());
    assertTrue(json.get("ledger").get("used").asLong() <= 64);
    assertTrue(json.get("best").get("complete").asBoolean());
  }

  /** Corrections are charged, at most what they may cost, and rewrite something; the network's own confidence picks and reports. */
  @Test
  void aNetworkCorrectsItselfAndPicksByItsOwnConfidence() {
    List<Object> plan = List.of("sample", "sudoku-proseco", "--difficulty", "expert", "--index", 3, "--rows", 2, "--steps", 4,
        "--json");
    JsonNode plain = Run.of(plan.toArray()).json();
    JsonNode none = Run.of(Stream.concat(plan.stream(), Stream.of("--correct", 0)).toArray()).json();
    JsonNode corrected = Run.of(Stream.concat(plan.stream(), Stream.of("--correct", 3, "--correct-every", 2)).toArray()).json();
    assertEquals(8, plain.get("evaluations").asLong());
    assertEquals(8, none.get("evaluations").asLong());
    long used = corrected.get("evaluations").asLong();
    assertTrue(used > 8 && used <= 8 + 2 * 2 * 3, "used " + used);
    Run search = Run.of("search", "sudoku-proseco", "--difficulty", "easy", "--index", 0, "--algorithm", "sr-smc", "--evaluations", 64,
        "--verifier", "confidence", "--json");
    assertEquals(0, search.code(), search.err());
    assertTrue(search.json().get("best").get("score").asDouble() < 0);
  }

  @Test
  void aCacheIsReportedWithWhatItComputed() {
    List<Object> plain = List.of("sample", "sudoku", "--difficulty", "easy", "--index", 0, "--rows", 2, "--steps", 9, "--temperature",
        0, "--block-length", 27, "--json");
    JsonNode without = Run.of(plain.toArray()).json().get("decoding");
    assertEquals(without.get("allPositions").asLong(), without.get("positions").asLong());
    Run run = Run.of(Stream.concat(plain.stream(), Stream.of("--cache", "dual")).toArray());
    assertEquals(0, run.code(), run.err());
    JsonNode with = run.json().get("decoding");
    assertEquals(without.get("evaluations").asLong(), with.get("evaluations").asLong());
    assertEquals(81 * with.get("evaluations").asLong(), with.get("allPositions").asLong());
    assertTrue(with.get("positions").asLong() < with.get("allPositions").asLong(), run.out());
    assertEquals(2L * EASY.grid().template().openCount(), with.get("tokens").asLong());
    Run search = Run.of("search", "countdown", "--numbers", "3,7,12", "--target", 33, "--algorithm", "best-of-n", "--evaluations", 64,
        "--cache", "prefix", "--refresh", 2, "--json");
    assertEquals(0, search.code(), search.err());
    JsonNode ledger = search.json().get("ledger");
    // Of two evaluations one computes 29 positions and one the 17 behind the prompt.
    assertEquals(ledger.get("used").asLong() * 23, ledger.get("positions").asLong());
    assertEquals(ledger.get("used").asLong() * 29, ledger.get("allPositions").asLong());
  }

  @Test
  void exactSamplingIsRefusedWhereItIsNot() {
    Run refused = Run.of("sample", "countdown", "--numbers", "3,7,12", "--target", 33, "--exact");
    assertEquals(2, refused.code());
    assertTrue(refused.message().startsWith("masked generator: exact sampling was asked for, "), refused.message());
    Run exact = Run.of("sample", "countdown", "--numbers", "3,7,12", "--target", 33, "--exact", "--solver", "entropy", "--steps", 17,
        "--rows", 1);
    assertEquals(0, exact.code(), exact.err());
  }

  @Test
  void wrongOptionsAreOneSentence() throws IOException {
    Path clash = Files.writeString(folder.resolve("clash.txt"), "11" + ".".repeat(79));
    refused("puzzle: a digit may stand once in a row, column or box, the givens have 2 too many", "sudoku", "--puzzle", clash);
    refused("puzzle: '" + folder.resolve("none") + "' is no file", "sudoku", "--puzzle", folder.resolve("none"));
    refused("difficulty: must be one of [easy, intermediate, expert], got 'hard'", "sudoku", "--difficulty", "hard");
    refused("index: must be in [0, 499], got 500", "sudoku", "--difficulty", "easy", "--index", 500);
    refused("countdown: needs --numbers and --target, got no target", "countdown", "--numbers", "1,2,3");
    refused("numbers: must be whole numbers with commas between them, got '1,x,3'", "countdown", "--numbers", "1,x,3", "--target", 20);
    refused("numbers: does not go with the model sudoku and the other options", "sudoku", "--numbers", "1,2,3");
    refused("temperature: does not go with the model digits", "digits", "--temperature", 1, "--out", folder.resolve("x.png"));
    refused("grid: rounds of unmasking stand on no grid, got 'uniform'", "sudoku", "--index", 1, "--grid", "uniform");
    refused("block-length: blocks are for policies that rank positions, ancestral does not, got 9", "sudoku", "--index", 1, "--solver",
        "ancestral", "--block-length", 9);
    refused("cache: must be one of [none, prefix, dual], got 'both'", "countdown", "--cache", "both");
    refused("cache: --refresh, --refresh-tokens and --cache-memory need --cache prefix or dual, got no --cache", "countdown",
        "--refresh", 3);
    refused("refresh: must be in [1, 1048576], got 0", "countdown", "--cache", "dual", "--refresh", 0);
    refused("cache: does not go with the model digits", "digits", "--cache", "dual", "--out", folder.resolve("x.png"));
    refused("cache: prefix keeps what is before the active block, and confidence has one block of all 81 positions; a block length is "
        + "needed", "sudoku", "--puzzle", Files.writeString(folder.resolve("empty.txt"), ".".repeat(81)), "--solver", "confidence",
        "--cache", "prefix");
    refused("correct-every: does not go with the model sudoku and the other options", "sudoku", "--correct-every", 2);
    refused("correct-changes: must be >= 1, got 0", "sudoku", "--correct", 2, "--correct-changes", 0);
    refused("correct: does not go with the model digits", "digits", "--correct", 1, "--out", folder.resolve("x.png"));
    refused("out: must name a file, the samples of digits cannot be shown", "digits");
  }

  private static void refused(String message, Object... args) {
    Object[] all = new Object[args.length + 1];
    all[0] = "sample";
    System.arraycopy(args, 0, all, 1, args.length);
    Run run = Run.of(all);
    assertEquals(2, run.code(), run.err());
    assertEquals(message, run.message());
  }
}
