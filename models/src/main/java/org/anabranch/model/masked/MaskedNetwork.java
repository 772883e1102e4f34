package org.anabranch.model.masked;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.anabranch.engine.Activation;
import org.anabranch.engine.DType;
import org.anabranch.engine.DeviceMemory;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.MemoryEdge;
import org.anabranch.model.RowSlices;
import org.anabranch.solver.masked.KeyValues;
import org.anabranch.solver.masked.TokenQuery;

/**
 * What the networks of masked diffusion share: the batch in slices that stay in cache, checks, and the logits of some or all
 * positions from the last hidden state.
 *
 * <p>Logits are written straight to where the caller wants them, so that a slice's temporaries do not grow with the vocabulary.
 */
public abstract class MaskedNetwork implements MaskPredictor {
  /** Tokens of a slice at least, so that the weights are not read for too few. */
  private static final int SLICE_TOKENS = 192;

  /** The kernels of the calling thread. */
  protected final Kernels k;

  /** No tensor. */
  protected static final Tensor NOTHING = Tensor.zeros(0);

  private final Traits traits;

  private final RowSlices slices;
  private final Windows logitWindows = new Windows();
  /** Windows of the network's own tensors. */
  private final Windows windows = new Windows();
  private final TokenSlice slice = new TokenSlice();
  /** Windows are of any number of tokens: one workspace, whose tensors are made anew where shapes change. */
  private final Workspace ragged;
  private int[] sources = {};

  /**
   * What a network says of itself, from its config.
   *
   * @param vocabulary  width of the logits
   * @param maskToken   the id that stands for a masked token, if the config names one
   * @param maxLength   the longest sequence
   * @param conditioned whether it was trained to be told the noise level
   * @param takesSigma  whether noise levels may be given: true of every network with an input for them, trained with it or not
   * @param shifted     whether the logits at position i speak of token i + 1
   * @param width       width of the last hidden state
   * @param widest      floats of the widest activation of one token
   * @param keyColumns  floats of one position's keys and values in one layer
   * @param layers      number of layers
   */
  protected record Traits(int vocabulary, OptionalInt maskToken, int maxLength, boolean conditioned, boolean takesSigma,
      boolean shifted, int width, int widest, int keyColumns, int layers) {}

  /** A network on kernels of the calling thread. */
  protected MaskedNetwork(Traits traits, Kernels kernels) {
    this.traits = traits;
    this.k = kernels;
    this.slices = new RowSlices(kernels);
    this.ragged = kernels.workspace();
  }

  @Override
  public final boolean onDevice() {
    return k.provider().isDevice();
  }

  @Override
  public final Optional<Kernels> device() {
    return onDevice() ? Optional.of(k) : Optional.empty();
  }

  @Override
  public final int vocabulary() {
    return traits.vocabulary();
  }

  @Override
  public final OptionalInt maskToken() {
    return traits.maskToken();
  }

  @Override
  public final int maxLength() {
    return traits.maxLength();
  }

  @Override
  public final boolean conditioned() {
    return traits.conditioned();
  }

  @Override
  public final boolean shifted() {
    return traits.shifted();
  }

  private int width() {
    return traits.width();
  }

  // ---- what an architecture supplies

  /**
   * What the host says of a slice's tokens: their embeddings, from their ids.
   *
   * @param tokens the slice, [rows, tokens]
   * @return [rows, tokens, width], of the workspace
   */
  protected abstract Tensor embed(TokenSlice tokens, Workspace ws);

  /** For each token of a slice the row of a table that an id names. */
  final Tensor rowsOf(Tensor table, int[] ids, TokenSlice tokens, Workspace ws) {
    Tensor h = ws.floats(tokens.rows(), tokens.tokens(), width());                              // [N, L, D]
    k.embedding(k.resident(table), ids, tokens.all(), flat(h, tokens.all(), width()));          // [N L] -> [N L, D]
    return h;
  }

  /**
   * What the host says of a slice besides, such as its noise levels.
   *
   * @param sigma noise levels of the batch, if any are given
   * @return of the workspace, or {@link #NOTHING}
   */
  protected Tensor condition(TokenSlice tokens, double[] sigma, Workspace ws) {
    return NOTHING;
  }

  /**
   * The network between embedding and head: operations that a device may record, unless an observer sees them.
   *
   * @param h    [rows, tokens, width], what {@link #embed} gave; becomes the last hidden state
   * @param told what {@link #condition} gave; may be written to
   */
  protected abstract void trunk(TokenSlice tokens, Tensor h, Tensor told, Workspace ws, ForwardObserver observer);

  /** Whether the trunk is the same operations for every slice of these rows and this length, as nothing else comes from the host. */
  protected boolean repeats() {
    return true;
  }

  /** What the trunk reads that is made anew for longer slices; a recorded trunk keeps it from being freed. */
  protected Tensor table(TokenSlice tokens) {
    return NOTHING;
  }

  /** Logits [M, V] of hidden states [M, width]. */
  protected abstract void head(Tensor hidden, Tensor logits, Workspace ws);

  // ---- forwards

  @Override
  public final void forward(int[] tokens, int rows, int length, double[] sigma, Tensor logits) {
    forward(tokens, rows, length, sigma, logits, ForwardObserver.NONE);
  }

  /** As {@link #forward(int[], int, int, double[], Tensor)}, showing the intermediate results; the logits have the same bits. */
  public final void forward(int[] tokens, int rows, int length, double[] sigma, Tensor logits, ForwardObserver observer) {
    check(tokens, rows, length, sigma);
    if (!logits.shape().is(rows, length, vocabulary())) {
      throw new IllegalArgumentException("forward: logits must have shape [" + rows + ", " + length + ", " + vocabulary() + "], got "
          + logits.shape());
    }
    logitWindows.only(logits);
    int each = observer == ForwardObserver.NONE ? rowsPerSlice(rows, length) : rows;
    for (int from = 0; from < rows; from += each) {
      int count = Math.min(each, rows - from);
      Workspace ws = slices.space(count);
      slice.bind(tokens, from, count, length);
      Tensor hidden = hidden(sigma, ws, ForwardObserver.of(observer, k));                      // [S, L, D]
      Tensor flat = flat(hidden, count * length, width());                                     // [S L, D]
      judge(flat, logitWindows.of(logits, from * length, count * length, vocabulary()), ws);   // [S L, D] -> [S L, V]
    }
  }

  @Override
  public final void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
    check(tokens, rows, length, sigma);
    checkPositions(positions, count, rows * length);
    if (!logits.shape().is(count, vocabulary())) {
      throw new IllegalArgumentException("predict: logits must have shape [" + count + ", " + vocabulary() + "], got "
          + logits.shape());
    }
    logitWindows.only(logits);
    int each = rowsPerSlice(rows, length);
    int done = 0;
    for (int from = 0; from < rows; from += each) {
      int n = Math.min(each, rows - from);
      int end = done;
      while (end < count && positions[end] < (from + n) * length) {
        end++;
      }
      if (end == done) {
        continue;
      }
      Workspace ws = slices.space(n);
      slice.bind(tokens, from, n, length);
      Tensor hidden = hidden(sigma, ws, ForwardObserver.NONE);                                 // [S, L, D]
      Tensor gathered = ws.floats(n * length, width());                                        // [S L, D], the first P rows used
      int[] at = sources(end - done);
      for (int i = done; i < end; i++) {
        at[i - done] = source(positions[i], length) - from * length;
      }
      Tensor picked = windows.of(gathered, 0, end - done, width());                            // [P, D]
      k.embedding(flat(hidden, n * length, width()), at, end - done, picked);                  // [S L, D] -> [P, D]
      judge(picked, logitWindows.of(logits, done, end - done, vocabulary()), ws);              // [P, D] -> [P, V]
      done = end;
    }
  }

  /** The last hidden state of the slice. */
  private Tensor hidden(double[] sigma, Workspace ws, ForwardObserver observer) {
    Tensor h = embed(slice, ws);
    Tensor told = condition(slice, sigma, ws);
    if (h.isOnDevice() && !slice.isRagged() && repeats() && observer == ForwardObserver.NONE) {
      k.repeat(new Sequence(this, slice.rows(), slice.tokens(), h.device(), h.position(), table(slice)),
          () -> trunk(slice, h, told, ws, observer));
    } else {
      trunk(slice, h, told, ws, observer);
    }
    return h;
  }

  /**
   * A trunk of so many rows of one length whose temporaries begin at one place. The positions that are asked for and the head are no
   * part of it: their number falls from step to step, so that a recording of them would be replayed hardly ever.
   */
  private record Sequence(MaskedNetwork network, int rows, int length, DeviceMemory memory, long at, Tensor table) {}

  /** The head, whose logits go over the edge to where the caller wants them. */
  private void judge(Tensor hidden, Tensor logits, Workspace ws) {
    Tensor own = MemoryEdge.out(k, logits, ws);
    head(hidden, own, ws);
    MemoryEdge.write(k, own, logits);
  }

  private int[] sources(int n) {
    if (sources.length < n) {
      sources = new int[n];
    }
    return sources;
  }

  /** The position whose hidden state speaks of this one. */
  private int source(int position, int length) {
    return shifted() && position % length != 0 ? position - 1 : position;
  }

  // ---- rows of any length, windows of them

  @Override
  public final long keyBytes() {
    return conditioned() ? 0 : (long) Float.BYTES * traits.keyColumns() * traits.layers();
  }

  @Override
  public final int lookBack() {
    return shifted() ? 1 : 0;
  }

  /** {@inheritDoc} Allocates what is kept, and small things where the shapes of windows change from call to call. */
  @Override
  public final void predict(List<TokenQuery> rows, double[] sigma, Tensor logits, KeyValues[] made) {
    if (conditioned()) {
      // A noise level for each row is for rows that lie one behind the other in equal lengths.
      MaskPredictor.super.predict(rows, sigma, logits, made);
      return;
    }
    int most = RowSlices.most(k, widest(), SLICE_TOKENS);
    int done = 0;
    for (int from = 0; from < rows.size();) {
      int to = from;
      int tokens = 0;
      int count = 0;
      while (to < rows.size() && (to == from || tokens + rows.get(to).computed() <= most)) {
        check(rows.get(to));
        tokens += rows.get(to).computed();
        count += rows.get(to++).positions().length;
      }
      windows(rows.subList(from, to), from, sigma, logits.rows(done, count), made);
      done += count;
      from = to;
    }
  }

  private void windows(List<TokenQuery> rows, int first, double[] sigma, Tensor logits, KeyValues[] made) {
    ragged.reset();
    slice.bind(k, rows, first, traits.keyColumns(), traits.layers());
    Tensor hidden = hidden(sigma, ragged, ForwardObserver.NONE);                               // [1, T, D]
    int count = logits.rows();
    Tensor picked = ragged.floats(count, width());                                             // [P, D]
    int[] at = sources(count);
    int out = 0;
    for (int i = 0; i < rows.size(); i++) {
      TokenQuery q = rows.get(i);
      int low = q.mode() == TokenQuery.Mode.USE ? q.from() : 0;
      for (int position : q.positions()) {
        int source = shifted() && position > 0 ? position - 1 : position;
        if (source < low) {
          throw new IllegalArgumentException("predict: the logits of position " + position + " are made at " + source
              + ", the window begins at " + low);
        }
        at[out++] = slice.at(i) + source - low;
      }
      if (q.mode() == TokenQuery.Mode.KEEP) {
        made[first + i] = slice.made(i);
      }
    }
    slice.release();
    if (count > 0) {
      k.embedding(flat(hidden, slice.all(), width()), at, count, picked);                      // [T, D] -> [P, D]
      judge(picked, logits, ragged);                                                           // [P, D] -> [P, V]
    }
  }

  private void check(TokenQuery q) {
    int length = q.tokens().length;
    if (length > maxLength()) {
      throw new IllegalArgumentException("forward: length must be in [1, " + maxLength() + "], got " + length);
    }
    if (q.kept().isPresent() && !(q.kept().get() instanceof KeptKeys kept
        && kept.fits(length, q.from(), q.to(), traits.keyColumns(), traits.layers()))) {
      throw new IllegalArgumentException("predict: needs keys outside [" + q.from() + ", " + q.to() + ") of " + length
          + " positions, got " + q.kept().get());
    }
  }

  private int rowsPerSlice(int rows, int length) {
    int least = Math.max(1, SLICE_TOKENS / length);
    return Math.max(1, RowSlices.each(rows, RowSlices.most(k, (long) length * widest(), least)));
  }

  /** Floats of one token's widest result that stands in a workspace, which on a device holds the logits too. */
  private int widest() {
    return onDevice() ? Math.max(traits.widest(), traits.vocabulary()) : traits.widest();
  }

  /**
   * Rows of the slices that a batch is cut into.
   *
   * @param widest floats of the widest activation of one token
   */
  public static int rowsPerSlice(int rows, int length, int widest) {
    int most = RowSlices.most((long) length * widest, Math.max(1, SLICE_TOKENS / length));
    return Math.max(1, RowSlices.each(rows, most));
  }

  /** Bytes of the temporaries that this instance holds between forwards. */
  public final long workspaceBytes() {
    return slices.capacityBytes();
  }

  /** The same tensor seen as [rows, width], without making a new one each time. */
  final Tensor flat(Tensor t, int rows, int width) {
    return windows.of(t, 0, rows, width);
  }

  /** Shows a branch's output before it is added to the residual stream, which the fused kernel never stores. */
  protected final void show(ForwardObserver observer, String name, Tensor in, Linear last) {
    Tensor branch = k.allocate(DType.F32, Shape.of(in.shape().dim(0), in.shape().dim(1), last.out()));
    k.linear(in, last, Activation.NONE, branch);
    observer.see(name, branch);
    k.release(branch);
  }

  private void check(int[] tokens, int rows, int length, double[] sigma) {
    if (length < 1 || length > maxLength()) {
      throw new IllegalArgumentException("forward: length must be in [1, " + maxLength() + "], got " + length);
    }
    if (rows < 0 || tokens.length < (long) rows * length) {
      throw new IllegalArgumentException("forward: " + rows + " rows of length " + length + " need " + (long) rows * length
          + " tokens, got " + tokens.length);
    }
    Optional<String> wrong = conditioned() && sigma.length < rows ? Optional.of("one for each of " + rows + " rows")
        : sigma.length != 0 && !traits.takesSigma() ? Optional.of("none")
        : sigma.length != 0 && sigma.length < rows ? Optional.of("none or one for each of " + rows + " rows") : Optional.empty();
    if (wrong.isPresent()) {
      throw new IllegalArgumentException("forward: the network takes noise levels, " + wrong.get() + ", got " + sigma.length);
    }
  }

  private static void checkPositions(int[] positions, int count, int tokens) {
    for (int i = 0; i < count; i++) {
      if (positions[i] < 0 || positions[i] >= tokens || i > 0 && positions[i] <= positions[i - 1]) {
        throw new IllegalArgumentException("predict: positions must ascend within [0, " + (tokens - 1) + "], position " + i + " is "
            + positions[i] + (i > 0 ? " after " + positions[i - 1] : ""));
      }
    }
  }
}
