package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;

/** Tables, JSON, progress and lost output. */
class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean json) {
    return new Console(new Streams(stream(out), stream(err), Cancellation::new), json, true);
  }

  private static PrintStream stream(OutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAlignedAndNumbersStandToTheRight() {
    Table table = new Table("name", ">n", "note").row("a", 5, "").row("longer", 1234, "x\ny");
    assertEquals(List.of(
        "name       n  note",
        "------  ----  ----",
        "a          5",
        "longer  1234  x?y"), table.lines());
    assertEquals(List.of("a   b", "cc  d"), new Table("", "").row("a", "b").row("cc", "d").lines());
    assertEquals("table: a row must have 3 cells, got 1",
        assertThrows(IllegalArgumentException.class, () -> table.row("x")).getMessage());
  }

  @Test
  void textIsForPeopleAndTheObjectForMachines() {
    for (boolean json : new boolean[] {false, true}) {
      Console console = console(json);
      console.line("text");
      console.table(new Table("h").row("cell"));
      console.result(Map.of("k", 1));
      console.warn("odd");
    }
    assertEquals("text\nh\n----\ncell\n{\n  \"k\" : 1\n}\n", out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    assertEquals("anabranch: warning: odd\n".repeat(2), err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
  }

  @Test
  void numbersThatAreNotFiniteBecomeNull() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", Double.NaN);
    map.put("b", Float.NEGATIVE_INFINITY);
    map.put("c", 0.1);
    map.put("d", new double[] {1, Double.POSITIVE_INFINITY});
    assertEquals("{\"a\":null,\"b\":null,\"c\":0.1,\"d\":[1.0,null]}", Json.text(map).replaceAll("\\s", ""));
  }

  @Test
  void bytesAreReadable() {
    assertEquals("1023 B", Bytes.text(1023));
    assertEquals("1.0 KiB", Bytes.text(1024));
    assertEquals("7.2 MiB", Bytes.text(7_501_376));
    assertEquals("8.0 EiB", Bytes.text(Long.MAX_VALUE));
  }

  @Test
  void thereIsNoBarWithoutATerminal() {
    try (Progress progress = console(false).progress("task", 10)) {
      progress.to(3);
      progress.by(2);
      progress.note("note");
    }
    assertEquals(0, err.size());
  }

  @Test
  void theBarIsDrawnWithTaskAndNoteAndTakenAway() {
    try (Progress progress = Progress.on(stream(err), "golden", 4, 80)) {
      progress.by(2);
      progress.note("dit_odd");
    }
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("golden  50% ["), text);
    assertTrue(text.contains("dit_odd"), text);
    assertTrue(text.lines().allMatch(l -> l.length() <= 80), text);
  }

  @Test
  void outputThatIsLostIsAFailure() {
    StandardOutput full = StandardOutput.to(failing("No space left on device"));
    full.stream().println("x");
    assertEquals(1, full.finish(stream(err), 0));
    assertEquals("anabranch: cannot write to standard output: No space left on device",
        err.toString(StandardCharsets.UTF_8).strip());
    assertEquals(2, full.finish(stream(new ByteArrayOutputStream()), 2));
    StandardOutput good = StandardOutput.to(out);
    good.stream().println("x");
    assertEquals(0, good.finish(stream(err), 0));
    assertEquals("x", out.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void aReaderThatWentAwayNeedsNoMessage() {
    StandardOutput closed = StandardOutput.to(failing("Broken pipe"));
    closed.stream().println("x");
    assertEquals(1, closed.finish(stream(err), 0));
    assertEquals(0, err.size());
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
