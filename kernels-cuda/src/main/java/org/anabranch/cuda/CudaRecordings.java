package org.anabranch.cuda;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * The sequences of operations that one instance of kernels was asked to repeat: the first time they are run, since weights go up and
 * temporaries are made; the second time recorded; from then on replayed.
 *
 * <p>A graph holds memory of the driver for each of its launches, and a search meets as many sequences as it has numbers of rows; so
 * only the {@value #MOST} that were used last are remembered. Where more of them take turns they are forgotten before they come again,
 * and run launch by launch, at no other cost. A sequence keeps what it names alive, and with it the memory that its graph reads.
 *
 * <p>Threading: inside {@link CudaSession#run}.
 */
final class CudaRecordings {
  /** Sequences that are remembered. */
  static final int MOST = 64;

  private final CudaSession session;
  private final Graphs open = new Graphs();
  private final LinkedHashMap<Object, Optional<CudaGraph>> sequences = new LinkedHashMap<>(2 * MOST, 0.75f, true);

  /** What is closed when the kernels are gone: it must not know the sequences, which know the kernels. */
  private static final class Graphs implements AutoCloseable {
    private final Set<CudaGraph> open = new HashSet<>();

    @Override
    public void close() {
      open.forEach(CudaGraph::close);
    }
  }

  CudaRecordings(CudaSession session) {
    this.session = session;
    session.run(() -> session.follow(this, open));
  }

  /** Runs, records or replays. */
  void repeat(Object sequence, Runnable operations) {
    Optional<CudaGraph> known = sequences.get(sequence);
    if (known == null) {
      operations.run();
      sequences.put(sequence, Optional.empty());
      forget();
      return;
    }
    CudaGraph graph = known.orElseGet(() -> record(sequence, operations));
    graph.launch(session.stream());
  }

  private CudaGraph record(Object sequence, Runnable operations) {
    CudaGraph graph = session.stream().capture(operations);
    open.open.add(graph);
    sequences.put(sequence, Optional.of(graph));
    return graph;
  }

  /** Forgets the sequence that was used longest ago if there are too many; its graph may still be running. */
  private void forget() {
    if (sequences.size() <= MOST) {
      return;
    }
    Optional<CudaGraph> eldest = sequences.pollFirstEntry().getValue();
    eldest.ifPresent(graph -> {
      session.stream().synchronize();
      graph.close();
      open.open.remove(graph);
    });
  }

  /** Sequences that are replayed. */
  long recorded() {
    return open.open.size();
  }
}
