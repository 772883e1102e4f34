package org.anabranch.cli.solving;

import java.util.List;
import org.anabranch.model.puzzle.SudokuGrid;
import org.anabranch.search.Outcome;

/**
 * A search on a puzzle, and what became of its rows.
 *
 * @param name    of the algorithm
 * @param outcome what it answered
 * @param log     every row
 * @param steps   rounds of a sample
 */
record Watched(String name, Outcome outcome, RowLog log, int steps) {
  /** The rows that came to their end. */
  List<RowLog.Line> samples() {
    return log.moved().stream().filter(l -> l.last().step() == steps).toList();
  }

  /** Different ends. */
  List<List<Integer>> distinct() {
    return samples().stream().map(l -> l.last().tokens()).distinct().toList();
  }

  /** Whether the answer solves the puzzle. */
  boolean solves(SudokuGrid puzzle) {
    return outcome.best().filter(b -> SudokuGrid.of(b.sample().toInts()).solves(puzzle)).isPresent();
  }

  /** Cells of the answer that are not the solution's. */
  int wrong(SudokuGrid solution) {
    int[] cells = outcome.best().orElseThrow().sample().toInts();
    int wrong = 0;
    for (int i = 0; i < cells.length; i++) {
      wrong += cells[i] == solution.cell(i) ? 0 : 1;
    }
    return wrong;
  }
}
