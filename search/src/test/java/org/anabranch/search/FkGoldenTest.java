package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@link PublishedFk} against runs of the authors' code; {@code -Dgolden.dir=PATH} runs other folders of the kind too, PATH being
 * one of them or what holds them. It is what {@link FeynmanKac} mends, and shows what is to be mended: the last test.
 */
class FkGoldenTest {
  private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\":\\s*\\{([^{}]*)}");
  private static final Pattern OUTPUT = Pattern.compile("out\\.(disc|img)\\.(\\w+)\\.(always|adaptive)\\.freq(\\d+)\\.ancestry");

  /** The tensors, constants and yardsticks of a folder. */
  private record Fixture(Path folder, Map<String, double[]> tensors, int particles, int steps, double lambda, double[] clamp) {
    static Fixture read(Path folder) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("io.safetensors"))).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong(0));
        Map<String, double[]> tensors = new TreeMap<>();
        Matcher entry = ENTRY.matcher(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
        while (entry.find()) {
          double[] offsets = numbers(entry.group(2), "data_offsets");
          boolean whole = entry.group(2).contains("\"I64\"");
          int from = 8 + length + (int) offsets[0];
          double[] v = new double[(int) (offsets[1] - offsets[0]) / (whole ? 8 : 4)];
          Arrays.setAll(v, i -> whole ? bytes.getLong(from + 8 * i) : bytes.getFloat(from + 4 * i));
          tensors.put(entry.group(1), v);
        }
        String params = Files.readString(folder.resolve("params.json"));
        return new Fixture(folder, tensors, (int) numbers(params, "particles")[0], (int) numbers(params, "steps")[0],
            numbers(params, "lambda")[0], numbers(params, "clamp"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** 8 times torch's own error in single precision, and 1e-6 of the largest entry. */
    double tolerance(String output, double[] reference) throws IOException {
      Matcher m = Pattern.compile("\"" + Pattern.quote(output) + "\":\\s*\\{([^{}]*)}")
          .matcher(Files.readString(folder.resolve("yardstick.json")));
      assertTrue(m.find(), () -> "no yardstick for " + output);
      return 8 * numbers(m.group(1), "max_abs")[0] + 1e-6 * Arrays.stream(reference).map(Math::abs).max().orElseThrow();
    }

    /** A number, or a list of numbers, by its name. */
    static double[] numbers(String json, String name) {
      Matcher m = Pattern.compile("\"" + name + "\":\\s*\\[?([-+.eE0-9,\\s]+)").matcher(json);
      assertTrue(m.find(), () -> "no number " + name + " in " + json);
      return Arrays.stream(m.group(1).strip().replaceAll(",$", "").split(",")).mapToDouble(Double::parseDouble).toArray();
    }
  }

  private static Path own() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(FkGoldenTest.class.getResource("/golden/search_fk")).toURI());
  }

  private static Stream<Path> folders() throws URISyntaxException, IOException {
    String other = System.getProperty("golden.dir", "");
    if (other.isEmpty()) {
      return Stream.of(own());
    }
    try (Stream<Path> below = Files.list(Path.of(other))) {
      Path[] all = Stream.concat(Stream.of(Path.of(other)), below).filter(p -> p.getFileName().toString().startsWith("search_fk"))
          .filter(p -> Files.exists(p.resolve("io.safetensors"))).sorted().toArray(Path[]::new);
      return Stream.concat(Stream.of(own()), Arrays.stream(all));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRunOfThePublishedCodeIsReproduced() throws URISyntaxException, IOException {
    return folders().map(Fixture::read).flatMap(f -> f.tensors().keySet().stream().map(OUTPUT::matcher).filter(Matcher::matches)
        .map(m -> DynamicTest.dynamicTest(f.folder().getFileName() + " " + m.group(), () -> reproduce(f, m))));
  }

  private static void reproduce(Fixture f, Matcher run) throws IOException {
    int n = f.particles();
    PublishedFk fk = new PublishedFk(new PublishedFk.Config(run.group(2), run.group(1).equals("disc"),
        run.group(3).equals("adaptive"), 1, Integer.parseInt(run.group(4)), f.steps(), f.lambda(), f.clamp()[0], f.clamp()[1]), n);
    double[] labels = new double[n];
    Arrays.setAll(labels, i -> i);
    double[] ancestry = new double[n * f.steps()];
    double[] past = new double[n * f.steps()];
    double[] product = new double[n * f.steps()];
    for (int t = 0; t < f.steps(); t++) {
      double[] before = labels;
      int[] parents = fk.step(t, row(f, "in.rewards", t), row(f, "in.u", t));
      labels = Arrays.stream(parents).mapToDouble(i -> before[i]).toArray();
      System.arraycopy(labels, 0, ancestry, t * n, n);
      System.arraycopy(fk.past(), 0, past, t * n, n);
      System.arraycopy(fk.product(), 0, product, t * n, n);
    }
    String name = run.group().substring(0, run.group().length() - "ancestry".length());
    assertArrayEquals(f.tensors().get(name + "ancestry"), ancestry, 0);
    assertNear(f, name + "population_rs", past);
    assertNear(f, name + "product_of_potentials", product);
  }

  private static void assertNear(Fixture f, String name, double[] actual) throws IOException {
    double[] reference = f.tensors().getOrDefault(name.replace("out.", "out64."), f.tensors().get(name));
    assertArrayEquals(reference, actual, f.tolerance(name.substring("out.".length()), reference), name);
  }

  private static double[] row(Fixture f, String name, int t) {
    return Arrays.copyOfRange(f.tensors().get(name), t * f.particles(), (t + 1) * f.particles());
  }

  @Test
  void theFixtureHasAllItsRuns() throws URISyntaxException {
    assertEquals(40, Fixture.read(own()).tensors().keySet().stream().filter(k -> OUTPUT.matcher(k).matches()).count());
  }

  /**
   * Rewards that rise by 0.3 for one particle of two, and at the end by nothing: effective sizes stay high, so nothing is
   * resampled, and the published weights of the last step are all equal. The weights to be kept are exp(0.9) to 1.
   */
  @Test
  void publishedWeightsAreForgottenWhereNothingIsResampled() {
    PublishedFk fk = new PublishedFk(new PublishedFk.Config("diff", true, true, 0, 1, 5, 1, 0, 1e10), 2);
    for (int t = 0; t < 5; t++) {
      assertArrayEquals(new int[] {0, 1}, fk.step(t, new double[] {0.3 * Math.min(t, 3), 0}, new double[] {0.9, 0.9}));
    }
    assertArrayEquals(new double[] {1, 1}, fk.product());
    assertEquals(1 / (1 + Math.exp(-0.9)), LogWeights.normalised(new double[] {0.9, 0})[0], 1e-15);
  }
}
