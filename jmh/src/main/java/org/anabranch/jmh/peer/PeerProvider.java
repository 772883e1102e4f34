package org.anabranch.jmh.peer;

import java.util.Optional;

/** A library that might be there: found by {@link java.util.ServiceLoader}, opened once. */
public interface PeerProvider {
  /** Short name, for {@code --peers}. */
  String name();

  /**
   * How to start the Java process that the library needs for itself, empty if it lives with others.
   *
   * @throws PeerException if it cannot be used here
   */
  default Optional<OwnProcess> ownProcess() {
    return Optional.empty();
  }

  /**
   * Loads the library. With one thread everything must run on the calling thread, whose CPU time is read.
   *
   * @throws PeerException if it cannot be used here
   */
  Peer open(int threads);
}
