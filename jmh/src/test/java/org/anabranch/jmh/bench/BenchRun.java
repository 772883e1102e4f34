package org.anabranch.jmh.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.cli.Main;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command line {@code bench ...} run in this JVM: its exit code and what it said. */
record BenchRun(int code, String out, String err) {
  static BenchRun of(String... more) {
    List<String> args = new ArrayList<>(List.of("bench"));
    args.addAll(Arrays.asList(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
        args.toArray(String[]::new));
    return new BenchRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return JsonMapper.builder().build().readTree(out);
  }

  /** Whether standard error has this one line of the command. */
  boolean says(String message) {
    return err.lines().anyMatch(l -> l.equals("anabranch: " + message));
  }
}
