package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code sample}: the same bits however the work is cut, whole files, refusals before work. */
class SampleCommandTest {
  @TempDir
  Path folder;

  private float[] samples(String name, Object... options) {
    Path file = folder.resolve(name + ".safetensors");
    List<Object> args = new ArrayList<>(List.of("sample", "digits", "--seed", 7, "--steps", 4, "--out", file));
    args.addAll(Arrays.asList(options));
    Run run = Run.of(args.toArray());
    assertEquals(0, run.code(), run.err());
    return Safetensors.open(file).tensor("samples").toFloats();
  }

  @Test
  void rowsTogetherAreRowsAlone() {
    float[] together = samples("all", "--rows", 8, "--first-row", 5);
    for (int i = 0; i < 8; i++) {
      float[] alone = samples("one", "--rows", 1, "--first-row", 5 + i);
      assertArrayEquals(Arrays.copyOfRange(together, i * 784, (i + 1) * 784), alone, "row " + i);
    }
  }

  @Test
  void threadsAndBackendChangeNoBit() {
    float[] one = samples("t1", "--rows", 3, "--threads", 1, "--guidance", 1.5, "--solver", "heun");
    assertArrayEquals(one, samples("t2", "--rows", 3, "--threads", 2, "--guidance", 1.5, "--solver", "heun"));
    assertArrayEquals(one, samples("s", "--rows", 3, "--backend", "scalar", "--guidance", 1.5, "--solver", "heun"));
    assertArrayEquals(one, samples("v", "--rows", 3, "--backend", "vector", "--guidance", 1.5, "--solver", "heun"));
  }

  @Test
  void narrowWeightsHaveOneSetOfBitsToo() {
    float[] wide = samples("wide", "--rows", 3);
    for (String weights : new String[] {"bf16", "int8", "int8-group"}) {
      float[] narrow = samples("narrow", "--rows", 3, "--weights", weights, "--threads", 2);
      assertFalse(Arrays.equals(wide, narrow), weights);
      assertArrayEquals(Arrays.copyOfRange(narrow, 784, 1568),
          samples("alone", "--rows", 1, "--first-row", 1, "--weights", weights, "--threads", 1), weights);
      assertEquals(weights, Safetensors.open(folder.resolve("narrow.safetensors")).metadata().get("weights"));
    }
    Run run = Run.of("sample", "digits", "--rows", 1, "--out", folder.resolve("x.png"), "--weights", "fp8");
    assertEquals(2, run.code());
    assertTrue(run.message().contains("weights: must be one of [f32, bf16, int8, int8-group], got 'fp8'"), run.message());
  }

  @Test
  void labelsCycleByAbsoluteRowUnlessOneIsGiven() {
    float[] cycled = samples("cycled", "--rows", 2, "--first-row", 12);
    Safetensors file = Safetensors.open(folder.resolve("cycled.safetensors"));
    assertArrayEquals(new int[] {2, 3}, file.tensor("labels").toInts());
    assertEquals(DType.I64, file.dtype("labels"));
    assertEquals(Shape.of(2, 1, 28, 28), file.shape("samples"));
    float[] three = samples("three", "--rows", 1, "--first-row", 13, "--label", 3);
    assertArrayEquals(Arrays.copyOfRange(cycled, 784, 1568), three);
  }

  @Test
  void jsonCountsStagesAndGuidance() {
    Path out = folder.resolve("x.safetensors");
    Run run = Run.of("sample", "digits", "--rows", 2, "--steps", 3, "--solver", "rk4", "--guidance", 2, "--out", out, "--json",
        "--seed", 9);
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals(2, json.get("rows").asInt());
    assertEquals(3, json.get("steps").asInt());
    assertEquals("rk4", json.get("solver").asString());
    assertEquals(2 * 3 * 4 * 2, json.get("evaluations").asLong());
    assertEquals(9, json.get("seed").asLong());
    assertEquals(out.toString(), json.get("out").asString());
    assertTrue(json.get("seconds").asDouble() > 0);
  }

  @Test
  void pngIsAGridInWholePixels() throws IOException {
    Path out = folder.resolve("grid.png");
    Run run = Run.of("sample", "digits", "--rows", 5, "--steps", 1, "--out", out);
    assertEquals(0, run.code(), run.err());
    BufferedImage image = ImageIO.read(out.toFile());
    assertEquals(3 * (28 * 8 + 2) + 2, image.getWidth());
    assertEquals(2 * (28 * 8 + 2) + 2, image.getHeight());
    assertEquals(8, image.getColorModel().getPixelSize());
  }

  @ParameterizedTest
  @CsvSource({"dpmpp-2m, karras", "unipc-3, log-snr", "sde-dpmpp-2m, shifted:2", "ddpm, rbf-exp", "ab3, uniform", "sde, uniform",
      "ddim:0.5, exponential"})
  void everySolverHasTheSameBitsOnAnyThreadAndBackend(String solver, String grid) {
    float[] one = samples("t1", "--rows", 3, "--solver", solver, "--grid", grid, "--threads", 1);
    assertArrayEquals(one, samples("t2", "--rows", 3, "--solver", solver, "--grid", grid, "--threads", 2));
    assertArrayEquals(one, samples("s", "--rows", 3, "--solver", solver, "--grid", grid, "--backend", "scalar"));
    float[] last = samples("last", "--rows", 1, "--first-row", 2, "--solver", solver, "--grid", grid);
    assertArrayEquals(Arrays.copyOfRange(one, 2 * 784, 3 * 784), last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dopri5", "kencarp4"})
  void anAdaptiveSolverChoosesItsStepsRowByRow(String solver) {
    Path out = folder.resolve("adaptive.safetensors");
    Run run = Run.of("sample", "digits", "--rows", 3, "--solver", solver, "--tolerance", 1e-3, "--out", out, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals(1e-3, json.get("tolerance").asDouble());
    assertTrue(json.path("steps").isMissingNode());
    long together = json.get("evaluations").asLong();
    float[] all = Safetensors.open(out).tensor("samples").toFloats();
    long alone = 0;
    for (int i = 0; i < 3; i++) {
      Run one = Run.of("sample", "digits", "--rows", 1, "--first-row", i, "--solver", solver, "--tolerance", 1e-3, "--threads", 1,
          "--out", out, "--json");
      assertEquals(0, one.code(), one.err());
      alone += one.json().get("evaluations").asLong();
      assertArrayEquals(Arrays.copyOfRange(all, i * 784, (i + 1) * 784), Safetensors.open(out).tensor("samples").toFloats());
    }
    assertEquals(together, alone);
    Run dit = Run.of("sample", Fixtures.DIT_ODD, "--solver", "tsit5", "--out", folder.resolve("never.safetensors"));
    assertEquals(2, dit.code());
    assertTrue(dit.message().startsWith("solver: an adaptive solver needs a field that is finite at the data end"), dit.message());
  }

  @ParameterizedTest
  @CsvSource({"dopri5, 9, 8", "kencarp4, 40, 0", "heun, 5, 4", "unipc-2, 3, 3", "sde-heun, 5, 4"})
  void aRowStopsAtItsLimitWithItsLastAcceptedState(String solver, int limit, int used) {
    Path out = folder.resolve("limited.safetensors");
    Run run = Run.of("sample", "digits", "--rows", 3, "--solver", solver, "--max-evaluations", limit, "--out", out, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals(0, json.get("completed").asInt());
    assertEquals(3, json.get("outcomes").size());
    long sum = 0;
    for (JsonNode row : json.get("outcomes")) {
      assertEquals("EVALUATION_LIMIT", row.get("status").asString());
      assertTrue(row.get("evaluations").asLong() <= limit, row.toString());
      assertTrue(used == 0 || row.get("evaluations").asLong() == used, row.toString());
      assertTrue(row.get("time").asDouble() > 0 && row.get("time").asDouble() < 1, row.toString());
      sum += row.get("evaluations").asLong();
    }
    assertEquals(json.get("evaluations").asLong(), sum);
    Safetensors file = Safetensors.open(out);
    assertEquals("0 of 3", file.metadata().get("completed"));
    for (float v : file.tensor("samples").toFloats()) {
      assertTrue(Float.isFinite(v));
    }
    if (solver.equals("heun")) {
      Run said = Run.of("sample", "digits", "--rows", 3, "--solver", solver, "--max-evaluations", limit, "--out", out);
      assertTrue(said.out().contains("3 evaluation limit"), said.out());
    }
  }

  @Test
  void tolerancesAreGivenTogetherOrApart() {
    Path out = folder.resolve("apart.safetensors");
    Run apart = Run.of("sample", "digits", "--rows", 2, "--solver", "tsit5", "--rtol", 1e-2, "--atol", 1e-3, "--out", out, "--json");
    assertEquals(0, apart.code(), apart.err());
    JsonNode json = apart.json();
    assertEquals(1e-2, json.get("rtol").asDouble());
    assertEquals(1e-3, json.get("atol").asDouble());
    assertTrue(json.path("tolerance").isMissingNode());
    assertEquals(2, json.get("completed").asInt());
    for (JsonNode row : json.get("outcomes")) {
      assertEquals("COMPLETED", row.get("status").asString());
      assertEquals(1, row.get("time").asDouble());
      assertEquals(2 + 6 * (row.get("accepted").asLong() + row.get("rejected").asLong()), row.get("evaluations").asLong());
    }
    Run tighter = Run.of("sample", "digits", "--rows", 2, "--solver", "tsit5", "--rtol", 1e-4, "--atol", 1e-5, "--out", out,
        "--json");
    assertTrue(tighter.json().get("evaluations").asLong() > json.get("evaluations").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dopri8", "rk4"})
  void aDeadlineStopsAllRowsWhereTheyStand(String solver) {
    Path out = folder.resolve("late.safetensors");
    List<Object> args = new ArrayList<>(List.of("sample", "digits", "--rows", 150, "--solver", solver, "--deadline", "1ms", "--out",
        out, "--json"));
    args.addAll(solver.equals("rk4") ? List.of("--steps", 50) : List.of("--tolerance", 1e-7));
    Run run = Run.of(args.toArray());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.json().get("warmupSeconds").asDouble() > 0);
    assertEquals(150, run.json().get("outcomes").size());
    assertEquals("DEADLINE", run.json().get("outcomes").get(149).get("status").asString());
    assertEquals(0, run.json().get("outcomes").get(149).get("evaluations").asLong(), "the second wave is not begun");
    assertTrue(run.json().get("evaluations").asLong() <= 128, "the first batched evaluation is always admitted");
  }

  @Test
  void aRowThatIsNotFiniteFailsTheCommandAndSaysWhere() {
    Path out = folder.resolve("broken.safetensors");
    for (String solver : List.of("euler", "dopri5")) {
      Run run = Run.of("sample", "digits", "--rows", 2, "--first-row", 4, "--guidance", 1e39, "--solver", solver, "--out", out,
          "--json");
      assertEquals(1, run.code());
      assertTrue(run.message().startsWith("sample: all rows must reach the data or a limit, row 4 is not finite at time "),
          run.message());
      JsonNode row = run.json().get("outcomes").get(1);
      assertEquals("NON_FINITE", row.get("status").asString());
      assertTrue(row.get("nonFinite").get("element").asInt() >= 0);
      for (float v : Safetensors.open(out).tensor("samples").toFloats()) {
        assertTrue(Float.isFinite(v), "the last finite states are written");
      }
    }
  }

  @Test
  void aDitIsSampledByItsOwnSolversAndNotByOnesThatEvaluateAtTheData() {
    for (String solver : List.of("ddim", "ddpm-learned", "unipc-2", "euler")) {
      Path out = folder.resolve(solver + ".safetensors");
      Run run = Run.of("sample", Fixtures.DIT_ODD, "--rows", 2, "--steps", 4, "--solver", solver, "--grid", "respaced", "--guidance",
          2, "--out", out, "--json");
      assertEquals(0, run.code(), run.err());
      assertEquals(2 * 4 * 2, run.json().get("evaluations").intValue());
      assertEquals(2, Safetensors.open(out).shape("samples").rows());
    }
    Run heun = Run.of("sample", Fixtures.DIT_ODD, "--steps", 4, "--solver", "heun", "--out", folder.resolve("never.safetensors"));
    assertEquals(2, heun.code());
    assertEquals("heun: the field must be finite at the data end, time 0.0, where this method evaluates it; euler and the multistep "
        + "methods do not", heun.message());
  }

  @Test
  void checkpointFolderIsAModelToo() {
    Path out = folder.resolve("odd.safetensors");
    Run run = Run.of("sample", Fixtures.SIT_ODD, "--rows", 2, "--steps", 1, "--out", out);
    assertEquals(0, run.code(), run.err());
    assertEquals(2, Safetensors.open(out).shape("samples").rows());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--label 11 | class: id must be in 0..10 (10 is the null class), got 11",
      "--steps 0 | steps: must be in [1, 100000], got 0",
      "--rows 0 | rows: must be in [1, 1000000], got 0",
      "--first-row -1 | first-row: must be in [0, 2146483647], got -1",
      "--solver heunn | solver: no solver is named 'heunn', there are [euler, midpoint, heun, ralston, heun3, ssprk3, "
          + "rk4, rk4-38, ab2, ab3, ab4, dpmpp-1, dpmpp-2m, dpmpp-3m, dpmpp-3m-published, sde-dpmpp-1, sde-dpmpp-2m, sde-dpmpp-3m, "
          + "unipc-1, unipc-2, unipc-3, unipc-1-bh1, unipc-2-bh1, unipc-3-bh1, ddpm, ddpm-large, ddpm-learned, ddim[:ETA], sde[:NORM], "
          + "sde-heun[:NORM]], and with steps of their own choice [adaptive-heun, fehlberg2, bosh3, dopri5, tsit5, dopri8, "
          + "kvaerno3, kencarp4, kencarp5]",
      "--solver dopri5 --steps 8 | steps: must not be given with dopri5, which chooses its own steps, got 8",
      "--solver dopri5 --grid karras | grid: must not be given with dopri5, which chooses its own steps, got karras",
      "--solver dopri5 --tolerance 0 | atol: must be finite and > 0, got 0.0",
      "--tolerance 1e-3 | tolerance: goes with an adaptive solver, one of [adaptive-heun, fehlberg2, bosh3, dopri5, tsit5, dopri8, "
          + "kvaerno3, kencarp4, kencarp5], the solver is 'euler'",
      "--solver dopri5 --rtol 2 | rtol: must be in [0, 1), got 2.0",
      "--solver dopri5 --tolerance 1e-3 --rtol 1e-2 | tolerance: sets both tolerances, must not be given with --rtol, got 0.001 and "
          + "0.01",
      "--atol 1e-3 | atol: goes with an adaptive solver, one of [adaptive-heun, fehlberg2, bosh3, dopri5, tsit5, dopri8, "
          + "kvaerno3, kencarp4, kencarp5], the solver is 'euler'",
      "--max-evaluations 0 | max-evaluations: must be >= 1, got 0",
      "--solver dopri5 --guidance 2 --max-evaluations 1 | max-evaluations: one evaluation of a guided row counts 2, got 1",
      "--deadline soon | deadline: must be a number with a unit, like 800ms, 2s or 1.5min, got 'soon'",
      "--solver ddim:2 | ddim: eta must be in [0, 1], got 2.0",
      "--solver ddpm-learned | ddpm-learned: needs a network that predicts the variance of a step, this one predicts the velocity "
          + "alone",
      "--grid karas | grid: no spacing is named 'karas', there are [uniform, shifted[:SHIFT], log-snr, exponential, karras[:RHO], "
          + "rbf-exp, respaced]",
      "--grid respaced | grid: respaced needs a model of a discrete diffusion, this one's path is "
          + "LinearInterpolant[direction=DATA_AT_ONE]",
      "--guidance NaN | guidance: the scale must be finite, got NaN",
  })
  void badUsageIsRefusedWithTheRuleAndTheValue(String options, String message) throws IOException {
    List<Object> args = new ArrayList<>(List.of("sample", "digits", "--out", folder.resolve("never.png")));
    args.addAll(List.of(options.split(" ")));
    Run run = Run.of(args.toArray());
    assertEquals(2, run.code());
    assertEquals(message, run.message());
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void outIsCheckedBeforeAnythingIsComputed() {
    // A million rows: computing them first would take many minutes.
    Run extension = Run.of("sample", "digits", "--rows", 1_000_000, "--out", folder.resolve("a.jpg"));
    assertEquals(2, extension.code());
    assertEquals("out: must end in .safetensors or .png, got '" + folder.resolve("a.jpg") + "'", extension.message());
    Path missing = folder.resolve("none");
    Run unwritable = Run.of("sample", "digits", "--rows", 1_000_000, "--out", missing.resolve("a.png"));
    assertEquals(1, unwritable.code());
    assertEquals(missing + ": no such file or folder", unwritable.message());
    Path taken = folder.resolve("taken.png");
    assertTrue(taken.toFile().mkdir());
    Run inTheWay = Run.of("sample", "digits", "--rows", 1_000_000, "--out", taken);
    assertEquals(1, inTheWay.code());
    assertEquals(taken + ": a folder of this name is in the way", inTheWay.message());
  }
}
