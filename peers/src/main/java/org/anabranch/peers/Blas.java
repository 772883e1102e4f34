package org.anabranch.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.anabranch.jmh.peer.Product;

/** {@code cblas_sgemm}, which several libraries have. */
final class Blas {
  static final int ROW_MAJOR = 101;
  static final int PLAIN = 111;
  private static final FunctionDescriptor SGEMM = FunctionDescriptor.ofVoid(NativeLibrary.INT, NativeLibrary.INT,
      NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.FLOAT, NativeLibrary.POINTER,
      NativeLibrary.INT, NativeLibrary.POINTER, NativeLibrary.INT, NativeLibrary.FLOAT, NativeLibrary.POINTER, NativeLibrary.INT);

  private Blas() {}

  /** The function. */
  static MethodHandle sgemm(NativeLibrary library) {
    return library.function("cblas_sgemm", SGEMM);
  }

  /** A product by it, B plain and row-major. */
  static NativeProduct product(String name, MethodHandle sgemm, Product p) {
    int m = p.m();
    int n = p.n();
    int k = p.k();
    return new NativeProduct(name, p, (x, b, y) -> {
      sgemm.invokeExact(ROW_MAJOR, PLAIN, PLAIN, m, n, k, 1f, x, k, b, n, 0f, y, n);
    });
  }
}
