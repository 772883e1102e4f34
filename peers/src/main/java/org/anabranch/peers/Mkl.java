package org.anabranch.peers;

import java.lang.foreign.Arena;
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

/** MKL: products by {@code cblas_sgemm} with B plain ({@code mkl}) and with B packed beforehand ({@code mkl-packed}). */
public final class Mkl implements PeerProvider {
  private static final int B_MATRIX = 162;
  private static final int PACKED = 151;
  private static final int INTEL_THREADS = 0;
  private static final int VERSION_LENGTH = 200;
  /** Less than the pause between turns of several threads: Intel's OpenMP would spin through 200 ms of the others' turns. */
  private static final int BLOCK_MILLIS = 10;

  /** For the service loader. */
  public Mkl() {}

  @Override
  public String name() {
    return "mkl";
  }

  @Override
  public Peer open(int threads) {
    Path folder = Natives.folder("mkl", "org/bytedeco/mkl/linux-x86_64", "libiomp5.so", "libmkl_core.so.2",
        "libmkl_intel_lp64.so.2", "libmkl_intel_thread.so.2", "libmkl_def.so.2", "libmkl_avx2.so.2", "libmkl_avx512.so.2",
        "libmkl_rt.so.2");
    new NativeLibrary(folder.resolve("libiomp5.so")).set("kmp_set_blocktime", BLOCK_MILLIS);
    NativeLibrary library = new NativeLibrary(folder.resolve("libmkl_rt.so.2"));
    setIntelThreads(library);
    library.set("MKL_Set_Num_Threads", threads);
    Functions functions = new Functions(library);
    String version = version(library);
    return new Peer() {
      @Override
      public String about() {
        return version + "; mkl: B plain, mkl-packed: B packed beforehand by cblas_sgemm_pack";
      }

      @Override
      public List<Contender> prepare(Work work) {
        return work instanceof Product p ? List.of(Blas.product(name(), functions.sgemm, p), functions.packed(p)) : List.of();
      }

      @Override
      public void close() {}
    };
  }

  private static final class Functions {
    final MethodHandle sgemm;
    private final MethodHandle packSize;
    private final MethodHandle pack;
    private final MethodHandle compute;

    Functions(NativeLibrary library) {
      sgemm = Blas.sgemm(library);
      packSize = library.function("cblas_sgemm_pack_get_size", FunctionDescriptor.of(NativeLibrary.LONG, NativeLibrary.INT,
          NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT));
      pack = library.function("cblas_sgemm_pack", FunctionDescriptor.ofVoid(NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT,
          NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.FLOAT, NativeLibrary.POINTER, NativeLibrary.INT,
          NativeLibrary.POINTER));
      compute = library.function("cblas_sgemm_compute", FunctionDescriptor.ofVoid(NativeLibrary.INT, NativeLibrary.INT,
          NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.POINTER, NativeLibrary.INT,
          NativeLibrary.POINTER, NativeLibrary.INT, NativeLibrary.FLOAT, NativeLibrary.POINTER, NativeLibrary.INT));
    }

    Contender packed(Product p) {
      int m = p.m();
      int n = p.n();
      int k = p.k();
      try (Arena plain = Arena.ofConfined()) {
        MemorySegment b = NativeLibrary.copy(plain, p.b());
        long bytes = (long) packSize.invokeExact(B_MATRIX, m, n, k);
        MemorySegment packed = NativeLibrary.room(Arena.ofAuto(), bytes / Float.BYTES + 1);
        pack.invokeExact(Blas.ROW_MAJOR, B_MATRIX, Blas.PLAIN, m, n, k, 1f, b, n, packed);
        return new NativeProduct("mkl-packed", p, packed, (x, w, y) -> {
          compute.invokeExact(Blas.ROW_MAJOR, Blas.PLAIN, PACKED, m, n, k, x, k, w, n, 0f, y, n);
        });
      } catch (Throwable e) {
        throw NativeLibrary.failed("cblas_sgemm_pack", e);
      }
    }
  }

  /** Otherwise it takes GNU's OpenMP when another library has brought that into the process. */
  private static void setIntelThreads(NativeLibrary library) {
    try {
      int layer = (int) library.function("MKL_Set_Threading_Layer", FunctionDescriptor.of(NativeLibrary.INT, NativeLibrary.INT))
          .invokeExact(INTEL_THREADS);
      if (layer != INTEL_THREADS) {
        throw new PeerException("MKL_Set_Threading_Layer must give " + INTEL_THREADS + ", got " + layer);
      }
    } catch (Throwable e) {
      throw e instanceof PeerException p ? p : NativeLibrary.failed("MKL_Set_Threading_Layer", e);
    }
  }

  private static String version(NativeLibrary library) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(VERSION_LENGTH);
      library.function("MKL_Get_Version_String", FunctionDescriptor.ofVoid(NativeLibrary.POINTER, NativeLibrary.INT))
          .invokeExact(text, VERSION_LENGTH - 1);
      return text.getString(0).strip();
    } catch (Throwable e) {
      throw NativeLibrary.failed("MKL_Get_Version_String", e);
    }
  }
}
