package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The command inspect: contents, what does not fit, refusals. */
class InspectCommandTest {
  @TempDir
  private Path dir;

  @Test
  void showsABundledModel() {
    Run run = Run.of("inspect", "digits", "--check");
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    assertTrue(run.out().contains("architecture  SiT\n"), run.out());
    assertTrue(run.out().contains("parameters    1,875,344\n"), run.out());
    assertTrue(run.out().contains("contents      all finite\n"), run.out());
    assertTrue(run.out().contains("... and 60 smaller ones"), run.out());
    Run all = Run.of("inspect", "digits", "--tensors");
    assertTrue(all.out().contains("final_layer.linear.bias"), all.out());
    assertFalse(all.out().contains("smaller ones"), all.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dit", "dit_odd", "sit", "sit_odd", "mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void theLayoutOfAnArchitectureIsThatOfTheOfficialCheckpoints(String fixture) {
    Run run = Run.of("inspect", Fixtures.ROOT.resolve(fixture), "--json", "--check");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertTrue(json.path("known").booleanValue());
    assertTrue(json.path("missing").isEmpty() && json.path("misshapen").isEmpty() && json.path("unused").isEmpty(), run.out());
    long elements = 0;
    long bytes = 0;
    for (JsonNode t : json.path("tensors")) {
      long n = 1;
      for (JsonNode d : t.path("shape")) {
        n *= d.longValue();
      }
      elements += n;
      bytes += t.path("bytes").longValue();
      assertEquals("F32", t.path("dtype").asString());
    }
    assertEquals(elements, json.path("parameters").longValue());
    assertEquals(bytes, json.path("bytes").longValue());
    assertEquals(4 * elements, bytes);
  }

  @Test
  void aPlainFileNeedsNoConfig() {
    Path file = dir.resolve("plain.safetensors");
    SafetensorsWriter.write(file, Map.of("block10.w", Tensor.zeros(2, 3), "block9.w", Tensor.zerosF64(5)), Map.of("who", "me"));
    Run run = Run.of("inspect", file, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("none", json.path("architecture").asString());
    assertEquals(11, json.path("parameters").intValue());
    assertEquals(64, json.path("bytes").intValue());
    assertEquals("me", json.path("metadata").path("who").asString());
    assertEquals("block9.w", json.path("tensors").get(0).path("name").asString());
    assertEquals(2, json.path("dtypes").size());
    Run text = Run.of("inspect", file);
    assertTrue(text.out().contains("block10.w  F32    [2, 3]     24"), text.out());
  }

  @Test
  void anUnknownArchitectureIsShownAndNotCompared() throws IOException {
    SafetensorsWriter.write(dir.resolve("model.safetensors"), Map.of("w", Tensor.zeros(1)), Map.of());
    Files.writeString(dir.resolve("config.json"), "{\"model_type\": \"gpt2\", \"pad\": null, \"list\": [1, {\"a\": true}]}");
    Run run = Run.of("inspect", dir);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("architecture  gpt2 (not known to this version)"), run.out());
    JsonNode json = Run.of("inspect", dir, "--json").json();
    assertFalse(json.path("known").booleanValue());
    assertTrue(json.path("config").path("pad").isNull());
    assertTrue(json.path("config").path("list").get(1).path("a").booleanValue());
  }

  @Test
  void namesEveryTensorThatIsMissingMisshapenOrUnused() throws IOException {
    Path model = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("m"));
    Path weights = model.resolve(Fixtures.WEIGHTS);
    Fixtures.rewrite(weights, n -> !n.equals("blocks.1.mlp.fc1.bias"),
        Map.of("final_layer.linear.bias", Tensor.zeros(31)));
    Files.writeString(model.resolve(Fixtures.CONFIG),
        Files.readString(model.resolve(Fixtures.CONFIG)).replace("\"learn_sigma\": true", "\"learn_sigma\": false"));
    Run run = Run.of("inspect", model, "--json");
    assertEquals(1, run.code());
    assertEquals("weights: " + model + " does not fit its config: tensor blocks.1.mlp.fc1.bias is missing, and 2 more",
        run.message());
    assertEquals("[\"blocks.1.mlp.fc1.bias\"]", run.json().path("missing").toString());
    assertEquals("tensor final_layer.linear.bias has shape [31], the config needs [16]",
        run.json().path("misshapen").get(1).asString());
    assertTrue(Run.of("inspect", model).out().contains("missing (1)\n  blocks.1.mlp.fc1.bias\n"));
  }

  @Test
  void checkRefusesWhatIsNotFiniteByTensorAndElement() throws IOException {
    Path model = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("m"));
    Path weights = model.resolve(Fixtures.WEIGHTS);
    Tensor bad = Fixtures.floats(weights, "t_embedder.mlp.0.bias");
    bad.floats()[17] = Float.NaN;
    Fixtures.rewrite(weights, n -> true, Map.of("t_embedder.mlp.0.bias", bad));
    assertEquals(0, Run.of("inspect", model).code());
    Run run = Run.of("inspect", model, "--check");
    assertEquals(1, run.code());
    assertEquals("weights: tensor t_embedder.mlp.0.bias holds NaN at element 17", run.message());
    assertEquals("", run.out());
  }

  @Test
  void compareTellsWhatEveryFormatCosts() {
    Run run = Run.of("inspect", "digits", "--compare", "--rows", 2, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode compared = run.json().path("compared");
    assertEquals(2, compared.path("rows").intValue());
    JsonNode formats = compared.path("formats");
    assertEquals(4, formats.size());
    double[] error = new double[4];
    for (int i = 0; i < 4; i++) {
      assertEquals(new String[] {"f32", "bf16", "int8", "int8-group"}[i], formats.get(i).path("weights").asString());
      assertEquals(30, formats.get(i).path("matrices").size());
      error[i] = formats.get(i).path("relativeL2").doubleValue();
    }
    assertTrue(error[0] == 0 && error[1] > 0 && error[1] < error[3] && error[3] < error[2] && error[2] < 0.01, compared.toString());
    Run text = Run.of("inspect", "digits", "--compare", "--rows", 1);
    assertTrue(text.out().lines().anyMatch(l -> l.matches("int8 +\\d+ +0\\.\\d\\d .* blocks\\.\\d.*")), text.out());
    Run dit = Run.of("inspect", Fixtures.DIT_ODD, "--compare", "--rows", 1, "--json");
    assertEquals(0, dit.code(), dit.err());
    assertEquals(0, dit.json().path("compared").path("formats").get(0).path("maxError").doubleValue());
  }

  @Test
  void whatCannotBeComparedIsSaid() throws IOException {
    assertEquals("rows: --rows is for --compare or --plan, neither is given", Run.of("inspect", "digits", "--rows", 3).message());
    Run many = Run.of("inspect", "digits", "--compare", "--rows", 0);
    assertEquals(2, many.code());
    assertTrue(many.message().contains("must be in [1, 4096], got 0"), many.message());
    Path alone = Files.copy(Fixtures.DIT_ODD.resolve(Fixtures.IO), dir.resolve("alone.safetensors"));
    Run file = Run.of("inspect", alone, "--compare");
    assertEquals(2, file.code(), file.err());
    assertTrue(file.message().contains("compare: needs a model of a known architecture"), file.message());
  }

  @Test
  void anUnknownConfigKeyIsNamed() throws IOException {
    Path model = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("m"));
    Path config = model.resolve(Fixtures.CONFIG);
    Files.writeString(config, Files.readString(config).replace("\"depth\"", "\"dept\": 2, \"depth\""));
    Run run = Run.of("inspect", model);
    assertEquals(1, run.code());
    assertEquals("config: unknown key 'dept', did you mean 'depth'?", run.message());
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path model = Fixtures.copy(Fixtures.DIT_ODD, dir.resolve("m"));
    Path weights = model.resolve(Fixtures.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
    Run run = Run.of("inspect", model);
    assertEquals(1, run.code());
    assertTrue(run.message().contains(Fixtures.WEIGHTS + " is truncated: tensor "), run.message());
  }

  @Test
  void whatDoesNotExistIsSaid() {
    Run run = Run.of("inspect", "no/such/folder");
    assertEquals(1, run.code());
    assertEquals("model: 'no/such/folder' is neither a bundled model [digits, protein, sudoku, sudoku-proseco, countdown, text] nor a "
        + "file or folder that exists",
        run.message());
    Run empty = Run.of("inspect", dir);
    assertEquals(1, empty.code());
    assertTrue(empty.message().endsWith("or one *.safetensors, it holds none"), empty.message());
    assertEquals(1, Run.of("inspect", "").code());
    assertEquals(1, Run.of("inspect", "a\0b").code());
  }
}
