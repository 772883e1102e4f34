package org.anabranch.solver.multistep;

import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;

/**
 * UniPC of order p, data prediction: a predictor of order p, and a corrector of order p + 1 that uses the next step's own
 * evaluation and so costs none. One evaluation a step.
 *
 * <p>With s, t the ends of a step, h = lambda(t) - lambda(s), r[i] = (lambda[i] - lambda(s)) / h for earlier times and r = 1 for the
 * end, D[i] = (m[i] - m(s)) / r[i]:
 * <pre>
 *   x' = (sigma(t) / sigma(s)) x + alpha(t) (h phi1(-h) m(s) + sum_i w[i] D[i]),
 *   sum_i w[i] r[i]^(k - 1) = k! h phi[k + 1](-h)     for k = 1, ..., number of D
 * </pre>
 * The predictor takes p - 1 earlier times, the corrector the end too. The weights do not depend on B(h) but where there is one D
 * only: w = B(h) / 2 with B = h (bh1) or 1 - exp(-h) (bh2). The corrected state need not be stored: it differs from the predicted
 * one by a combination of predictions, so that a step is a {@link StepFormula} from predicted state to predicted state. The states
 * between the steps are the predicted ones, as in diffusers, and the last is.
 *
 * <p>The order is what the past allows; on a grid that ends at the data it goes down to 1 at the end. A step that begins or ends at
 * an infinite lambda is of first order, its correction weighted as bh2's limit, alpha(t) / 2, for both kinds (bh1's is infinite),
 * and a time of infinite lambda serves no later step.
 *
 * <p>References: Zhao et al. 2023, UniPC, algorithms 1 to 4; diffusers {@code schedulers/scheduling_unipc_multistep.py}.
 *
 * @param order 1, 2 or 3
 * @param kind  which B(h)
 */
public record UniPc(int order, Kind kind) implements MultistepMethod {
  /** B(h). */
  public enum Kind {
    /** B(h) = h. */
    BH1,
    /** B(h) = 1 - exp(-h). */
    BH2
  }

  /** Checks the order. */
  public UniPc {
    if (order < 1 || order > 3) {
      throw new IllegalArgumentException("unipc: the order must be 1, 2 or 3, got " + order);
    }
  }

  @Override
  public String name() {
    return "unipc-" + order + (kind == Kind.BH1 ? "-bh1" : "");
  }

  @Override
  public int history() {
    return order;
  }

  @Override
  public Prediction prediction() {
    return Prediction.DATA;
  }

  @Override
  public StepFormula formula(Interpolant path, TimeGrid grid, int step, int past) {
    Step now = new Step(path, grid, step, orderOf(path, grid, step, past));
    double[] predicted = now.predictor(kind);
    double[] m = new double[past + 1];
    System.arraycopy(predicted, 0, m, 0, predicted.length);
    if (past > 0) {
      // The correction of the state that the last step predicted: its m(s) is m[1] now.
      Step last = new Step(path, grid, step - 1, orderOf(path, grid, step - 1, past - 1));
      double[] before = last.predictor(kind);
      double[] after = last.corrector(kind);
      m[0] += now.state() * after[0];
      for (int j = 1; j < after.length; j++) {
        m[j] += now.state() * (after[j] - before[j - 1]);
      }
    }
    return new StepFormula(now.state(), m, 0);
  }

  private int orderOf(Interpolant path, TimeGrid grid, int step, int past) {
    boolean endsAtData = grid.time(grid.steps()) == grid.direction().dataTime();
    int most = Math.min(endsAtData ? Math.min(order, grid.steps() - step) : order, past + 1);
    int now = 1;
    while (now < most && Double.isFinite(NoiseLevel.of(path, grid.time(step - now)).lambda())) {
      now++;
    }
    return Double.isFinite(NoiseLevel.of(path, grid.time(step)).lambda()) ? now : 1;
  }

  /** One step at its order. */
  private static final class Step {
    private final NoiseLevel s;
    private final NoiseLevel t;
    private final int order;
    private final double h;
    /** r of the order - 1 earlier times, then 1. */
    private final double[] r;

    Step(Interpolant path, TimeGrid grid, int step, int order) {
      this.s = NoiseLevel.of(path, grid.time(step));
      this.t = NoiseLevel.of(path, grid.time(step + 1));
      this.order = order;
      this.h = t.lambda() - s.lambda();
      this.r = new double[order];
      for (int i = 1; i < order; i++) {
        r[i - 1] = (NoiseLevel.of(path, grid.time(step - i)).lambda() - s.lambda()) / h;
      }
      r[order - 1] = 1;
    }

    double state() {
      return t.sigma() / s.sigma();
    }

    /** The factors of m(s) and of the order - 1 predictions before it. */
    double[] predictor(Kind kind) {
      double[] m = new double[order];
      m[0] = t.alpha() * (1 - s.decayTo(t));
      double[] w = order == 2 ? new double[] {half(kind)} : weights(order - 1);
      for (int i = 1; i < order; i++) {
        differ(m, i, 0, w[i - 1] / r[i - 1]);
      }
      return m;
    }

    /** The factors of m(t), of m(s) and of the order - 1 predictions before it. */
    double[] corrector(Kind kind) {
      double[] m = new double[order + 1];
      m[1] = t.alpha() * (1 - s.decayTo(t));
      double[] w = order == 1 ? new double[] {half(kind)} : weights(order);
      for (int i = 1; i < order; i++) {
        differ(m, i + 1, 1, w[i - 1] / r[i - 1]);
      }
      differ(m, 0, 1, w[order - 1]);
      return m;
    }

    private void differ(double[] m, int i, int present, double weight) {
      m[i] += t.alpha() * weight;
      m[present] -= t.alpha() * weight;
    }

    private double half(Kind kind) {
      return (kind == Kind.BH1 && Double.isFinite(h) ? h : 1 - s.decayTo(t)) / 2;
    }

    /** The solution of the order conditions for the first n of r, by elimination. */
    private double[] weights(int n) {
      double[][] a = new double[n][n + 1];
      double factorial = 1;
      for (int k = 0; k < n; k++) {
        factorial *= k + 1;
        for (int i = 0; i < n; i++) {
          a[k][i] = k == 0 ? 1 : a[k - 1][i] * r[i];
        }
        a[k][n] = factorial * h * Phi.of(k + 2, -h);
      }
      for (int k = 0; k < n; k++) {
        for (int row = k + 1; row < n; row++) {
          double factor = a[row][k] / a[k][k];
          for (int i = k; i <= n; i++) {
            a[row][i] -= factor * a[k][i];
          }
        }
      }
      double[] w = new double[n];
      for (int k = n - 1; k >= 0; k--) {
        w[k] = a[k][n];
        for (int i = k + 1; i < n; i++) {
          w[k] -= a[k][i] * w[i];
        }
        w[k] /= a[k][k];
      }
      return w;
    }
  }
}
