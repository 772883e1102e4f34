package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;

/**
 * The libraries of a run: those that share this process, opened, and those that need one of their own.
 *
 * <p>One that cannot be used is left out with a warning that says why.
 */
final class Peers implements AutoCloseable {
  private final Map<String, Peer> here = new LinkedHashMap<>();
  private final Map<String, OwnProcess> elsewhere = new LinkedHashMap<>();

  private Peers() {}

  /** Every provider on the class path. */
  static List<PeerProvider> found() {
    List<PeerProvider> found = new ArrayList<>();
    ServiceLoader.load(PeerProvider.class).forEach(found::add);
    return found;
  }

  /**
   * Opens them.
   *
   * @param names   the wanted ones; if empty all but our own other providers
   * @param threads each is set to so many
   * @param alone   whether this is the process of a library's own
   * @throws IllegalArgumentException if a name is unknown
   */
  static Peers open(List<PeerProvider> found, List<String> names, int threads, boolean alone, Consumer<String> warn) {
    Set<String> unknown = new TreeSet<>(names);
    found.forEach(p -> unknown.remove(p.name()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("peers: there are " + found.stream().map(PeerProvider::name).toList() + ", got "
          + unknown);
    }
    Peers peers = new Peers();
    for (PeerProvider p : found) {
      if (names.isEmpty() ? !(p instanceof OtherBackend) : names.contains(p.name())) {
        try {
          Optional<OwnProcess> process = alone ? Optional.empty() : p.ownProcess();
          if (process.isPresent()) {
            peers.elsewhere.put(p.name(), process.get());
          } else {
            peers.here.put(p.name(), p.open(threads));
          }
        } catch (PeerException | LinkageError e) {
          warn.accept("peer " + p.name() + " is left out: " + e.getMessage());
        }
      }
    }
    return peers;
  }

  /** Opened here. */
  List<Peer> here() {
    return List.copyOf(here.values());
  }

  /** To be started. */
  Map<String, OwnProcess> elsewhere() {
    return elsewhere;
  }

  /** What each says about itself. */
  Map<String, String> about() {
    Map<String, String> about = new LinkedHashMap<>();
    here.forEach((n, p) -> about.put(n, p.about()));
    return about;
  }

  @Override
  public void close() {
    here.values().forEach(Peer::close);
  }
}
