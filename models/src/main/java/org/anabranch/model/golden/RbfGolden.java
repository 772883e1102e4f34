package org.anabranch.model.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Prediction;

/**
 * A {@code search_rbf} folder, the authors' rollover budget forcing on a toy flow: the formulas of the path conversion, {@code
 * formula.PATH.WHAT[.DIFFUSION]}, and whole runs on the variance-preserving path, {@code run.vp_DIFFUSIONnorm.WHAT}. Constants that its
 * {@code params.json} does not have are those of the folder of the tests; a formula's norms are the folder's own.
 */
final class RbfGolden implements GoldenRunner {
  private static final Map<String, Double> NORMS = Map.of("clipping", 2.0, "linear", 1.5, "sigma", 1.0, "sin", 0.5, "square", 3.0);
  private static final Pattern FORMULA = Pattern.compile(
      "formula\\.(vp|polynomial)\\.(velocity|tweedie|score|(?:diffuse|drift|next)\\.(clipping|linear|sigma|sin|square))");
  private static final List<String> RESULTS = List.of("best", "t", "x", "nfe", "steps", "budget", "maxb", "final", "final_reward");
  private static final Pattern RUN = Pattern.compile(
      "run\\.vp_(clipping|linear|sigma|sin|square)(\\d+(?:\\.\\d+)?)\\.(" + String.join("|", RESULTS) + ")");
  private static final double CLOCK = 1000;

  private final GoldenFolder folder;
  private final Kernels kernels;

  RbfGolden(GoldenFolder folder, Kernels kernels) {
    this.folder = folder;
    this.kernels = kernels;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String path : List.of("vp", "polynomial")) {
      List.of("velocity", "tweedie", "score").forEach(what -> names.add("formula." + path + "." + what));
      NORMS.keySet().stream().sorted().forEach(g -> List.of("diffuse", "drift", "next").forEach(
          what -> names.add("formula." + path + "." + what + "." + g)));
    }
    Set<String> runs = new LinkedHashSet<>(List.of("run.vp_square3", "run.vp_sigma1"));
    folder.expectedShapes().keySet().stream().filter(n -> RUN.matcher(n).matches())
        .forEach(n -> runs.add(n.substring(0, n.lastIndexOf('.'))));
    runs.forEach(run -> RESULTS.forEach(r -> names.add(run + "." + r)));
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher formula = FORMULA.matcher(name);
    if (formula.matches()) {
      return Optional.of(formula(formula.group(1), formula.group(2)));
    }
    Matcher run = RUN.matcher(name);
    return run.matches() ? Optional.of(result(run(run.group(1), Double.parseDouble(run.group(2))), run.group(3))) : Optional.empty();
  }

  private Tensor formula(String path, String what) {
    Tensor x = folder.wideInput("formula.x");
    double[] t = values("formula.t", 1 / CLOCK);
    RbfFormulas f = new RbfFormulas(folder, rowShape(x), path, kernels);
    Tensor v = f.velocity(x, t);
    String[] parts = what.split("\\.");
    if (parts.length == 1) {
      return parts[0].equals("velocity") ? v : f.convert(parts[0].equals("score") ? Prediction.SCORE : Prediction.DATA, x, v, t);
    }
    double[] g = Arrays.stream(t).map(s -> f.diffusion(parts[1], NORMS.get(parts[1]), s)).toArray();
    return switch (parts[0]) {
      case "diffuse" -> Tensor.of(g, g.length, 1, 1);
      case "drift" -> f.drift(x, v, t, g);
      default -> f.step(x, v, t, values("formula.dt", 1), g, folder.wideInput("formula.noise"));
    };
  }

  private PublishedRbf run(String diffusion, double norm) {
    PublishedRbf.Config config = new PublishedRbf.Config(parameter("batch", 2), parameter("init_n_particles", 5),
        parameter("max_steps", 6), parameter("max_nfe", 70), diffusion, norm);
    Tensor init = folder.wideInput("run.init");
    Tensor noise = folder.wideInput("run.noise");
    List<Tensor> steps = new ArrayList<>();
    int[] dims = Arrays.copyOfRange(noise.shape().toArray(), 1, noise.shape().rank());
    for (int i = 0; i < noise.rows(); i++) {
      steps.add(Tensor.of(Arrays.copyOfRange(noise.doubles(), i * noise.rowSize(), (i + 1) * noise.rowSize()), dims));
    }
    PublishedRbf rbf = new PublishedRbf(config, new RbfFormulas(folder, rowShape(init), "vp", kernels),
        folder.wideInput("target").doubles());
    rbf.run(init, steps);
    return rbf;
  }

  private static Tensor result(PublishedRbf rbf, String what) {
    return switch (what) {
      case "best" -> reals(rbf, (trace, c) -> trace.best()[c]);
      case "t" -> reals(rbf, (trace, c) -> CLOCK * trace.t()[c]);
      case "x" -> states(rbf);
      case "nfe" -> Integers.of(rbf.traces().stream().mapToLong(PublishedRbf.Trace::evaluations).toArray(), rbf.traces().size(), 1);
      case "steps" -> counts(rbf, (trace, c) -> trace.made()[c]);
      case "budget" -> counts(rbf, (trace, c) -> trace.count()[c]);
      case "maxb" -> counts(rbf, (trace, c) -> trace.quota()[c]);
      case "final" -> rbf.result();
      default -> Tensor.of(new double[] {rbf.reward()}, 1);
    };
  }

  private static Tensor reals(PublishedRbf rbf, ToDoubleBiFunction<PublishedRbf.Trace, Integer> of) {
    int chains = rbf.traces().getFirst().best().length;
    double[] out = new double[rbf.traces().size() * chains];
    Arrays.setAll(out, i -> of.applyAsDouble(rbf.traces().get(i / chains), i % chains));
    return Tensor.of(out, rbf.traces().size(), chains);
  }

  private static Tensor counts(PublishedRbf rbf, ToLongBiFunction<PublishedRbf.Trace, Integer> of) {
    int chains = rbf.traces().getFirst().best().length;
    long[] out = new long[rbf.traces().size() * chains];
    Arrays.setAll(out, i -> of.applyAsLong(rbf.traces().get(i / chains), i % chains));
    return Integers.of(out, rbf.traces().size(), chains);
  }

  private static Tensor states(PublishedRbf rbf) {
    Tensor first = rbf.traces().getFirst().x();
    double[] out = rbf.traces().stream().flatMapToDouble(trace -> Arrays.stream(trace.x().doubles())).toArray();
    int[] dims = new int[first.shape().rank() + 1];
    dims[0] = rbf.traces().size();
    System.arraycopy(first.shape().toArray(), 0, dims, 1, dims.length - 1);
    return Tensor.of(out, dims);
  }

  private static Shape rowShape(Tensor batch) {
    return Shape.of(Arrays.copyOfRange(batch.shape().toArray(), 1, batch.shape().rank()));
  }

  private double[] values(String input, double scale) {
    return Arrays.stream(folder.wideInput(input).doubles()).map(d -> d * scale).toArray();
  }

  private int parameter(String name, int otherwise) {
    return (int) folder.parameter(name).orElse(otherwise);
  }
}
