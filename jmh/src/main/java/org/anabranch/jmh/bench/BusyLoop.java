package org.anabranch.jmh.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.jmh.peer.PeerException;

/** Processes that keep a core busy each, until closed. */
final class BusyLoop implements AutoCloseable {
  private final List<Process> running = new ArrayList<>();

  /** Starts some. */
  BusyLoop(int processes) {
    for (int i = 0; i < processes; i++) {
      try {
        running.add(new ProcessBuilder(Jvm.bare(BusyLoop.class.getName())).redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD).start());
      } catch (IOException e) {
        close();
        throw new PeerException("busy: a process cannot be started: " + e.getMessage(), e);
      }
    }
  }

  /** Adds for ever, or until the process that started it is gone. */
  public static void main(String[] args) {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    double sum = 0;
    while (parent.isAlive()) {
      for (int i = 0; i < 100_000_000; i++) {
        sum = sum * 0.5 + i;
      }
    }
    System.out.println(sum);
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
