package org.anabranch.solver;

import java.util.Optional;

/** The population of a {@link FlowProcess}: its rows in motion, where they began and how far they have come. */
final class FlowPopulation implements Population {
  final FlowProcess owner;
  final Start[] starts;
  private FlowRows rows;
  int step;

  FlowPopulation(FlowProcess owner, Start[] starts, FlowRows rows) {
    this.owner = owner;
    this.starts = starts;
    this.rows = rows;
  }

  /**
   * What moves.
   *
   * @throws IllegalStateException if it has been released
   */
  FlowRows moving() {
    if (rows == null) {
      throw new IllegalStateException("flow process: " + this + " has been released");
    }
    return rows;
  }

  /** Forgets the rows and hands them out; empty if that has been done. */
  Optional<FlowRows> release() {
    Optional<FlowRows> held = Optional.ofNullable(rows);
    rows = null;
    return held;
  }

  @Override
  public int rows() {
    return starts.length;
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
    return moving().draw(i);
  }

  @Override
  public int condition(int i) {
    return moving().condition(i);
  }

  @Override
  public String toString() {
    return "population of " + starts.length + " rows at step " + step;
  }
}
