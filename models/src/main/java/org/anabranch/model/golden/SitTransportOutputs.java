package org.anabranch.model.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Tensor;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;

/**
 * {@code pf_PATH_PREDICTION_drift} and {@code _score} of a SiT folder: what the network says of {@code in.pf.x} at
 * {@code in.pf.t}, taken as the named prediction on the named path and converted to the velocity of the probability flow or to
 * the score.
 */
final class SitTransportOutputs {
  private static final Pattern NAME = Pattern.compile("pf_(Linear|GVP|VP)_(velocity|score|noise)_(drift|score)");

  private final GoldenFolder folder;
  private final DiffusionTransformer network;
  private Optional<Tensor> output = Optional.empty();

  SitTransportOutputs(GoldenFolder folder, DiffusionTransformer network) {
    this.folder = folder;
    this.network = network;
  }

  /** The outputs that are written when there is no reference to ask; a score predicted is a score, which no one stores. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("pf.x")) {
      for (String path : List.of("GVP", "Linear", "VP")) {
        for (String prediction : List.of("noise_drift", "noise_score", "score_drift", "velocity_drift", "velocity_score")) {
          names.add("pf_" + path + "_" + prediction);
        }
      }
    }
    return names;
  }

  /** Converts. */
  Optional<Tensor> compute(String name) {
    Matcher m = NAME.matcher(name);
    if (!m.matches() || !folder.hasInput("pf.x")) {
      return Optional.empty();
    }
    Prediction from = Prediction.valueOf(m.group(2).toUpperCase(Locale.ROOT));
    Prediction to = m.group(3).equals("drift") ? Prediction.VELOCITY : Prediction.SCORE;
    Tensor x = folder.input("pf.x").toHeap();
    double[] t = DiffusionTransformerGolden.doubles(folder.input("pf.t"));
    Tensor said = output(x, t);
    Tensor out = Tensor.zeros(x.dtype(), x.shape());
    for (int row = 0; row < x.rows(); row++) {
      LinearMap map = Conversion.of(SitSde.path(m.group(1)), from, to, t[row]);
      for (int i = row * x.rowSize(); i < (row + 1) * x.rowSize(); i++) {
        out.floats()[i] = (float) map.apply(x.get(i), said.get(i));
      }
    }
    return Optional.of(out);
  }

  private Tensor output(Tensor x, double[] t) {
    if (output.isEmpty()) {
      Tensor out = Tensor.zeros(x.dtype(), x.shape());
      network.forward(x, t, folder.input("pf.y").toInts(), out);
      output = Optional.of(out);
    }
    return output.get();
  }
}
