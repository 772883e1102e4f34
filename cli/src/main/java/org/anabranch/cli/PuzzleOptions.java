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
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.domain.SudokuDomain;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.cli.domain.VersesDomain;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.CountdownProblem;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;
import org.anabranch.model.slots.SlotTemplate;
import org.anabranch.model.text.Verses;
import org.anabranch.solver.masked.Correction;
import org.anabranch.solver.masked.TokenLaw;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which puzzle or text a masked model is to fill in, and how its tokens are drawn. */
final class PuzzleOptions {
  @Mixin
  private TextOptions text;

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

  @Option(names = "--length", paramLabel = "L", description = "text: tokens of a free text or a held-out verse (default: "
      + VersesDomain.LENGTH + ").")
  private Optional<Integer> length = Optional.empty();

  @Option(names = "--temperature", paramLabel = "T",
      description = "Masked models: tokens are drawn from softmax(logits / T), at 0 the likeliest (default: 1, of checkpoint "
          + "folders what was published with them: 0, Dream 0.2, MDLM 1).")
  private Optional<Double> temperature = Optional.empty();

  @Option(names = "--top-k", paramLabel = "K", description = "Masked models: only the K likeliest tokens.")
  private Optional<Integer> topK = Optional.empty();

  @Option(names = "--top-p", paramLabel = "P", description = "Masked models: only the likeliest tokens that make up P.")
  private Optional<Double> topP = Optional.empty();

  @Option(names = "--block-length", paramLabel = "B",
      description = "Masked models: unmask in blocks of B positions from left to right.")
  private Optional<Integer> blockLength = Optional.empty();

  @Option(names = "--correct", paramLabel = "S",
      description = "Masked models: let the network correct what was committed, in at most S evaluations; for models trained to.")
  private Optional<Integer> correct = Optional.empty();

  @Option(names = "--correct-every", paramLabel = "W", description = "With --correct: in every W-th round (default: 1).")
  private Optional<Integer> correctEvery = Optional.empty();

  @Option(names = "--correct-changes", paramLabel = "K",
      description = "With --correct: change at most K positions an evaluation (default: all).")
  private Optional<Integer> correctChanges = Optional.empty();

  @Option(names = "--exact", description = "Masked models: refuse a sampling that does not draw from the model's own law.")
  private boolean exact;

  @Mixin
  private CacheOptions cache;

  @Mixin
  private SlotOptions slots = new SlotOptions();

  /**
   * The domain of a bundled model, or of a checkpoint folder of masked tokens; empty if it is neither.
   *
   * @param threads that the model will run on
   * @throws UsageException if an option does not go with the model, or breaks a rule
   */
  Optional<Domain> open(String model, WeightFormat format, int threads) throws IOException {
    return open(model, format, threads, false);
  }

  /** As {@link #open}, for a command that goes through conditions: of text also the held-out gaps. */
  Optional<Domain> openAll(String model, WeightFormat format, int threads) throws IOException {
    return open(model, format, threads, true);
  }

  private Optional<Domain> open(String model, WeightFormat format, int threads, boolean all) throws IOException {
    Optional<Checkpoint> checkpoint = TextOptions.masked(model);
    boolean sudoku = Sudoku.MODELS.contains(model);
    boolean countdown = model.equals(BundledModels.COUNTDOWN);
    boolean verses = model.equals(BundledModels.TEXT);
    refuse(model, sudoku, countdown, verses, checkpoint.isPresent());
    slots.requireGoodFor(sudoku || countdown || verses || checkpoint.isPresent(), verses || checkpoint.isPresent(), model);
    if (checkpoint.isPresent()) {
      Optional<TokenLaw> law = temperature.isPresent() || topK.isPresent() || topP.isPresent() ? Optional.of(choice().law())
          : Optional.empty();
      return Optional.of(text.open(model, checkpoint.get(), format, law, choice(), slots, threads));
    }
    text.refuse(model, verses);
    if (!sudoku && !countdown && !verses) {
      return Domains.open(model, format);
    }
    TokenChoice choice = choice();
    if (verses && slots.hasTemplate()) {
      return Optional.of(versesOfTemplate(format, choice));
    }
    if (verses) {
      return Optional.of(UsageException.check(() -> verses(format, choice, all)));
    }
    if (slots.hasTemplate()) {
      return Optional.of(ofTemplate(model, sudoku, format, choice));
    }
    return puzzle(model, sudoku, format, choice).map(d -> slots.in(d, Optional.empty()));
  }

  /** The typed slots. */
  SlotOptions slots() {
    return slots;
  }

  /** A puzzle that a template file writes down with what is open and what its slots are. */
  private Domain ofTemplate(String model, boolean sudoku, WeightFormat format, TokenChoice choice) throws IOException {
    if (puzzle.isPresent() || difficulty.isPresent() || index.isPresent() || numbers.isPresent()) {
      throw new UsageException("template: stands in place of a puzzle, got both");
    }
    SlotTemplate t = sudoku ? slots.file(Sudoku.vocabulary(), SudokuGrid.EMPTY, SudokuGrid.CELLS)
        : slots.file(Countdown.vocabulary(), CountdownProblem.MASK, CountdownProblem.LENGTH);
    int[] tokens = t.template().tokens();
    MaskedDomain domain = UsageException.check(() -> {
      if (sudoku) {
        return SudokuDomain.of(model, format, SudokuGrid.of(tokens), "the puzzle of the template", choice);
      }
      return new CountdownDomain(format, List.of(CountdownProblem.parse(CountdownProblem.text(tokens, 0, CountdownProblem.PROMPT))),
          choice);
    });
    return slots.in(domain, Optional.of(t));
  }

  /** A text that a template writes down with its open positions and slots; the break that begins a verse stands before it. */
  private Domain versesOfTemplate(WeightFormat format, TokenChoice choice) throws IOException {
    if (text.infill().isPresent() || index.isPresent() || length.isPresent()) {
      throw new UsageException("template: stands in place of --infill, --index and --length, got both");
    }
    Verses verses = Verses.load(format);
    SlotTemplate t = slots.text(verses.vocabulary(), verses.mask(), verses.maxLength(), verses.verseBreak());
    return slots.in(VersesDomain.of(verses, t.template(), "the text of the template", choice), Optional.of(t));
  }

  private Optional<MaskedDomain> puzzle(String model, boolean sudoku, WeightFormat format, TokenChoice choice) throws IOException {
    if (sudoku) {
      if (puzzle.isPresent()) {
        String cells = text(puzzle.get());
        SudokuGrid grid = UsageException.check(() -> SudokuGrid.parse(cells));
        return Optional.of(UsageException.check(() -> SudokuDomain.of(model, format, grid, "the puzzle of " + puzzle.get(), choice)));
      }
      if (difficulty.isEmpty() && index.isEmpty()) {
        return Optional.of(SudokuDomain.heldOut(model, format, choice));
      }
      Sudoku.Difficulty d = difficulty(difficulty.orElse(Sudoku.Difficulty.EXPERT.word()));
      if (index.isEmpty()) {
        return Optional.of(SudokuDomain.of(model, format, List.of(d), choice));
      }
      SudokuGrid grid = one(Sudoku.heldOut(d)).grid();
      return Optional.of(SudokuDomain.of(model, format, grid, d.word() + " puzzle " + index.get(), choice));
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

  private Domain verses(WeightFormat format, TokenChoice choice, boolean all) {
    int tokens = length.orElse(VersesDomain.LENGTH);
    return text.infill().isPresent() ? VersesDomain.infill(format, text.infill().get(), choice)
        : index.isPresent() ? VersesDomain.gap(format, tokens, index.get(), choice)
        : all ? VersesDomain.heldOut(format, tokens, choice) : VersesDomain.free(format, tokens, choice);
  }

  private void refuse(String model, boolean sudoku, boolean countdown, boolean verses, boolean checkpoint) {
    boolean masked = sudoku || countdown || verses || checkpoint;
    Map<String, Boolean> fits = new LinkedHashMap<>();
    fits.put("puzzle", puzzle.isEmpty() || sudoku);
    fits.put("difficulty", difficulty.isEmpty() || sudoku && puzzle.isEmpty());
    fits.put("index", index.isEmpty() || sudoku && puzzle.isEmpty() || countdown && numbers.isEmpty()
        || verses && text.infill().isEmpty());
    fits.put("numbers", numbers.isEmpty() || countdown);
    fits.put("target", target.isEmpty() || countdown);
    fits.put("length", length.isEmpty() || verses && text.infill().isEmpty());
    fits.put("temperature", temperature.isEmpty() || masked);
    fits.put("top-k", topK.isEmpty() || masked);
    fits.put("top-p", topP.isEmpty() || masked);
    fits.put("block-length", blockLength.isEmpty() || masked);
    fits.put("correct", correct.isEmpty() || masked);
    fits.put("correct-every", correctEvery.isEmpty() || correct.isPresent());
    fits.put("correct-changes", correctChanges.isEmpty() || correct.isPresent());
    fits.put("exact", !exact || masked);
    fits.put("cache", !cache.isAsked() || masked);
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
      if (correctChanges.isPresent() && correctChanges.get() < 1) {
        throw new IllegalArgumentException("correct-changes: must be >= 1, got " + correctChanges.get());
      }
      Correction correction = new Correction(correctEvery.orElse(1), correct.orElse(0), correctChanges.orElse(0));
      return new TokenChoice(law, blockLength.orElse(0), correction, exact, cache.policy());
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
