package org.anabranch.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.anabranch.cli.Main;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.search.VerifierProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX models of known output: scores, logits, conditions, refusals, and the way from the command line. */
class OnnxVerifierTest {
  private static final Tensor SAMPLES = Tensor.of(new float[] {1, 2, 3, 4, -1, 0.5f}, 3, 2);

  private static final int[] PAIR = {2};

  @TempDir
  Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private double[] score(OnnxVerifier v, int... conditions) {
    double[] out = {9, 9, 9};
    v.score(SAMPLES, conditions, out);
    return out;
  }

  @Test
  void oneOutputIsTheScore() {
    for (int batch : new int[] {-1, 1}) {
      Path file = TinyModel.write(folder.resolve("score.onnx"), batch, PAIR, 1, new float[] {2, -1}, false);
      try (OnnxVerifier v = OnnxVerifier.open(file, Shape.of(2))) {
        assertArrayEquals(new double[] {0, 2, -2.5}, score(v, 0, 0, 0), 0);
        assertEquals(file.toString(), v.name());
      }
    }
  }

  @Test
  void severalOutputsAreLogits() {
    Path file = TinyModel.write(folder.resolve("classes.onnx"), -1, PAIR, 3, new float[] {1, 0, 0, 0, 1, 0}, false);
    try (OnnxVerifier v = OnnxVerifier.open(file, Shape.of(2))) { // logits (x0, x1, 0)
      double first = Math.log(Math.exp(1) + Math.exp(2) + 1);
      double second = Math.log(Math.exp(3) + Math.exp(4) + 1);
      double[] s = score(v, 0, 1, 5);
      assertArrayEquals(new double[] {1 - first, 4 - second}, new double[] {s[0], s[1]}, 1e-14);
      assertTrue(Double.isNaN(s[2]), "a class that there is not");
    }
  }

  @Test
  void aModelMayBeToldTheCondition() {
    Path file = TinyModel.write(folder.resolve("told.onnx"), -1, PAIR, 1, new float[] {1, 0}, true);
    try (OnnxVerifier v = OnnxVerifier.open(file, Shape.of(2))) {
      assertArrayEquals(new double[] {1 + 5, 3 + 7, -1}, score(v, 5, 7, 0), 0);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path file = TinyModel.write(folder.resolve("fixed.onnx"), 4, PAIR, 1, new float[] {1, 0}, false);
    var batch = assertThrows(IllegalArgumentException.class, () -> OnnxVerifier.open(file, Shape.of(2)));
    assertTrue(batch.getMessage().startsWith(file + ": input x must take FLOAT [1, 2], got "), batch.getMessage());
    Path free = TinyModel.write(folder.resolve("free.onnx"), -1, PAIR, 1, new float[] {1, 0}, false);
    var shape = assertThrows(IllegalArgumentException.class, () -> OnnxVerifier.open(free, Shape.of(1, 28, 28)));
    assertTrue(shape.getMessage().startsWith(free + ": input x must take FLOAT [1, 1, 28, 28], got "), shape.getMessage());
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    var broken = assertThrows(IllegalArgumentException.class, () -> OnnxVerifier.open(text, Shape.of(2)));
    assertTrue(broken.getMessage().startsWith("verifier: " + text + " is no model that ONNX Runtime can load: "), broken.getMessage());
    Path none = folder.resolve("none.onnx");
    var absent = assertThrows(IllegalArgumentException.class, () -> OnnxVerifier.open(none, Shape.of(2)));
    assertEquals("verifier: " + none + " is no file", absent.getMessage());
  }

  @Test
  void theServiceIsFound() {
    List<VerifierProvider> found = ServiceLoader.load(VerifierProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    assertEquals(List.of("FILE.onnx"), found.stream().map(VerifierProvider::description).toList());
    assertTrue(found.getFirst().accepts("a/b.onnx"));
    Path file = TinyModel.write(folder.resolve("served.onnx"), -1, PAIR, 1, new float[] {2, -1}, false);
    double[] out = new double[3];
    found.getFirst().open(file.toString(), Shape.of(2)).score(SAMPLES, new int[3], out);
    assertArrayEquals(new double[] {0, 2, -2.5}, out, 0);
  }

  /** The sum of an image's pixels picks: the brightest of the candidates. */
  @Test
  void theCommandLineOpensOnnxFiles() {
    float[] ones = new float[784];
    Arrays.fill(ones, 1);
    Path file = TinyModel.write(folder.resolve("sum.onnx"), -1, new int[] {1, 28, 28}, 1, ones, false);
    Path best = folder.resolve("best.safetensors");
    assertEquals(0, run("search", "digits", "--algorithm", "best-of-n", "--evaluations", "32", "--steps", "4", "--verifier",
        file.toString(), "--out", best.toString()));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("best: " + file + " = -"), out.toString(StandardCharsets.UTF_8));
    assertEquals(2, run("search", "digits", "--algorithm", "best-of-n", "--evaluations", "32", "--verifier", "no.onnx"));
    assertEquals("anabranch: verifier: no.onnx is no file\n", err.toString(StandardCharsets.UTF_8));
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), args);
  }
}
