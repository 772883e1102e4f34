package org.anabranch.model.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.sde.AdditiveSde;
import org.anabranch.solver.sde.DiagonalSde;
import org.anabranch.solver.sde.ItoSolver;
import org.anabranch.solver.sde.RoesslerSolver;
import org.anabranch.solver.sde.Sde;
import org.anabranch.solver.sde.StratonovichSolver;

/**
 * An {@code sde_solvers} folder, torchsde on recorded increments: {@code PROBLEM.SENSE.METHOD}, the states at every time, and
 * {@code gbm.SENSE.exact}.
 */
final class SdeSolversGolden implements GoldenRunner {
  private static final Pattern NAME = Pattern.compile("(gbm|sincos|cubic|additive)\\.(ito|stratonovich)\\.([a-z_]+)");
  private static final List<String> ITO = List.of("euler", "milstein", "srk");
  private static final List<String> STRATONOVICH = List.of("euler_heun", "heun", "midpoint", "milstein", "reversible_heun");

  private final GoldenFolder folder;

  /** One step of some solver. */
  @FunctionalInterface
  private interface Step {
    void make(double t, double h, double[] dW, double[] area, double[] y);
  }

  /** f, g and dg/dy of one coordinate. */
  private record Diagonal(OdeProblem.Right f, OdeProblem.Right g, OdeProblem.Right slope) implements DiagonalSde {
    @Override
    public void drift(double t, double[] y, double[] out) {
      f.evaluate(t, y, out);
    }

    @Override
    public void diffusion(double t, double[] y, double[] out) {
      g.evaluate(t, y, out);
    }

    @Override
    public void diffusionSlope(double t, double[] y, double[] out) {
      slope.evaluate(t, y, out);
    }
  }

  SdeSolversGolden(GoldenFolder folder) {
    this.folder = folder;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String problem : List.of("gbm", "sincos", "cubic", "additive")) {
      if (!problem.equals("additive") || folder.hasInput("additive.C")) {
        ITO.forEach(m -> names.add(problem + ".ito." + m));
        STRATONOVICH.forEach(m -> names.add(problem + ".stratonovich." + m));
      }
    }
    names.add("gbm.ito.exact");
    names.add("gbm.stratonovich.exact");
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean additive = m.group(1).equals("additive");
    boolean ito = m.group(2).equals("ito");
    if (m.group(3).equals("exact")) {
      return m.group(1).equals("gbm") ? Optional.of(exact(ito)) : Optional.empty();
    }
    if (!(ito ? ITO : STRATONOVICH).contains(m.group(3)) || additive && !folder.hasInput("additive.C")) {
      return Optional.empty();
    }
    return Optional.of(run(problem(m.group(1)), ito, m.group(3), additive ? "Wm" : "W", additive ? "Um" : "U"));
  }

  private Sde problem(String name) {
    double mu = folder.parameter("gbm", "mu").orElse(Double.NaN);
    double sigma = folder.parameter("gbm", "sigma").orElse(Double.NaN);
    return switch (name) {
      case "gbm" -> new Diagonal(each((t, y) -> mu * y), each((t, y) -> sigma * y), each((t, y) -> sigma));
      case "sincos" -> new Diagonal(each((t, y) -> StrictMath.sin(t) - 0.5 * y), each((t, y) -> 0.4 + 0.3 * StrictMath.sin(y + t)),
          each((t, y) -> 0.3 * StrictMath.cos(y + t)));
      case "cubic" -> new Diagonal(each((t, y) -> y - y * y * y), each((t, y) -> 0.3 * StrictMath.sqrt(1 + y * y)),
          each((t, y) -> 0.3 * y / StrictMath.sqrt(1 + y * y)));
      default -> additive();
    };
  }

  /** A function of time and one coordinate. */
  @FunctionalInterface
  private interface Coordinate {
    double at(double t, double y);
  }

  private static OdeProblem.Right each(Coordinate f) {
    return (t, y, out) -> {
      for (int i = 0; i < y.length; i++) {
        out[i] = f.at(t, y[i]);
      }
    };
  }

  private Sde additive() {
    Tensor c = folder.wideInput("additive.C"); // [d, m]
    int channels = c.rowSize();
    return new AdditiveSde() {
      @Override
      public void drift(double t, double[] y, double[] out) {
        for (int i = 0; i < y.length; i++) {
          out[i] = -0.8 * y[i] + StrictMath.cos(3 * t);
        }
      }

      @Override
      public void noise(double t, double[] w, double[] out) {
        double decay = StrictMath.exp(-t);
        for (int i = 0; i < out.length; i++) {
          double sum = 0;
          for (int j = 0; j < channels; j++) {
            sum += c.get((long) i * channels + j) * w[j];
          }
          out[i] = sum * decay;
        }
      }
    };
  }

  private Tensor run(Sde sde, boolean ito, String method, String increments, String areas) {
    double[] t = DiffusionTransformerGolden.doubles(folder.input("t"));
    Tensor w = folder.wideInput(increments); // [steps, paths, channels]
    Tensor u = folder.wideInput(areas);
    Tensor y0 = folder.wideInput("y0"); // [paths, d]
    int width = y0.rowSize();
    int channels = w.rowSize() / y0.rows();
    double[] out = new double[t.length * y0.rows() * width];
    for (int path = 0; path < y0.rows(); path++) {
      double[] y = row(y0, path, width);
      Step step = step(sde, ito, method, width, channels, y);
      for (int i = 0; i < t.length; i++) {
        System.arraycopy(y, 0, out, (i * y0.rows() + path) * width, width);
        if (i + 1 < t.length) {
          int at = i * y0.rows() + path;
          step.make(t[i], t[i + 1] - t[i], row(w, at, channels), row(u, at, channels), y);
        }
      }
    }
    return Tensor.of(out, t.length, y0.rows(), width);
  }

  private static Step step(Sde sde, boolean ito, String method, int width, int channels, double[] start) {
    String name = method.toUpperCase(Locale.ROOT);
    if (!ito) {
      StratonovichSolver solver = new StratonovichSolver(sde, StratonovichSolver.Method.valueOf(name), width);
      solver.begin(start);
      return (t, h, dW, area, y) -> solver.step(t, h, dW, y);
    }
    if (method.equals("srk")) {
      return new RoesslerSolver(sde, width, channels)::step;
    }
    ItoSolver solver = new ItoSolver(sde, ItoSolver.Method.valueOf(name), width);
    return (t, h, dW, area, y) -> solver.step(t, h, dW, y);
  }

  /** Geometric Brownian motion: y0 exp((mu - sigma^2 / 2) t + sigma W) of Ito, y0 exp(mu t + sigma W) of Stratonovich. */
  private Tensor exact(boolean ito) {
    double mu = folder.parameter("gbm", "mu").orElse(Double.NaN);
    double sigma = folder.parameter("gbm", "sigma").orElse(Double.NaN);
    double rate = ito ? mu - 0.5 * sigma * sigma : mu;
    double[] t = DiffusionTransformerGolden.doubles(folder.input("t"));
    Tensor w = folder.wideInput("W");
    Tensor y0 = folder.wideInput("y0");
    int states = Math.toIntExact(y0.size());
    double[] out = new double[t.length * states];
    for (int j = 0; j < states; j++) {
      double path = 0;
      for (int i = 0; i < t.length; i++) {
        out[i * states + j] = y0.get(j) * StrictMath.exp(rate * (t[i] - t[0]) + sigma * path);
        path += i + 1 < t.length ? w.get((long) i * states + j) : 0;
      }
    }
    return Tensor.of(out, t.length, y0.rows(), y0.rowSize());
  }

  private static double[] row(Tensor tensor, int row, int width) {
    double[] out = new double[width];
    for (int i = 0; i < width; i++) {
      out[i] = tensor.get((long) row * width + i);
    }
    return out;
  }
}
