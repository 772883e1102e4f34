package org.anabranch.solver.masked;

import java.util.Arrays;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/** The population of a {@link MaskedProcess}: its rows, where they began and how far they have come. */
final class MaskedPopulation implements Population {
  final MaskedProcess owner;
  final Start[] starts;
  final int[] conditions;
  final MaskedRow[] rows;
  private boolean released;
  int step;

  MaskedPopulation(MaskedProcess owner, Start[] starts, int[] conditions, MaskedRow[] rows) {
    this.owner = owner;
    this.starts = starts;
    this.conditions = conditions;
    this.rows = rows;
    owner.meter().hold(rows.length * owner.generator().bytesPerRow());
  }

  /** Forgets the rows. */
  void release() {
    released = true;
    Arrays.stream(rows).forEach(row -> row.evaluation().drop());
    Arrays.fill(rows, null);
  }

  boolean isReleased() {
    return released;
  }

  @Override
  public int rows() {
    return rows.length;
  }

  @Override
  public int step() {
    return step;
  }

  @Override
  public Start start(int i) {
    return starts[i];
  }

  @Override
  public Start draw(int i) {
    if (released) {
      throw new IllegalStateException("masked process: " + this + " has been released");
    }
    return rows[i].draw();
  }

  @Override
  public int condition(int i) {
    return conditions[i];
  }

  @Override
  public String toString() {
    return "population of " + rows.length + " rows at step " + step;
  }
}
