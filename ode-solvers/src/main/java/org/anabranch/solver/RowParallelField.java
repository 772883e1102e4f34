package org.anabranch.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * A field that spreads the rows of a batch over the threads of a pool, each with a field of its own.
 *
 * <p>A network's operators, each spread over all threads, make the threads meet after every one; a thread with rows of its own
 * runs the whole network before it meets the others. A row's bits do not depend on its batch, so they do not depend on this.
 * Batches too small to share are left to one field, whose operators then use the pool.
 *
 * <p>Allocates nothing when a batch of the same tensors comes again; products allocate views. Threading: one caller at a time.
 */
class RowParallelField implements VelocityField {
  /** Most rows of a chunk: a network's activations for about so many stay in the caches of a core. */
  private static final int MOST = 8;

  /** Tangents of one row that are worth the evaluation of its point. */
  private static final int LEAST_TANGENTS = 8;

  /** Batches whose views are remembered: the buffers of a solver. */
  private static final int REMEMBERED = 8;

  private final VelocityField[] fields;
  private final WorkerPool pool;
  private final WorkerPool.Chunks body = this::chunk;
  private final Views[] views = new Views[REMEMBERED];
  private int oldest;
  private double[][] times = new double[0][];
  private int[][] conditions = new int[0][];
  private int rows = -1;
  private int perChunk;
  private Views in;
  private Views out;
  private Views variances;
  private boolean wantsVariances;

  /** The chunks of one tensor. */
  private record Views(Tensor whole, Tensor[] chunks) {}

  /** The same of fields that predict variances. */
  private static class OfVariances extends RowParallelField implements VarianceField {
    OfVariances(VelocityField[] fields, WorkerPool pool) {
      super(fields, pool);
    }

    @Override
    public boolean predictsVariance() {
      return ((VarianceField) first()).predictsVariance();
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance) {
      spread(x, t, condition, v, variance, true);
    }
  }

  /** The same of fields with products. */
  private static final class OfProducts extends RowParallelField implements DifferentiableField {
    OfProducts(VelocityField[] fields, WorkerPool pool) {
      super(fields, pool);
    }

    @Override
    public int costPerTangent() {
      return ((DifferentiableField) first()).costPerTangent();
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
      spreadProducts(x, t, condition, tangents, v, products);
    }
  }

  /** The same of fields with both. */
  private static final class OfBoth extends OfVariances implements DifferentiableField {
    OfBoth(VelocityField[] fields, WorkerPool pool) {
      super(fields, pool);
    }

    @Override
    public int costPerTangent() {
      return ((DifferentiableField) first()).costPerTangent();
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
      spreadProducts(x, t, condition, tangents, v, products);
    }
  }

  /** The first field, which speaks for all. */
  final VelocityField first() {
    return fields[0];
  }

  /** As many fields as the pool has threads. */
  RowParallelField(VelocityField[] fields, WorkerPool pool) {
    this.pool = pool;
    this.fields = fields;
  }

  /** The supplier's field, spread over the pool if that has more than one thread and the field is not on a device. */
  static VelocityField of(Supplier<? extends VelocityField> makes, WorkerPool pool) {
    VelocityField first = makes.get();
    if (pool.threads() == 1 || first.onDevice()) {
      return first;
    }
    VelocityField[] fields = new VelocityField[pool.threads()];
    fields[0] = first;
    for (int i = 1; i < fields.length; i++) {
      fields[i] = makes.get();
    }
    boolean variances = fields[0] instanceof VarianceField;
    if (fields[0] instanceof DifferentiableField) {
      return variances ? new OfBoth(fields, pool) : new OfProducts(fields, pool);
    }
    return variances ? new OfVariances(fields, pool) : new RowParallelField(fields, pool);
  }

  @Override
  public Shape rowShape() {
    return fields[0].rowShape();
  }

  @Override
  public DType dtype() {
    return fields[0].dtype();
  }

  @Override
  public Interpolant interpolant() {
    return fields[0].interpolant();
  }

  @Override
  public int costPerRow() {
    return fields[0].costPerRow();
  }

  @Override
  public boolean isFiniteAtData() {
    return fields[0].isFiniteAtData();
  }

  @Override
  public void checkCondition(int condition) {
    fields[0].checkCondition(condition);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    spread(x, t, condition, v, v, false);
  }

  /** Evaluates velocities, and variances if they are wanted. */
  final void spread(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance, boolean wanted) {
    wantsVariances = wanted;
    if (x.rows() < 2 * fields.length) {
      evaluate(fields[0], x, t, condition, v, variance);
      return;
    }
    plan(x.rows());
    in = views(x);
    out = views(v);
    variances = wanted ? views(variance) : out;
    for (int i = 0; i < times.length; i++) {
      System.arraycopy(t, i * perChunk, times[i], 0, times[i].length);
      System.arraycopy(condition, i * perChunk, conditions[i], 0, conditions[i].length);
    }
    pool.run(times.length, body);
  }

  /** Rows with all their tangents, or some tangents of one row, whose velocity is then wanted of the first part alone. */
  private record Part(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {}

  /**
   * Products row by row over the threads; of fewer rows than threads, each row's tangents in ranges. A range evaluates its point again,
   * which costs about one tangent's time and is not charged.
   */
  final void spreadProducts(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    int n = x.rows();
    int p = n == 0 ? 0 : tangents.rows() / n;
    int ranges = n >= fields.length || n == 0 ? 1 : Math.max(1, Math.min(Math.ceilDiv(fields.length, n), p / LEAST_TANGENTS));
    if (n * ranges < 2 || tangents.rows() != n * p) {
      ((DifferentiableField) fields[0]).evaluate(x, t, condition, tangents, v, products);
      return;
    }
    List<Part> parts = new ArrayList<>();
    int rowsEach = ranges > 1 ? 1 : Math.min(MOST, Math.ceilDiv(n, fields.length));
    int tangentsEach = Math.ceilDiv(p, ranges);
    for (int r = 0; r < n; r += rowsEach) {
      int count = Math.min(rowsEach, n - r);
      double[] time = Arrays.copyOfRange(t, r, r + count);
      int[] ids = Arrays.copyOfRange(condition, r, r + count);
      for (int from = 0; from < p; from += tangentsEach) {
        int size = ranges > 1 ? Math.min(tangentsEach, p - from) : count * p;
        Tensor velocity = from == 0 ? v.rows(r, count) : Tensor.zeros(v.dtype(), v.rows(r, count).shape());
        parts.add(new Part(x.rows(r, count), time, ids, tangents.rows(r * p + from, size), velocity,
            products.rows(r * p + from, size)));
      }
    }
    pool.run(parts.size(), (i, worker) -> {
      Part part = parts.get(i);
      ((DifferentiableField) fields[worker]).evaluate(part.x, part.t, part.condition, part.tangents, part.v, part.products);
    });
  }

  private void chunk(int chunk, int worker) {
    evaluate(fields[worker], in.chunks[chunk], times[chunk], conditions[chunk], out.chunks[chunk],
        variances.chunks[chunk]);
  }

  private void evaluate(VelocityField field, Tensor x, double[] t, int[] condition, Tensor v, Tensor variance) {
    if (wantsVariances) {
      ((VarianceField) field).evaluate(x, t, condition, v, variance);
    } else {
      field.evaluate(x, t, condition, v);
    }
  }

  /** Chunks of equal size but for the last, at least one for each thread. */
  private void plan(int n) {
    if (n == rows) {
      return;
    }
    rows = n;
    perChunk = Math.min(MOST, Math.ceilDiv(n, fields.length));
    int chunks = Math.ceilDiv(n, perChunk);
    times = new double[chunks][];
    conditions = new int[chunks][];
    for (int i = 0; i < chunks; i++) {
      int size = Math.min(perChunk, n - i * perChunk);
      times[i] = new double[size];
      conditions[i] = new int[size];
    }
    Arrays.fill(views, null);
  }

  private Views views(Tensor whole) {
    for (Views known : views) {
      if (known != null && known.whole == whole) {
        return known;
      }
    }
    Tensor[] chunks = new Tensor[times.length];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = whole.rows(i * perChunk, times[i].length);
    }
    Views made = new Views(whole, chunks);
    views[oldest] = made;
    oldest = (oldest + 1) % REMEMBERED;
    return made;
  }
}
