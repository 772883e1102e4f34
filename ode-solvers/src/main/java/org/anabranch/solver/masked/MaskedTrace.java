package org.anabranch.solver.masked;

import org.anabranch.solver.ForkingProcess;

/**
 * Hears of what becomes of the rows of a {@link MaskedProcess}, whatever search drives it: for pictures and protocols.
 *
 * <p>Rows are told by identity. A row is as it stands after what is told, may be read during the call and changes after it, so what is
 * to be kept is copied. Nothing that is done here may change a row; a process without a trace does the same to the last bit.
 *
 * <p>Threading: the process's thread. A generator that is opened several times at once tells all of it to the one trace.
 */
public interface MaskedTrace {
  /** A row begins at step 0. */
  default void started(MaskedRow row) {}

  /** A row begins as a copy of another, at this step. */
  default void copied(MaskedRow parent, MaskedRow row, int step) {}

  /** From now on an action makes the row's steps. */
  default void chosen(MaskedRow row, ForkingProcess.Action action) {}

  /** The row has made the round that ends at this step; also where the round found nothing to do. */
  default void stepped(MaskedRow row, int step) {}

  /** Tokens of the row may have been masked again: it has been rewound to this step, or reopened at it. */
  default void remasked(MaskedRow row, int step) {}

  /** The row is no more. */
  default void released(MaskedRow row) {}
}
