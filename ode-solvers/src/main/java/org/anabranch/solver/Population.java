package org.anabranch.solver;

/** A batch of trajectories of one {@link GenerativeProcess}; opaque to a search but for what stands here. */
public interface Population {
  /** Number of trajectories. */
  int rows();

  /** The step that all rows have reached, 0 at the start. */
  int step();

  /** Where row i began. */
  Start start(int i);

  /** The condition of row i. */
  int condition(int i);
}
