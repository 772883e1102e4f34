package org.anabranch.solver.toy;

import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Admission;
import org.anabranch.solver.BlockEvaluator;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * The exact transition of a stochastic flow to a {@link GaussianMixture}: a chain whose marginals are right at any number of steps, so
 * that what is wrong with a search's result is the search's.
 *
 * <p>From time t to the less noisy s, for each coordinate: the data are drawn from their law given x(t), a mixture, and x(s) from
 * its law given the data and x(t),
 *
 * <pre>
 *   A = alpha(t) / alpha(s)     S^2 = sigma(t)^2 - A^2 sigma(s)^2     P = 1 / sigma(s)^2 + A^2 / S^2
 *   x(s) ~ N((alpha(s) data / sigma(s)^2 + A x(t) / S^2) / P, 1 / P)
 * </pre>
 * At the data end it is the data. A coordinate takes three normals of the row's step; the component is drawn by the distribution
 * function of the first, so that near noise makes near steps. One evaluation a step, which the transition does not need but a
 * network would.
 */
public final class MixtureKernel implements FlowMethod {
  /** The kernel. */
  public static final MixtureKernel EXACT = new MixtureKernel();

  private MixtureKernel() {}

  /** The chain of the acceptance tests: {@link GaussianMixture#toy} on the linear path, noise at one, in equal steps. */
  public static FlowGenerator chain(int steps) {
    return chain(GaussianMixture.toy(), Interpolant.linear(Direction.NOISE_AT_ONE), 1, steps);
  }

  /** A chain of independent coordinates on any path, in equal steps, computed by the calling thread. */
  public static FlowGenerator chain(GaussianMixture data, Interpolant path, int coordinates, int steps) {
    return new FlowGenerator(() -> new GaussianMixtureField(data, path, Shape.of(coordinates), DType.F64),
        Backend.of("scalar", new WorkerPool(1)), EXACT, TimeGrid.uniform(path.direction(), steps), "toy chain", 1024);
  }

  @Override
  public String name() {
    return "exact transition";
  }

  @Override
  public int evaluations(int step, int steps) {
    return 1;
  }

  @Override
  public boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return true;
  }

  @Override
  public void check(Interpolant path, TimeGrid grid) {
    // Any path and any grid will do.
  }

  @Override
  public void check(VelocityField field, TimeGrid grid) {
    if (!(field instanceof GaussianMixtureField)) {
      throw new IllegalArgumentException("exact transition: needs the field of a Gaussian mixture, got "
          + field.getClass().getSimpleName());
    }
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    check(field, grid);
    return new Stepper(((GaussianMixtureField) field).data(), grid, new BlockEvaluator(field, maxRows));
  }

  /** The kernel at work. */
  private record Stepper(GaussianMixture data, TimeGrid grid, BlockEvaluator evaluator) implements FlowStepper {
    @Override
    public Admission evaluate(FlowRows rows, int step, Meter meter) {
      return evaluator.evaluate(rows, grid.time(step), meter);
    }

    /** A mixture has no one size. */
    @Override
    public double deviation(int step) {
      return Double.NaN;
    }

    @Override
    public Admission step(FlowRows rows, int step, Meter meter) {
      Admission admission = evaluate(rows, step, meter);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      double[] x = new double[rows.state().whole().rowSize()];
      double[] z = new double[3 * x.length];
      double[] w = new double[z.length];
      for (int i = 0; i < rows.count(); i++) {
        StepNoise.KEYED.draw(rows, i, step, z, w);
        rows.state().load(i, x);
        for (int j = 0; j < x.length; j++) {
          x[j] = next(x[j], grid.time(step), grid.time(step + 1), z, 3 * j);
        }
        rows.spare().store(x, i);
      }
      rows.swap();
      return admission;
    }

    private double next(double x, double t, double s, double[] z, int at) {
      Interpolant path = evaluator.field().interpolant();
      GaussianMixture law = data.posterior(path, t, x);
      double left = StandardNormal.cdf(z[at]);
      int k = 0;
      while (k + 1 < law.components() && left > law.weight(k)) {
        left -= law.weight(k);
        k++;
      }
      double draw = law.mean(k) + law.deviation(k) * z[at + 1];
      double variance = path.sigma(s) * path.sigma(s);
      if (variance == 0) {
        return path.alpha(s) * draw;
      }
      double keep = path.alpha(t) / path.alpha(s);
      double added = path.sigma(t) * path.sigma(t) - keep * keep * variance;
      double precision = 1 / variance + keep * keep / added;
      return (path.alpha(s) * draw / variance + keep * x / added) / precision + z[at + 2] / StrictMath.sqrt(precision);
    }

    @Override
    public void noise(FlowRows rows, int row, int step, double[] into, double[] scratch) {
      Arrays.fill(into, Double.NaN);
    }
  }
}
