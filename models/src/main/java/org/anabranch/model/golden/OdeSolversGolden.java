package org.anabranch.model.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Direction;
import org.anabranch.solver.EmbeddedPair;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowSolver;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.multistep.AdamsBashforth;

/**
 * An {@code ode_solvers} folder, torchdiffeq on test problems: {@code PROBLEM.METHOD.fine} and {@code .grid} in fixed steps,
 * {@code PROBLEM.METHOD.tolN} adaptive, with {@code .accepted_steps} the times and lengths of its steps, {@code PROBLEM.ref} to a tight
 * tolerance, and the counts {@code nfe.*} and {@code stats.*}.
 */
final class OdeSolversGolden implements GoldenRunner {
  private static final Map<String, FlowMethod> FIXED = new TreeMap<>(Map.of("euler", fixed("euler"), "midpoint", fixed("midpoint"),
      "heun2", fixed("heun"), "heun3", fixed("heun3"), "rk4", fixed("rk4-38"), "explicit_adams", AdamsBashforth.explicitAdams()));
  private static final Pattern STEPS = Pattern.compile("(nfe\\.)?([a-z_]+)\\.([a-z0-9_]+)\\.(fine|grid)");
  private static final Pattern ADAPTIVE = Pattern.compile("(stats\\.)?([a-z_]+)\\.([a-z0-9_]+)\\.tol(\\d+)(\\.accepted_steps)?");
  private static final Pattern REFERENCE = Pattern.compile("([a-z_]+)\\.ref");
  /** Methods that take very many steps at the tightest tolerance, which fixtures do not ask of them. */
  private static final Set<String> LOW_ORDER = Set.of("adaptive_heun", "fehlberg2", "bosh3");
  private static final int LOW_ORDER_TOLERANCES = 2;
  private static final Set<String> STEPS_STORED = Set.of("dopri5", "bosh3", "tsit5");
  private static final int FINE_STEPS = 160;
  private static final double TIGHT = 1e-13;
  /** torchdiffeq's dopri8 has an estimate that is rounding in part: its steps, and the states between them, are not ours. */
  private static final double ROUGH = 1e-4;

  private final GoldenFolder folder;
  private final Kernels kernels;

  OdeSolversGolden(GoldenFolder folder, Kernels kernels) {
    this.folder = folder;
    this.kernels = kernels;
  }

  private static FlowMethod fixed(String name) {
    return new OdeMethod(Tableau.named(name));
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String input : folder.inputs()) {
      if (input.endsWith(".y0")) {
        String problem = input.substring(0, input.length() - ".y0".length());
        names.add(problem + ".ref");
        for (String method : FIXED.keySet()) {
          for (String kind : List.of(".grid", ".fine")) {
            names.add(problem + "." + method + kind);
            names.add("nfe." + problem + "." + method + kind);
          }
        }
        for (String method : TorchdiffeqPairs.names()) {
          int most = LOW_ORDER.contains(method) ? LOW_ORDER_TOLERANCES : Integer.MAX_VALUE;
          for (int i = 0; i < most && tolerance(String.valueOf(i), "0").isPresent(); i++) {
            names.add(problem + "." + method + ".tol" + i);
            names.add("stats." + problem + "." + method + ".tol" + i);
            if (i == 1 && STEPS_STORED.contains(method)) {
              names.add(problem + "." + method + ".tol" + i + ".accepted_steps");
            }
          }
        }
      }
    }
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = STEPS.matcher(name);
    if (m.matches() && FIXED.containsKey(m.group(3))) {
      boolean counts = m.group(1) != null;
      return problem(m.group(2)).map(p -> steps(m.group(2), p, FIXED.get(m.group(3)), m.group(4).equals("fine"), counts));
    }
    Matcher a = ADAPTIVE.matcher(name);
    if (a.matches()) {
      Optional<EmbeddedPair> pair = TorchdiffeqPairs.named(a.group(3));
      return pair.isEmpty() || tolerance(a.group(4), "0").isEmpty() ? Optional.empty()
          : problem(a.group(2)).map(p -> adaptive(a, p, pair.get()));
    }
    Matcher r = REFERENCE.matcher(name);
    return r.matches() ? problem(r.group(1)).map(p -> reference(r.group(1), p)) : Optional.empty();
  }

  @Override
  public boolean isInformational(String name) {
    return name.startsWith("nfe.") || name.startsWith("stats.");
  }

  @Override
  public double looseness(String name) {
    return name.contains(".dopri8.") ? ROUGH : 0;
  }

  private Optional<OdeProblem> problem(String name) {
    return folder.hasInput(name + ".y0") && folder.hasInput(name + ".t") ? OdeProblem.named(folder, name) : Optional.empty();
  }

  private OptionalDouble tolerance(String index, String which) {
    return folder.parameter("tolerances", index, which);
  }

  private Tensor start(String problem) {
    Tensor y0 = folder.wideInput(problem + ".y0");
    return y0.reshape(1, Math.toIntExact(y0.size()));
  }

  private double[] times(String problem) {
    return DiffusionTransformerGolden.doubles(folder.input(problem + ".t"));
  }

  /** The states at the output times, linear between steps where those do not meet them. */
  private Tensor steps(String name, OdeProblem problem, FlowMethod method, boolean fine, boolean counts) {
    double[] t = times(name);
    double first = t[0];
    double length = t[t.length - 1] - first;
    int count = fine ? (int) folder.parameter("fine_steps").orElse(FINE_STEPS) : t.length - 1;
    TimeGrid grid = fine ? TimeGrid.uniform(Direction.DATA_AT_ONE, count)
        : TimeGrid.of(Direction.DATA_AT_ONE, Arrays.stream(t).map(v -> (v - first) / length).toArray());
    if (counts) {
      long evaluations = 0;
      for (int i = 0; i < count; i++) {
        evaluations += method.evaluations(i, count);
      }
      return Integers.of(new long[] {evaluations}, 1);
    }
    int width = problem.width();
    double[] states = new double[(count + 1) * width];
    new FlowSolver(problem.over(first, t[t.length - 1]), method, kernels).integrate(start(name), new int[1],
        new TrajectoryKey[] {TrajectoryKey.root(0, 0)}, grid,
        (step, time, x) -> System.arraycopy(x.doubles(), x.offset(), states, step * width, width));
    double[] out = new double[t.length * width];
    for (int i = 0; i < t.length; i++) {
      double at = fine ? (t[i] - first) / length * count : i;
      int step = (int) Math.min(count - 1, Math.floor(at));
      double part = Math.abs(at - Math.rint(at)) < 1e-9 ? Math.rint(at) - step : at - step;
      for (int j = 0; j < width; j++) {
        out[i * width + j] = (1 - part) * states[step * width + j] + part * states[(step + 1) * width + j];
      }
    }
    return Tensor.of(out, t.length, width);
  }

  private Tensor adaptive(Matcher name, OdeProblem problem, EmbeddedPair pair) {
    AdaptiveOptions options = AdaptiveOptions.tolerances(tolerance(name.group(4), "0").orElseThrow(),
        tolerance(name.group(4), "1").orElseThrow()).withEnd(AdaptiveOptions.End.PASS);
    List<Double> steps = new ArrayList<>();
    AdaptiveResult result = new AdaptiveOdeSolver(problem, pair, kernels, options).integrate(start(name.group(2)), new int[1],
        times(name.group(2)), Meter.unlimited(), (row, time, length, error, accepted) -> {
          if (accepted) {
            steps.add(time);
            steps.add(length);
          }
        });
    if (name.group(1) != null) {
      AdaptiveResult.Row row = result.rows().getFirst();
      return Integers.of(new long[] {row.evaluations(), row.accepted(), row.rejected()}, 3);
    }
    if (name.group(5) != null) {
      return Tensor.of(steps.stream().mapToDouble(v -> v).toArray(), steps.size() / 2, 2);
    }
    return stack(result.outputs(), problem.width());
  }

  /** From output time to output time, so that no state is interpolated. */
  private Tensor reference(String name, OdeProblem problem) {
    double[] t = times(name);
    List<Tensor> states = new ArrayList<>(List.of(start(name)));
    AdaptiveOdeSolver solver = new AdaptiveOdeSolver(problem, EmbeddedPair.named("dopri8"), kernels,
        AdaptiveOptions.tolerances(TIGHT, TIGHT));
    for (int i = 1; i < t.length; i++) {
      states.add(solver.integrate(states.getLast(), new int[1], t[i - 1], t[i]).state());
    }
    return stack(states, problem.width());
  }

  private static Tensor stack(List<Tensor> states, int width) {
    double[] out = new double[states.size() * width];
    for (int i = 0; i < out.length; i++) {
      out[i] = states.get(i / width).get(i % width);
    }
    return Tensor.of(out, states.size(), width);
  }
}
