package org.anabranch.engine.host;

/**
 * How a product is cut into chunks for the threads of a pool: rectangles of rows by panels. Depends on shape and threads alone.
 *
 * <p>Many rows: rows are split, and every chunk reads all weights. Fewer: panels are split, and every chunk reads all of the input.
 * Where a worker packs rows, both, so that a block of weights meets many rows, and rows vary fastest, so that the chunks that a worker
 * takes in turn tend to have the same rows.
 */
final class GemmSplit {
  /** Whole register blocks are worth chunks of rows that differ by one part in so many. */
  private static final int UNEVEN = 32;

  /** Chunks of rows. */
  int rowChunks;
  /** Rows of a chunk but the last. */
  int rows;
  /** Chunks of panels. */
  int panelChunks;
  /** Panels of a chunk but the last. */
  int panels;

  /**
   * Cuts a product.
   *
   * @param m      rows, at least 1
   * @param count  panels, at least 1
   * @param block  rows of the register block
   * @param packed most rows that a worker packs at once, 0 if it reads them where they lie
   */
  void cut(int threads, int m, int count, int block, int packed) {
    int parts = 4 * threads;
    rows = m;
    panels = count;
    if (threads > 1 && packed > 0 && m >= 2 * block * threads) {
      int passes = Math.ceilDiv(m, threads * packed);
      rows = Math.ceilDiv(m, threads * passes);
      int whole = Math.ceilDiv(rows, block) * block;
      rows = whole - rows <= rows / UNEVEN ? whole : rows;
      panels = Math.ceilDiv(count, Math.ceilDiv(parts, threads * passes));
    } else if (threads > 1 && packed == 0 && m >= 2 * block * parts) {
      rows = Math.ceilDiv(Math.ceilDiv(m, parts), block) * block;
    } else if (threads > 1) {
      panels = Math.ceilDiv(count, parts);
    }
    rowChunks = Math.ceilDiv(m, rows);
    panelChunks = Math.ceilDiv(count, panels);
  }
}
