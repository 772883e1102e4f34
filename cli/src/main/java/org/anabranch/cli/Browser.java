package org.anabranch.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Opens a file with what the system opens such files with. */
final class Browser {
  private Browser() {}

  /** Starts it and does not wait; what went wrong, or empty. */
  static Optional<String> open(Path file) {
    List<String> command = new ArrayList<>(opener(System.getProperty("os.name")));
    command.add(file.toAbsolutePath().toString());
    try {
      new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot open the report: " + e.getMessage());
    }
  }

  static List<String> opener(String os) {
    String name = os.toLowerCase(Locale.ROOT);
    return name.contains("win") && !name.contains("darwin") ? List.of("rundll32", "url.dll,FileProtocolHandler")
        : name.contains("mac") || name.contains("darwin") ? List.of("open") : List.of("xdg-open");
  }
}
