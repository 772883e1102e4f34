package org.anabranch.engine.vector;

import java.util.stream.Stream;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;

/** The matrix product: a {@link VectorGemm} for each worker. */
final class VectorProduct implements Product {
  private final VectorGemm[] gemm;

  VectorProduct(int workers) {
    gemm = Stream.generate(VectorGemm::new).limit(workers).toArray(VectorGemm[]::new);
  }

  @Override
  public int rowBlock() {
    return VectorGemm.ROWS;
  }

  @Override
  public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
    gemm[worker].run(c, m0, m1, p0, p1);
  }
}
