package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.anabranch.model.puzzle.Sudoku;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Typed slots at the command line: sample, search and calibrate. */
final class SlotCommandTest {
  @TempDir
  private Path folder;

  @Test
  void samplesHoldTheirSlotsAndSayHowSureTheyAre() throws IOException {
    Path out = folder.resolve("answers.txt");
    Run run = Run.of("sample", "countdown", "--numbers", "3,7,12", "--target", 33, "--rows", 6, "--steps", 4, "--slot",
        "op@14:choice=-,*", "--slot", "first@12:fixed=1..20", "--slot", "tail@26+3:regex==\\d[02468]", "--out", out, "--json");
    assertEquals(0, run.code(), run.err());
    List<String> lines = Files.readAllLines(out);
    assertEquals(6, lines.size());
    for (String line : lines) {
      assertTrue(line.matches("03,07,12=33:(0[1-9]|1\\d|20)[-*].{11}=\\d[02468]"), line);
    }
    JsonNode slots = run.json().get("slots");
    assertEquals(18, slots.size());
    for (JsonNode slot : slots) {
      double p = slot.get("probability").asDouble();
      assertTrue(p >= 0 && p <= 1 + 1e-12);
      assertTrue(slot.get("alternatives").get(0).get("probability").asDouble() >= p - 1e-12);
      assertEquals("CHAIN", slot.get("method").asString());
    }
    assertEquals(lines.get(2).substring(14, 15), slots.get(2 * 3).get("value").asString());
  }

  @Test
  void aTemplateFileTakesThePlaceOfAPuzzle() throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), """
        {"segments": [{"text": "03,07,12=33:03*07=21;"}, {"slot": "a", "integer": [0, 99], "zeros": "fixed"}, {"open": 6}]}""");
    Run search = Run.of("search", "countdown", "--template", file, "--algorithm", "best-of-n", "--evaluations", 40, "--json");
    assertEquals(0, search.code(), search.err());
    assertEquals(1, search.json().get("slots").size());
    assertTrue(search.json().get("slots").get(0).get("value").asString().matches("\\d\\d"));
  }

  /** Cutting one position after the other is refused as not exact; enumerating the slots first is exact. */
  @Test
  void exactSamplingUnderSlotsEnumeratesThem() {
    Object[] common = {"sample", "countdown", "--numbers", "3,7,12", "--target", 33, "--rows", 3, "--exact", "--solver", "entropy",
      "--steps", 17, "--json", "--slot", "op@14:choice=-,*"};
    Run exact = Run.of(common);
    assertEquals(0, exact.code(), exact.err());
    for (JsonNode slot : exact.json().get("slots")) {
      assertTrue(List.of("-", "*").contains(slot.get("value").asString()));
    }
    // One evaluation for both values, then one for each of 16 tokens of three rows.
    assertEquals(1 + 3 * 16, exact.json().get("evaluations").asInt());
    Object[] many = Arrays.copyOf(common, common.length);
    many[many.length - 1] = "all@12+5:regex=\\d+.\\d+";
    Run refused = Run.of(many);
    assertEquals(2, refused.code());
    assertTrue(refused.message().startsWith("exact slots: at most 4096 combinations of values are enumerated, there are "),
        refused.message());
  }

  @Test
  void whatIsCalibratedIsReadAgain() throws IOException {
    Path out = folder.resolve("calibration.json");
    Path plot = folder.resolve("reliability.png");
    Run run = Run.of("calibrate", "countdown", "--puzzles", 4, "--out", out, "--plot", plot, "--method", "isotonic", "--json");
    assertEquals(0, run.code(), run.err());
    assertTrue(Files.size(plot) > 1000);
    JsonNode test = run.json().get("test");
    assertEquals(4, test.get("none").get("items").asInt());
    assertTrue(run.json().get("evaluations").asInt() <= 4 * 12);
    Run sample = Run.of("sample", "countdown", "--index", 0, "--rows", 1, "--steps", 4, "--slot", "op@14:choice=+,-,*", "--calibration",
        out, "--json");
    assertEquals(0, sample.code(), sample.err());
    assertTrue(sample.json().get("slots").get(0).get("calibrated").asBoolean());
    refused("calibration: " + out + " is of the model countdown, asked for sudoku", "sample", "sudoku", "--index", 0, "--slot",
        "c@0:integer=1..9", "--calibration", out);
  }

  @Test
  void wrongSlotsAreOneSentence() throws IOException {
    refused("slot: must be NAME@POSITION[+WIDTH]:TYPE=VALUES with TYPE choice, integer, fixed or regex, got 'op'", "sample",
        "countdown", "--index", 0, "--slot", "op");
    refused("slot x: a value must fill its 2 positions, /\\d/ has values of 1 tokens and none of 2", "sample", "countdown", "--index",
        0, "--slot", "x@14+2:regex=\\d");
    refused("slot x: given and allowed tokens must leave a value, one of [+] has none that fits [" + 1 + "]", "sample", "countdown",
        "--numbers", "3,7,12", "--target", 33, "--slot", "x@0:choice=+");
    refused("slot: does not go with the model digits", "sample", "digits", "--slot", "x@0:choice=+", "--out", folder.resolve("x.png"));
    refused("calibration: goes with --slot or --template, got neither", "sample", "sudoku", "--index", 0, "--calibration", "x");
    refused("template: '" + folder.resolve("none") + "' is no file", "sample", "sudoku", "--template", folder.resolve("none"));
    Path shorter = Files.writeString(folder.resolve("short.json"), "{\"segments\": [{\"open\": 80}]}");
    refused("template: the model takes 81 tokens, " + shorter + " has 80", "sample", "sudoku", "--template", shorter);
    refused("template: stands in place of a puzzle, got both", "sample", "sudoku", "--template", shorter, "--index", 1);
    refused("calibrate: needs a bundled model with held-out answers, sudoku or countdown, got 'digits'", "calibrate", "digits");
    refused("puzzles: must be in [2, 1000], got 1", "calibrate", "countdown", "--puzzles", 1);
    refused("context: must be partial, or sample with sudoku, got 'sample' with countdown", "calibrate", "countdown", "--context",
        "sample");
    refused("method: must be temperature or isotonic, got 'platt'", "calibrate", "countdown", "--method", "platt");
    int all = 3 * Sudoku.heldOut(Sudoku.Difficulty.EASY).size();
    refused("puzzles: must be in [2, " + all + "], got 9999", "calibrate", "sudoku", "--puzzles", 9999);
  }

  private static void refused(String message, Object... args) {
    Run run = Run.of(args);
    assertEquals(2, run.code(), run.err());
    assertEquals(message, run.message());
  }
}
