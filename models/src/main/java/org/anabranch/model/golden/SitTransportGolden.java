package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.sde.DiffusionSchedule;

/**
 * A {@code sit_transport} folder: SiT's paths Linear, GVP and VP, their weights and derivatives, drifts and diffusions, conversions of
 * {@code in.model_out} at {@code in.x} and {@code in.t}, and the losses of {@code transport.py} on {@code in.x0} and {@code in.x1}.
 */
final class SitTransportGolden implements GoldenRunner {
  private static final Pattern NAME = Pattern.compile("(Linear|GVP|VP)\\.(.+)");
  private static final Pattern DIFFUSION = Pattern.compile("diffusion_([A-Za-z-]+)_([0-9.]+)");
  private static final Pattern CONVERSION = Pattern.compile("(pf_drift|score)_(velocity|score|noise)");
  private static final Pattern DRIFT = Pattern.compile("sde_drift_([A-Za-z-]+)");
  private static final Pattern LOSS = Pattern.compile("loss_(velocity|score|noise)_(None|velocity|likelihood)");
  private static final List<String> FORMS = List.of("SBDM", "constant", "decreasing", "inccreasing-decreasing", "linear", "sigma");
  private static final List<String> PLAIN = List.of("alpha", "d_alpha", "d_alpha_alpha_ratio", "d_sigma", "drift_mean", "drift_var",
      "noise_from_velocity", "score_from_velocity", "velocity_from_score", "sigma", "ut", "xt");

  private final GoldenFolder folder;

  /** A value of one element: the row's time, and the element's place among the inputs. */
  @FunctionalInterface
  private interface Element {
    double at(double t, int i);
  }

  SitTransportGolden(GoldenFolder folder) {
    this.folder = folder;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String path : List.of("GVP", "Linear", "VP")) {
      PLAIN.forEach(n -> names.add(path + "." + n));
      for (String form : FORMS) {
        names.add(path + ".diffusion_" + form + "_0.7");
        names.add(path + ".diffusion_" + form + "_1.0");
      }
      for (String prediction : List.of("velocity", "score", "noise")) {
        names.add(path + ".pf_drift_" + prediction);
        names.add(path + ".score_" + prediction);
        for (String weight : List.of("None", "velocity", "likelihood")) {
          names.add(path + ".loss_" + prediction + "_" + weight);
        }
      }
      for (String form : List.of("SBDM", "constant", "linear", "sigma")) {
        names.add(path + ".sde_drift_" + form);
      }
    }
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = NAME.matcher(name);
    return m.matches() ? compute(SitSde.path(m.group(1)), m.group(2)) : Optional.empty();
  }

  private Optional<Tensor> compute(Interpolant path, String name) {
    double[] model = values("model_out");
    double[] x = values("x");
    double[] x0 = values("x0");
    double[] x1 = values("x1");
    Matcher diffusion = DIFFUSION.matcher(name);
    if (diffusion.matches() && FORMS.contains(diffusion.group(1))) {
      DiffusionSchedule g = DiffusionSchedule.sit(diffusion.group(1), Double.parseDouble(diffusion.group(2)));
      return column((t, i) -> 0.5 * g.squared(path, t));
    }
    Matcher conversion = CONVERSION.matcher(name);
    if (conversion.matches()) {
      Prediction to = conversion.group(1).equals("score") ? Prediction.SCORE : Prediction.VELOCITY;
      return convert(path, prediction(conversion.group(2)), to);
    }
    Matcher drift = DRIFT.matcher(name);
    if (drift.matches() && FORMS.contains(drift.group(1))) {
      DiffusionSchedule g = DiffusionSchedule.sit(drift.group(1), 1);
      return full((t, i) -> model[i]
          + 0.5 * g.squared(path, t) * Conversion.of(path, Prediction.VELOCITY, Prediction.SCORE, t).apply(x[i], model[i]));
    }
    Matcher loss = LOSS.matcher(name);
    if (loss.matches()) {
      return Optional.of(loss(path, prediction(loss.group(1)), loss.group(2)));
    }
    return switch (name) {
      case "alpha" -> column((t, i) -> path.alpha(t));
      case "sigma" -> column((t, i) -> path.sigma(t));
      case "d_alpha" -> column((t, i) -> path.alphaDot(t));
      case "d_sigma" -> column((t, i) -> path.sigmaDot(t));
      case "d_alpha_alpha_ratio" -> column((t, i) -> path.alphaDotOverAlpha(t));
      case "drift_var" -> column((t, i) -> path.velocityPerScore(t));
      case "drift_mean" -> full((t, i) -> -path.alphaDotOverAlpha(t) * x[i]);
      case "ut" -> full((t, i) -> path.alphaDot(t) * x1[i] + path.sigmaDot(t) * x0[i]);
      case "xt" -> full((t, i) -> path.alpha(t) * x1[i] + path.sigma(t) * x0[i]);
      case "noise_from_velocity" -> convert(path, Prediction.VELOCITY, Prediction.NOISE);
      case "score_from_velocity" -> convert(path, Prediction.VELOCITY, Prediction.SCORE);
      case "velocity_from_score" -> convert(path, Prediction.SCORE, Prediction.VELOCITY);
      default -> Optional.empty();
    };
  }

  private static Prediction prediction(String name) {
    return Prediction.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private Optional<Tensor> convert(Interpolant path, Prediction from, Prediction to) {
    double[] x = values("x");
    double[] model = values("model_out");
    return full((t, i) -> Conversion.of(path, from, to, t).apply(x[i], model[i]));
  }

  /** The mean over a row of the weighted square of what the model is off by. */
  private Tensor loss(Interpolant path, Prediction prediction, String weighting) {
    double[] model = values("model_out");
    double[] x0 = values("x0");
    double[] x1 = values("x1");
    double[] times = values("t");
    int width = model.length / times.length;
    double[] out = new double[times.length];
    for (int i = 0; i < model.length; i++) {
      double t = times[i / width];
      double sigma = path.sigma(t);
      double perScore = path.velocityPerScore(t);
      double off = switch (prediction) {
        case VELOCITY -> model[i] - path.alphaDot(t) * x1[i] - path.sigmaDot(t) * x0[i];
        case NOISE -> model[i] - x0[i];
        case SCORE, DATA -> model[i] * sigma + x0[i];
      };
      double weight = prediction == Prediction.VELOCITY ? 1 : switch (weighting) {
        case "velocity" -> perScore / sigma * (perScore / sigma);
        case "likelihood" -> perScore / (sigma * sigma);
        default -> 1;
      };
      out[i / width] += weight * off * off / width;
    }
    return Tensor.of(out, out.length);
  }

  private double[] values(String input) {
    return DiffusionTransformerGolden.doubles(folder.input(input));
  }

  /** [rows, 1] */
  private Optional<Tensor> column(Element f) {
    double[] t = values("t");
    return Optional.of(Tensor.of(Arrays.stream(t).map(v -> f.at(v, 0)).toArray(), t.length, 1));
  }

  /** [rows, width] */
  private Optional<Tensor> full(Element f) {
    double[] t = values("t");
    int width = folder.input("x").rowSize();
    double[] out = new double[t.length * width];
    Arrays.setAll(out, i -> f.at(t[i / width], i));
    return Optional.of(Tensor.of(out, t.length, width));
  }
}
