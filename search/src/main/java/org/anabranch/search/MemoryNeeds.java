package org.anabranch.search;

import org.anabranch.solver.Meter;

/**
 * What a search holds at least, against the limit on memory.
 *
 * @param request what is searched
 * @param meter   that counts
 */
record MemoryNeeds(SearchRequest request, Meter meter) {
  /**
   * Refuses a memory limit that does not cover so many rows at once, beside the candidates kept.
   *
   * @param what holds them, for the message
   * @throws IllegalArgumentException quoting what is granted and what is needed
   */
  void requireRows(long rows, String what) {
    long needs = candidateBytes() + rows * request.generator().bytesPerRow();
    if (needs > meter.grantedBytes()) {
      throw new IllegalArgumentException("memory: " + meter.grantedBytes() + " bytes granted, " + what + " holds at least " + rows
          + " rows of " + request.generator().bytesPerRow() + " and " + request.keep() + " candidates of " + sampleBytes() + ", "
          + needs);
    }
  }

  /** Bytes of the candidates that are kept. */
  long candidateBytes() {
    return request.keep() * sampleBytes();
  }

  private long sampleBytes() {
    return request.generator().sampleShape().size() * request.generator().dtype().bytes();
  }
}
