package org.anabranch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.domain.CountdownDomain;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.SudokuDomain;
import org.anabranch.cli.domain.VersesDomain;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.CountdownProblem;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;
import org.anabranch.solver.masked.TokenLaw;
import picocli.CommandLine.Option;

/** Which puzzle or text a masked model is to fill in, and how its tokens are drawn. */
final class PuzzleOptions {
  @Option(names = "--puzzle", paramLabel = "FILE",
      description = "sudoku: a file of 81 cells, 0, dot or underscore where one is empty; without it, the held-out puzzles.")
  private Optional<String> puzzle = Optional.empty();

  @Option(names = "--difficulty", paramLabel = "D", description = "sudoku: easy, intermediate or expert.")
  private Optional<String> difficulty = Optional.empty();

  @Option(names = "--index", paramLabel = "I",
      description = "sudoku, countdown: one held-out puzzle (of the difficulty) by its number. text: one held-out verse with a gap.")
  private Optional<Integer> index = Optional.empty();

  @Option(names = "--numbers", paramLabel = "A,B,C", description = "countdown: the numbers, each to be used once.")
  private Optional<String> numbers = Optional.empty();

  @Option(names = "--target", paramLabel = "T", description = "countdown: what they must give.")
  private Optional<Integer> target = Optional.empty();

  @Option(names = "--infill", paramLabel = "TEXT",
      description = {"text: a verse's beginning with blanks to fill in: 'in the beginning ___ created the heaven'.",
          "An underscore is an unknown token, a short word or a part of one; _{8} is eight of them. A blank takes the space before "
            + "it."})
  private Optional<String> infill = Optional.empty();

  @Option(names = "--length", paramLabel = "L", description = "text: tokens of a free text or a held-out verse (default: "
      + VersesDomain.LENGTH + ").")
  private Optional<Integer> length = Optional.empty();

  @Option(names = "--temperature", paramLabel = "T",
      description = "Masked models: tokens are drawn from softmax(logits / T), at 0 the likeliest (default: 1).")
  private Optional<Double> temperature = Optional.empty();

  @Option(names = "--top-k", paramLabel = "K", description = "Masked models: only the K likeliest tokens.")
  private Optional<Integer> topK = Optional.empty();

  @Option(names = "--top-p", paramLabel = "P", description = "Masked models: only the likeliest tokens that make up P.")
  private Optional<Double> topP = Optional.empty();

  @Option(names = "--block-length", paramLabel = "B",
      description = "Masked models: unmask in blocks of B positions from left to right.")
  private Optional<Integer> blockLength = Optional.empty();

  @Option(names = "--exact", description = "Masked models: refuse a sampling that does not draw from the model's own law.")
  private boolean exact;

  /**
   * The domain of a bundled model, empty if there is none of this name.
   *
   * @throws UsageException if an option does not go with the model, or breaks a rule
   */
  Optional<Domain> open(String model, WeightFormat format) throws IOException {
    boolean sudoku = model.equals(BundledModels.SUDOKU);
    boolean countdown = model.equals(BundledModels.COUNTDOWN);
    boolean text = model.equals(BundledModels.TEXT);
    refuse(model, sudoku, countdown, text);
    if (!sudoku && !countdown && !text) {
      return Domains.open(model, format);
    }
    TokenChoice choice = choice();
    if (text) {
      return Optional.of(UsageException.check(() -> text(format, choice)));
    }
    if (sudoku) {
      if (puzzle.isPresent()) {
        String cells = text(puzzle.get());
        SudokuGrid grid = UsageException.check(() -> SudokuGrid.parse(cells));
        return Optional.of(UsageException.check(() -> SudokuDomain.of(format, grid, "the puzzle of " + puzzle.get(), choice)));
      }
      if (difficulty.isEmpty() && index.isEmpty()) {
        return Optional.of(SudokuDomain.heldOut(format, choice));
      }
      Sudoku.Difficulty d = difficulty(difficulty.orElse(Sudoku.Difficulty.EXPERT.word()));
      if (index.isEmpty()) {
        return Optional.of(SudokuDomain.of(format, List.of(d), choice));
      }
      SudokuGrid grid = one(Sudoku.heldOut(d)).grid();
      return Optional.of(SudokuDomain.of(format, grid, d.word() + " puzzle " + index.get(), choice));
    }
    if (numbers.isPresent() != target.isPresent()) {
      throw new UsageException("countdown: needs --numbers and --target, got " + (numbers.isPresent() ? "no target" : "no numbers"));
    }
    if (numbers.isPresent()) {
      CountdownProblem problem = UsageException.check(() -> new CountdownProblem(numbers(numbers.get()), target.get()));
      return Optional.of(new CountdownDomain(format, List.of(problem), choice));
    }
    return Optional.of(index.isEmpty() ? CountdownDomain.heldOut(format, choice)
        : new CountdownDomain(format, List.of(one(Countdown.heldOut())), choice));
  }

  private Domain text(WeightFormat format, TokenChoice choice) {
    int tokens = length.orElse(VersesDomain.LENGTH);
    return infill.isPresent() ? VersesDomain.infill(format, infill.get(), choice)
        : index.isPresent() ? VersesDomain.gap(format, tokens, index.get(), choice) : VersesDomain.free(format, tokens, choice);
  }

  private void refuse(String model, boolean sudoku, boolean countdown, boolean text) {
    boolean masked = sudoku || countdown || text;
    Map<String, Boolean> fits = new LinkedHashMap<>();
    fits.put("puzzle", puzzle.isEmpty() || sudoku);
    fits.put("difficulty", difficulty.isEmpty() || sudoku && puzzle.isEmpty());
    fits.put("index", index.isEmpty() || sudoku && puzzle.isEmpty() || countdown && numbers.isEmpty() || text && infill.isEmpty());
    fits.put("numbers", numbers.isEmpty() || countdown);
    fits.put("target", target.isEmpty() || countdown);
    fits.put("infill", infill.isEmpty() || text);
    fits.put("length", length.isEmpty() || text && infill.isEmpty());
    fits.put("temperature", temperature.isEmpty() || masked);
    fits.put("top-k", topK.isEmpty() || masked);
    fits.put("top-p", topP.isEmpty() || masked);
    fits.put("block-length", blockLength.isEmpty() || masked);
    fits.put("exact", !exact || masked);
    fits.forEach((name, ok) -> {
      if (!ok) {
        throw new UsageException(name + ": does not go with the model " + model
            + (masked ? " and the other options" : ""));
      }
    });
  }

  private TokenChoice choice() {
    return UsageException.check(() -> {
      if (topK.isPresent() && topK.get() < 1) {
        throw new IllegalArgumentException("top-k: must be >= 1, got " + topK.get());
      }
      if (blockLength.isPresent() && blockLength.get() < 1) {
        throw new IllegalArgumentException("block-length: must be >= 1, got " + blockLength.get());
      }
      TokenLaw law = new TokenLaw(temperature.orElse(1.0), topK.orElse(0), topP.orElse(1.0), true);
      return new TokenChoice(law, blockLength.orElse(0), exact);
    });
  }

  private <T> T one(List<T> all) {
    if (index.get() < 0 || index.get() >= all.size()) {
      throw new UsageException("index: must be in [0, " + (all.size() - 1) + "], got " + index.get());
    }
    return all.get(index.get());
  }

  private static Sudoku.Difficulty difficulty(String word) {
    return Arrays.stream(Sudoku.Difficulty.values()).filter(d -> d.word().equals(word)).findFirst()
        .orElseThrow(() -> new UsageException("difficulty: must be one of "
            + Arrays.stream(Sudoku.Difficulty.values()).map(Sudoku.Difficulty::word).toList() + ", got '" + word + "'"));
  }

  private static List<Integer> numbers(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(s -> Integer.parseInt(s.strip())).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("numbers: must be whole numbers with commas between them, got '" + text + "'", e);
    }
  }

  private static String text(String file) throws IOException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new UsageException("puzzle: '" + file + "' is no file");
      }
      return Files.readString(path);
    } catch (InvalidPathException e) {
      UsageException usage = new UsageException("puzzle: '" + file + "' is no path: " + e.getReason());
      usage.initCause(e);
      throw usage;
    }
  }
}
