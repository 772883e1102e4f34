package org.anabranch.engine;

import java.util.Arrays;

/**
 * Where the rows of a ragged batch lie: the tokens of all rows one after the other, without padding, each row with queries and keys
 * of its own number.
 *
 * <p>Row r has the queries {@code [queryAt(r), queryAt(r) + queries(r))} of all queries and the keys {@code [keyAt(r), keyAt(r) +
 * keys(r))} of all keys. Reused: {@link #clear()} forgets the rows and keeps the memory. Threading: one thread fills it, then any
 * may read.
 */
public final class RowSpans {
  private int[] queryAt = new int[9];
  private int[] keyAt = new int[9];
  private int rows;
  private int mostQueries;
  private int mostKeys;

  /** Forgets all rows. */
  public RowSpans clear() {
    rows = 0;
    mostQueries = 0;
    mostKeys = 0;
    return this;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public RowSpans add(int queries, int keys) {
    if (queries < 0 || keys < 0) {
      throw new IllegalArgumentException("row spans: a row needs queries and keys >= 0, got " + queries + " and " + keys);
    }
    if (queryAt.length < rows + 2) {
      queryAt = Arrays.copyOf(queryAt, 2 * queryAt.length);
      keyAt = Arrays.copyOf(keyAt, 2 * keyAt.length);
    }
    queryAt[rows + 1] = Math.addExact(queryAt[rows], queries);
    keyAt[rows + 1] = Math.addExact(keyAt[rows], keys);
    rows++;
    mostQueries = Math.max(mostQueries, queries);
    mostKeys = Math.max(mostKeys, keys);
    return this;
  }

  /** So many rows of equal queries and keys, in place of those there were. */
  public RowSpans uniform(int number, int queries, int keys) {
    clear();
    for (int i = 0; i < number; i++) {
      add(queries, keys);
    }
    return this;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** The first query of a row. */
  public int queryAt(int row) {
    return queryAt[row];
  }

  /** Queries of a row. */
  public int queries(int row) {
    return queryAt[row + 1] - queryAt[row];
  }

  /** The first key of a row. */
  public int keyAt(int row) {
    return keyAt[row];
  }

  /** Keys of a row. */
  public int keys(int row) {
    return keyAt[row + 1] - keyAt[row];
  }

  /** Queries of all rows. */
  public int queries() {
    return queryAt[rows];
  }

  /** Keys of all rows. */
  public int keys() {
    return keyAt[rows];
  }

  /** Queries of the row that has most. */
  public int mostQueries() {
    return mostQueries;
  }

  /** Keys of the row that has most. */
  public int mostKeys() {
    return mostKeys;
  }

  /** Pairs of a query and a key that look at each other. */
  public long pairs() {
    long n = 0;
    for (int r = 0; r < rows; r++) {
      n += (long) queries(r) * keys(r);
    }
    return n;
  }

  @Override
  public String toString() {
    return rows + " rows of " + queries() + " queries and " + keys() + " keys in all";
  }
}
