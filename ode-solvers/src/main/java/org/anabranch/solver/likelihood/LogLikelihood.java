package org.anabranch.solver.likelihood;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Admission;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;

/**
 * The log-density of data under a flow, by the instantaneous change of variables along the ODE from data to noise.
 *
 * <pre>
 *   log p(x) = log N(x(noise); 0, sigma(noise)^2 I) + integral from the data time to the noise time of div u dt
 * </pre>
 * with dt signed, so that the formula is the same in both directions of time. Where the path does not end in pure noise (the
 * variance-preserving one), the normal law is an approximation as it is for samples.
 *
 * <p>x and the integrals are one state in double, one integral for each estimate of the {@link Divergence}. An adaptive solver's error
 * norm, per row, is over all of it: the integrals count as elements like those of x. A field in F32 has rounding of about 1e-6,
 * below which a tolerance asks for nothing.
 *
 * <p>Charged to the meter before every batched evaluation: rows times {@link Divergence#cost}. A fixed step that the budget does not
 * cover is not begun. A row's bits depend on its data, condition and key alone. Allocates with every evaluation.
 * Threading: one thread at a time, as its field and kernels.
 *
 * <p>References: Chen et al. 2018 (Neural ODEs, theorem 1); Song et al. 2021 (section 4.3); flow_matching, ode_solver.py.
 */
public final class LogLikelihood {
  private final DifferentiableField field;
  private final Divergence divergence;
  private final Kernels kernels;
  private final int size;

  /**
   * Likelihoods of a field.
   *
   * @throws IllegalArgumentException if the field is not finite at the data end, where every likelihood begins
   */
  public LogLikelihood(DifferentiableField field, Divergence divergence, Kernels kernels) {
    if (!field.isFiniteAtData()) {
      throw new IllegalArgumentException("likelihood: needs a velocity that is finite at the data end, time "
          + field.interpolant().direction().dataTime() + ", this one is not");
    }
    this.field = field;
    this.divergence = divergence;
    this.kernels = kernels.host();
    this.size = Math.toIntExact(field.rowShape().size());
    divergence.cost(field);
  }

  /**
   * In fixed steps of a Runge-Kutta method, backwards over the grid.
   *
   * @param data       [rows, rowShape...] in the field's type, not written
   * @param conditions [rows]
   * @param keys       [rows], of the random directions
   * @param grid       from the noise end to the data end
   * @throws IllegalArgumentException if shapes, conditions or the grid do not fit
   */
  public LikelihoodResult fixed(Tensor data, int[] conditions, TrajectoryKey[] keys, Tableau tableau, TimeGrid grid, Meter meter) {
    if (!grid.isWhole() || grid.direction() != field.interpolant().direction()) {
      throw new IllegalArgumentException("likelihood: needs a grid from " + field.interpolant().direction() + "'s noise time to its "
          + "data time, got " + grid.direction() + " " + grid);
    }
    JointField joint = joint(data, conditions, keys);
    Tensor x = start(data);
    Tensor stage = Tensor.zeros(DType.F64, x.shape());
    Tensor[] k = new Tensor[tableau.stages()];
    Arrays.setAll(k, i -> Tensor.zeros(DType.F64, x.shape()));
    int[] numbers = numbers(conditions.length);
    double[] times = new double[conditions.length];
    double[] c = new double[tableau.stages()];
    long cost = (long) conditions.length * joint.costPerRow();
    long calls = 0;
    for (int i = grid.steps(); i > 0; i--) {
      double t = grid.time(i);
      double next = grid.time(i - 1);
      Admission admission = meter.peek(cost * tableau.stages());
      for (int s = 0; s < tableau.stages() && admission == Admission.ADMITTED; s++) {
        admission = meter.admit(cost);
        if (admission == Admission.ADMITTED) {
          for (int j = 0; j < s; j++) {
            c[j] = (next - t) * tableau.a(s, j);
          }
          kernels.axpy(x, c, k, s, stage);
          Arrays.fill(times, tableau.c(s) == 1 ? next : t + tableau.c(s) * (next - t));
          joint.evaluate(stage, times, numbers, k[s]);
          calls++;
        }
      }
      if (admission != Admission.ADMITTED) {
        return result(x, AdaptiveResult.Status.of(admission), t, calls);
      }
      for (int j = 0; j < c.length; j++) {
        c[j] = (next - t) * tableau.b(j);
      }
      kernels.axpy(x, c, k, c.length, x);
    }
    return result(x, AdaptiveResult.Status.COMPLETED, grid.time(0), calls);
  }

  /**
   * With step lengths chosen by tolerance, row by row.
   *
   * @param data       [rows, rowShape...] in the field's type, not written
   * @param conditions [rows]
   * @param keys       [rows], of the random directions
   * @throws IllegalArgumentException if shapes or conditions do not fit
   */
  public LikelihoodResult adaptive(Tensor data, int[] conditions, TrajectoryKey[] keys, AdaptiveMethod method, AdaptiveOptions options,
      Meter meter) {
    JointField joint = joint(data, conditions, keys);
    double[] times = {field.interpolant().direction().dataTime(), field.interpolant().direction().noiseTime()};
    AdaptiveResult r = new AdaptiveOdeSolver(joint, method, kernels, options).integrate(start(data), numbers(conditions.length), times,
        meter);
    List<LikelihoodResult.Row> rows = new ArrayList<>();
    for (int i = 0; i < conditions.length; i++) {
      AdaptiveResult.Row row = r.rows().get(i);
      rows.add(row(r.state(), i, row.status(), row.time(), row.evaluations()));
    }
    return new LikelihoodResult(noise(r.state()), rows);
  }

  private JointField joint(Tensor data, int[] conditions, TrajectoryKey[] keys) {
    if (data.dtype() != field.dtype() || data.rowSize() != size) {
      throw new IllegalArgumentException("likelihood: the field needs data [rows] x " + field.rowShape() + " of " + field.dtype()
          + ", got " + data.shape() + " of " + data.dtype());
    }
    if (conditions.length != data.rows() || keys.length != data.rows()) {
      throw new IllegalArgumentException("likelihood: needs a condition and a key per row, got " + conditions.length + " and "
          + keys.length + " for " + data.rows() + " rows");
    }
    for (int condition : conditions) {
      field.checkCondition(condition);
    }
    return new JointField(field, divergence, conditions.clone(), keys.clone());
  }

  private Tensor start(Tensor data) {
    int wide = size + divergence.estimates();
    Tensor x = Tensor.zerosF64(data.rows(), wide);
    for (int r = 0; r < data.rows(); r++) {
      for (int i = 0; i < size; i++) {
        x.doubles()[r * wide + i] = data.get((long) r * size + i);
      }
    }
    return x;
  }

  private LikelihoodResult result(Tensor x, AdaptiveResult.Status status, double time, long calls) {
    List<LikelihoodResult.Row> rows = new ArrayList<>();
    for (int r = 0; r < x.rows(); r++) {
      rows.add(row(x, r, status, time, calls));
    }
    return new LikelihoodResult(noise(x), rows);
  }

  private LikelihoodResult.Row row(Tensor x, int r, AdaptiveResult.Status status, double time, long calls) {
    int n = divergence.estimates();
    int at = x.offset() + r * (size + n);
    double[] s = x.doubles();
    double sigma = field.interpolant().sigma(field.interpolant().direction().noiseTime());
    double log = -size * (0.5 * StrictMath.log(2 * Math.PI) + StrictMath.log(sigma));
    for (int i = 0; i < size; i++) {
      log -= 0.5 * (s[at + i] / sigma) * (s[at + i] / sigma);
    }
    double mean = 0;
    for (int k = 0; k < n; k++) {
      mean += s[at + size + k] / n;
    }
    double squares = 0;
    for (int k = 0; k < n; k++) {
      squares += (s[at + size + k] - mean) * (s[at + size + k] - mean);
    }
    double error = divergence instanceof ExactDivergence ? 0 : n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    AdaptiveResult.Status end = status == AdaptiveResult.Status.COMPLETED && !Double.isFinite(log + mean)
        ? AdaptiveResult.Status.NON_FINITE : status;
    boolean whole = end == AdaptiveResult.Status.COMPLETED;
    return new LikelihoodResult.Row(end, time, whole ? log + mean : Double.NaN, whole ? error : Double.NaN,
        calls * divergence.evaluations() * field.costPerRow(), calls * divergence.products(size) * field.costPerTangent());
  }

  private Tensor noise(Tensor x) {
    Tensor out = Tensor.zerosF64(x.rows(), size);
    for (int r = 0; r < x.rows(); r++) {
      System.arraycopy(x.doubles(), x.offset() + r * x.rowSize(), out.doubles(), r * size, size);
    }
    return out;
  }

  private static int[] numbers(int rows) {
    int[] n = new int[rows];
    Arrays.setAll(n, i -> i);
    return n;
  }
}
