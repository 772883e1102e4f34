package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * A {@code search_fk} folder, the authors' FK steering on a table of rewards: {@code VERSION.POTENTIAL.WHEN.freqN.WHAT}, after every
 * step the particles' labels, the rewards that they remember, and their products of potentials. Constants that its {@code params.json}
 * does not have are those of the folder of the tests.
 */
final class FkGolden implements GoldenRunner {
  private static final Pattern NAME = Pattern.compile(
      "(disc|img)\\.(diff|max|add|rt|bon|is)\\.(always|adaptive)\\.freq(\\d+)\\.(ancestry|population_rs|product_of_potentials)");
  private static final List<String> RESULTS = List.of("ancestry", "population_rs", "product_of_potentials");
  private static final int FIRST = 1;

  private final GoldenFolder folder;

  FkGolden(GoldenFolder folder) {
    this.folder = folder;
  }

  /** The version for images knows neither {@code bon} nor {@code is}; intervals other than 1 and 2 are those of the yardstick. */
  @Override
  public Set<String> names() {
    Set<String> runs = new LinkedHashSet<>();
    for (String version : List.of("disc", "img")) {
      for (String potential : List.of("diff", "max", "add", "rt", "bon", "is")) {
        for (String when : List.of("always.freq1", "always.freq2", "adaptive.freq1", "adaptive.freq2")) {
          if (version.equals("disc") || !PublishedFk.atTheEndOnly(potential)) {
            runs.add(version + "." + potential + "." + when);
          }
        }
      }
    }
    folder.expectedShapes().keySet().stream().filter(n -> NAME.matcher(n).matches())
        .forEach(n -> runs.add(n.substring(0, n.lastIndexOf('.'))));
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> RESULTS.forEach(r -> names.add(run + "." + r)));
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      return Optional.empty();
    }
    Tensor rewards = folder.input("rewards");
    Tensor u = folder.input("u");
    int steps = rewards.rows();
    int n = rewards.rowSize();
    PublishedFk fk = new PublishedFk(new PublishedFk.Config(m.group(2), m.group(1).equals("disc"), m.group(3).equals("adaptive"), FIRST,
        Integer.parseInt(m.group(4)), steps, folder.parameter("lambda").orElse(2), folder.parameter("clamp", "0").orElse(0),
        folder.parameter("clamp", "1").orElse(1e10)), n);
    long[] labels = new long[n];
    Arrays.setAll(labels, i -> i);
    long[] ancestry = new long[steps * n];
    double[] values = new double[steps * n];
    for (int t = 0; t < steps; t++) {
      long[] before = labels;
      labels = Arrays.stream(fk.step(t, row(rewards, t), row(u, t))).mapToLong(i -> before[i]).toArray();
      System.arraycopy(labels, 0, ancestry, t * n, n);
      System.arraycopy(m.group(5).equals("population_rs") ? fk.past() : fk.product(), 0, values, t * n, n);
    }
    return Optional.of(m.group(5).equals("ancestry") ? Integers.of(ancestry, steps, n) : Tensor.of(values, steps, n));
  }

  private static double[] row(Tensor table, int t) {
    double[] out = new double[table.rowSize()];
    Arrays.setAll(out, i -> table.get((long) t * out.length + i));
    return out;
  }
}
