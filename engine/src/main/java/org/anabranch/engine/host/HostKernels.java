package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.DType;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Linear;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * Kernels over heap memory: checks shapes, cuts an operation into chunks that depend on its shape alone, and hands them to the
 * pool. {@link HostLoops} have the arithmetic of one chunk.
 */
public final class HostKernels extends HostImages {
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
  private final HostLoops loops;
  private final Product product;
  private final GemmCall gemm = new GemmCall();
  private final GemmSplit split = new GemmSplit();
  private final AttentionCall attention = new AttentionCall();
  private final NormCall norm = new NormCall();
  private final RotaryCall rotary = new RotaryCall();
  private int rowChunks;
  private int perChunk;
  private int firstPanel;
  private HostLoops.Map map;
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

  /** Kernels of a provider on a pool; in a rehearsal products are cut short, as {@link KernelProvider#rehearsal} says. */
  public HostKernels(KernelProvider provider, WorkerPool pool, boolean rehearsal, HostLoops loops) {
    super(pool, loops);
    this.provider = provider;
    this.pool = pool;
    this.rehearsal = rehearsal;
    this.loops = loops;
    this.product = loops.product();
    gemm.rehearsal = rehearsal;
  }

  // ---- products

  @Override
  public KernelProvider provider() {
    return provider;
  }

  @Override
  public TangentKernels tangents() {
    return loops.tangents(pool);
  }

  @Override
  public void linear(Tensor x, Linear w, Activation act, Tensor y) {
    gemm.mode = GemmCall.Mode.STORE;
    gemm.act = act;
    product("linear", x, w, y);
  }

  @Override
  public void linearResidual(Tensor x, Linear w, Tensor y) {
    gemm.mode = GemmCall.Mode.ADD;
    product("linearResidual", x, w, y);
  }

  @Override
  public void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y) {
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
  Linear multiplied(Linear w) {
    return rehearsal ? w.shallow(REHEARSED_INPUTS) : w;
  }

  // ---- attention

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
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
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
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
    loops.reserve(c);
    pool.run(c.spans.rows() * c.heads, 4L * c.heads * c.spans.pairs() * c.headDim, headChunk);
  }

  private void headChunk(int chunk, int worker) {
    loops.attend(attention, chunk / attention.heads, chunk % attention.heads, worker);
  }

  // ---- normalisation

  @Override
  public void layerNorm(Tensor x, float eps, Tensor y) {
    norm.affine = NormCall.Affine.NONE;
    normalise("layerNorm", true, x, eps, y);
  }

  @Override
  public void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y) {
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
  public void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    modulate("layerNormModulated", x, modulation, shiftAt, scaleAt);
    normalise("layerNormModulated", true, x, eps, y);
  }

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    Checks.vector("layerNormModulated: weight", weight, x);
    modulate("layerNormModulated", x, modulation, shiftAt, scaleAt);
    norm.affine = NormCall.Affine.WEIGHT_MODULATED;
    norm.weight = weight.floats();
    norm.weightAt = weight.offset();
    normalise("layerNormModulated", true, x, eps, y);
  }

  @Override
  public void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y) {
    Checks.vector("rmsNorm: weight", weight, x);
    norm.affine = NormCall.Affine.WEIGHT;
    norm.scale = weight.floats();
    norm.scaleAt = weight.offset();
    norm.stride = 0;
    norm.tokens = 1;
    normalise("rmsNorm", false, x, eps, y);
  }

  @Override
  public void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
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
    loops.norm(norm, r, Math.min(rowChunks, r + perChunk), worker);
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
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
    loops.softmax(mapX, mapXAt + from * softmaxWidth, mapY, mapYAt + from * softmaxWidth, rows, softmaxWidth, worker);
  }

  // ---- elementwise

  @Override
  public void exp(Tensor x, Tensor y) {
    elementwise("exp", HostLoops.Map.EXP, x, y);
  }

  @Override
  public void activate(Activation act, Tensor x, Tensor y) {
    if (act != Activation.NONE) {
      elementwise("activate", HostLoops.Map.of(act), x, y);
      return;
    }
    Checks.same("activate", x, y);
    System.arraycopy(x.floats(), x.offset(), y.floats(), y.offset(), (int) x.size());
  }

  private void elementwise(String op, HostLoops.Map f, Tensor x, Tensor y) {
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
    loops.map(map, mapX, mapXAt + from, mapY, mapYAt + from, Math.min(SPAN, mapSize - from), worker);
  }

  @Override
  public void gated(Activation act, Tensor x, Tensor y) {
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
      loops.gate(gateAct, mapX, mapXAt + 2 * r * n, mapY, mapYAt + r * n, n, worker);
    }
  }

  @Override
  public void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {
    Checks.rotary(x, at, heads, headDim, table);
    if (x.size() == 0 || heads == 0) {
      return;
    }
    rotary.bind(x, at, heads, headDim, table);
    rowWise(x, 4, rotaryChunk);
  }

  private void rotaryChunk(int chunk, int worker) {
    int t = chunk * perChunk;
    loops.rotate(rotary, t, Math.min(rowChunks, t + perChunk), worker);
  }

  @Override
  public void add(Tensor x, Tensor y, Tensor z) {
    Checks.same("add", x, z);
    int n = (int) y.size();
    if (x.size() == 0) {
      return;
    }
    if (n == 0 || x.size() % n != 0) {
      throw Checks.shape("add", "x", x, "y", y);
    }
    for (int i = 0; i < x.size(); i += n) {
      loops.add(x.floats(), x.offset() + i, y.floats(), y.offset(), z.floats(), z.offset() + i, n, 0);
    }
  }

  @Override
  public void scale(Tensor x, double c, Tensor y) {
    Checks.same("scale", x, y);
    if (x.dtype() == DType.F64) {
      DoubleOps.scale(x, c, y);
    } else {
      loops.scale(x.floats(), x.offset(), (float) c, y.floats(), y.offset(), (int) x.size(), 0);
    }
  }

  @Override
  public void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
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
        loops.fma((float) c[i], k[i].floats(), k[i].offset(), from, fromAt, y.floats(), y.offset(), size, 0);
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
  public void embedding(Tensor table, int[] ids, int n, Tensor y) {
    Moves.embedding(table, ids, n, y);
  }
}
