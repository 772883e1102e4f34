package org.anabranch.jmh.bench;

import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Work;

/**
 * Another of our own kernel providers as a peer of the one that {@code --backend} names; measured where it is asked for by name.
 *
 * @param name of the provider
 */
record OtherBackend(String name) implements PeerProvider {
  /** All providers that can be used here but the one that is measured as ours; one of a device says so when it is opened. */
  static List<OtherBackend> than(Backend ours) {
    return ours.reports().stream().filter(r -> r.usable() && !r.chosen()).map(r -> new OtherBackend(r.name())).toList();
  }

  @Override
  public Peer open(int threads) {
    WorkerPool pool = new WorkerPool(threads);
    Backend backend = Backend.of(name, pool);
    if (backend.provider().isDevice()) {
      pool.close();
      throw new PeerException("its tensors are not the host's");
    }
    Kernels kernels = backend.kernels();
    return new Peer() {
      @Override
      public String about() {
        return "provider " + name + (backend.provider().bitExact() ? "" : ", not bit-exact") + ", " + threads + " threads";
      }

      @Override
      public List<Contender> prepare(Work work) {
        return List.of(new Named(name, work.ours(kernels)));
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  private record Named(String name, Contender ours) implements Contender {
    @Override
    public void run() {
      ours.run();
    }

    @Override
    public int perCall() {
      return ours.perCall();
    }

    @Override
    public boolean isJava() {
      return ours.isJava();
    }

    @Override
    public float[] result() {
      return ours.result();
    }

    @Override
    public void close() {
      ours.close();
    }
  }
}
