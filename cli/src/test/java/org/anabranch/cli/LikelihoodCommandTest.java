package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code likelihood}: counts, one result however the rows are cut, data of one's own, refusals. */
class LikelihoodCommandTest {
  private static final double DOUBLE = 1e-12;

  @TempDir
  Path folder;

  private static JsonNode json(Object... options) {
    List<Object> args = new ArrayList<>(List.of("likelihood", "digits", "--json", "--seed", 3));
    args.addAll(Arrays.asList(options));
    Run run = Run.of(args.toArray());
    assertEquals(0, run.code(), run.err());
    return run.json();
  }

  @Test
  void aRowAloneIsTheRowAmongOthers() {
    JsonNode all = json("--rows", 2, "--first-row", 5, "--probes", 2, "--solver", "heun", "--steps", 2, "--threads", 2);
    JsonNode one = json("--rows", 1, "--first-row", 6, "--probes", 2, "--solver", "heun", "--steps", 2, "--threads", 1);
    assertEquals(all.get("rows").get(1), one.get("rows").get(0));
    assertEquals(4, one.get("evaluations").asLong(), "2 steps of 2 stages");
    assertEquals(8, one.get("products").asLong(), "2 directions each");
    assertEquals(784, one.get("dimensions").asInt());
    assertTrue(one.get("dequantised").asBoolean());
    double log = one.get("rows").get(0).get("logDensity").asDouble();
    double bits = -(log / 784 + Math.log(2 / 255.0)) / Math.log(2);
    assertEquals(bits, one.get("rows").get(0).get("bitsPerDimension").asDouble(), DOUBLE * Math.abs(bits));
  }

  @Test
  void theExactDivergenceTakesAProductPerPixel() {
    JsonNode r = json("--rows", 1, "--exact", "--solver", "euler", "--steps", 1);
    assertEquals(784, r.get("products").asLong());
    assertEquals(1, r.get("evaluations").asLong());
    assertEquals(0, r.get("rows").get(0).get("standardError").asDouble());
    JsonNode random = json("--rows", 1, "--probes", 64, "--solver", "euler", "--steps", 1);
    double error = random.get("rows").get(0).get("standardError").asDouble();
    assertEquals(r.get("rows").get(0).get("logDensity").asDouble(), random.get("rows").get(0).get("logDensity").asDouble(), 4 * error);
  }

  @Test
  void samplesHaveALikelihoodToo() {
    Path file = folder.resolve("s.safetensors");
    assertEquals(0, Run.of("sample", "digits", "--rows", 3, "--steps", 2, "--out", file).code());
    JsonNode r = json("--data", file, "--probes", 1, "--sketch", 2, "--solver", "euler", "--steps", 1, "--no-dequantise");
    assertEquals(3, r.get("rows").size());
    assertEquals(2, r.get("rows").get(2).get("label").asInt());
    assertEquals(3 * 2, r.get("evaluations").asLong(), "Hutch++ evaluates twice");
    assertEquals(3 * 5, r.get("products").asLong());
    assertTrue(!r.get("dequantised").asBoolean());
  }

  @Test
  void anAdaptiveSolverIsTheDefault() {
    JsonNode r = json("--rows", 1, "--probes", 1, "--tolerance", 0.2);
    assertEquals("dopri5", r.get("solver").asString());
    assertEquals(0.2, r.get("tolerance").asDouble());
    assertTrue(r.get("evaluations").asLong() >= 8, r.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "--exact --probes 3 | exact: must not be given with --probes, got 3",
    "--probes 0 | probes: must be >= 1, got 0",
    "--solver dopri5 --steps 3 | steps: must not be given with dopri5, got 3",
    "--solver heun --tolerance 0.1 | tolerance: must not be given with heun, got 0.1",
    "--sketch 800 | Hutch++: the sketch has 800 columns, a row only 784 elements",
    "--rows 3 --first-row 1999 | rows: must be in [1, 1], got 3",
    "--label 11 | class: id must be in 0..10 (10 is the null class), got 11",
    "--bin 0 | bin: must be finite and > 0, got 0.0"})
  void refusalsAreOneSentence(String options, String message) {
    List<Object> args = new ArrayList<>(List.of("likelihood", "digits"));
    args.addAll(Arrays.asList(options.split(" ")));
    Run run = Run.of(args.toArray());
    assertEquals(2, run.code(), run.err());
    assertEquals(message, run.message());
  }
}
