package org.anabranch.jmh.bench;

import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.Work;

/** Peers that multiply in doubles, and some that fail in a way of their own. */
public final class FakePeers {
  private FakePeers() {}

  private static class Provider implements PeerProvider {
    private final String name;
    private final UnaryOperator<float[]> then;

    Provider(String name, UnaryOperator<float[]> then) {
      this.name = name;
      this.then = then;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Peer open(int threads) {
      return new Peer() {
        @Override
        public String about() {
          return "in doubles, process " + ProcessHandle.current().pid() + " on " + threads;
        }

        @Override
        public List<Contender> prepare(Work work) {
          return work instanceof Product p ? List.of(new Doubles(name, p, then)) : List.of();
        }

        @Override
        public void close() {}
      };
    }
  }

  private record Doubles(String name, Product p, UnaryOperator<float[]> then, float[] x, float[] b, float[] y) implements Contender {
    Doubles(String name, Product p, UnaryOperator<float[]> then) {
      this(name, p, then, p.x(), p.b(), new float[p.m() * p.n()]);
    }

    @Override
    public void run() {
      for (int i = 0; i < y.length; i++) {
        double sum = 0;
        for (int k = 0; k < p.k(); k++) {
          sum += (double) x[i / p.n() * p.k() + k] * b[k * p.n() + i % p.n()];
        }
        y[i] = (float) sum;
      }
    }

    @Override
    public float[] result() {
      return then.apply(y.clone());
    }

    @Override
    public void close() {}
  }

  private static OwnProcess thisJvm(List<String> options) {
    return new OwnProcess(options, List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
  }

  /** Right. */
  public static final class Exact extends Provider {
    /** For the service loader. */
    public Exact() {
      super("exact", y -> y);
    }
  }

  /** One element is off by more than rounding. */
  public static final class Wrong extends Provider {
    /** For the service loader. */
    public Wrong() {
      super("wrong", y -> {
        y[y.length - 1] += 1e-4f;
        return y;
      });
    }
  }

  /** A result of another size. */
  public static final class Short extends Provider {
    /** For the service loader. */
    public Short() {
      super("short", y -> new float[1]);
    }
  }

  /** Cannot be loaded. */
  public static final class Absent extends Provider {
    /** For the service loader. */
    public Absent() {
      super("absent", y -> y);
    }

    @Override
    public Peer open(int threads) {
      throw new PeerException("its natives are for another planet");
    }
  }

  /** Right, in a process of its own. */
  public static final class Apart extends Provider {
    /** For the service loader. */
    public Apart() {
      super("apart", y -> y);
    }

    @Override
    public Optional<OwnProcess> ownProcess() {
      return Optional.of(thisJvm(List.of()));
    }
  }

  /** Its process does not come up. */
  public static final class Dying extends Provider {
    /** For the service loader. */
    public Dying() {
      super("dying", y -> y);
    }

    @Override
    public Optional<OwnProcess> ownProcess() {
      return Optional.of(thisJvm(List.of("-XX:NoSuchFlag=1", "-XX:+IgnoreNothing")));
    }
  }

  /** Right, and wants more memory than there is for more than five rows. */
  public static final class Hungry extends Provider {
    /** For the service loader. */
    public Hungry() {
      super("hungry", y -> {
        if (y.length > 50) {
          throw new OutOfMemoryError("Java heap space, says a peer that pretends");
        }
        return y;
      });
    }
  }
}
