package org.anabranch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.CountdownProblem;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.slots.SlotSpec;
import org.anabranch.model.slots.SlotTemplate;
import org.anabranch.model.slots.SlotType;
import org.anabranch.model.text.BytePairTokenizer;
import org.anabranch.model.text.Verses;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.masked.TokenSlot;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.slots.SlotReader;

/**
 * Slots with a known answer, of held-out puzzles and verses that are filled in by a random share, as they are while a sequence is
 * unmasked. The share of a puzzle and the cells that stand are functions of (seed, number of the puzzle).
 */
final class CalibrationItems {
  private static final int CELLS_ASKED = 4;
  private static final int NUMBERS = 6;
  private static final int NUMBER_STRIDE = 3;
  private static final int TEXT_LENGTH = 48;
  private static final int TOKENS_ASKED = 2;
  private static final int DISTRACTORS = 9;
  /** Draws that a question may take; more than all its distractors need. */
  private static final long DRAWS = 1000;

  private CalibrationItems() {}

  /**
   * A slot in a context.
   *
   * @param puzzle   the number of the puzzle that it is of
   * @param question what is asked
   * @param right    the tokens of the known answer, of the slot's width
   */
  record Known(int puzzle, SlotReader.Question question, int[] right) {}

  /** The puzzle that the i-th is of the domain's: its difficulties stand there in falling order. */
  static int sudokuCondition(int i) {
    int kinds = Sudoku.Difficulty.values().length;
    return (kinds - 1 - i % kinds) * Sudoku.heldOut(Sudoku.Difficulty.EASY).size() + i / kinds;
  }

  /**
   * Cells of Sudoku grids: of each of the three difficulties in turn, four cells that are empty.
   *
   * @param samples grids that the network has filled in, by puzzle, to take the place of a random share of right cells; empty for none
   */
  static List<Known> sudoku(int puzzles, long seed, Optional<int[][]> samples) {
    List<List<Sudoku.Puzzle>> all = Arrays.stream(Sudoku.Difficulty.values()).map(Sudoku::heldOut).toList();
    SlotType digit = new SlotType.Choice(IntStream.rangeClosed(1, 9).mapToObj(String::valueOf).toList());
    List<Known> out = new ArrayList<>();
    for (int i = 0; i < puzzles; i++) {
      Sudoku.Puzzle puzzle = all.get(i % all.size()).get(i / all.size());
      int[] right = puzzle.solution().cells();
      int[] partial = filled(puzzle.grid().template(), right, TrajectoryKey.root(seed, i));
      int[] empty = IntStream.range(0, right.length).filter(c -> samples.isPresent() ? puzzle.grid().cell(c) == 0 : partial[c] == 0)
          .toArray();
      int[] base = samples.isPresent() ? samples.get()[i] : partial;
      for (int k = 0; empty.length >= CELLS_ASKED && k < CELLS_ASKED; k++) {
        int cell = empty[k * empty.length / CELLS_ASKED];
        int[] context = base.clone();
        context[cell] = 0;
        SlotTemplate t = SlotTemplate.of(TokenTemplate.of(0, context), Sudoku.vocabulary()).with(SlotSpec.of("cell", digit), cell);
        out.add(new Known(i, new SlotReader.Question(t.template(), "cell", context), new int[] {right[cell]}));
      }
    }
    return out;
  }

  /** Numbers of two digits and operators of countdowns: one of each of every problem, as long as it is open. */
  static List<Known> countdown(int puzzles, long seed) {
    List<CountdownProblem> problems = Countdown.heldOut();
    List<String> answers = Countdown.heldOutAnswers();
    List<Known> out = new ArrayList<>();
    for (int i = 0; i < puzzles; i++) {
      TokenTemplate open = problems.get(i).template();
      int[] right = Countdown.vocabulary().encode(problems.get(i).prompt() + answers.get(i));
      TrajectoryKey key = TrajectoryKey.root(seed, i);
      int[] context = filled(open, right, key);
      int number = CountdownProblem.PROMPT + NUMBER_STRIDE * (int) (NUMBERS * draw(key, right.length + 1));
      int operator = CountdownProblem.PROMPT + 2 + NUMBER_STRIDE * NUMBER_STRIDE * (int) (2 * draw(key, right.length + 2));
      ask(i, context, right, number, SlotSpec.of("number", new SlotType.IntegerRange(0, 99, SlotType.Zeros.FIXED)), out);
      ask(i, context, right, operator, SlotSpec.of("operator", new SlotType.Choice(List.of("+", "-", "*"))), out);
    }
    return out;
  }

  /** Held-out verses that are long enough: the reader asks about sequences of one length. */
  static int texts() {
    return verses(Verses.tokenizer()).size();
  }

  private static List<int[]> verses(BytePairTokenizer tokens) {
    return Verses.heldOut().stream().map(v -> tokens.encode("\n" + v + "\n")).filter(v -> v.length >= TEXT_LENGTH).toList();
  }

  /**
   * Tokens of held-out verses, cut to {@value #TEXT_LENGTH}: two of each, the true one among {@value #DISTRACTORS} others, which
   * are tokens at random places of other verses, so that they are as frequent as tokens are.
   */
  static List<Known> text(int texts, long seed) {
    BytePairTokenizer tokens = Verses.tokenizer();
    int mask = tokens.added("<mask>");
    List<int[]> all = verses(tokens);
    List<Known> out = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      int[] right = Arrays.copyOf(all.get(i), TEXT_LENGTH);
      int[] open = new int[right.length];
      Arrays.fill(open, mask);
      open[0] = right[0];
      TrajectoryKey key = TrajectoryKey.root(seed, i);
      int[] context = filled(TokenTemplate.of(mask, open), right, key);
      for (int k = 0; k < TOKENS_ASKED; k++) {
        int at = 1 + (int) ((right.length - 1) * draw(key, TEXT_LENGTH + 1 + k));
        int[] blank = context.clone();
        blank[at] = mask;
        List<int[]> values = new ArrayList<>(List.of(new int[] {right[at]}));
        for (int d = 0; values.size() <= DISTRACTORS; d++) {
          int[] other = all.get((int) (all.size() * draw(key, (k + 1L) * DRAWS + 2L * d)));
          int token = other[1 + (int) ((other.length - 1) * draw(key, (k + 1L) * DRAWS + 2L * d + 1))];
          if (values.stream().noneMatch(v -> v[0] == token)) {
            values.add(new int[] {token});
          }
        }
        TokenSlot slot = new TokenSlot("token", at, 1, TokenAutomaton.ofSequences("one of the tokens", values));
        out.add(new Known(i, new SlotReader.Question(TokenTemplate.of(mask, blank).withSlot(slot), "token", blank),
            new int[] {right[at]}));
      }
    }
    return out;
  }

  private static void ask(int puzzle, int[] context, int[] right, int from, SlotSpec spec, List<Known> out) {
    int[] blank = context.clone();
    int width = spec.at(from, Countdown.vocabulary()).width();
    Arrays.fill(blank, from, from + width, CountdownProblem.MASK);
    SlotTemplate t = SlotTemplate.of(TokenTemplate.of(CountdownProblem.MASK, blank), Countdown.vocabulary()).with(spec, from);
    out.add(new Known(puzzle, new SlotReader.Question(t.template(), spec.name(), blank),
        Arrays.copyOfRange(right, from, from + width)));
  }

  /** A template with each open position filled by chance with the right token; at least one stays open. */
  private static int[] filled(TokenTemplate template, int[] right, TrajectoryKey key) {
    int[] tokens = template.tokens();
    double share = draw(key, tokens.length);
    int[] open = template.openPositions();
    for (int position : open) {
      if (position != open[0] && draw(key, position) < share) {
        tokens[position] = right[position];
      }
    }
    return tokens;
  }

  private static double draw(TrajectoryKey key, long element) {
    return RandomStream.uniform(key, 0, Purpose.TOKEN, element);
  }
}
