package org.anabranch.solver;

/**
 * A process that can ask its own model what it thinks of a row. The evaluations of an opinion are charged to the process's meter like
 * any other: a search cannot verify by the model for free.
 */
public interface SelfJudging extends GenerativeProcess {
  /** What is asked, for reports. */
  String verdict();

  /** Evaluations that an opinion of one row costs. */
  long evaluationsPerVerdict();

  /**
   * The model's opinion of the rows' look-aheads, or samples at the last step; higher is better.
   *
   * @param out receives one opinion per row
   * @return {@link Admission#ADMITTED}, or the limit that forbade it; nothing is written then
   * @throws IllegalStateException if the rows cannot be looked ahead from
   */
  Admission judge(Population p, double[] out);
}
