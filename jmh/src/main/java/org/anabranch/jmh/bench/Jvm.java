package org.anabranch.jmh.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.jmh.peer.PeerException;

/** Processes of the Java that runs this one. */
final class Jvm {
  /** How a process ended and what it wrote on standard output. */
  record Ended(int code, String out) {}

  private Jvm() {}

  /**
   * A command like this process's: its JVM options, then more, and a main class.
   *
   * @param options    added
   * @param classPath  its parts
   * @param mainClass  to run
   */
  static List<String> like(List<String> options, List<String> classPath, String mainClass) {
    List<String> command = new ArrayList<>(List.of(java()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> !a.startsWith("-Danabranch.stderr.") && !a.startsWith("-javaagent") && !a.startsWith("-agentlib"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), mainClass));
    return command;
  }

  /** A main class of this class path in a JVM without options. */
  static List<String> bare(String mainClass) {
    return List.of(java(), "-cp", System.getProperty("java.class.path"), mainClass);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs a command and waits; its standard error is this one's.
   *
   * @param name what errors call it
   * @throws PeerException if it cannot be started or waiting is interrupted
   */
  static Ended wait(String name, List<String> command) {
    Process running;
    try {
      running = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new PeerException(name + ": its process cannot be started: " + e.getMessage(), e);
    }
    try {
      running.getOutputStream().close();
      String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(running.waitFor(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerException(name + ": interrupted", e);
    } finally {
      running.destroy();
    }
  }

  /**
   * What a command that must succeed writes on standard output.
   *
   * @throws PeerException if it fails
   */
  static String run(String name, List<String> command, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    Ended ended = wait(name, all);
    if (ended.code != 0) {
      throw new PeerException(name + ": its process ended with code " + ended.code);
    }
    return ended.out;
  }
}
