package org.anabranch.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One command line and what came of it. */
record Run(int code, String out, String err) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static Run of(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
    int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
        texts);
    return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output as the one JSON object that it must be. */
  JsonNode json() {
    return MAPPER.readTree(out);
  }

  /** Standard error as the one line that a failure must be. */
  String message() {
    List<String> lines = err.lines().toList();
    if (lines.size() != 1 || !lines.getFirst().startsWith("anabranch: ")) {
      throw new AssertionError("a failure must be one line that begins with 'anabranch: ', got\n" + err);
    }
    return lines.getFirst().substring("anabranch: ".length());
  }
}
