package org.anabranch.solver.likelihood;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;

/**
 * Hutch++: the trace on a sketched range exactly, Hutchinson's estimate on the rest.
 *
 * <pre>
 *   Q = orthonormal basis of J S,  S random signs [size, sketch]
 *   tr J = tr(Q' J Q) + E[g' J g],  g = (I - Q Q') z
 * </pre>
 * Exact where J has rank sketch or less. A call evaluates the velocity twice, since Q is known after the first products, and takes
 * {@code 2 sketch + probes} products. The directions z give the independent estimates; they share Q.
 *
 * <p>A column of J S that depends on those before it, to the field's precision, is dropped: its product is paid and counts nothing.
 *
 * <p>Reference: Meyer, Musco, Musco and Woodruff 2021, Hutch++, algorithm 1.
 *
 * @param sketch columns of S, at least 1
 * @param probes directions z, at least 1
 */
public record HutchPlusPlus(int sketch, int probes) implements Divergence {
  private static final double DEPENDENT_F32 = 1e-5;
  private static final double DEPENDENT_F64 = 1e-12;

  /** Checks the numbers. */
  public HutchPlusPlus {
    if (sketch < 1 || probes < 1) {
      throw new IllegalArgumentException("Hutch++: sketch and probes must be >= 1, got " + sketch + " and " + probes);
    }
  }

  @Override
  public String description() {
    return "Hutch++, sketch " + sketch + " and " + probes + " Rademacher";
  }

  @Override
  public int estimates() {
    return probes;
  }

  @Override
  public int evaluations() {
    return 2;
  }

  @Override
  public int products(int size) {
    if (sketch > size) {
      throw new IllegalArgumentException("Hutch++: the sketch has " + sketch + " columns, a row only " + size + " elements");
    }
    return 2 * sketch + probes;
  }

  @Override
  public void evaluate(DifferentiableField field, Tensor x, double[] t, int[] condition, TrajectoryKey[] keys, Tensor v,
      double[][] estimates) {
    int size = x.rowSize();
    double[] z = new double[size];
    Directions first = new Directions(field, x.rows(), sketch);
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < sketch; k++) {
        Probe.RADEMACHER.draw(keys[r], k, z);
        for (int i = 0; i < size; i++) {
          first.set(r, k, i, z[i]);
        }
      }
    }
    first.multiply(field, x, t, condition, v);
    Directions second = new Directions(field, x.rows(), sketch + probes);
    double dependent = field.dtype() == DType.F64 ? DEPENDENT_F64 : DEPENDENT_F32;
    for (int r = 0; r < x.rows(); r++) {
      double[][] q = basis(first, r, size, dependent);
      for (int k = 0; k < sketch + probes; k++) {
        if (k >= sketch) {
          Probe.RADEMACHER.draw(keys[r], k, z);
          remove(q, sketch, z);
        }
        for (int i = 0; i < size; i++) {
          second.set(r, k, i, k < sketch ? q[k][i] : z[i]);
        }
      }
    }
    second.multiply(field, x, t, condition, v);
    for (int r = 0; r < x.rows(); r++) {
      double trace = 0;
      for (int k = 0; k < sketch; k++) {
        trace += second.quadratic(r, k);
      }
      for (int k = 0; k < probes; k++) {
        estimates[r][k] = trace + second.quadratic(r, sketch + k);
      }
    }
  }

  /** Gram-Schmidt, each column twice; a dependent column becomes zero. */
  private double[][] basis(Directions d, int r, int size, double dependent) {
    double[][] q = new double[sketch][size];
    for (int k = 0; k < sketch; k++) {
      for (int i = 0; i < size; i++) {
        q[k][i] = d.product(r, k, i);
      }
      double before = norm(q[k]);
      remove(q, k, q[k]);
      remove(q, k, q[k]);
      double after = norm(q[k]);
      double scale = after > dependent * before ? 1 / after : 0;
      for (int i = 0; i < size; i++) {
        q[k][i] *= scale;
      }
    }
    return q;
  }

  /** z = z - sum_{k < count} q[k] (q[k] . z), one after the other. */
  private static void remove(double[][] q, int count, double[] z) {
    for (int k = 0; k < count; k++) {
      double dot = 0;
      for (int i = 0; i < z.length; i++) {
        dot += q[k][i] * z[i];
      }
      for (int i = 0; i < z.length; i++) {
        z[i] -= dot * q[k][i];
      }
    }
  }

  private static double norm(double[] z) {
    double sum = 0;
    for (double e : z) {
      sum += e * e;
    }
    return Math.sqrt(sum);
  }
}
