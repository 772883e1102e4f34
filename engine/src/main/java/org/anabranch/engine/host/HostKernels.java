package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.DType;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Linear;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * Kernels over heap memory: checks shapes, cuts an operation into chunks that depend on its shape alone, and hands them to the
 * pool. Subclasses supply the arithmetic of one chunk.
 */
public abstract class HostKernels extends HostImages {
  /** Elements per chunk of an elementwise operation. */
  private static final int SPAN = 16_384;

  /** Cost of an elementwise function in the operations that {@link WorkerPool#INLINE_FLOPS} counts. */
  private static final int MAP_FLOPS = 16;

  /**
   * Inputs of a rehearsed product. HotSpot compiles a block for its next call after 600 calls with 15,000 turns of its loop, and for
   * its running loop after 40,000 turns: with so few inputs the first comes before the second, which is then never needed.
   */
  private static final int REHEARSED_INPUTS = 24;

  /** Rows by panels of a rehearsed product, at least two panels. */
  private static final int REHEARSED_BLOCKS = 512;

  private final KernelProvider provider;
  private final WorkerPool pool;
  private final boolean rehearsal;
  private final Product product;
  private final GemmCall gemm = new GemmCall();
  private final GemmSplit split = new GemmSplit();
  private final AttentionCall attention = new AttentionCall();
  private final NormCall norm = new NormCall();
  private final RotaryCall rotary = new RotaryCall();
  private int rowChunks;
  private int perChunk;
  private int firstPanel;
  private Map map;
  private float[] mapX;
  private int mapXAt;
  private float[] mapY;
  private int mapYAt;
  private int mapSize;
  private int softmaxWidth;
  private Activation gateAct;

  private final WorkerPool.Chunks gemmChunk = this::gemmChunk;
  private final WorkerPool.Chunks headChunk = this::headChunk;
  private final WorkerPool.Chunks normChunk = this::normChunk;
  private final WorkerPool.Chunks mapChunk = this::mapChunk;
  private final WorkerPool.Chunks softmaxChunk = this::softmaxChunk;
  private final WorkerPool.Chunks gateChunk = this::gateChunk;
  private final WorkerPool.Chunks rotaryChunk = this::rotaryChunk;

  /** Elementwise functions. */
  protected enum Map {
    EXP, RELU, SILU, GELU_TANH, GELU_ERF;

    static Map of(Activation act) {
      return switch (act) {
        case RELU -> RELU;
        case SILU -> SILU;
        case GELU_TANH -> GELU_TANH;
        case GELU_ERF -> GELU_ERF;
        case NONE -> throw new IllegalArgumentException("activate: NONE is no function");
      };
    }
  }

  /** Kernels of a provider on a pool; in a rehearsal products are cut short, as {@link KernelProvider#rehearsal} says. */
  protected HostKernels(KernelProvider provider, WorkerPool pool, boolean rehearsal, Product product) {
    super(pool, product);
    this.provider = provider;
    this.pool = pool;
    this.rehearsal = rehearsal;
    gemm.rehearsal = rehearsal;
    this.product = product;
    gemm.rehearsal = rehearsal;
  }

  // ---- what a subclass supplies

  /** Called once before the chunks of an attention, on the caller: room for every worker's scratch. */
  protected abstract void reserve(AttentionCall c, int workers);

  /** One head of one row. */
  protected abstract void attend(AttentionCall c, int row, int head, int worker);

  /** Rows [r0, r1) of a normalisation. */
  protected abstract void norm(NormCall c, int r0, int r1, int worker);

  /** Softmax of rows of n. */
  protected abstract void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int n, int worker);

  /** y[i] = act(x[i]) * x[n + i] for i < n. */
  protected abstract void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n);

  /** Rotates the heads of tokens [t0, t1), counted over all rows. */
  protected abstract void rotate(RotaryCall c, int t0, int t1);

  /** y = f(x) for n elements. */
  protected abstract void map(Map f, float[] x, int xAt, float[] y, int yAt, int n);

  /** z = x + y for n elements. */
  protected abstract void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n);

  /** y = c x for n elements. */
  protected abstract void scale(float[] x, int xAt, float c, float[] y, int yAt, int n);

  /** y = fma(c, k, x) for n elements. */
  protected abstract void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n);

  // ---- products

  @Override
  public final KernelProvider provider() {
    return provider;
  }

  /** The pool. */
  protected final WorkerPool pool() {
    return pool;
  }

  @Override
  public final void linear(Tensor x, Linear w, Activation act, Tensor y) {
    gemm.mode = GemmCall.Mode.STORE;
    gemm.act = act;
    product("linear", x, w, y);
  }

  @Override
  public final void linearResidual(Tensor x, Linear w, Tensor y) {
    gemm.mode = GemmCall.Mode.ADD;
    product("linearResidual", x, w, y);
  }

  @Override
  public final void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y) {
    int rows = modulation.rows();
    int columns = modulation.rowSize();
    if (rows == 0 ? y.size() != 0 : y.size() % rows != 0 || (y.size() / rows) % Math.max(1, w.out()) != 0) {
      throw Checks.shape("linearGatedResidual", "y", y, "modulation", modulation);
    }
    Checks.window("linearGatedResidual: gate", gateAt, w.out(), columns);
    gemm.mode = GemmCall.Mode.GATED;
    gemm.gate = modulation.floats();
    gemm.gateAt = modulation.offset() + gateAt;
    gemm.gateStride = columns;
    gemm.tokens = rows == 0 || w.out() == 0 ? 1 : (int) (y.size() / w.out() / rows);
    product("linearGatedResidual", x, w, y);
  }

  private void product(String op, Tensor x, Linear w, Tensor y) {
    int m = Checks.productRows(op, x, w, y);
    if (m == 0 || w.out() == 0) {
      return;
    }
    GemmCall c = gemm;
    c.x = x.floats();
    c.xAt = x.offset();
    c.m = m;
    c.number++;
    c.w = multiplied(w);
    c.y = y.floats();
    c.yAt = y.offset();
    int panels = rehearsal ? Math.min(w.panelCount(), Math.max(2, REHEARSED_BLOCKS / m)) : w.panelCount();
    firstPanel = w.panelCount() - panels;
    split.cut(pool.threads(), m, panels, product.rowBlock(w), product.packedRows(w));
    long flops = 2L * m * w.out() * w.in() + 8L * m * w.out();
    pool.run(split.rowChunks * split.panelChunks, flops, gemmChunk);
  }

  private void gemmChunk(int chunk, int worker) {
    int r = chunk % split.rowChunks * split.rows;
    int p = firstPanel + chunk / split.rowChunks * split.panels;
    product.run(gemm, r, Math.min(gemm.m, r + split.rows), p, Math.min(gemm.w.panelCount(), p + split.panels), worker);
  }

  @Override
  final Linear multiplied(Linear w) {
    return rehearsal ? w.shallow(REHEARSED_INPUTS) : w;
  }

  // ---- attention

  @Override
  public final void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, AttentionMask mask, Tensor o) {
    Checks.attention(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, o);
    attention.bind(q, qAt, k, kAt, v, vAt, mask, o);
    attention.heads(heads, keyHeads, headDim, scale);
    if (o.size() == 0) {
      return;
    }
    if (!mask.isNone()) {
      attention.maskAt(0, 0, 0);
      mask.bias().floats();
    }
    attend();
  }

  @Override
  public final void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, RowSpans spans, Tensor o) {
    Checks.attention(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim, spans, o);
    attention.bind(q, qAt, k, kAt, v, vAt, spans, o);
    attention.heads(heads, keyHeads, headDim, scale);
    if (o.size() > 0) {
      attend();
    }
  }

  private void attend() {
    AttentionCall c = attention;
    reserve(c, pool.threads());
    pool.run(c.spans.rows() * c.heads, 4L * c.heads * c.spans.pairs() * c.headDim, headChunk);
  }

  private void headChunk(int chunk, int worker) {
    attend(attention, chunk / attention.heads, chunk % attention.heads, worker);
  }

  // ---- normalisation

  @Override
  public final void layerNorm(Tensor x, float eps, Tensor y) {
    norm.affine = NormCall.Affine.NONE;
    normalise("layerNorm", true, x, eps, y);
  }

  @Override
  public final void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y) {
    Checks.vector("layerNorm: weight", weight, x);
    Checks.vector("layerNorm: bias", bias, x);
    norm.affine = NormCall.Affine.WEIGHT_BIAS;
    norm.scale = weight.floats();
    norm.scaleAt = weight.offset();
    norm.shift = bias.floats();
    norm.shiftAt = bias.offset();
    norm.stride = 0;
    norm.tokens = 1;
    normalise("layerNorm", true, x, eps, y);
  }

  @Override
  public final void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    modulate("layerNormModulated", x, modulation, shiftAt, scaleAt);
    normalise("layerNormModulated", true, x, eps, y);
  }

  @Override
  public final void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    Checks.vector("layerNormModulated: weight", weight, x);
    modulate("layerNormModulated", x, modulation, shiftAt, scaleAt);
    norm.affine = NormCall.Affine.WEIGHT_MODULATED;
    norm.weight = weight.floats();
    norm.weightAt = weight.offset();
    normalise("layerNormModulated", true, x, eps, y);
  }

  @Override
  public final void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y) {
    Checks.vector("rmsNorm: weight", weight, x);
    norm.affine = NormCall.Affine.WEIGHT;
    norm.scale = weight.floats();
    norm.scaleAt = weight.offset();
    norm.stride = 0;
    norm.tokens = 1;
    normalise("rmsNorm", false, x, eps, y);
  }

  @Override
  public final void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    modulate("rmsNormModulated", x, modulation, shiftAt, scaleAt);
    normalise("rmsNormModulated", false, x, eps, y);
  }

  private void modulate(String op, Tensor x, Tensor modulation, int shiftAt, int scaleAt) {
    int rows = modulation.rows();
    int width = x.shape().last();
    int tokens = rows == 0 || width == 0 ? 1 : (int) (x.size() / width / rows);
    if (width != 0 && x.size() != (long) tokens * rows * width) {
      throw Checks.shape(op, "x", x, "modulation", modulation);
    }
    Checks.window("modulation: shift", shiftAt, width, modulation.rowSize());
    Checks.window("modulation: scale", scaleAt, width, modulation.rowSize());
    norm.affine = NormCall.Affine.MODULATED;
    norm.scale = modulation.floats();
    norm.scaleAt = modulation.offset() + scaleAt;
    norm.shift = norm.scale;
    norm.shiftAt = modulation.offset() + shiftAt;
    norm.stride = modulation.rowSize();
    norm.tokens = Math.max(1, tokens);
  }

  private void normalise(String op, boolean centred, Tensor x, float eps, Tensor y) {
    Checks.same(op, x, y);
    if (x.size() == 0) {
      return;
    }
    norm.centred = centred;
    norm.x = x.floats();
    norm.xAt = x.offset();
    norm.y = y.floats();
    norm.yAt = y.offset();
    norm.width = x.shape().last();
    norm.eps = eps;
    rowWise(x, 4, normChunk);
  }

  /** Runs a row-wise job in chunks of about SPAN elements. */
  private void rowWise(Tensor x, int cost, WorkerPool.Chunks job) {
    int width = x.shape().last();
    rowChunks = (int) (x.size() / width);
    perChunk = Math.max(1, SPAN / width);
    pool.run(Math.ceilDiv(rowChunks, perChunk), x.size() * cost, job);
  }

  private void normChunk(int chunk, int worker) {
    int r = chunk * perChunk;
    norm(norm, r, Math.min(rowChunks, r + perChunk), worker);
  }

  @Override
  public final void softmax(Tensor x, Tensor y) {
    Checks.same("softmax", x, y);
    if (x.size() == 0) {
      return;
    }
    bind(x, y);
    softmaxWidth = x.shape().last();
    rowWise(x, MAP_FLOPS, softmaxChunk);
  }

  private void softmaxChunk(int chunk, int worker) {
    int from = chunk * perChunk;
    int rows = Math.min(rowChunks, from + perChunk) - from;
    softmax(mapX, mapXAt + from * softmaxWidth, mapY, mapYAt + from * softmaxWidth, rows, softmaxWidth, worker);
  }

  // ---- elementwise

  @Override
  public final void exp(Tensor x, Tensor y) {
    elementwise("exp", Map.EXP, x, y);
  }

  @Override
  public final void activate(Activation act, Tensor x, Tensor y) {
    if (act != Activation.NONE) {
      elementwise("activate", Map.of(act), x, y);
      return;
    }
    Checks.same("activate", x, y);
    System.arraycopy(x.floats(), x.offset(), y.floats(), y.offset(), (int) x.size());
  }

  @Override
  final void activate(Activation act, float[] x, int at, int n) {
    if (act != Activation.NONE) {
      map(Map.of(act), x, at, x, at, n);
    }
  }

  private void elementwise(String op, Map f, Tensor x, Tensor y) {
    Checks.same(op, x, y);
    bind(x, y);
    map = f;
    mapSize = (int) x.size();
    pool.run(Math.ceilDiv(mapSize, SPAN), (long) mapSize * MAP_FLOPS, mapChunk);
  }

  private void bind(Tensor x, Tensor y) {
    mapX = x.floats();
    mapXAt = x.offset();
    mapY = y.floats();
    mapYAt = y.offset();
  }

  private void mapChunk(int chunk, int worker) {
    int from = chunk * SPAN;
    map(map, mapX, mapXAt + from, mapY, mapYAt + from, Math.min(SPAN, mapSize - from));
  }

  @Override
  public final void gated(Activation act, Tensor x, Tensor y) {
    Checks.gated(x, y);
    if (y.size() == 0) {
      return;
    }
    bind(x, y);
    gateAct = act;
    mapSize = y.shape().last();
    rowWise(y, MAP_FLOPS, gateChunk);
  }

  private void gateChunk(int chunk, int worker) {
    int n = mapSize;
    int end = Math.min(rowChunks, (chunk + 1) * perChunk);
    for (int r = chunk * perChunk; r < end; r++) {
      gate(gateAct, mapX, mapXAt + 2 * r * n, mapY, mapYAt + r * n, n);
    }
  }

  @Override
  public final void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {
    Checks.rotary(x, at, heads, headDim, table);
    if (x.size() == 0 || heads == 0) {
      return;
    }
    rotary.bind(x, at, heads, headDim, table);
    rowWise(x, 4, rotaryChunk);
  }

  private void rotaryChunk(int chunk, int worker) {
    int t = chunk * perChunk;
    rotate(rotary, t, Math.min(rowChunks, t + perChunk));
  }

  @Override
  public final void add(Tensor x, Tensor y, Tensor z) {
    Checks.same("add", x, z);
    int n = (int) y.size();
    if (x.size() == 0) {
      return;
    }
    if (n == 0 || x.size() % n != 0) {
      throw Checks.shape("add", "x", x, "y", y);
    }
    for (int i = 0; i < x.size(); i += n) {
      add(x.floats(), x.offset() + i, y.floats(), y.offset(), z.floats(), z.offset() + i, n);
    }
  }

  @Override
  public final void scale(Tensor x, double c, Tensor y) {
    Checks.same("scale", x, y);
    if (x.dtype() == DType.F64) {
      DoubleOps.scale(x, c, y);
    } else {
      scale(x.floats(), x.offset(), (float) c, y.floats(), y.offset(), (int) x.size());
    }
  }

  @Override
  public final void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
    Checks.same("axpy", x, y);
    for (int i = 0; i < n; i++) {
      Checks.same("axpy", x, k[i]);
    }
    if (x.dtype() == DType.F64) {
      DoubleOps.axpy(x, c, k, n, y);
      return;
    }
    int size = (int) x.size();
    float[] from = x.floats();
    int fromAt = x.offset();
    for (int i = 0; i < n; i++) {
      if (c[i] != 0) {
        fma((float) c[i], k[i].floats(), k[i].offset(), from, fromAt, y.floats(), y.offset(), size);
        from = y.floats();
        fromAt = y.offset();
      }
    }
    if (from != y.floats() || fromAt != y.offset()) {
      System.arraycopy(from, fromAt, y.floats(), y.offset(), size);
    }
  }

  // ---- moves

  @Override
  public final void embedding(Tensor table, int[] ids, int n, Tensor y) {
    Moves.embedding(table, ids, n, y);
  }
}
