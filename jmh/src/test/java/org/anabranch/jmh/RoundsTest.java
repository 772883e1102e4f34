package org.anabranch.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a case is called. */
final class RoundsTest {
  private static int calls(long millis, Rounds.Limits limits) {
    AtomicInteger calls = new AtomicInteger();
    Rounds.Case one = new Rounds.Case("one", 1, 0, true, () -> {
      calls.incrementAndGet();
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    Rounds.run(List.of(one), limits, 0);
    return calls.get();
  }

  /** One call to warm, then in each round one for the caches and one that fills the turn. */
  @ParameterizedTest
  @CsvSource({"2, Infinity, 5", "50, 1e-9, 7", "1, 1e-9, 3"})
  void roundsEndByCountOrTimeButNotBeforeTheThird(int rounds, double seconds, int calls) {
    assertEquals(calls, calls(5, new Rounds.Limits(rounds, seconds)));
  }

  @Test
  void aLongCallIsNotRepeatedForTheCaches() {
    assertEquals(4, calls(51, new Rounds.Limits(50, 1e-9)));
  }
}
