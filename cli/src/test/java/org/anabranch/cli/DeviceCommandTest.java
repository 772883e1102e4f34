package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whole commands with {@code --backend cuda} beside {@code --backend vector}: the same candidates, scores and files. The driver is the
 * one that {@code anabranch.cuda.driver} names, in the build the CPU stand-in of the module kernels-cuda.
 */
@Tag("device")
class DeviceCommandTest {
  /** What may differ: times, what follows from them, and the names of what was asked for. */
  private static final Set<String> OWN = Set.of("seconds", "evaluationsPerSecond", "secondsPerSample", "warmupSeconds", "paretoTime",
      "backend", "report", "out");

  @TempDir
  Path folder;

  @BeforeAll
  static void needsADevice() {
    try (WorkerPool pool = new WorkerPool(1)) {
      Backend.of("cuda", pool);
    } catch (IllegalArgumentException e) {
      String why = "needs g++, which builds the CPU stand-in for the driver, or a GPU with -Pgpu: " + e.getMessage();
      if (Boolean.getBoolean("anabranch.require.native")) {
        fail(why + " (anabranch.require.native is true)");
      }
      System.err.println("[cli] commands on a device are SKIPPED: " + why);
      abort(why);
    }
  }

  /** The JSON of a command on a backend, without what may differ. */
  private String run(String backend, Object... command) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--backend", backend, "--threads", 1, "--json"));
    Run run = Run.of(all.toArray());
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    strip(json);
    return json.toPrettyString();
  }

  private static void strip(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove(OWN);
      object.values().forEach(DeviceCommandTest::strip);
    } else if (json instanceof ArrayNode array) {
      array.values().forEach(DeviceCommandTest::strip);
    }
  }

  private void same(String command, String file) throws IOException {
    Path[] out = new Path[2];
    String[] json = new String[2];
    for (int i = 0; i < 2; i++) {
      String backend = i == 0 ? "vector" : "cuda";
      out[i] = folder.resolve(backend + file);
      List<Object> words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("--out", out[i]));
      json[i] = run(backend, words.toArray());
    }
    assertEquals(json[0], json[1]);
    assertArrayEquals(Files.readAllBytes(out[0]), Files.readAllBytes(out[1]), "the best candidate");
  }

  @Test
  void aQuickDemoHasTheNumbersAndPicturesOfTheCpu() throws IOException {
    String[] json = new String[2];
    byte[][] picture = new byte[2][];
    for (int i = 0; i < 2; i++) {
      String backend = i == 0 ? "vector" : "cuda";
      Path report = folder.resolve(backend);
      json[i] = run(backend, "demo", "--quick", "--samples", 10, "--out", report);
      picture[i] = Files.readAllBytes(report.resolve("demo-digits.png"));
      for (String page : List.of("index.html", "searches.html", "solving.html")) {
        assertTrue(Files.readString(report.resolve(page)).contains(backend), page);
      }
    }
    assertEquals(json[0], json[1]);
    assertArrayEquals(picture[0], picture[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"search digits --label 3 --algorithm noise-search --steps 2 --evaluations 12",
      "search digits --label 7 --algorithm beam --steps 2 --evaluations 8 --seed 4"})
  void aFlowSearchFindsTheCandidatesOfTheCpu(String command) throws IOException {
    same(command, ".safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search sudoku --difficulty expert --index 3 --algorithm unmaskfork --steps 4 --evaluations 12",
      "search sudoku --difficulty easy --index 1 --algorithm best-of-n --steps 3 --evaluations 6 --seed 9"})
  void aMaskedSearchFindsTheCandidatesOfTheCpu(String command) throws IOException {
    same(command, ".txt");
  }

  @Test
  void aTextIsFilledInAsOnTheCpu() throws IOException {
    String[] json = new String[2];
    for (int i = 0; i < 2; i++) {
      json[i] = run(i == 0 ? "vector" : "cuda", "search", "text", "--infill", "the lord is my _{3}.", "--algorithm", "best-of-n",
          "--evaluations", 9);
    }
    assertEquals(json[0], json[1]);
  }
}
