package org.anabranch.solver;

/** The population of a {@link FlowProcess}: its rows in motion, where they began and how far they have come. */
final class FlowPopulation implements Population {
  final FlowProcess owner;
  final Start[] starts;
  final FlowRows rows;
  int step;

  FlowPopulation(FlowProcess owner, Start[] starts, FlowRows rows) {
    this.owner = owner;
    this.starts = starts;
    this.rows = rows;
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
    return rows.draw(i);
  }

  @Override
  public int condition(int i) {
    return rows.condition(i);
  }

  @Override
  public String toString() {
    return "population of " + starts.length + " rows at step " + step;
  }
}
