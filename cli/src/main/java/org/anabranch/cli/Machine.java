package org.anabranch.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine as this JVM sees it: inside a container, the container.
 *
 * @param java        version of the Java runtime
 * @param vm          name and build of the virtual machine
 * @param os          operating system and architecture
 * @param cpu         the CPU's name where {@code /proc/cpuinfo} has it, else the architecture
 * @param processors  processors that this process may use
 * @param memoryBytes memory of the machine or container
 * @param heapBytes   the largest heap that this JVM may have
 */
public record Machine(String java, String vm, String os, String cpu, int processors, long memoryBytes, long heapBytes) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Looks. */
  public static Machine here() {
    Runtime runtime = Runtime.getRuntime();
    long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
        ? os.getTotalMemorySize() : 0;
    return new Machine(Runtime.version().toString(), System.getProperty("java.vm.name") + " "
        + System.getProperty("java.vm.version"), System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"), cpuName(CPU_INFO).orElse(System.getProperty("os.arch")),
        runtime.availableProcessors(), memory, runtime.maxMemory());
  }

  /** The first {@code model name}, {@code Processor} or {@code Model} of a cpuinfo file. */
  static Optional<String> cpuName(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(l -> l.matches("(model name|Processor|Model)\\s*:.*\\S.*")).findFirst()
          .map(l -> l.substring(l.indexOf(':') + 1).strip());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
