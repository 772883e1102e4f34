package org.anabranch.search;

import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/** Keys of branches, apart by what branched them and where, and populations of some rows of another. */
final class Branches {
  private enum Cause { COPY, MOVE, RETRY }

  private Branches() {}

  /** What the n-th further copy of a row draws with, from the step at which it was copied. */
  static Start copy(Start draw, int step, int n) {
    return new Start.Fresh(child(draw, Cause.COPY, step, n));
  }

  /** What a row draws with from its n-th move at one noise level on. */
  static Start move(Start draw, int step, int n) {
    return new Start.Fresh(child(draw, Cause.MOVE, step, n));
  }

  /** What a row draws with that was taken back from a step for the n-th time. */
  static TrajectoryKey retry(Start draw, int step, int n) {
    return child(draw, Cause.RETRY, step, n);
  }

  private static TrajectoryKey child(Start draw, Cause cause, int step, int n) {
    return draw.key().child((long) cause.ordinal() << 60 | (long) step << 32 | n);
  }

  /** The numbers of all rows. */
  static List<Integer> all(Population p) {
    return IntStream.range(0, p.rows()).boxed().toList();
  }

  /** Rows of a population with their own draws, in this order. */
  static Population take(SearchRun run, Population p, List<Integer> rows) {
    return run.process().gather(rows.stream().map(i -> new Population.Row(p, i)).toList());
  }
}
