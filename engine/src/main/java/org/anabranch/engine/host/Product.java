package org.anabranch.engine.host;

import org.anabranch.engine.Linear;

/**
 * Who multiplies the chunks of a product on the host.
 *
 * <p>Threading: chunks run at once on the workers of one pool, each worker one chunk at a time; a worker's scratch is found by its
 * number.
 */
public interface Product {
  /** Rows of the register block for these weights: chunks of rows are multiples of it unless that makes them uneven. */
  int rowBlock(Linear w);

  /** Most rows that a worker packs at once to multiply them by these weights, 0 if it reads them where they lie. */
  default int packedRows(Linear w) {
    return 0;
  }

  /** Rows [m0, m1) and panels [p0, p1) of a product. */
  void run(GemmCall c, int m0, int m1, int p0, int p1, int worker);
}
