package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Where the populations of a {@link FlowProcess} stand, and what is done to their rows there. Both kinds give the same bits; what a
 * process shows or is given stands on the host.
 */
interface PopulationMemory {
  /** Rows of zeros, as {@link FlowRows} has them. */
  FlowRows rows(int[] conditions, Start[] draws);

  /** Gives the memory of rows back that are not used again. */
  void release(FlowRows rows);

  /** Fills rows that have inherited from the parents with copies of them. */
  void gather(List<Population.Row> parents, FlowRows child);

  /** state = deviation noise, drawn from the starts. */
  void start(FlowRows rows, Start[] starts, double deviation);

  /** target = keep state + added z, z drawn from the keys. */
  void renoise(FlowRows rows, TrajectoryKey[] keys, int step, double keep, double added, RowBlocks target);

  /** y = fma(b, d, a x) in the states' type, x where a is 1; x and y are of the population or the host, d too; y is none of them. */
  void combine(double a, Tensor x, double b, Tensor d, Tensor y);

  /** A new tensor on the host with the elements of one of the population's. */
  Tensor shown(RowBlocks rows);

  /** The rows on the host: themselves where they stand there, else a copy that {@link #write} takes back. */
  RowBlocks read(RowBlocks rows);

  /** Room on the host for all of the rows, whose elements are undefined: themselves where they stand there. */
  RowBlocks room(RowBlocks rows);

  /** Puts what stands on the host after {@link #read} or in the {@link #room} into the rows. */
  void write(RowBlocks onHost, RowBlocks rows);
}
