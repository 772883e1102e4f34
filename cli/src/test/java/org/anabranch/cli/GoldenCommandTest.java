package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command golden: verdicts, written outputs, refusals. */
class GoldenCommandTest {
  @TempDir
  private Path dir;

  private static JsonNode output(JsonNode json, String name) {
    for (JsonNode o : json.path("fixtures").get(0).path("outputs")) {
      if (o.path("output").asString().equals(name)) {
        return o;
      }
    }
    throw new AssertionError(name + " is missing from " + json);
  }

  @Test
  void aRowPerOutputAndNoneOutsideTheGate() {
    Run run = Run.of("golden", Fixtures.DIT_ODD);
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    for (String name : new String[] {"forward", "forward_with_cfg_1.5", "forward_with_cfg_4.0", "fwd.block1"}) {
      assertTrue(run.out().lines().anyMatch(l -> l.matches("dit_odd +" + name + " .* pass")), run.out());
    }
    assertTrue(run.out().lines().anyMatch(l -> l.matches("\\d+ passed, 0 failed, \\d+ not computed by this version")), run.out());
  }

  @Test
  void jsonHasTheSameRows() {
    Run run = Run.of("golden", Fixtures.SIT_ODD, "--json", "--backend", "scalar");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("scalar", json.path("backend").asString());
    assertEquals(0, json.path("failed").intValue());
    assertEquals("sit", json.path("fixtures").get(0).path("family").asString());
    JsonNode forward = output(json, "forward");
    assertEquals("pass", forward.path("verdict").asString());
    assertEquals("out64", forward.path("against").asString());
    assertTrue(forward.path("error").doubleValue() <= forward.path("allowed").doubleValue(), forward.toString());
    assertEquals(json.path("passed").intValue() + json.path("notComputed").intValue(),
        json.path("fixtures").get(0).path("outputs").size());
  }

  @Test
  void anOutputOutsideTheGateFails() throws IOException {
    Path copy = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("dit_odd"));
    Path io = copy.resolve(Fixtures.IO);
    Tensor forward = Fixtures.floats(io, "out.forward");
    forward.floats()[3] += 0.5f;
    Fixtures.rewrite(io, n -> !n.equals("out64.forward"), Map.of("out.forward", forward));
    Run run = Run.of("golden", copy, "--json");
    assertEquals(1, run.code());
    assertTrue(run.message().matches("golden: dit_odd: output forward must be within \\S+ of out, its error is 5\\.000e-01"),
        run.message());
    assertEquals(1, run.json().path("failed").intValue());
    assertEquals("fail", output(run.json(), "forward").path("verdict").asString());
    assertTrue(output(run.json(), "forward").path("remark").asString().startsWith("element 3 is "));
  }

  @Test
  void writesTheSameBytesWithAndWithoutReferences() throws IOException {
    Path bare = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("bare"));
    Fixtures.rewrite(bare.resolve(Fixtures.IO), n -> n.startsWith("in."), Map.of());
    Files.delete(bare.resolve("yardstick.json"));
    Path without = dir.resolve("without.safetensors");
    Path with = dir.resolve("with.safetensors");
    Run first = Run.of("golden", bare, "--write", without, "--json");
    assertEquals(0, first.code(), first.err());
    Run second = Run.of("golden", Fixtures.DIT_ODD, "--write", with);
    assertEquals(0, second.code(), second.err());
    assertArrayEquals(Files.readAllBytes(without), Files.readAllBytes(with));

    Safetensors written = Safetensors.open(without);
    assertEquals(written.names().size(), first.json().path("written").intValue());
    assertTrue(second.out().startsWith(written.names().size() + " outputs of dit_odd written to "), second.out());
    Safetensors reference = Safetensors.open(Fixtures.DIT_ODD.resolve(Fixtures.IO));
    for (String name : written.names()) {
      String wide = "out64." + name.substring("out.".length());
      assertTrue(reference.has(name) || reference.has(wide), name);
      assertEquals(reference.shape(reference.has(name) ? name : wide), written.shape(name), name);
    }
    assertTrue(new TreeSet<>(written.names()).contains("out.forward"));
  }

  @Test
  void narrowWeightsAreWrittenAndNotJudged() throws IOException {
    Run judged = Run.of("golden", Fixtures.DIT_ODD, "--weights", "int8");
    assertEquals(2, judged.code());
    assertTrue(judged.message().contains("--weights int8 needs --write"), judged.message());
    Path narrow = dir.resolve("narrow.safetensors");
    Path wide = dir.resolve("wide.safetensors");
    Run run = Run.of("golden", Fixtures.DIT_ODD, "--weights", "bf16", "--write", narrow, "--json");
    assertEquals(0, run.code(), run.err());
    assertEquals("bf16", run.json().path("weights").asString());
    assertEquals(0, Run.of("golden", Fixtures.DIT_ODD, "--write", wide).code());
    double error = 0;
    double size = 0;
    float[] a = Fixtures.floats(wide, "out.forward").floats();
    float[] b = Fixtures.floats(narrow, "out.forward").floats();
    for (int i = 0; i < a.length; i++) {
      error += (double) (a[i] - b[i]) * (a[i] - b[i]);
      size += (double) a[i] * a[i];
    }
    assertTrue(error > 0 && Math.sqrt(error / size) < 0x1p-8, error + " of " + size);
  }

  @Test
  void aFolderOfFoldersIsRunFixtureByFixture() throws IOException {
    Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("b"));
    Fixtures.copy(Fixtures.SIT_ODD, dir.resolve("a"));
    Path other = Fixtures.copy(Fixtures.SIT_ODD, dir.resolve("c"));
    Files.writeString(other.resolve(Fixtures.CONFIG), "{\"model_type\": \"gpt2\"}");
    Files.writeString(dir.resolve("README.md"), "not a fixture");
    Run run = Run.of("golden", dir, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode fixtures = run.json().path("fixtures");
    assertEquals("a", fixtures.get(0).path("fixture").asString());
    assertEquals("dit", fixtures.get(1).path("family").asString());
    for (JsonNode o : fixtures.get(2).path("outputs")) {
      assertEquals("not computed", o.path("verdict").asString());
      assertTrue(o.path("error").isNull());
    }
    Run write = Run.of("golden", dir, "--write", dir.resolve("f"));
    assertEquals(2, write.code());
    assertTrue(write.message().endsWith("--write needs one fixture, " + dir + " holds 3"), write.message());
  }

  @Test
  void whatCannotBeWrittenIsSaidAndNothingIsLeft() throws IOException {
    Path target = dir.resolve("no/such/folder/f.safetensors");
    Run run = Run.of("golden", Fixtures.SIT_ODD, "--write", target);
    assertEquals(1, run.code());
    assertEquals("output: cannot write " + target + ": no such file or folder", run.message());
    Path folder = Files.createDirectories(dir.resolve("taken/inside")).getParent();
    Run onFolder = Run.of("golden", Fixtures.SIT_ODD, "--write", folder);
    assertEquals(1, onFolder.code());
    assertTrue(onFolder.message().startsWith("output: cannot write " + folder), onFolder.message());
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void whatIsNoFixtureIsSaid() throws IOException {
    Run missing = Run.of("golden", dir.resolve("none"));
    assertEquals(1, missing.code());
    assertEquals("golden: " + dir.resolve("none") + " does not exist", missing.message());
    Run empty = Run.of("golden", dir);
    assertEquals(1, empty.code());
    assertTrue(empty.message().startsWith("golden: " + dir + " must be a fixture or hold some"), empty.message());
    Path file = Files.writeString(dir.resolve("file"), "x");
    assertEquals("golden: " + file + " is not a folder", Run.of("golden", file).message());
    Path broken = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("broken"));
    Files.writeString(broken.resolve(Fixtures.IO), "short");
    Run run = Run.of("golden", broken);
    assertEquals(1, run.code());
    assertFalse(run.message().isEmpty());
  }
}
