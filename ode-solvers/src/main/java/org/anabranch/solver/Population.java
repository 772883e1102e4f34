package org.anabranch.solver;

import java.util.List;
import java.util.stream.IntStream;

/** A batch of trajectories of one {@link GenerativeProcess}; opaque to a search but for what stands here. */
public interface Population {
  /** Number of trajectories. */
  int rows();

  /** The step that all rows have reached, 0 at the start. */
  int step();

  /** Where row i began. */
  Start start(int i);

  /** What row i draws the numbers of its later steps with: its start, or what the last fork or rewind gave it. */
  Start draw(int i);

  /** The condition of row i. */
  int condition(int i);

  /** The first rows, in order. */
  default List<Row> first(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Row(this, i)).toList();
  }

  /**
   * One row of a population.
   *
   * @param population where it is
   * @param index      which it is
   */
  record Row(Population population, int index) {
    /** Checks the index. */
    public Row {
      if (index < 0 || index >= population.rows()) {
        throw new IllegalArgumentException("row: must be in 0 .. " + (population.rows() - 1) + ", got " + index);
      }
    }

    /** What the row draws the numbers of its later steps with. */
    public Start draw() {
      return population.draw(index);
    }
  }
}
