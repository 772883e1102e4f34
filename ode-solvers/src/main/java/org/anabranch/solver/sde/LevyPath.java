package org.anabranch.solver.sde;

import java.util.Arrays;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * A Brownian motion on [start, end] with its time integrals and Levy areas, as pure functions of (key, interval): a virtual Brownian
 * tree whose nodes know their areas.
 *
 * <pre>
 *   dW  = W(t) - W(s)        U = integral over [s, t] of W(r) - W(s) dr        H = U / (t - s) - dW / 2  ~ N(0, (t - s) / 12)
 *   A_ij = 1/2 integral over [s, t] of (W_i - W_i(s)) dW_j - (W_j - W_j(s)) dW_i
 *   halves of a node of length l:   dW1 = dW/2 + 3/2 H + z      dW2 = dW/2 - 3/2 H - z         z ~ N(0, l/16)
 *                                   H1  = H/4 - z/2 + n         H2  = H/4 - z/2 - n            n ~ N(0, l/48)
 * </pre>
 * Everything about an interval is that of one path, whatever was asked before and at whatever steps, so that Chen's relations hold
 * between any intervals to rounding: U = U1 + U2 + (t - m) dW1 and A = A1 + A2 + (dW1 dW2^T - dW2 dW1^T) / 2.
 *
 * <p>Inside a leaf, 2^-depth of the interval, the path is the parabola of its dW and H, and its Levy area that of the parabola plus
 * what a Brownian motion has beyond it, spread evenly over the leaf: the next term of the Legendre series exactly, the tail of
 * variance l^2 / 20 as a normal. So over whole leaves dW, U and H have the exact law, and A the exact first two moments given them;
 * its law is exact in the limit of many leaves.
 *
 * <p>A query costs O(depth) normals per coordinate; with Levy areas, O(leaves of the interval): once through the whole path is
 * 2^depth leaves at any number of steps. The path differs from {@link BrownianPath}'s of the same key. Stores scratch for one thread
 * at a time.
 *
 * <p>References: Foster, Lyons, Oberhauser 2020, An optimal polynomial approximation of Brownian motion (theorem 4.1, halves);
 * Jelincic, Foster, Kidger 2024, Single-seed generation of Brownian paths and integrals; Kuznetsov 2006 for the series.
 */
public final class LevyPath implements SdePath {
  /** Bisections unless told otherwise: 4096 leaves. */
  public static final int DEFAULT_DEPTH = 12;
  private static final int MAX_DEPTH = 30;
  /** Makes the tree's numbers other ones than those of {@link BrownianPath}, whose branches have the sign bit alone. */
  private static final long BRANCHES = 3L << 62;
  private static final double ROOT_12 = StrictMath.sqrt(12);
  private static final double SECOND = 0.5 / StrictMath.sqrt(15);
  private static final double TAIL = StrictMath.sqrt(1.0 / 20);

  private final TrajectoryKey key;
  private final int width;
  private final double start;
  private final double end;
  private final int depth;
  /** dW and H of the node on each level that is being visited, first the left child's, then the right one's. */
  private final double[][][] w;
  private final double[][][] h;
  private final double[] normals;
  private final double[] before;
  private final double[] step;

  /** A path of {@value #DEFAULT_DEPTH} bisections. */
  public LevyPath(TrajectoryKey key, int width, double start, double end) {
    this(key, width, start, end, DEFAULT_DEPTH);
  }

  /**
   * A path.
   *
   * @param width coordinates, independent of each other
   * @param depth bisections, 1 to 30
   */
  public LevyPath(TrajectoryKey key, int width, double start, double end, int depth) {
    if (!(start < end) || width < 1 || depth < 1 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException("levy path: needs start < end, a width >= 1 and a depth in 1 .. " + MAX_DEPTH + ", got "
          + start + ", " + end + ", " + width + " and " + depth);
    }
    this.key = key;
    this.width = width;
    this.start = start;
    this.end = end;
    this.depth = depth;
    this.w = new double[depth + 1][2][width];
    this.h = new double[depth + 1][2][width];
    this.normals = new double[Math.max(2 * width, width + width * (width - 1) / 2)];
    this.before = new double[width];
    this.step = new double[width];
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public double resolution() {
    return StrictMath.scalb(end - start, -depth);
  }

  /**
   * The increment over an interval and its time integral.
   *
   * @param dW receives W(to) - W(from)
   * @param u  receives the integral of W(r) - W(from) over the interval
   * @throws IllegalArgumentException unless start &lt;= from &lt;= to &lt;= end
   */
  @Override
  public void increment(double from, double to, double[] dW, double[] u) {
    query(from, to, dW, u, new double[0]);
  }

  /**
   * The increment over an interval, its time integral and its Levy areas.
   *
   * @param dW   receives W(to) - W(from)
   * @param u    receives the integral of W(r) - W(from) over the interval
   * @param levy [width * width] receives A_ij at i width + j, antisymmetric
   * @throws IllegalArgumentException unless start &lt;= from &lt;= to &lt;= end, and if the areas do not fit
   */
  public void increment(double from, double to, double[] dW, double[] u, double[] levy) {
    if (levy.length != width * width) {
      throw new IllegalArgumentException("levy path: needs room for " + width * width + " areas, got " + levy.length);
    }
    query(from, to, dW, u, levy);
  }

  private void query(double from, double to, double[] dW, double[] u, double[] levy) {
    if (!(from >= start && from <= to && to <= end)) {
      throw new IllegalArgumentException("levy path: an interval must lie in [" + start + ", " + end + "], got [" + from + ", " + to
          + "]");
    }
    Arrays.fill(dW, 0);
    Arrays.fill(u, 0);
    Arrays.fill(levy, 0);
    draw(0, 0, 2 * width);
    double root = StrictMath.sqrt(end - start);
    for (int j = 0; j < width; j++) {
      w[0][0][j] = root * normals[j];
      h[0][0][j] = root / ROOT_12 * normals[width + j];
    }
    visit(1, 0, 0, start, end, from, to, dW, u, levy);
  }

  /** Appends what lies of a node in [from, to] to the sums. */
  private void visit(long node, int level, int side, double l, double r, double from, double to, double[] dW, double[] u,
      double[] levy) {
    if (r <= from || l >= to) {
      return;
    }
    double[] own = w[level][side];
    double[] area = h[level][side];
    if (level == depth || levy.length == 0 && l >= from && r <= to) {
      append(node, level, own, area, r - l, (Math.max(from, l) - l) / (r - l), (Math.min(to, r) - l) / (r - l), dW, u, levy);
      return;
    }
    draw(node, level, 2 * width);
    double length = r - l;
    double zScale = 0.25 * StrictMath.sqrt(length);
    double nScale = StrictMath.sqrt(length / 48);
    for (int j = 0; j < width; j++) {
      double z = zScale * normals[j];
      double n = nScale * normals[width + j];
      w[level + 1][0][j] = 0.5 * own[j] + 1.5 * area[j] + z;
      w[level + 1][1][j] = 0.5 * own[j] - 1.5 * area[j] - z;
      h[level + 1][0][j] = 0.25 * area[j] - 0.5 * z + n;
      h[level + 1][1][j] = 0.25 * area[j] - 0.5 * z - n;
    }
    double middle = 0.5 * (l + r);
    visit(2 * node, level + 1, 0, l, middle, from, to, dW, u, levy);
    visit(2 * node + 1, level + 1, 1, middle, r, from, to, dW, u, levy);
  }

  /** Appends the part [a, b], as fractions, of a node taken as a parabola, by Chen's relations. */
  private void append(long node, int level, double[] own, double[] area, double length, double a, double b, double[] dW, double[] u,
      double[] levy) {
    double squares = 0.5 * (b * b - a * a);
    double cubes = b * b * b - a * a * a;
    for (int j = 0; j < width; j++) {
      before[j] = a * own[j] + 6 * a * (1 - a) * area[j];
      step[j] = a == 0 && b == 1 ? own[j] : (b - a) * own[j] + 6 * (b * (1 - b) - a * (1 - a)) * area[j];
    }
    if (levy.length > 0) {
      appendAreas(node, level, own, area, length, b - a, cubes, dW, levy);
    }
    for (int j = 0; j < width; j++) {
      double inside = length * (own[j] * squares + area[j] * (6 * squares - 2 * cubes) - before[j] * (b - a));
      u[j] += inside + length * (b - a) * dW[j];
    }
    for (int j = 0; j < width; j++) {
      dW[j] += step[j];
    }
  }

  private void appendAreas(long node, int level, double[] own, double[] area, double length, double share, double cubes, double[] dW,
      double[] levy) {
    draw(node, level, width + width * (width - 1) / 2);
    // The parabola's H in units of its deviation, sqrt(length / 12), times length / (2 sqrt 15).
    double second = SECOND * length * ROOT_12 / StrictMath.sqrt(length);
    int next = width;
    for (int i = 0; i < width; i++) {
      for (int j = i + 1; j < width; j++) {
        double beyond = second * (normals[i] * area[j] - area[i] * normals[j]) + TAIL * length * normals[next++];
        double value = cubes * (area[i] * own[j] - own[i] * area[j]) - 0.5 * (before[i] * step[j] - before[j] * step[i])
            + share * beyond + 0.5 * (dW[i] * step[j] - dW[j] * step[i]);
        levy[i * width + j] += value;
        levy[j * width + i] -= value;
      }
    }
  }

  private void draw(long node, int level, int count) {
    RandomStream.normals(key.child(node | BRANCHES), level, Purpose.STEP, normals, 0, count);
  }
}
