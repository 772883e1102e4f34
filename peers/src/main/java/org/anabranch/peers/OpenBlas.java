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

/** OpenBLAS: products by {@code cblas_sgemm}. */
public final class OpenBlas implements PeerProvider {
  private static final long CONFIG_LENGTH = 512;

  /** For the service loader. */
  public OpenBlas() {}

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public Peer open(int threads) {
    Path folder = Natives.folder("openblas", "org/bytedeco/openblas/linux-x86_64", "libquadmath.so.0", "libgfortran.so.5",
        "libopenblas.so.0");
    // The linker finds a library by its name when it is loaded already; there is none of these names on its own paths.
    new NativeLibrary(folder.resolve("libquadmath.so.0"));
    new NativeLibrary(folder.resolve("libgfortran.so.5"));
    NativeLibrary library = new NativeLibrary(folder.resolve("libopenblas.so.0"));
    library.set("openblas_set_num_threads", threads);
    MethodHandle sgemm = Blas.sgemm(library);
    String config = config(library);
    return new Peer() {
      @Override
      public String about() {
        return config + "; B plain";
      }

      @Override
      public List<Contender> prepare(Work work) {
        return work instanceof Product p ? List.of(Blas.product(name(), sgemm, p)) : List.of();
      }

      @Override
      public void close() {}
    };
  }

  private static String config(NativeLibrary library) {
    try {
      MemorySegment text = (MemorySegment) library.function("openblas_get_config", FunctionDescriptor.of(NativeLibrary.POINTER))
          .invokeExact();
      return text.reinterpret(CONFIG_LENGTH).getString(0).strip();
    } catch (Throwable e) {
      throw e instanceof PeerException p ? p : NativeLibrary.failed("openblas_get_config", e);
    }
  }
}
