package org.anabranch.solver.likelihood;

import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;

/**
 * Hutchinson's estimate z' J z, unbiased, once for each of {@code probes} directions of a row.
 *
 * <p>References: Hutchinson 1989; Grathwohl et al. 2019 (FFJORD) for one direction per solve.
 *
 * @param probe  the law of the directions
 * @param probes at least 1
 */
public record Hutchinson(Probe probe, int probes) implements Divergence {
  /** Checks the number. */
  public Hutchinson {
    if (probes < 1) {
      throw new IllegalArgumentException("probes: must be >= 1, got " + probes);
    }
  }

  @Override
  public String description() {
    return "Hutchinson, " + probes + " " + (probe == Probe.RADEMACHER ? "Rademacher" : "Gaussian");
  }

  @Override
  public int estimates() {
    return probes;
  }

  @Override
  public int evaluations() {
    return 1;
  }

  @Override
  public int products(int size) {
    return probes;
  }

  @Override
  public void evaluate(DifferentiableField field, Tensor x, double[] t, int[] condition, TrajectoryKey[] keys, Tensor v,
      double[][] estimates) {
    double[] z = new double[x.rowSize()];
    Directions d = new Directions(field, x.rows(), probes);
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < probes; k++) {
        probe.draw(keys[r], k, z);
        for (int i = 0; i < z.length; i++) {
          d.set(r, k, i, z[i]);
        }
      }
    }
    d.multiply(field, x, t, condition, v);
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < probes; k++) {
        estimates[r][k] = d.quadratic(r, k);
      }
    }
  }
}
