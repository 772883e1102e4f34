package org.anabranch.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.anabranch.search.Cancellation;

/**
 * Ctrl-C: asks the running command to stop and gives it a while to print what it has, before the JVM ends.
 *
 * <p>The hook runs at every end of the process. It waits only if the command has asked for the token, and not after
 * {@link #finished}.
 */
final class Interrupt {
  private static final long PATIENCE_SECONDS = 10;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean heeded;

  Interrupt() {}

  /** Installs the hook. */
  static Interrupt install() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("anabranch-interrupt").unstarted(interrupt::stop));
    return interrupt;
  }

  /** The token that Ctrl-C cancels. */
  Cancellation cancellation() {
    heeded = true;
    return cancellation;
  }

  /** The command has printed everything. */
  void finished() {
    done.countDown();
  }

  /** What the hook does. */
  void stop() {
    cancellation.cancel();
    if (!heeded) {
      return;
    }
    try {
      done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
