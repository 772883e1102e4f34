package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;

/** What the end of the process does to a command that still runs. */
class InterruptTest {
  @Test
  void doesNotWaitForACommandThatNeverAskedForTheToken() {
    Interrupt interrupt = new Interrupt();
    interrupt.stop();
    assertTrue(interrupt.cancellation().isCancelled());
  }

  @Test
  void cancelsAndWaitsForACommandThatHeedsTheToken() throws InterruptedException {
    Interrupt interrupt = new Interrupt();
    Cancellation token = interrupt.cancellation();
    assertFalse(token.isCancelled());
    Thread hook = Thread.ofPlatform().start(interrupt::stop);
    while (!token.isCancelled() || hook.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    assertEquals(Thread.State.TIMED_WAITING, hook.getState());
    interrupt.finished();
    hook.join();
  }
}
