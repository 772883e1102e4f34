package org.anabranch.engine.vector;

import java.util.stream.Stream;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;

/** The matrix product: a {@link VectorGemm} for each worker. */
final class VectorProduct implements Product {
  private final boolean packs;
  private final VectorGemm[] gemm;

  VectorProduct(int workers) {
    this(workers, RegisterBlock.PACKED);
  }

  /** With the register block over packed rows or without it. */
  VectorProduct(int workers, boolean packs) {
    this.packs = packs;
    gemm = Stream.generate(() -> new VectorGemm(packs)).limit(workers).toArray(VectorGemm[]::new);
  }

  @Override
  public int rowBlock(Linear w) {
    return packedRows(w) > 0 ? PackedKernels.ROWS : VectorGemm.ROWS;
  }

  @Override
  public int packedRows(Linear w) {
    return packs && w.format() == WeightFormat.F32 ? PackedGemm.rows(w.in()) : 0;
  }

  @Override
  public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
    gemm[worker].run(c, m0, m1, p0, p1);
  }
}
