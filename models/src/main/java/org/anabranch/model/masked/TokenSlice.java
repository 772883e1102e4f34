package org.anabranch.model.masked;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;
import org.anabranch.solver.masked.KeyValues;
import org.anabranch.solver.masked.TokenQuery;

/**
 * The tokens of one slice of a batch as a network's trunk computes them: rows of one length, [rows, tokens], or windows of rows of any
 * length one after the other, seen as one row [1, tokens] with {@link #isRagged()}.
 *
 * <p>It knows where a token stands in its row, and which keys a row's queries look at: the trunk asks it for positions and attention,
 * and does all else token by token. Reused; one thread at a time.
 */
public final class TokenSlice {
  private final Windows windows = new Windows();
  private final RowSpans spans = new RowSpans();
  private int[] ids = {};
  private int[] position = {};
  private int first;
  private int rows;
  private int tokens;
  private boolean ragged;
  private List<TokenQuery> queries = List.of();
  private KeptKeys[] made = {};
  private boolean uses;

  TokenSlice() {}

  /** Binds rows [from, from + count) of a batch of one length. */
  void bind(int[] batch, int from, int count, int length) {
    first = from;
    rows = count;
    tokens = length;
    ragged = false;
    room(count * length);
    System.arraycopy(batch, from * length, ids, 0, count * length);
  }

  /**
   * Binds windows.
   *
   * @param from    number of the first row in the batch
   * @param columns floats of a position's keys and values
   */
  void bind(Kernels k, List<TokenQuery> slice, int from, int columns, int layers) {
    first = from;
    rows = 1;
    tokens = slice.stream().mapToInt(TokenQuery::computed).sum();
    ragged = true;
    room(tokens);
    queries = slice;
    made = new KeptKeys[slice.size()];
    uses = slice.stream().anyMatch(q -> q.mode() == TokenQuery.Mode.USE);
    spans.clear();
    int at = 0;
    for (int i = 0; i < made.length; i++) {
      TokenQuery q = slice.get(i);
      int low = q.mode() == TokenQuery.Mode.USE ? q.from() : 0;
      System.arraycopy(q.tokens(), low, ids, at, q.computed());
      for (int j = 0; j < q.computed(); j++) {
        position[at++] = low + j;
      }
      spans.add(q.computed(), q.tokens().length);
      if (q.mode() == TokenQuery.Mode.KEEP) {
        made[i] = new KeptKeys(k, q.tokens().length, q.from(), q.to(), columns, layers);
      }
    }
  }

  private void room(int n) {
    ids = ids.length < n ? new int[n] : ids;
    position = position.length < n ? new int[n] : position;
  }

  /** Forgets the windows, so that nothing outlives their batch here. */
  void release() {
    queries = List.of();
    made = new KeptKeys[0];
  }

  /** The ids, {@link #rows()} times {@link #tokens()} of them. */
  public int[] ids() {
    return ids;
  }

  /** Number of the first row in the batch, by which noise levels and the like are found. */
  public int first() {
    return first;
  }

  /** Rows as the trunk sees them. */
  public int rows() {
    return rows;
  }

  /** Tokens of each. */
  public int tokens() {
    return tokens;
  }

  /** All tokens. */
  public int all() {
    return rows * tokens;
  }

  /** Whether the tokens are windows of rows, seen as one row. */
  public boolean isRagged() {
    return ragged;
  }

  /** Keys and values that row i asked for, or null if it asked for none. */
  KeyValues made(int i) {
    return made[i];
  }

  /** Index of the first token of window i. */
  int at(int i) {
    return spans.queryAt(i);
  }

  /**
   * The entries of a table for the positions of the tokens of a row: [tokens or more, columns].
   *
   * @param table [positions, columns], in the memory of the kernels
   */
  public Tensor at(Kernels k, Tensor table, Workspace ws) {
    int columns = table.shape().last();
    if (!ragged) {
      return table.rows() == tokens ? table : windows.of(table, 0, tokens, columns);
    }
    Tensor out = ws.floats(tokens, columns);
    k.embedding(table, position, tokens, out);
    return out;
  }

  /** Positions that a table needs. */
  public int longest() {
    return ragged ? Arrays.stream(position, 0, tokens).max().orElse(-1) + 1 : tokens;
  }

  /** Room for the keys and values of all positions of the rows, where some of them are not computed: [keys, columns]. */
  public Tensor keys(Workspace ws, int columns) {
    return ws.floats(ragged && uses ? spans.keys() : 0, columns);
  }

  /**
   * o = softmax(scale q k^T) v among the positions of each row, whether computed here or kept.
   *
   * @param qkv    [rows, tokens, (heads + 2 keyHeads) headDim], a token's queries, keys and values, positions in them already
   * @param layer  number of the layer, whose keys are kept or used
   * @param keys   what {@link #keys(Workspace, int)} gave
   * @param mask   for rows of one length only
   * @param o      [rows, tokens, heads * headDim]
   */
  public void attention(Kernels k, Tensor qkv, int heads, int keyHeads, int headDim, float scale, int layer, Tensor keys,
      AttentionMask mask, Tensor o) {
    int key = heads * headDim;
    int value = (heads + keyHeads) * headDim;
    if (!ragged) {
      k.attention(qkv, 0, qkv, key, qkv, value, heads, keyHeads, headDim, scale, mask, o);
      return;
    }
    int stride = qkv.shape().last();
    int columns = 2 * keyHeads * headDim;
    for (int i = 0; i < made.length; i++) {
      long at = (long) spans.queryAt(i) * stride + key;
      if (made[i] != null) {
        made[i].take(k, layer, qkv, at, stride);
      }
      if (uses) {
        TokenQuery q = queries.get(i);
        long row = (long) spans.keyAt(i) * columns;
        int low = q.mode() == TokenQuery.Mode.USE ? q.from() : 0;
        k.copy(qkv, at, stride, keys, row + (long) low * columns, columns, q.computed(), columns);
        q.kept().ifPresent(kept -> ((KeptKeys) kept).give(k, layer, keys, row));
      }
    }
    if (uses) {
      k.attention(qkv, 0, keys, 0, keys, keyHeads * headDim, heads, keyHeads, headDim, scale, spans, o);
    } else {
      k.attention(qkv, 0, qkv, key, qkv, value, heads, keyHeads, headDim, scale, spans, o);
    }
  }
}
