package org.anabranch.model.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Fixtures made with the official code; {@code -Dgolden.dir=PATH} runs other folders of the same families too. */
class GoldenTest {
  @TempDir
  private Path temporary;

  private static Path resources() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
  }

  private static Stream<Path> folders() throws URISyntaxException {
    Stream<Path> own = GoldenFolder.under(resources()).stream();
    String other = System.getProperty("golden.dir", "");
    return other.isEmpty() ? own : Stream.concat(own, GoldenFolder.under(Path.of(other)).stream());
  }

  @TestFactory
  Stream<DynamicTest> everyOutputThatIsComputedPassesTheGate() throws URISyntaxException {
    Kernels kernels = Backend.standard().kernels();
    return folders().map(GoldenFolder::open).filter(GoldenRunner::knows).flatMap(f -> {
      List<Gate.Result> results = GoldenRunner.check(f, kernels);
      return results.stream().filter(r -> r.status() != Gate.Status.NOT_COMPUTED).map(r -> DynamicTest.dynamicTest(
          f.name() + " " + r.output(), () -> assertEquals(Gate.Status.PASSED, r.status(), r.toString())));
    });
  }

  /** What ships with the tests is all computed: nothing passes by not being tried. */
  @TestFactory
  Stream<DynamicTest> everyOutputOfTheFixturesHereIsComputed() throws URISyntaxException {
    Kernels kernels = Backend.standard().kernels();
    return GoldenFolder.under(resources()).stream().map(GoldenFolder::open).map(f -> DynamicTest.dynamicTest(f.name(), () -> {
      GoldenRunner runner = GoldenRunner.of(f, kernels);
      assertEquals(List.of(), f.outputs().stream()
          .filter(o -> runner.compute(o, Optional.of(f.reference(o).orElseThrow().value().shape())).isEmpty()).toList());
    }));
  }

  /** Without a reference every output that a folder has is named too, so that a held-out folder is answered whole. */
  @TestFactory
  Stream<DynamicTest> everyOutputOfTheFixturesHereIsNamed() throws URISyntaxException {
    Kernels kernels = Backend.standard().kernels();
    return GoldenFolder.under(resources()).stream().map(GoldenFolder::open).map(f -> DynamicTest.dynamicTest(f.name(), () -> {
      Set<String> named = GoldenRunner.of(f, kernels).names();
      assertEquals(List.of(), f.outputs().stream().filter(o -> !named.contains(o)).toList());
    }));
  }

  @Test
  void writesEveryOutputThatItNamesWithoutReadingReferences() throws Exception {
    Path source = resources().resolve("sit_odd");
    Path copy = Files.createDirectory(temporary.resolve("sit_odd"));
    for (String file : List.of("config.json", "weights.safetensors")) {
      Files.copy(source.resolve(file), copy.resolve(file));
    }
    Safetensors io = Safetensors.open(source.resolve("io.safetensors"));
    Map<String, Tensor> inputs = new TreeMap<>();
    io.names().stream().filter(n -> n.startsWith("in.")).forEach(n -> inputs.put(n, io.tensor(n)));
    SafetensorsWriter.write(copy.resolve("io.safetensors"), inputs, Map.of());
    Kernels kernels = Backend.standard().kernels();
    Path out = temporary.resolve("out.safetensors");
    GoldenRunner.write(GoldenFolder.open(copy), WeightFormat.F32, kernels, out);
    GoldenFolder reference = GoldenFolder.open(source);
    Safetensors written = Safetensors.open(out);
    assertFalse(written.names().isEmpty());
    for (String name : written.names()) {
      String output = name.substring("out.".length());
      Gate.Result r = Gate.compare(output, written.tensor(name), reference.reference(output).orElseThrow(),
          reference.yardstick(output), SitTrajectories.looseness(output));
      assertEquals(Gate.Status.PASSED, r.status(), r.toString());
    }
  }

  @Test
  void theGateCatchesGuidanceOfAllChannels() throws Exception {
    // The negative control: "all four latent channels are guided" is how forward_with_cfg is usually misread.
    GoldenFolder folder = GoldenFolder.open(resources().resolve("dit_odd"));
    GoldenRunner runner = GoldenRunner.of(folder, Backend.standard().kernels());
    Tensor ours = runner.compute("forward_with_cfg_4.0", Optional.empty()).orElseThrow();
    int side = ours.shape().dim(2) * ours.shape().dim(3);
    float[] f = ours.floats();
    int half = (int) ours.size() / 2;
    for (int i = 3 * side; i < 4 * side; i++) {
      f[i] = f[half + i] + 4 * (f[i] - f[half + i]);
    }
    Gate.Result r = Gate.compare("forward_with_cfg_4.0", ours, folder.reference("forward_with_cfg_4.0").orElseThrow(),
        folder.yardstick("forward_with_cfg_4.0"));
    assertEquals(Gate.Status.FAILED, r.status());
    assertTrue(r.error() > 100 * r.allowed(), r.toString());
  }
}
