package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.anabranch.solver.EmbeddedPair;
import org.anabranch.solver.Tableau;

/**
 * torchdiffeq's adaptive methods by its names, as they are published there: three have a middle state of low order, and its tsit5
 * advances with the embedded method of order 4, where ours advances with the one of order 5.
 */
final class TorchdiffeqPairs {
  private static final Map<String, EmbeddedPair> ALL = new TreeMap<>(Map.of(
      "dopri5", EmbeddedPair.named("dopri5"),
      "dopri8", EmbeddedPair.named("dopri8"),
      "tsit5", advancedByTheEmbeddedMethod(EmbeddedPair.named("tsit5")),
      "bosh3", withMiddle(EmbeddedPair.named("bosh3"), 0, 0.5, 0, 0),
      "fehlberg2", withMiddle(EmbeddedPair.named("fehlberg2"), 0, 0.5, 0),
      "adaptive_heun", withMiddle(EmbeddedPair.named("adaptive-heun"), 0.5, 0)));

  private TorchdiffeqPairs() {}

  /** The pair of a name, if there is one. */
  static Optional<EmbeddedPair> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** All names. */
  static Iterable<String> names() {
    return ALL.keySet();
  }

  private static double[] weights(EmbeddedPair pair, IntToDoubleFunction f) {
    double[] w = new double[pair.tableau().stages()];
    Arrays.setAll(w, f);
    return w;
  }

  private static EmbeddedPair withMiddle(EmbeddedPair pair, double... middle) {
    return new EmbeddedPair(pair.tableau(), weights(pair, pair::error), middle);
  }

  private static EmbeddedPair advancedByTheEmbeddedMethod(EmbeddedPair pair) {
    Tableau t = pair.tableau();
    double[][] a = new double[t.stages()][];
    for (int i = 0; i < a.length; i++) {
      a[i] = new double[i];
      for (int j = 0; j < i; j++) {
        a[i][j] = t.a(i, j);
      }
    }
    // Its order is what the step control is told, not the order of its weights.
    Tableau lower = new Tableau(pair.name() + "-published", t.order(), a, weights(pair, i -> t.b(i) - pair.error(i)),
        weights(pair, t::c), "torchdiffeq tsit5.py");
    return new EmbeddedPair(lower, weights(pair, i -> -pair.error(i)), weights(pair, pair::middle));
  }
}
