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
  })
  void agreesWithOurs(String kind, String peers, String columns, String shapes) {
    for (String threads : new String[] {"1", "2"}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
          "bench", kind, "--json", "--rounds", "1", "--warm", "0", "--threads", threads, "--peers", peers, "--shapes", shapes);
      assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
      assertFalse(err.toString(StandardCharsets.UTF_8).contains("left out"), err.toString(StandardCharsets.UTF_8));
      JsonNode rows = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8)).path("rows");
      assertEquals(shapes.split(",").length, rows.size());
      for (JsonNode row : rows) {
        assertEquals(Set.of(columns.split(" ")), new TreeSet<>(row.path("peers").propertyNames()), row.toString());
        assertTrue(row.path("ratioToBestPeer").doubleValue() > 0, row.toString());
      }
    }
  }
}
