package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.text.Verses;
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
    refused("calibrate: needs a bundled model with held-out answers, sudoku, countdown or text, got 'digits'", "calibrate", "digits");
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

  /** Of a verse with two slots: the choices' probabilities are the chain rule's, written out, and sum to 1. */
  @Test
  void slotsOfATextAreAnsweredByTheChainRule() {
    Verses verses = Verses.load();
    List<String> one = List.of(" lord", " king", " servant");
    List<String> two = List.of(" lord god", " king of");
    Run run = Run.of("sample", "text", "--json", "--rows", 1, "--template", """
        {"segments": [{"text": "and the"}, {"slot": "who", "choice": [" lord", " king", " servant"]},
        {"text": " said unto moses, thus saith the"}, {"slot": "what", "choice": [" lord god", " king of"]}, {"text": " israel"}]}""");
    assertEquals(0, run.code(), run.err());
    JsonNode who = run.json().get("slots").get(0);
    JsonNode what = run.json().get("slots").get(1);
    assertTrue(one.contains(who.get("value").asString()) && two.contains(what.get("value").asString()), run.out());
    int[] row = verses.tokens().encode("\nand the" + who.get("value").asString() + " said unto moses, thus saith the"
        + what.get("value").asString() + " israel");
    check(who, one.stream().mapToDouble(v -> chain(verses, row, 1 + verses.tokens().encode("and the").length, v)).toArray(), one);
    check(what, two.stream().mapToDouble(v -> chain(verses, row, row.length - 3, v)).toArray(), two);
  }

  private static void check(JsonNode slot, double[] weights, List<String> values) {
    double sum = Arrays.stream(weights).sum();
    double told = 0;
    for (JsonNode o : slot.get("alternatives")) {
      double p = o.get("probability").asDouble();
      assertEquals(weights[values.indexOf(o.get("value").asString())] / sum, p, 1e-9);
      told += p;
    }
    assertEquals(1, told, 1e-12);
    int best = weights[0] == Arrays.stream(weights).max().orElseThrow() ? 0 : weights[1] >= weights[weights.length - 1] ? 1 : 2;
    assertEquals(values.get(best), slot.get("alternatives").get(0).get("value").asString());
  }

  private static double chain(Verses verses, int[] row, int from, String value) {
    int[] tokens = verses.tokens().encode(value);
    int[] context = row.clone();
    Arrays.fill(context, from, from + tokens.length, verses.mask());
    LlamaMaskPredictor network = verses.predictor(Backend.standard().kernels());
    double p = 1;
    for (int i = 0; i < tokens.length; i++) {
      Tensor logits = Tensor.zeros(1, network.vocabulary());
      network.predict(context, 1, row.length, new double[0], new int[] {from + i}, 1, logits);
      float[] l = logits.floats();
      p *= Math.exp(l[tokens[i]]) / IntStream.range(0, l.length).filter(v -> v != verses.mask()).mapToDouble(v -> Math.exp(l[v])).sum();
      context[from + i] = tokens[i];
    }
    return p;
  }

  @Test
  void whatATextsTemplateCannotBeIsOneSentence() {
    assertEquals("slot: the slots of a text are written in a --template, got --slot 'a@3:choice=x'",
        textRefusal("--slot", "a@3:choice=x"));
    String template = "{\"segments\": [{\"text\": \"and the\"}, {\"slot\": \"who\", \"choice\": [%s]}]}";
    assertEquals("template: stands in place of --infill, --index and --length, got both",
        textRefusal("--length", 20, "--template", template.formatted("\" lord\"")));
    assertEquals("slot who: needs a pad token, one of [ lord,  king of] has a value of 1 tokens for 2 positions",
        textRefusal("--template", template.formatted("\" lord\", \" king of\"")));
    assertEquals("slot: a value is made of tokens that are text, '<mask>' has the special token 0",
        textRefusal("--template", template.formatted("\"<mask>\"")));
    assertEquals("template: needs a slot or an open position, the JSON given has neither",
        textRefusal("--template", "{\"segments\": [{\"text\": \"and the\"}]}"));
    assertTrue(textRefusal("--template", "{\"segments\": [{\"text\": \"and the <mask>\"}]}")
        .startsWith("template: the JSON given, segment 0: open positions are written {\"open\": N}"));
    assertTrue(textRefusal("--template", "{\"segments\": [{\"open\": 600}]}").startsWith("template: the model takes at most "));
  }

  private static String textRefusal(Object... more) {
    Object[] all = new Object[2 + more.length];
    all[0] = "sample";
    all[1] = "text";
    System.arraycopy(more, 0, all, 2, more.length);
    Run run = Run.of(all);
    assertEquals(2, run.code(), run.out());
    return run.message();
  }

  @Test
  void tokensOfVersesAreCalibrated() {
    Run run = Run.of("calibrate", "text", "--puzzles", 12, "--json");
    assertEquals(0, run.code(), run.err());
    assertEquals(24, run.json().get("slotsFitted").asInt() + run.json().get("slotsTested").asInt());
    // One token is one evaluation, and one of ten that is drawn at random would be right in a tenth.
    assertEquals(24, run.json().get("evaluations").asInt());
    assertTrue(run.json().get("test").get("none").get("accuracy").asDouble() > .3);
  }
}
