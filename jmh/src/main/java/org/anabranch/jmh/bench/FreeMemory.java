package org.anabranch.jmh.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.anabranch.cli.Bytes;
import org.anabranch.jmh.peer.Work;

/**
 * Whether a work's contenders fit into the memory that the system has to give: one that does not fit would end the process, and the
 * rows of the others with it.
 */
final class FreeMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private FreeMemory() {}

  /** The sentence that refuses a work, empty if its contenders fit or nobody can tell. */
  static Optional<String> refusal(Work work, int contenders) {
    double needed = work.memory() * contenders;
    return needed == 0 ? Optional.empty() : available().filter(free -> needed > free).map(free -> work.shape() + ": " + contenders
        + " contenders need about " + Bytes.text((long) needed) + " and " + Bytes.text(free) + " are available");
  }

  /** Linux alone says. */
  private static Optional<Long> available() {
    if (!Files.isReadable(MEMORY)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(MEMORY)) {
      return lines.filter(l -> l.startsWith(AVAILABLE)).map(l -> 1024 * Long.parseLong(l.replaceAll("\\D", ""))).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
