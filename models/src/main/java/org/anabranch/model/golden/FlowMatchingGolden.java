package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.ConvertedField;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.likelihood.ExactDivergence;
import org.anabranch.solver.likelihood.LikelihoodResult;
import org.anabranch.solver.likelihood.LogLikelihood;

/**
 * A {@code flow_matching_lib} folder, facebookresearch/flow_matching: schedulers, paths and conversions {@code PATH.*}; solutions
 * {@code ode.METHOD_STEP} of the closed-form velocity tanh(x) W' + b t at times 0, 0.15, 0.5 and 1; {@code likelihood.*} of
 * {@code in.x1} by the midpoint method with the exact divergence; {@code transform.PATH_to_PATH}; and {@link DiscreteFlowOutputs}.
 */
final class FlowMatchingGolden implements GoldenRunner {
  private static final Pattern NAME = Pattern.compile("([A-Za-z]+(?:\\d+(?:\\.\\d+)?)?)\\.([a-z_]+)");
  private static final Pattern CONVERSION = Pattern.compile("(target|epsilon|velocity)_to_(target|epsilon|velocity)");
  private static final Pattern ODE = Pattern.compile("ode\\.([a-z0-9]+)_(None|[0-9.]+)");
  private static final Pattern TRANSFORM = Pattern.compile("transform\\.([A-Za-z0-9.]+)_to_([A-Za-z0-9.]+)");
  private static final Pattern POLYNOMIAL = Pattern.compile("Poly([0-9.]+)");
  private static final Map<String, String> METHODS = new TreeMap<>(
      Map.of("euler", "euler", "midpoint", "midpoint", "heun2", "heun", "heun3", "heun3", "rk4", "rk4-38"));
  private static final double[] TIMES = {0, 0.15, 0.5, 1};
  private static final int LIKELIHOOD_STEPS = 20;

  private final GoldenFolder folder;
  private final Kernels kernels;
  private final DiscreteFlowOutputs discrete;

  /** tanh(x) W' + b t, with the products W ((1 - tanh(x)^2) d). */
  private record Velocity(Tensor w, Tensor b, Interpolant interpolant) implements DifferentiableField {
    @Override
    public Shape rowShape() {
      return Shape.of(w.rows());
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {
      if (condition != 0) {
        throw new IllegalArgumentException("condition: the closed-form velocity has only condition 0, got " + condition);
      }
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      int n = w.rows();
      double[] tanh = new double[n];
      for (int r = 0; r < x.rows(); r++) {
        for (int j = 0; j < n; j++) {
          tanh[j] = StrictMath.tanh(x.get((long) r * n + j));
        }
        for (int i = 0; i < n; i++) {
          v.doubles()[v.offset() + r * n + i] = row(i, tanh, b.get(i) * t[r]);
        }
      }
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
      evaluate(x, t, condition, v);
      int n = w.rows();
      int share = tangents.rows() / x.rows();
      double[] d = new double[n];
      for (int r = 0; r < tangents.rows(); r++) {
        for (int j = 0; j < n; j++) {
          double tanh = StrictMath.tanh(x.get((long) r / share * n + j));
          d[j] = (1 - tanh * tanh) * tangents.get((long) r * n + j);
        }
        for (int i = 0; i < n; i++) {
          products.doubles()[products.offset() + r * n + i] = row(i, d, 0);
        }
      }
    }

    /** from + W[i] . d. */
    private double row(int i, double[] d, double from) {
      double sum = from;
      for (int j = 0; j < d.length; j++) {
        sum += d[j] * w.get((long) i * d.length + j);
      }
      return sum;
    }
  }

  FlowMatchingGolden(GoldenFolder folder, Kernels kernels) {
    this.folder = folder;
    this.kernels = kernels;
    this.discrete = new DiscreteFlowOutputs(folder);
  }

  /** The path of an official name with data at one, if it is known. */
  static Optional<Interpolant> path(String name) {
    Direction d = Direction.DATA_AT_ONE;
    Matcher polynomial = POLYNOMIAL.matcher(name);
    if (polynomial.matches()) {
      return Optional.of(Interpolant.polynomial(d, Double.parseDouble(polynomial.group(1))));
    }
    return switch (name) {
      case "CondOT" -> Optional.of(Interpolant.linear(d));
      case "Cosine" -> Optional.of(Interpolant.gvp(d));
      case "LinearVP" -> Optional.of(Interpolant.linearVp(d));
      case "VP" -> Optional.of(Interpolant.vp(d));
      default -> Optional.empty();
    };
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String path : List.of("CondOT", "Cosine", "LinearVP", "Poly0.5", "Poly2", "VP")) {
      for (String output : List.of("dx_t", "epsilon_to_target", "epsilon_to_velocity", "sched", "snr_inverse", "target_to_epsilon",
          "target_to_velocity", "velocity_to_epsilon", "velocity_to_target", "x_t")) {
        names.add(path + "." + output);
      }
    }
    names.addAll(List.of("ode.euler_0.1", "ode.euler_None", "ode.heun3_0.1", "ode.midpoint_0.1", "ode.rk4_0.25", "likelihood.logp",
        "likelihood.x_source", "transform.CondOT_to_Cosine", "transform.CondOT_to_VP", "transform.Cosine_to_CondOT",
        "transform.VP_to_LinearVP"));
    names.addAll(DiscreteFlowOutputs.NAMES);
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    if (name.startsWith("disc.")) {
      return discrete.compute(name);
    }
    if (name.startsWith("likelihood.")) {
      return likelihood(name.equals("likelihood.logp"));
    }
    Matcher ode = ODE.matcher(name);
    if (ode.matches()) {
      return Optional.ofNullable(METHODS.get(ode.group(1))).map(m -> solve(Tableau.named(m), ode.group(2)));
    }
    Matcher transform = TRANSFORM.matcher(name);
    if (transform.matches()) {
      return path(transform.group(1)).flatMap(from -> path(transform.group(2)).map(to -> transform(from, to)));
    }
    Matcher m = NAME.matcher(name);
    return m.matches() ? path(m.group(1)).flatMap(p -> onPath(p, m.group(2))) : Optional.empty();
  }

  private Optional<Tensor> onPath(Interpolant path, String output) {
    double[] t = values("t");
    double[] x0 = values("x0");
    double[] x1 = values("x1");
    double[] xt = values("xt");
    double[] model = values("model_out");
    int width = x0.length / t.length;
    Matcher conversion = CONVERSION.matcher(output);
    if (conversion.matches()) {
      double[] out = new double[model.length];
      Arrays.setAll(out, i -> Conversion.of(path, prediction(conversion.group(1)), prediction(conversion.group(2)), t[i / width])
          .apply(xt[i], model[i]));
      return Optional.of(Tensor.of(out, t.length, width));
    }
    return switch (output) {
      case "sched" -> {
        List<ToDoubleFunction<Double>> columns = List.of(path::alpha, path::sigma, path::alphaDot, path::sigmaDot);
        double[] out = new double[4 * t.length];
        Arrays.setAll(out, i -> columns.get(i % 4).applyAsDouble(t[i / 4]));
        yield Optional.of(Tensor.of(out, t.length, 4));
      }
      case "snr_inverse" -> {
        double[] out = Arrays.stream(values("snr")).map(path::timeOf).toArray();
        yield Optional.of(Tensor.of(out, out.length));
      }
      case "x_t" -> {
        double[] out = new double[x0.length];
        Arrays.setAll(out, i -> path.alpha(t[i / width]) * x1[i] + path.sigma(t[i / width]) * x0[i]);
        yield Optional.of(Tensor.of(out, t.length, width));
      }
      case "dx_t" -> {
        double[] out = new double[x0.length];
        Arrays.setAll(out, i -> path.alphaDot(t[i / width]) * x1[i] + path.sigmaDot(t[i / width]) * x0[i]);
        yield Optional.of(Tensor.of(out, t.length, width));
      }
      default -> Optional.empty();
    };
  }

  private static Prediction prediction(String name) {
    return switch (name) {
      case "target" -> Prediction.DATA;
      case "epsilon" -> Prediction.NOISE;
      default -> Prediction.VELOCITY;
    };
  }

  /** torchdiffeq's grid for a step, or the output times themselves; states between the steps are linear. */
  private Tensor solve(Tableau method, String step) {
    double[] grid = TIMES;
    if (!step.equals("None")) {
      double h = Double.parseDouble(step);
      int steps = (int) Math.ceil(1 / h - 1e-9);
      grid = new double[steps + 1];
      Arrays.setAll(grid, i -> i * h);
      grid[steps] = 1;
    }
    double[] nodes = grid;
    Tensor start = folder.wideInput("x0");
    int size = Math.toIntExact(start.size());
    double[] states = new double[nodes.length * size];
    VelocityField field = new Velocity(folder.wideInput("vel.W"), folder.wideInput("vel.b"),
        Interpolant.linear(Direction.DATA_AT_ONE));
    new OdeSolver(field, method, kernels).integrate(start, new int[start.rows()], TimeGrid.of(Direction.DATA_AT_ONE, nodes),
        (i, time, x) -> System.arraycopy(x.doubles(), x.offset(), states, i * size, size));
    double[] out = new double[TIMES.length * size];
    for (int i = 0; i < TIMES.length; i++) {
      int node = 0;
      while (node + 2 < nodes.length && nodes[node + 1] < TIMES[i]) {
        node++;
      }
      double part = (TIMES[i] - nodes[node]) / (nodes[node + 1] - nodes[node]);
      for (int j = 0; j < size; j++) {
        out[i * size + j] = states[node * size + j] + part * (states[(node + 1) * size + j] - states[node * size + j]);
      }
    }
    return Tensor.of(out, TIMES.length, start.rows(), start.rowSize());
  }

  /** Log-densities by the exact divergence, or the sources where the flow takes the data. */
  private Optional<Tensor> likelihood(boolean density) {
    Tensor x1 = folder.wideInput("x1");
    Direction direction = Direction.DATA_AT_ONE;
    DifferentiableField field = new Velocity(folder.wideInput("vel.W"), folder.wideInput("vel.b"), Interpolant.linear(direction));
    TrajectoryKey[] keys = new TrajectoryKey[x1.rows()];
    Arrays.fill(keys, TrajectoryKey.root(0, 0));
    LikelihoodResult result = new LogLikelihood(field, new ExactDivergence(), kernels).fixed(x1, new int[x1.rows()], keys,
        Tableau.named("midpoint"), TimeGrid.uniform(direction, LIKELIHOOD_STEPS), Meter.unlimited());
    double[] log = result.rows().stream().mapToDouble(LikelihoodResult.Row::logDensity).toArray();
    return Optional.of(density ? Tensor.of(log, log.length) : result.noise());
  }

  private Tensor transform(Interpolant from, Interpolant to) {
    Tensor x = folder.wideInput("xt");
    Tensor v = Tensor.zerosF64(x.rows(), x.rowSize());
    VelocityField field = new Velocity(folder.wideInput("vel.W"), folder.wideInput("vel.b"), from);
    new ConvertedField(field, to, kernels).evaluate(x, values("t"), new int[x.rows()], v);
    return v;
  }

  private double[] values(String input) {
    return DiffusionTransformerGolden.doubles(folder.input(input));
  }
}
