package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code search}: the keys that tools rely on, hard limits, refusals before anything is spent. */
class SearchCommandTest {
  @TempDir
  Path folder;

  private static Run search(String options) {
    List<Object> args = new ArrayList<>(List.of("search", "digits"));
    args.addAll(List.of(options.split(" ")));
    return Run.of(args.toArray());
  }

  @Test
  void narrowWeightsAreSearchedToo() {
    double[] scores = new double[2];
    for (int i = 0; i < 2; i++) {
      Run run = search("--label 3 --algorithm best-of-n --evaluations 16 --seed 1 --json --weights " + (i == 0 ? "f32" : "int8"));
      assertEquals(0, run.code(), run.err());
      assertEquals(i == 0 ? "f32" : "int8", run.json().get("weights").asString());
      scores[i] = run.json().get("best").get("score").asDouble();
    }
    assertTrue(scores[0] != scores[1], "the same score from other weights: " + scores[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"best-of-n", "noise-search"})
  void jsonHasTheKeysThatToolsRelyOn(String algorithm) {
    Run run = search("--label 3 --algorithm " + algorithm + " --evaluations 64 --seed 1 --json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("BUDGET_SPENT", json.get("status").asString());
    assertTrue(json.get("best").get("score").asDouble() <= 0);
    JsonNode ledger = json.get("ledger");
    assertEquals(64, ledger.get("granted").asLong());
    assertEquals(64, ledger.get("used").asLong());
    assertEquals(8, ledger.get("verifierCalls").asLong());
    assertEquals(0, ledger.get("rolledOver").asLong());
    long used = 0;
    for (int i = 0; i < ledger.get("steps").size(); i++) {
      JsonNode step = ledger.get("steps").get(i);
      assertEquals(i, step.get("step").asInt());
      assertTrue(step.get("asked").asLong() >= step.get("granted").asLong());
      assertTrue(step.get("granted").asLong() >= step.get("used").asLong());
      used += step.get("used").asLong();
    }
    assertEquals(64, used);
    assertEquals(1, json.get("seed").asLong());
    assertTrue(json.get("seconds").asDouble() > 0);
  }

  @Test
  void memoryIsAHardLimitToo() {
    Run free = search("--algorithm svdd --evaluations 64 --seed 1 --json");
    Run bound = search("--algorithm svdd --evaluations 64 --seed 1 --json --memory 80KiB");
    assertEquals(0, bound.code(), bound.err());
    assertTrue(bound.json().get("ledger").get("peakBytes").asLong() <= 80 << 10);
    assertTrue(free.json().get("ledger").get("peakBytes").asLong() > 80 << 10);
    Run refused = search("--algorithm svdd --evaluations 64 --memory 4KiB");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("memory: 4096 bytes granted, a search holds at least 4 rows of "), refused.err());
    assertTrue(search("--algorithm svdd --evaluations 64 --memory 64").err().contains("must be a number with a unit, like 512KiB"));
    assertTrue(search("--algorithm svdd --evaluations 64 --memory 0MiB").err().contains("must be at least 1B"));
    assertEquals(1536L << 20, Bytes.parse("memory", "1.5GiB"));
  }

  @Test
  void limitsAreHardAndWhatIsLeftStaysUnspent() {
    JsonNode ledger = search("--algorithm best-of-n --evaluations 29 --steps 4 --solver heun --json").json().get("ledger");
    assertEquals(29, ledger.get("granted").asLong());
    assertEquals(24, ledger.get("used").asLong());
    JsonNode guided = search("--algorithm noise-search --evaluations 29 --steps 4 --guidance 2 --json").json().get("ledger");
    assertEquals(24, guided.get("used").asLong());
    JsonNode calls = search("--algorithm best-of-n --evaluations 1000 --verifier-calls 3 --steps 1 --json").json();
    assertEquals(3, calls.get("ledger").get("verifierCalls").asLong());
    assertEquals("BUDGET_SPENT", calls.get("status").asString());
  }

  @Test
  void multistepSolversArePaidByTheirEvaluations() {
    JsonNode ledger = search("--algorithm best-of-n --evaluations 29 --steps 4 --solver unipc-2 --grid shifted --json").json()
        .get("ledger");
    assertEquals(28, ledger.get("used").asLong());
    JsonNode started = search("--algorithm noise-search --evaluations 29 --steps 4 --solver ab3 --json").json().get("ledger");
    assertEquals(24, started.get("used").asLong()); // 3 + 3 + 1 + 1 evaluations each
  }

  @Test
  void anAdaptiveSolverHasNoPriceForABudget() {
    Run run = Run.of("search", "digits", "--algorithm", "best-of-n", "--evaluations", 29, "--label", 3, "--solver", "dopri5");
    assertEquals(2, run.code());
    assertTrue(run.message().startsWith("solver: a search needs steps of a known price, dopri5 chooses its own; there are [euler, "),
        run.message());
  }

  @Test
  void deadlineEndsWithTheBestSoFar() {
    JsonNode json = search("--algorithm best-of-n --evaluations 100000000 --deadline 50ms --json").json();
    assertEquals("DEADLINE", json.get("status").asString());
    assertTrue(json.get("best").get("score").asDouble() <= 0);
    assertTrue(json.get("ledger").get("used").asLong() < 100_000_000);
  }

  @Test
  void cancellationShowsTheBestSoFarOrSaysThatThereIsNone() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
        () -> cancelled, "search", "digits", "--algorithm", "best-of-n", "--evaluations", "64", "--json");
    assertEquals(1, code);
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("\"CANCELLED\""));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("there is no sample"));
  }

  @Test
  void resultIsAFunctionOfTheSeedAndOptionsAreUsed() {
    String plan = "--algorithm noise-search --evaluations 32 --steps 2 --seed 5 --label 4 --json --option pool=2 --option radius=";
    JsonNode a = search(plan + "0.3 --threads 1").json().get("scores");
    JsonNode b = search(plan + "0.3 --threads 2").json().get("scores");
    assertEquals(a, b);
    assertTrue(!a.equals(search(plan + "0.6").json().get("scores")));
  }

  @Test
  void bestSampleIsWritten() {
    Path file = folder.resolve("best.safetensors");
    Run run = search("--algorithm best-of-n --evaluations 8 --steps 2 --label 6 --out " + file);
    assertEquals(0, run.code(), run.err());
    assertEquals(784, Safetensors.open(file).tensor("samples").toFloats().length);
    assertEquals("best-of-n", Safetensors.open(file).metadata().get("algorithm"));
    assertTrue(run.out().contains("best: log p(6 | image)"), run.out());
    assertTrue(Files.exists(file));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--algorithm best-of-n --evaluations 0 | evaluations: must be >= 1, got 0",
      "--algorithm best-of-n --evaluations 7 | evaluations: 7 granted, one trajectory of 8 steps needs 8",
      "--algorithm best-of-n --evaluations 15 --guidance 2 | evaluations: 15 granted, one trajectory of 8 steps needs 16",
      "--algorithm best-of-n --evaluations 64 --policy rollover | best-of-n: cannot honour the policy rollover, only even",
      "--algorithm best-of-n --evaluations 64 --policy odd | policy: unknown name \"odd\", known: even, rollover, adaptive, saturation",
      "--algorithm beam --evaluations 64 --solver euler | beam: needs a generator whose steps draw noise, digits, euler, 8 steps draws "
          + "none; a stochastic solver does",
      "--algorithm best-of-n --evaluations 64 --label 11 | label: digits has 0..9, got 11",
      "--algorithm best-of-n --evaluations 64 --deadline 800 | "
          + "deadline: must be a number with a unit, like 800ms, 2s or 1.5min, got '800'",
      "--algorithm best-of-n --evaluations 64 --deadline 0ms | deadline: must be at least 1ms, got '0ms'",
      "--algorithm best-of-n --evaluations 64 --verifier-calls 0 | verifier calls: must be >= 1, got 0",
      "--algorithm best-of-n --evaluations 64 --verifier clip | verifier: no verifier is named 'clip', there are "
          + "[verifier, likelihood] and folders of classifiers",
      "--algorithm best-of-n --evaluations 64 --verifier likelihood:0 | "
          + "verifier: likelihood takes 1..9999 probes or exact, got 'likelihood:0'",
      "--algorithm best-of-n --evaluations 64 --caution 1 | caution: needs an ensemble, --verifier A,B; got 1.0 with 'verifier'",
      "--algorithm best-of-n --evaluations 64 --verifier verifier,verifier --caution -2 | "
          + "ensemble: caution must be finite and >= 0, got -2.0",
      "--algorithm best-of-n --evaluations 64 --option n | option: must be KEY=VALUE, got 'n'",
      "--algorithm best-of-n --evaluations 64 --option n=2 --option n=3 | option: n is given twice, '2' and '3'",
      "--algorithm best-of-n --evaluations 64 --option m=2 | best-of-n: unknown option \"m\", known: n, stratified",
      "--algorithm best-of-n --evaluations 64 --steps 0 | steps: must be in [1, 100000], got 0",
  })
  void badUsageIsRefusedWithTheRuleAndTheValue(String options, String message) {
    Run run = search(options);
    assertEquals(2, run.code());
    assertEquals(message, run.message());
  }

  @Test
  void aBackboneIsSearchedByItsGeometryAndWrittenAsAPdbFile() throws IOException {
    Path file = folder.resolve("best.pdb");
    Run run = Run.of("search", "protein", "--algorithm", "best-of-n", "--evaluations", 12, "--steps", 3, "--condition", 1, "--verifier",
        "bonds", "--out", file);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("class beta") && run.out().contains("best: -bonds = ") && run.out().contains("clashes; radius"),
        run.out());
    List<String> lines = Files.readAllLines(file);
    assertEquals(32, lines.stream().filter(l -> l.startsWith("ATOM  ")).count());
    assertEquals("END", lines.getLast().strip());
    Run wrong = Run.of("search", "protein", "--algorithm", "best-of-n", "--evaluations", 40, "--verifier", "beauty");
    assertEquals(2, wrong.code());
    assertEquals("verifier: no verifier is named 'beauty', there are [energy, bonds, clashes, angles, left-handed, radius, helix, "
        + "strand, likelihood] and folders of classifiers", wrong.message());
    Run square = Run.of("search", "protein", "--algorithm", "best-of-n", "--evaluations", 40, "--verifier", folder);
    assertEquals(2, square.code());
    assertTrue(square.message().endsWith(" judges images [channels, size, size], the samples are [32, 3]"), square.message());
    Run ending = Run.of("search", "protein", "--algorithm", "best-of-n", "--evaluations", 40, "--out", folder.resolve("a.cif"));
    assertEquals("out: must end in .safetensors or .pdb or .png, got '" + folder.resolve("a.cif") + "'", ending.message());
  }

  @Test
  void anAlgorithmThatBranchesOnNoiseGetsTheStochasticSolverAndItsPolicy() {
    Run run = search("--algorithm svdd --evaluations 128 --steps 4 --seed 3 --label 2 --policy rollover");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("digits, euler-maruyama sde") && run.out().contains("4 steps"), run.out());
  }

  @Test
  void anUnknownAlgorithmIsAnsweredWithTheKnownOnes() {
    assertEquals("algorithm: unknown name \"beast\", known: " + String.join(", ", Algorithms.names()),
        search("--algorithm beast --evaluations 64").message());
  }

  @Test
  void theModelsLikelihoodPicksAndItsCostIsReported() {
    Run run = search("--label 3 --algorithm best-of-n --evaluations 8 --steps 4 --seed 1 --json --verifier likelihood");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("likelihood", json.get("verifier").asString());
    JsonNode ledger = json.get("ledger");
    assertEquals(8, ledger.get("used").asLong());
    assertEquals(2, ledger.get("verifierCalls").asLong());
    assertEquals(2 * 8 * 4 * 2, ledger.get("verifierCost").asDouble());
    assertEquals(2, json.get("diversity").get("samples").asInt());
    assertTrue(json.get("diversity").get("meanDistance").asDouble() > 0.1, json::toString);
    assertTrue(json.get("scores").get(0).asDouble() > json.get("scores").get(1).asDouble(), json::toString);
  }

  @Test
  void aFolderHoldsAVerifierAndTwoAreAnEnsemble() throws IOException {
    Path judge = Files.createDirectory(folder.resolve("judge"));
    Files.write(judge.resolve("model.safetensors"), Bundle.bytes("digits", "evaluator.safetensors"));
    String plan = "--label 3 --algorithm best-of-n --evaluations 32 --steps 4 --seed 1 --json --verifier ";
    JsonNode bundled = search(plan + "verifier").json();
    JsonNode other = search(plan + judge).json();
    assertTrue(!bundled.get("scores").equals(other.get("scores")), other::toString);
    JsonNode both = search(plan + "verifier," + judge + " --caution 0.5").json();
    assertTrue(both.get("best").get("disagreement").asDouble() > 0, both::toString);
    JsonNode mean = search(plan + "verifier," + judge).json();
    assertTrue(mean.get("best").get("score").asDouble() >= both.get("best").get("score").asDouble(), both::toString);
  }

  @Test
  void aFolderThatHoldsNoClassifierIsRefusedByName() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Run run = search("--algorithm best-of-n --evaluations 64 --verifier " + empty);
    assertEquals(1, run.code());
    assertTrue(run.message().contains(empty.toString()), run.message());
    Run odd = search("--algorithm best-of-n --evaluations 64 --verifier " + Fixtures.SIT_ODD);
    assertEquals(1, odd.code());
    assertTrue(odd.message().contains("conv1.weight"), odd.message());
    Run tokens = Run.of("search", "sudoku", "--algorithm", "best-of-n", "--evaluations", 640, "--verifier", "likelihood");
    assertEquals(2, tokens.code());
    assertEquals("verifier: 'likelihood' judges samples of flows, the model is none", tokens.message());
  }
}
