package org.anabranch.cuda;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.Workspace;
import org.anabranch.engine.host.Checks;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * {@link Kernels} on a device: shapes are checked, addresses found, and one launch or a few queued on the session's stream. A call
 * returns before its work is done, except a copy to or from the host.
 *
 * <p>A call makes a small closure and, of ids and keys, the host's copies. Operations that are {@link #repeat repeated} become one
 * graph.
 */
final class CudaKernels implements Kernels {
  /** Floats at whose multiples a temporary begins: 256 bytes. */
  private static final int ALIGNMENT = 64;

  /** Bytes of the windows of a convolution that are gathered at once, at least one window. */
  private static final long WINDOW_BYTES = 64L << 20;

  private final KernelProvider provider;
  private final CudaSession session;
  private final WorkerPool pool;
  private final DeviceProducts products;
  private final DeviceAttention attention;
  private final DeviceRows rows;
  private final DeviceMaps maps;
  private final DeviceMoves moves;
  private final DeviceImages images;
  private final DeviceLaws laws;
  private final DeviceNoise floats;
  private final DeviceNoise doubles;
  private final CudaCopies copies;
  private final CudaRecordings recordings;
  private final long[] terms = new long[MOST_TERMS];
  private Kernels host;
  private int[] spanInts = new int[16];

  CudaKernels(KernelProvider provider, CudaSession session, ProductNumerics numerics, WorkerPool pool) {
    this.provider = provider;
    this.session = session;
    this.pool = pool;
    CudaStream stream = session.stream();
    this.products = new DeviceProducts(stream, numerics);
    this.attention = new DeviceAttention(stream);
    this.rows = new DeviceRows(stream);
    this.maps = new DeviceMaps(stream);
    this.moves = new DeviceMoves(stream);
    this.images = new DeviceImages(stream, products);
    this.laws = new DeviceLaws(stream, session::buffer);
    this.floats = new DeviceNoise(stream, DType.F32);
    this.doubles = new DeviceNoise(stream, DType.F64);
    this.copies = new CudaCopies(session);
    this.recordings = new CudaRecordings(session);
  }

  /** The address of element 0. */
  private long at(Tensor t) {
    if (t.isOnDevice() && t.device() instanceof CudaMemory m && m.owner() == provider) {
      return m.buffer().address() + t.dtype().bytes() * t.position();
    }
    throw new IllegalStateException("cuda: needs a tensor in the device's memory, this one is " + t);
  }

  private static int innermostRows(Tensor t) {
    return t.size() == 0 ? 0 : Math.toIntExact(t.size() / t.shape().last());
  }

  @Override
  public KernelProvider provider() {
    return provider;
  }

  @Override
  public Kernels host() {
    if (host == null) {
      host = Backend.onHost(pool).kernels();
    }
    return host;
  }

  // ---- memory

  @Override
  public Workspace workspace() {
    return new Workspace(n -> allocate(DType.F32, Shape.of(n)), ALIGNMENT);
  }

  @Override
  public Tensor allocate(DType dtype, Shape shape) {
    Tensor[] made = new Tensor[1];
    session.run(() -> made[0] = session.allocate(dtype, shape));
    return made[0];
  }

  @Override
  public void release(Tensor allocated) {
    at(allocated);
    session.run(((CudaMemory) allocated.device()).buffer()::close);
  }

  @Override
  public Tensor resident(Tensor weight) {
    if (weight.isOnDevice()) {
      at(weight);
      return weight;
    }
    Tensor[] made = new Tensor[1];
    session.run(() -> made[0] = session.resident(weight));
    return made[0];
  }

  @Override
  public void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {
    Checks.rectangles(from, fromAt, fromStride, to, toAt, toStride, rows, columns);
    if (!from.isOnDevice() && !to.isOnDevice()) {
      host().copy(from, fromAt, fromStride, to, toAt, toStride, rows, columns);
    } else if (rows > 0 && columns > 0) {
      session.run(() -> copies.copy(from, fromAt, fromStride, to, toAt, toStride, rows, columns));
    }
  }

  /** {@inheritDoc} {@link CudaRecordings} says when they are recorded, and how many are remembered. */
  @Override
  public void repeat(Object sequence, Runnable operations) {
    session.run(() -> recordings.repeat(sequence, operations));
  }

  /** Sequences that are replayed. */
  long recorded() {
    return recordings.recorded();
  }

  // ---- products

  @Override
  public void linear(Tensor x, Linear w, Activation act, Tensor y) {
    int m = Checks.productRows("linear", x, w, y);
    session.run(() -> products.linear(at(x), m, session.weights(w), act, at(y)));
  }

  @Override
  public void linearResidual(Tensor x, Linear w, Tensor y) {
    int m = Checks.productRows("linearResidual", x, w, y);
    session.run(() -> products.linearResidual(at(x), m, session.weights(w), at(y)));
  }

  @Override
  public void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y) {
    int tokens = Checks.gateTokens(w, modulation, gateAt, y);
    int m = Checks.productRows("linearGatedResidual", x, w, y);
    session.run(() -> products.linearGatedResidual(at(x), m, session.weights(w), at(modulation) + 4L * gateAt, modulation.rowSize(),
        tokens, at(y)));
  }

  // ---- attention

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, AttentionMask mask, Tensor o) {
    Checks.attention(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, o);
    if (o.size() == 0) {
      return;
    }
    int queries = q.shape().dim(1);
    int keys = k.shape().dim(1);
    session.run(() -> {
      if (mask.isNone()) {
        attention.plain();
      } else {
        mask.at(0, q.rows(), 0, heads, 0, queries, keys);
        Shape s = mask.bias().shape();
        long perQuery = s.dim(2) == 1 ? 0 : keys;
        long perHead = s.dim(1) == 1 ? 0 : (long) s.dim(2) * keys;
        attention.masked(at(mask.bias()), s.dim(0) == 1 ? 0 : (long) s.dim(1) * s.dim(2) * keys, perHead, perQuery);
      }
      attend(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, scale, q.rows(), queries, keys, o);
    });
  }

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, RowSpans spans, Tensor o) {
    Checks.attention(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, spans, o);
    if (o.size() == 0) {
      return;
    }
    int n = spans.rows() + 1;
    if (spanInts.length < 2 * n) {
      spanInts = new int[4 * n];
    }
    for (int r = 0; r < n - 1; r++) {
      spanInts[r] = spans.queryAt(r);
      spanInts[n + r] = spans.keyAt(r);
    }
    spanInts[n - 1] = spans.queries();
    spanInts[2 * n - 1] = spans.keys();
    session.run(() -> {
      long at = session.ints(spanInts, 2 * n);
      attention.ragged(at, at + 4L * n);
      attend(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, scale, spans.rows(), spans.mostQueries(), 0, o);
    });
  }

  private void attend(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim, float scale,
      int batch, int queries, int keys, Tensor o) {
    attention.run(at(q) + 4L * qAt, q.shape().last(), at(k) + 4L * kAt, k.shape().last(), at(v) + 4L * vAt, v.shape().last(), at(o),
        batch, queries, keys, heads, keyHeads, headDim, scale);
  }

  // ---- normalisation

  @Override
  public void layerNorm(Tensor x, float eps, Tensor y) {
    Checks.same("layerNorm", x, y);
    session.run(() -> norm(true, x, eps, DeviceRows.Affine.NONE, 0, 0, 0, 0, 1, y));
  }

  @Override
  public void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y) {
    Checks.vector("layerNorm: weight", weight, x);
    Checks.vector("layerNorm: bias", bias, x);
    Checks.same("layerNorm", x, y);
    session.run(() -> norm(true, x, eps, DeviceRows.Affine.WEIGHT_BIAS, 0, at(weight), at(bias), 0, 1, y));
  }

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    modulated("layerNormModulated", true, x, eps, modulation, shiftAt, scaleAt, y);
  }

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    Checks.vector("layerNormModulated: weight", weight, x);
    int tokens = Checks.modulatedTokens("layerNormModulated", x, modulation, shiftAt, scaleAt);
    Checks.same("layerNormModulated", x, y);
    session.run(() -> norm(true, x, eps, DeviceRows.Affine.WEIGHT_MODULATED, at(weight), at(modulation) + 4L * scaleAt,
        at(modulation) + 4L * shiftAt, modulation.rowSize(), tokens, y));
  }

  @Override
  public void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y) {
    Checks.vector("rmsNorm: weight", weight, x);
    Checks.same("rmsNorm", x, y);
    session.run(() -> norm(false, x, eps, DeviceRows.Affine.WEIGHT, 0, at(weight), 0, 0, 1, y));
  }

  @Override
  public void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    modulated("rmsNormModulated", false, x, eps, modulation, shiftAt, scaleAt, y);
  }

  private void modulated(String op, boolean centred, Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    int tokens = Checks.modulatedTokens(op, x, modulation, shiftAt, scaleAt);
    Checks.same(op, x, y);
    session.run(() -> norm(centred, x, eps, DeviceRows.Affine.MODULATED, 0, at(modulation) + 4L * scaleAt,
        at(modulation) + 4L * shiftAt, modulation.rowSize(), tokens, y));
  }

  private void norm(boolean centred, Tensor x, float eps, DeviceRows.Affine affine, long weight, long scale, long shift, int stride,
      int tokens, Tensor y) {
    rows.norm(centred, at(x), innermostRows(x), x.shape().last(), eps, affine, weight, scale, shift, stride, tokens, at(y));
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    Checks.same("softmax", x, y);
    session.run(() -> rows.softmax(at(x), innermostRows(x), x.shape().last(), at(y)));
  }

  // ---- elementwise

  @Override
  public void exp(Tensor x, Tensor y) {
    Checks.same("exp", x, y);
    session.run(() -> maps.exp(at(x), x.size(), at(y)));
  }

  @Override
  public void activate(Activation act, Tensor x, Tensor y) {
    Checks.same("activate", x, y);
    session.run(() -> maps.activate(act, at(x), x.size(), at(y)));
  }

  @Override
  public void gated(Activation act, Tensor x, Tensor y) {
    Checks.gated(x, y);
    session.run(() -> maps.gated(act, at(x), innermostRows(y), y.shape().last(), at(y)));
  }

  @Override
  public void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {
    Checks.rotary(x, at, heads, headDim, table);
    session.run(() -> maps.rotary(at(x) + 4L * at, innermostRows(x), x.shape().dim(1), x.shape().last(), heads, headDim, at(table)));
  }

  @Override
  public void add(Tensor x, Tensor y, Tensor z) {
    Checks.same("add", x, z);
    if (x.size() > 0) {
      Checks.add(x, y);
      session.run(() -> maps.add(at(x), x.size(), at(y), y.size(), at(z)));
    }
  }

  @Override
  public void scale(Tensor x, double c, Tensor y) {
    Checks.same("scale", x, y);
    session.run(() -> {
      if (x.dtype() == DType.F64) {
        maps.scaleDoubles(at(x), c, x.size(), at(y));
      } else {
        maps.scale(at(x), (float) c, x.size(), at(y));
      }
    });
  }

  @Override
  public void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
    Checks.same("axpy", x, y);
    long[] at = new long[n];
    for (int i = 0; i < n; i++) {
      Checks.same("axpy", x, k[i]);
      at[i] = c[i] == 0 ? 0 : at(k[i]);
    }
    session.run(() -> {
      if (x.dtype() == DType.F64) {
        maps.axpyDoubles(at(x), c, at, n, x.size(), at(y));
      } else {
        maps.axpy(at(x), c, at, n, x.size(), at(y));
      }
    });
  }

  // ---- moves

  @Override
  public void embedding(Tensor table, int[] ids, int n, Tensor y) {
    Checks.embedding(table, ids, n, y);
    for (int i = 0; i < n; i++) {
      Checks.id(table, ids[i]);
    }
    if (n > 0) {
      session.run(() -> moves.embedding(at(table), table.dtype(), table.rows(), table.rowSize(), session.ints(ids, n), n,
          session.fault(), at(y)));
    }
  }

  @Override
  public void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {
    Checks.unfold(image, kernel, stride, padding, patches);
    Shape s = image.shape();
    session.run(() -> moves.unfold(at(image), s.dim(0), s.dim(1), s.dim(2), s.dim(3), kernel, stride, padding, at(patches)));
  }

  @Override
  public void unpatchify(Tensor tokens, int patch, Tensor image) {
    Checks.unpatchify(tokens, patch, image);
    Shape s = image.shape();
    session.run(() -> moves.unpatchify(at(tokens), s.dim(0), s.dim(1), s.dim(2) / patch, s.dim(3) / patch, patch,
        tokens.shape().last() / (patch * patch), at(image)));
  }

  @Override
  public void transpose(Tensor x, Tensor y) {
    Checks.transpose(x, y);
    session.run(() -> moves.transpose(at(x), x.rows(), x.shape().dim(1), x.shape().dim(2), at(y)));
  }

  // ---- guidance and populations

  @Override
  public void guide(Tensor both, int guided, float scale, Tensor y) {
    Checks.guide(both, guided, y);
    session.run(() -> maps.guide(at(both), both.rows() / 2, both.rowSize(), guided, scale, at(y)));
  }

  @Override
  public void normals(TrajectoryKey[] keys, long step, Purpose purpose, Tensor z) {
    if (z.rows() != keys.length) {
      throw new IllegalArgumentException("normals: tensor " + z + " has " + z.rows() + " rows, there are " + keys.length + " keys");
    }
    long[] words = new long[2 * keys.length];
    for (int i = 0; i < keys.length; i++) {
      words[2 * i] = keys[i].seed();
      words[2 * i + 1] = keys[i].path();
    }
    session.run(() -> {
      long at = session.longs(words, Math.toIntExact(step));
      (z.dtype() == DType.F64 ? doubles : floats).drawn(at, at + 8L * words.length, purpose)
          .draw(DeviceNoise.Law.NORMAL, 1, keys.length, z.rowSize(), at(z));
    });
  }

  @Override
  public void mix(double[] c, Tensor[] k, int n, Tensor y) {
    Checks.mix(c, k, n, y);
    int types = y.dtype() == DType.F64 ? 1 << MOST_TERMS : 0;
    for (int i = 0; i < n; i++) {
      terms[i] = at(k[i]);
      types |= k[i].dtype() == DType.F64 ? 1 << i : 0;
    }
    int all = types;
    session.run(() -> maps.mix(c, terms, n, all, y.size(), at(y)));
  }

  // ---- laws of tokens

  @Override
  public void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {
    Checks.likeliest(logits, excluded, best, sums);
    session.run(() -> laws.likeliest(at(logits), logits.rows(), logits.rowSize(), excluded, best, sums));
  }

  @Override
  public void read(LogitReads reads) {
    long[] at = new long[reads.count()];
    for (int i = 0; i < at.length; i++) {
      at[i] = at(reads.logits(i)) + 4L * reads.logits(i).rowSize() * reads.row(i);
    }
    session.run(() -> laws.read(reads, at));
  }

  // ---- images whose pixels are rows of channels

  @Override
  public void convolution(Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y) {
    convolution("convolution", x, height, width, enlarge, w, kernel, false, y);
  }

  @Override
  public void convolutionResidual(Tensor x, int height, int width, Linear w, int kernel, Tensor y) {
    convolution("convolutionResidual", x, height, width, 1, w, kernel, true, y);
  }

  private void convolution(String op, Tensor x, int height, int width, int enlarge, Linear w, int kernel, boolean residual, Tensor y) {
    Checks.convolution(op, x, height, width, enlarge, w, kernel, y);
    if (y.size() == 0) {
      return;
    }
    long windows = 4L * w.in() * x.rows() * height * enlarge * width * enlarge;
    session.run(() -> {
      try (DeviceBuffer scratch = session.buffer(Math.max(4L * w.in(), Math.min(windows, WINDOW_BYTES)))) {
        images.convolution(at(x), x.rows(), height, width, enlarge, session.weights(w), kernel, residual, scratch, at(y));
      }
    });
  }

  @Override
  public void groupNorm(Tensor x, int groups, float eps, Tensor weight, Tensor bias, Activation act, Tensor y) {
    Checks.groupNorm(x, groups, weight, bias, y);
    if (x.size() == 0) {
      return;
    }
    int pixels = x.shape().dim(1);
    int channels = x.shape().last();
    session.run(() -> {
      try (DeviceBuffer scratch = session.buffer(DeviceImages.groupNormBytes(x.rows(), pixels, channels))) {
        images.groupNorm(at(x), x.rows(), pixels, channels, groups, eps, at(weight), at(bias), act, scratch, at(y));
      }
    });
  }
}
