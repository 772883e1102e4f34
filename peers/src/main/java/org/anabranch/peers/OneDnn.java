package org.anabranch.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.Work;

/** oneDNN: products by {@code dnnl_sgemm}; its threads are OpenMP's. */
public final class OneDnn implements PeerProvider {
  private static final FunctionDescriptor SGEMM = FunctionDescriptor.of(NativeLibrary.INT, NativeLibrary.BYTE, NativeLibrary.BYTE,
      NativeLibrary.LONG, NativeLibrary.LONG, NativeLibrary.LONG, NativeLibrary.FLOAT, NativeLibrary.POINTER, NativeLibrary.LONG,
      NativeLibrary.POINTER, NativeLibrary.LONG, NativeLibrary.FLOAT, NativeLibrary.POINTER, NativeLibrary.LONG);
  private static final byte PLAIN = 'N';

  /** For the service loader. */
  public OneDnn() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Peer open(int threads) {
    Path folder = Natives.folder("onednn", "org/bytedeco/dnnl/linux-x86_64", "libgomp.so.1", "libdnnl.so.3");
    new NativeLibrary(folder.resolve("libgomp.so.1")).set("omp_set_num_threads", threads);
    NativeLibrary library = new NativeLibrary(folder.resolve("libdnnl.so.3"));
    MethodHandle sgemm = library.function("dnnl_sgemm", SGEMM);
    String version = version(library);
    return new Peer() {
      @Override
      public String about() {
        return version + "; B plain";
      }

      @Override
      public List<Contender> prepare(Work work) {
        return work instanceof Product p ? List.of(product(sgemm, p)) : List.of();
      }

      @Override
      public void close() {}
    };
  }

  private NativeProduct product(MethodHandle sgemm, Product p) {
    long m = p.m();
    long n = p.n();
    long k = p.k();
    return new NativeProduct(name(), p, (x, b, y) -> {
      int status = (int) sgemm.invokeExact(PLAIN, PLAIN, m, n, k, 1f, x, k, b, n, 0f, y, n);
      if (status != 0) {
        throw new PeerException("dnnl_sgemm must return 0, got " + status);
      }
    });
  }

  /** {@code dnnl_version_t} begins with three ints. */
  private static String version(NativeLibrary library) {
    try {
      MemorySegment v = (MemorySegment) library.function("dnnl_version", FunctionDescriptor.of(NativeLibrary.POINTER)).invokeExact();
      int[] parts = v.reinterpret(3 * Integer.BYTES).toArray(NativeLibrary.INT);
      return "oneDNN " + parts[0] + "." + parts[1] + "." + parts[2];
    } catch (Throwable e) {
      throw e instanceof PeerException p ? p : NativeLibrary.failed("dnnl_version", e);
    }
  }
}
