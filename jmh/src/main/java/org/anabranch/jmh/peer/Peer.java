package org.anabranch.jmh.peer;

import java.util.List;

/** A library that has been loaded and set to a number of threads. */
public interface Peer extends AutoCloseable {
  /** Version, and what it is given beforehand: one line. */
  String about();

  /** Its ways of doing a piece of work, empty if it has none. */
  List<Contender> prepare(Work work);

  /** Frees what the library holds. */
  @Override
  void close();
}
