package org.anabranch.cli.solving;

import java.util.List;
import java.util.Locale;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.puzzle.SudokuGrid;

/** A small grid as inline SVG: givens bold, what is new shaded by its probability, a small square where masked, wrong cells framed. */
final class GridSketch {
  private static final int CELL = 20;
  private static final int SIZE = SudokuGrid.SIDE * CELL;

  private final Sudoku.Puzzle puzzle;

  GridSketch(Sudoku.Puzzle puzzle) {
    this.puzzle = puzzle;
  }

  /** Cells that are filled, and not as in the solution. */
  int wrong(List<Integer> tokens) {
    int wrong = 0;
    for (int i = 0; i < SudokuGrid.CELLS; i++) {
      wrong += isWrong(tokens, i) ? 1 : 0;
    }
    return wrong;
  }

  private boolean isWrong(List<Integer> tokens, int i) {
    return tokens.get(i) != SudokuGrid.EMPTY && tokens.get(i) != puzzle.solution().cell(i);
  }

  /** A state; what is not in the one before is shaded. */
  String svg(RowLog.State state, List<Integer> before, String alt) {
    StringBuilder out = new StringBuilder("<svg class=\"board\" viewBox=\"-1 -1 " + (SIZE + 2) + " " + (SIZE + 2)
        + "\" role=\"img\" aria-label=\"" + alt + "\">");
    for (int i = 0; i < SudokuGrid.CELLS; i++) {
      int x = i % SudokuGrid.SIDE * CELL;
      int y = i / SudokuGrid.SIDE * CELL;
      int token = state.tokens().get(i);
      if (token == SudokuGrid.EMPTY) {
        out.append("<rect class=\"open\" x=\"" + (x + 6) + "\" y=\"" + (y + 6) + "\" width=\"8\" height=\"8\"/>");
        continue;
      }
      boolean fresh = token != before.get(i);
      if (fresh) {
        double p = StrictMath.exp(state.logProbabilities().get(i));
        out.append(String.format(Locale.ROOT,
            "<rect class=\"new\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%.2f\"/>", x, y, CELL, CELL, shade(p)));
      }
      boolean wrong = isWrong(state.tokens(), i);
      if (wrong) {
        out.append("<rect class=\"bad\" x=\"" + (x + 1) + "\" y=\"" + (y + 1) + "\" width=\"" + (CELL - 2) + "\" height=\"" + (CELL - 2)
            + "\"/>");
      }
      String kind = puzzle.grid().cell(i) != SudokuGrid.EMPTY ? "given" : wrong ? fresh ? "amiss new-text" : "amiss" : "";
      out.append("<text" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + " x=\"" + (x + CELL / 2) + "\" y=\"" + (y + 15) + "\">"
          + token + "</text>");
    }
    for (int i = 0; i <= SudokuGrid.SIDE; i += 3) {
      out.append("<path class=\"rule\" d=\"M" + i * CELL + " 0V" + SIZE + "M0 " + i * CELL + "H" + SIZE + "\"/>");
    }
    return out.append("</svg>").toString();
  }

  /** How dark a probability is drawn. */
  static double shade(double p) {
    return 0.05 + 0.5 * p * p;
  }
}
