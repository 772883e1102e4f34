package org.anabranch.model.puzzle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * A Sudoku: 81 cells row by row, 0 where a cell is empty. As tokens the digits are themselves and the mask is 0.
 *
 * <p>Immutable.
 */
public final class SudokuGrid {
  /** Cells of a row, a column or a box. */
  public static final int SIDE = 9;
  /** Cells of a grid. */
  public static final int CELLS = SIDE * SIDE;
  /** The token of an empty cell. */
  public static final int EMPTY = 0;

  private static final int BOX = 3;
  private static final int[][] UNITS = units();

  private final int[] cells;

  private SudokuGrid(int[] cells) {
    this.cells = cells;
  }

  /** Rows, columns and boxes as lists of cells. */
  private static int[][] units() {
    int[][] units = new int[3 * SIDE][SIDE];
    for (int u = 0; u < SIDE; u++) {
      for (int i = 0; i < SIDE; i++) {
        units[u][i] = u * SIDE + i;
        units[SIDE + u][i] = i * SIDE + u;
        units[2 * SIDE + u][i] = (u / BOX * BOX + i / BOX) * SIDE + u % BOX * BOX + i % BOX;
      }
    }
    return units;
  }

  /**
   * A grid of its cells.
   *
   * @throws IllegalArgumentException if there are not 81, or one is not in 0..9
   */
  public static SudokuGrid of(int... cells) {
    if (cells.length != CELLS) {
      throw new IllegalArgumentException("sudoku: needs " + CELLS + " cells, got " + cells.length);
    }
    for (int i = 0; i < CELLS; i++) {
      if (cells[i] < 0 || cells[i] > SIDE) {
        throw new IllegalArgumentException("sudoku: a cell holds 0 to 9, row " + (i / SIDE + 1) + " column " + (i % SIDE + 1)
            + " holds " + cells[i]);
      }
    }
    return new SudokuGrid(cells.clone());
  }

  /**
   * Reads a grid: digits, with 0, a dot or an underscore for an empty cell; blanks, line ends and the characters {@code | + -} are
   * skipped, so that a drawn grid can be read too.
   *
   * @throws IllegalArgumentException for any other character, or another number of cells
   */
  public static SudokuGrid parse(String text) {
    List<Integer> cells = new ArrayList<>();
    for (char c : text.toCharArray()) {
      if (c >= '0' && c <= '9') {
        cells.add(c - '0');
      } else if (c == '.' || c == '_') {
        cells.add(EMPTY);
      } else if (!Character.isWhitespace(c) && "|+-".indexOf(c) < 0) {
        throw new IllegalArgumentException("sudoku: a cell is a digit, a dot or an underscore, got '" + c + "' after " + cells.size()
            + " cells");
      }
    }
    return of(cells.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The digit of a cell, {@link #EMPTY} if it has none. */
  public int cell(int i) {
    return cells[i];
  }

  /** The cells, a copy; also the tokens. */
  public int[] cells() {
    return cells.clone();
  }

  /** Number of cells that are filled. */
  public int givens() {
    return (int) Arrays.stream(cells).filter(c -> c != EMPTY).count();
  }

  /** What must be filled in. */
  public TokenTemplate template() {
    return TokenTemplate.of(EMPTY, cells);
  }

  /** Digits too many: over rows, columns and boxes, how often a digit stands there beyond once. 0 if nothing contradicts. */
  public int conflicts() {
    int conflicts = 0;
    for (int[] unit : UNITS) {
      int seen = 0;
      for (int cell : unit) {
        int bit = cells[cell] == EMPTY ? 0 : 1 << cells[cell];
        conflicts += (seen & bit) == 0 ? 0 : 1;
        seen |= bit;
      }
    }
    return conflicts;
  }

  /** Whether every cell is filled, nothing contradicts, and the givens of a puzzle are kept. */
  public boolean solves(SudokuGrid puzzle) {
    for (int i = 0; i < CELLS; i++) {
      if (cells[i] == EMPTY || puzzle.cells[i] != EMPTY && puzzle.cells[i] != cells[i]) {
        return false;
      }
    }
    return conflicts() == 0;
  }

  /** Whether a cell's digit stands once more in its row, column or box. */
  public boolean contradicts(int cell) {
    return cells[cell] != EMPTY && Arrays.stream(UNITS).filter(unit -> Arrays.stream(unit).anyMatch(i -> i == cell))
        .flatMapToInt(Arrays::stream).anyMatch(i -> i != cell && cells[i] == cells[cell]);
  }

  /** The grid drawn in lines of text, a dot where a cell is empty. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < SIDE; r++) {
      if (r > 0 && r % BOX == 0) {
        lines.add("------+-------+------");
      }
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < SIDE; c++) {
        line.append(c == 0 ? "" : c % BOX == 0 ? " | " : " ").append(cells[r * SIDE + c] == EMPTY ? "." : cells[r * SIDE + c]);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The 81 cells as one line, a dot where a cell is empty. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int c : cells) {
      text.append(c == EMPTY ? "." : c);
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SudokuGrid other && Arrays.equals(cells, other.cells);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cells);
  }
}
