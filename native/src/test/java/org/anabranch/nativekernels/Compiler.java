package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The C compiler of this machine, for tests; without one they are skipped, see {@link Natives#absent}. */
final class Compiler {
  private Compiler() {}

  /** A shared library of a source text. */
  static Path library(Path folder, String source) {
    Path library = folder.resolve("made.so");
    run(folder, cc(), "-shared", "-fPIC", "-o", library.toString(), write(folder.resolve("made.c"), source).toString());
    return library;
  }

  /** What a program prints. */
  static List<String> output(Path folder, String source) {
    Path program = folder.resolve("program");
    run(folder, cc(), "-Wall", "-Werror", "-o", program.toString(), write(folder.resolve("program.c"), source).toString());
    return run(folder, program.toString());
  }

  /** Runs a command that must succeed; returns the lines of its output. */
  static List<String> run(Path folder, String... command) {
    try {
      Path out = folder.resolve("output.txt");
      Process p = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      int status = p.waitFor();
      assertEquals(0, status, () -> List.of(command) + ": " + text(out));
      return Files.readAllLines(out);
    } catch (IOException e) {
      Natives.absent(command[0] + " cannot be run: " + e.getMessage());
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String cc() {
    return System.getenv().getOrDefault("CC", "gcc");
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
