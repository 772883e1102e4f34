package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code demo} with few samples: its numbers and its report. */
class DemoCommandTest {
  private static final Pattern EMBEDDED = Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)");

  @TempDir
  Path folder;

  @Test
  void writesNumbersAndASelfContainedPage() throws IOException {
    Path report = folder.resolve("a/report");
    Run run = Run.of("demo", "--samples", 10, "--seeds", 2, "--seed", 40, "--out", report, "--json", "--weights", "bf16",
        "--searches", 0, "--solving", 0);
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("COMPLETED", json.get("status").asString());
    assertEquals(2 * 10 * 16 * 8, json.get("evaluations").asLong());
    assertEquals(5, json.get("levels").size());
    double score = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 5; i++) {
      JsonNode level = json.get("levels").get(i);
      assertEquals(1 << i, level.get("n").asInt());
      assertEquals(8 << i, level.get("evaluationsPerSample").asInt());
      assertEquals(20, level.get("accuracy").get("trials").asInt());
      assertTrue(level.get("frechetDistance").get("mean").asDouble() > 0);
      assertTrue(level.get("frechetDistance").get("halfWidth").asDouble() > 0, "seeds must differ");
      assertTrue(level.get("selectorScore").get("mean").asDouble() >= score, "nested candidates: the score cannot fall");
      score = level.get("selectorScore").get("mean").asDouble();
    }
    JsonNode points = json.get("noiseSearch").get("points");
    assertEquals(5, points.size());
    for (int i = 0; i < 3; i++) { // the first pool of 4 is that of best-of-n
      assertEquals(0, points.get(i).get("scoreGain").get("mean").asDouble(), 0);
    }
    page(report);
    assertEquals(report.resolve("index.html").toString(), json.get("report").asString());
  }

  @Test
  void aPuzzleIsSolvedOnAPageOfItsOwn() {
    Path report = folder.resolve("report");
    Run run = Run.of("demo", "--samples", 10, "--seeds", 1, "--out", report, "--json", "--searches", 0);
    assertEquals(0, run.code(), run.err());
    JsonNode solving = run.json().get("solving");
    assertEquals(4, solving.get("searches").size());
    assertFalse(solving.get("searches").get(0).get("solved").asBoolean(), "the puzzle is one that a single sample fails");
    assertTrue(solving.get("searches").get(2).get("solved").asBoolean(), "and that unmaskfork solves");
    assertTrue(solving.get("searches").get(2).get("evaluations").asLong() <= solving.get("budget").asLong());
    assertEquals(3, solving.get("texts").size());
    assertTrue(Files.exists(report.resolve("solving.html")));
  }

  @Test
  void aQuickDemoHasEveryPageSmall() throws IOException {
    Path report = folder.resolve("quick");
    Run run = Run.of("demo", "--quick", "--samples", 10, "--out", report, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals(10 * 8 * 2, json.get("evaluations").asLong());
    assertEquals(4, json.get("levels").size());
    assertEquals(2 * 8 * 2, json.get("noiseSearch").get("evaluations").asLong());
    for (int i = 0; i < 2; i++) {
      assertEquals(3, json.get("searches").get(i).get("searches").size());
    }
    assertEquals(4, json.get("solving").get("searches").size());
    assertEquals(1, json.get("solving").get("texts").size());
    for (String page : List.of("index.html", "searches.html", "solving.html")) {
      assertTrue(Files.readString(report.resolve(page)).contains("./anabranch demo --quick --samples 10 --seeds 1"), page);
    }
    assertTrue(Files.readString(report.resolve("index.html")).contains("Best of 8"));
    assertTrue(Files.readString(report.resolve("searches.html")).contains("3 searches, one budget"));
  }

  private static void page(Path report) throws IOException {
    try (var files = Files.list(report)) {
      assertEquals(List.of("demo-accuracy.png", "demo-digits.png", "demo-distance.png", "index.html"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    String html = Files.readString(report.resolve("index.html"));
    Matcher images = EMBEDDED.matcher(html);
    int count = 0;
    while (images.find()) {
      assertTrue(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(images.group(1)))).getWidth() >= 28);
      count++;
    }
    assertEquals(2 * 10 + 16 + 4 * 2, count, "two grids, one strip, four plots in two colours");
    String rest = EMBEDDED.matcher(html).replaceAll("");
    assertFalse(Pattern.compile("https?://|<script|<link|@import|url\\(").matcher(rest).find(), "it must need nothing else");
    for (String tag : List.of("section", "figure", "table", "tr", "td", "div", "p", "ul", "li", "dl", "h2", "picture", "main")) {
      assertEquals(count(rest, "<" + tag + "[ >]"), count(rest, "</" + tag + ">"), tag);
    }
    assertTrue(rest.contains("--samples 10 --seeds 2 --seed 40"));
    assertTrue(rest.contains("--weights bf16"));
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  @Test
  void cancelledBeforeTheStartItWritesNothing() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path report = folder.resolve("never");
    int code = Main.run(new PrintStream(new ByteArrayOutputStream()), new PrintStream(err, true, StandardCharsets.UTF_8),
        () -> cancelled, "demo", "--out", report.toString());
    assertEquals(1, code);
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("nothing was written"));
    assertFalse(Files.exists(report));
  }

  @Test
  void refusesWhatItCannotDoBeforeItBegins() throws IOException {
    Run few = Run.of("demo", "--samples", 9);
    assertEquals(2, few.code());
    assertEquals("samples: must be in [10, 20000], got 9", few.message());
    assertEquals("seeds: must be in [1, 100], got 0", Run.of("demo", "--seeds", 0).message());
    assertEquals("searches: must be in [0, 1000], got -1", Run.of("demo", "--searches", -1).message());
    assertEquals("solving: must be 0 or 1, got 2", Run.of("demo", "--solving", 2).message());
    Path file = Files.createFile(folder.resolve("file"));
    Run taken = Run.of("demo", "--out", file.resolve("report"));
    assertEquals(1, taken.code());
    assertEquals(file + ": not a folder, the report cannot go to " + file.resolve("report"), taken.message());
  }

  @Test
  void browsersAreOpenedInTheWayOfTheSystem() {
    assertEquals(List.of("xdg-open"), Browser.opener("Linux"));
    assertEquals(List.of("open"), Browser.opener("Mac OS X"));
    assertEquals(List.of("rundll32", "url.dll,FileProtocolHandler"), Browser.opener("Windows 11"));
  }
}
