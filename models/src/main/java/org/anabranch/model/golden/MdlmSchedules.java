package org.anabranch.model.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Tensor;

/**
 * MDLM's noise schedules, {@code noise.NAME.sigma} and {@code noise.NAME.dsigma} = d sigma / dt, and the integrand of its
 * continuous-time bound, {@code loss.nelbo_cont}: -log p(x0 | xt) dsigma / (e^sigma - 1) per token. Reference: kuleshov-group/mdlm,
 * noise_schedule.py and diffusion.py.
 */
final class MdlmSchedules {
  private static final double EPS = 1e-3;
  private static final double GEOMETRIC_LEAST = 1e-3;
  private static final double LINEAR_LEAST = 1e-4;
  private static final double LINEAR_MOST = 20;
  private static final List<String> NAMES = List.of("loglinear", "cosine", "cosinesqr", "geometric", "linear");

  private MdlmSchedules() {}

  static Set<String> names(GoldenFolder folder) {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("noise.t")) {
      for (String name : NAMES) {
        names.add("noise." + name + ".sigma");
        names.add("noise." + name + ".dsigma");
      }
    }
    return names;
  }

  static Optional<Tensor> compute(String name, GoldenFolder folder) {
    if (!names(folder).contains(name)) {
      return Optional.empty();
    }
    String[] parts = name.split("\\.");
    Tensor t = folder.input("noise.t");
    double[] out = new double[(int) t.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = parts[2].equals("sigma") ? sigma(parts[1], t.get(i)) : slope(parts[1], t.get(i));
    }
    return Optional.of(Tensor.of(out, t.shape().toArray()));
  }

  /** sigma(t). */
  static double sigma(String schedule, double t) {
    double cos = StrictMath.cos(t * Math.PI / 2);
    return switch (schedule) {
      case "loglinear" -> -StrictMath.log1p(-(1 - EPS) * t);
      case "cosine" -> -StrictMath.log(EPS + (1 - EPS) * cos);
      case "cosinesqr" -> -StrictMath.log(EPS + (1 - EPS) * cos * cos);
      case "geometric" -> StrictMath.pow(GEOMETRIC_LEAST, 1 - t);
      default -> LINEAR_LEAST + t * (LINEAR_MOST - LINEAR_LEAST);
    };
  }

  /** d sigma / dt as the reference has it: its cosine rates leave eps out of one place and so are not quite the derivative. */
  static double slope(String schedule, double t) {
    double cos = StrictMath.cos(t * Math.PI / 2);
    return switch (schedule) {
      case "loglinear" -> (1 - EPS) / (1 - (1 - EPS) * t);
      case "cosine" -> Math.PI / 2 * (1 - EPS) * StrictMath.sin(t * Math.PI / 2) / ((1 - EPS) * cos + EPS);
      case "cosinesqr" -> Math.PI / 2 * (1 - EPS) * StrictMath.sin(t * Math.PI) / ((1 - EPS) * cos * cos + EPS);
      case "geometric" -> sigma(schedule, t) * -StrictMath.log(GEOMETRIC_LEAST);
      default -> LINEAR_MOST - LINEAR_LEAST;
    };
  }
}
