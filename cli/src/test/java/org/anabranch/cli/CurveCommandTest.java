package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code curve}: its files, its keys, refusals before anything is spent. */
class CurveCommandTest {
  private static final String SMALL = "--algorithms best-of-n,noise-search --steps 1 --budgets 2,8 --seeds 2 --conditions 3,5";

  @TempDir
  Path folder;

  private static Run curve(String model, String options) {
    List<Object> args = new ArrayList<>(List.of("curve", model));
    args.addAll(List.of(options.split(" ")));
    return Run.of(args.toArray());
  }

  @Test
  void writesEveryFileWhole() throws IOException {
    Path csv = folder.resolve("c.csv");
    Path json = folder.resolve("c.json");
    Path plot = folder.resolve("c.png");
    Path html = folder.resolve("c.html");
    Run run = curve("digits", SMALL + " --csv " + csv + " --json-file " + json + " --plot " + plot + " --html " + html);
    assertEquals(0, run.code(), run.err());
    assertEquals(1 + 2 * 2 * 2 * 2, Files.readAllLines(csv).size());
    BufferedImage image = ImageIO.read(plot.toFile());
    assertEquals(2240, image.getWidth());
    assertEquals(1720, image.getHeight());
    String page = Files.readString(html);
    assertTrue(page.contains("Judge against selector") && page.contains("noise-search"), page.substring(0, 400));
    assertTrue(page.contains("./anabranch curve digits --algorithms best-of-n,noise-search --steps 1"), "the command is missing");
    assertTrue(!page.contains("<script") && !page.contains("http"), "the page must need nothing else");
    assertTrue(page.contains("alt=\"answers of best-of-n\"") && page.contains("alt=\"answers of noise-search\""),
        "the pictures of the answers are missing");
    assertTrue(Files.readString(json).contains("\"COMPLETED\""));
    assertTrue(run.out().contains("digits, 4 requests (2 seeds, 2 conditions), selector verifier"), run.out());
  }

  @Test
  void jsonHasPointsAndSearchesAndTheSameBitsOnAnyThreads() {
    JsonNode one = curve("digits", SMALL + " --json --threads 1").json();
    JsonNode two = curve("digits", SMALL + " --json --threads 2").json();
    assertEquals("COMPLETED", one.get("status").asString());
    assertEquals(4, one.get("points").size());
    assertEquals(16, one.get("searches").size());
    for (int i = 0; i < 16; i++) {
      JsonNode a = one.get("searches").get(i);
      assertTrue(a.get("evaluations").asLong() <= a.get("budget").asLong());
      assertEquals(a.get("score"), two.get("searches").get(i).get("score"));
      assertEquals(a.get("measures"), two.get("searches").get(i).get("measures"));
      assertEquals(2, a.get("measures").size());
    }
    JsonNode point = one.get("points").get(3);
    assertEquals("noise-search", point.get("algorithm").asString());
    assertTrue(point.has("scoreOverBestOfN") && point.get("score").has("halfWidth95"));
    JsonNode unjudged = curve("digits", SMALL + " --json --no-judge").json();
    assertEquals(0, unjudged.get("searches").get(0).get("measures").size());
  }

  @Test
  void proteinsHaveACurveToo() {
    JsonNode json = curve("protein", "--algorithms best-of-n --steps 2 --budgets 2,8 --seeds 1 --json").json();
    assertEquals(4, json.get("cells").asInt());
    assertEquals("RMSD", json.get("measures").get(0).get("name").asString());
    double first = json.get("points").get(0).get("score").get("mean").asDouble();
    assertTrue(json.get("points").get(1).get("score").get("mean").asDouble() > first);
  }

  @Test
  void cancelledBeforeTheFirstRequestItWritesNothing() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path csv = folder.resolve("never.csv");
    int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
        () -> cancelled, "curve", "digits", "--csv", csv.toString());
    assertEquals(1, code);
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("nothing was written"), err.toString(StandardCharsets.UTF_8));
    assertTrue(Files.notExists(csv));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--budgets 4 --algorithms best-of-n | evaluations: 4 granted, one trajectory of 8 steps needs 8",
      "--budgets 8,8 --algorithms best-of-n | budgets: must be named once each, got 8 twice",
      "--seeds 0 | seeds: must be in [1, 10000], got 0",
      "--conditions 10 | label: digits has 0..9, got 10",
      "--algorithms best-of-n,beast | algorithm: unknown name \"beast\", known: ",
      "--algorithms best-of-n --option noise-search.radius=0.3 | option: noise-search is not among the algorithms [best-of-n]",
      "--algorithms best-of-n --option radius=0.3 | option: must be ALGORITHM.KEY=VALUE, got 'radius=0.3'",
      "--verifier clip | verifier: no verifier is named 'clip', there are "
          + "[verifier, likelihood] and folders of classifiers",
      "--solver dopri5 | solver: a search needs steps of a known price, dopri5 chooses its own",
  })
  void badUsageIsRefusedWithTheRuleAndTheValue(String options, String message) {
    Run run = curve("digits", options);
    assertEquals(2, run.code(), run.err());
    assertTrue(run.message().startsWith(message), run.message());
  }

  @Test
  void aModelWithoutVerifiersIsRefused() {
    Run run = curve(Fixtures.SIT_ODD.toString(), "--seeds 1");
    assertEquals(2, run.code());
    assertTrue(run.message().startsWith("model: a curve needs a model with bundled verifiers, [digits, "), run.message());
  }
}
