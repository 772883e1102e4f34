package org.anabranch.peers;

import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.operations.PanamaTensorOperations;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import com.github.tjake.jlama.util.MachineSpec;
import java.util.List;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.Work;

/**
 * Jlama's product of floats, the other one that is written with the Vector API: each output a dot product of a row of x and a row of
 * the weight [n, k], which is how it keeps its weights.
 *
 * <p>One thread only, since its product has no threads of its own; and k a multiple of {@value #STEP}, since it reads whole vectors.
 * Large products are not asked of it: it would take most of a run.
 */
public final class Jlama implements PeerProvider {
  private static final int STEP = 16;
  private static final double MOST_FLOPS = 4e8;

  /** For the service loader. */
  public Jlama() {}

  @Override
  public String name() {
    return "jlama";
  }

  @Override
  public Peer open(int threads) {
    if (threads != 1) {
      throw new PeerException("its product runs on 1 thread, this is a measurement of " + threads);
    }
    TensorOperations operations = new PanamaTensorOperations(MachineSpec.VECTOR_TYPE);
    return new Peer() {
      @Override
      public String about() {
        return "Jlama, " + operations.name() + " for " + MachineSpec.VECTOR_TYPE + "; weight row by row; only products whose k is a"
            + " multiple of " + STEP + ", up to " + MOST_FLOPS * 1e-9 + " GFLOP";
      }

      @Override
      public List<Contender> prepare(Work work) {
        return work instanceof Product p && p.k() % STEP == 0 && p.flops() <= MOST_FLOPS ? List.of(new Rows(operations, p)) : List.of();
      }

      @Override
      public void close() {}
    };
  }

  private static final class Rows implements Contender {
    private final TensorOperations operations;
    private final Product p;
    private final FloatBufferTensor x;
    private final FloatBufferTensor w;
    private final FloatBufferTensor y;

    Rows(TensorOperations operations, Product p) {
      this.operations = operations;
      this.p = p;
      x = new FloatBufferTensor(p.m(), p.k());
      w = new FloatBufferTensor(p.n(), p.k());
      y = new FloatBufferTensor(p.m(), p.n());
      float[] a = p.x();
      float[] b = p.b();
      for (int k = 0; k < p.k(); k++) {
        for (int m = 0; m < p.m(); m++) {
          x.set(a[m * p.k() + k], m, k);
        }
        for (int n = 0; n < p.n(); n++) {
          w.set(b[k * p.n() + n], n, k);
        }
      }
    }

    @Override
    public String name() {
      return "jlama";
    }

    @Override
    public boolean isJava() {
      return true;
    }

    @Override
    public void run() {
      operations.batchDotProduct(y, x, w, 0, 0, p.k(), 0, 0, p.n());
    }

    @Override
    public float[] result() {
      float[] copy = new float[p.m() * p.n()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = y.get(i / p.n(), i % p.n());
      }
      return copy;
    }

    @Override
    public void close() {
      x.close();
      w.close();
      y.close();
    }
  }
}
