package org.anabranch.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every peer by the command that users run, on sizes that nothing divides: a result that is not ours would be exit code 1. */
final class PeersAgreeTest {
  @ParameterizedTest
  @CsvSource({
    "gemm, openblas, openblas, '1x1x1,3x5x7,17x60x33,81x100x60'",
    "gemm, mkl, mkl mkl-packed, '1x1x1,3x5x7,17x60x33,81x100x60'",
    "gemm, onednn, onednn, '1x1x1,3x5x7,17x60x33,81x100x60'",
    "gemm, ort, ort, '1x1x1,3x5x7,17x60x33,81x100x60'",
    "gemm, torch, torch, '1x1x1,3x5x7,17x60x33,81x100x60'",
    "attention, 'ort,torch', ort torch, '1x1x1x8,3x5x2x24,2x49x3x32,1x81x2x72'",
    "elementwise, 'ort,torch', ort torch, 'exp:3x37,softmax:5x49,geluErf:3x37,silu:1x1'",
    "elementwise, 'ort,torch', ort ort-skip torch, layerNorm:5x72",
    "elementwise, 'ort,torch', ort ort-gelu torch, geluTanh:5x37",
    "forward, 'ort,torch', ort ort-fused torch, 'digits:3,sit-tiny:3,block-64:2'",
    "forward, 'ort,torch', ort ort-fused torch, 'mdlm-tiny:3,llada-tiny:3,sudoku:2'",
  })
  void agreesWithOurs(String kind, String peers, String columns, String shapes) {
    for (String threads : new String[] {"1", "2"}) {
      Run run = bench(kind, threads, peers, shapes);
      assertFalse(run.err.contains("left out"), run.err);
      check(run, columns, shapes);
    }
  }

  @Test
  void jlamaAgreesOnOneThreadAndIsLeftOutOnTwo() {
    String shapes = "1x1x16,3x5x32,17x60x384";
    check(bench("gemm", "1", "jlama", shapes), "jlama", shapes);
    Run two = bench("gemm", "2", "jlama", shapes);
    assertEquals(0, two.code, two.err);
    assertTrue(two.err.contains("peer jlama is left out: its product runs on 1 thread, this is a measurement of 2"), two.err);
    assertTrue(two.rows().get(0).path("peers").isEmpty(), two.out);
    assertTrue(bench("gemm", "1", "jlama", "3x5x7").rows().get(0).path("peers").isEmpty(), "k is no multiple of 16");
  }

  private static void check(Run run, String columns, String shapes) {
    assertEquals(0, run.code, run.err);
    assertEquals(shapes.split(",").length, run.rows().size());
    for (JsonNode row : run.rows()) {
      assertEquals(Set.of(columns.split(" ")), new TreeSet<>(row.path("peers").propertyNames()), row.toString());
      assertTrue(row.path("ratioToBestPeer").doubleValue() > 0, row.toString());
    }
  }

  private static Run bench(String kind, String threads, String peers, String shapes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
        "bench", kind, "--json", "--rounds", "1", "--warm", "0", "--threads", threads, "--peers", peers, "--shapes", shapes);
    return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private record Run(int code, String out, String err) {
    JsonNode rows() {
      return JsonMapper.builder().build().readTree(out).path("rows");
    }
  }
}
