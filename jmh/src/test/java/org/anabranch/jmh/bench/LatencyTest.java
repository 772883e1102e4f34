package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Latencies on a schedule: the wait behind a slow call counts; the command's figures and refusals. */
final class LatencyTest {
  @Test
  void callsThatWaitForASlowOneAreChargedTheWait() {
    int[] count = {0};
    Latency l = Latency.measure(() -> {
      if (count[0]++ == 0) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (System.nanoTime() < end) {
          LockSupport.parkNanos(end - System.nanoTime());
        }
      }
    }, TimeUnit.MILLISECONDS.toNanos(10), 10, 60);
    assertEquals(10, l.calls());
    assertEquals(10, count[0]);
    // Call i arrives 10 i ms after the slow one and begins when it ends, after 100 ms: five of ten wait 50 ms or more.
    assertTrue(l.at(50) >= 49, () -> "median " + l.at(50));
    assertTrue(l.latency().getValueAtPercentile(50) > l.service().getValueAtPercentile(50), "the service of most is short");
  }

  @Test
  void noCallArrivesAfterTheLimit() {
    assertEquals(5, Latency.measure(() -> { }, TimeUnit.MILLISECONDS.toNanos(1), 1000, 0.005).calls());
  }

  @Test
  void everyoneHasTheSameScheduleAndAPeerElsewhereItsOwnRow() {
    BenchRun run = BenchRun.of("latency", "--json", "--threads", "1", "--warm", "0", "--shapes", "sit-tiny:2", "--calls", "20",
        "--interval", "2", "--busy", "1", "--peers", "apart");
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    assertEquals("ours", rows.get(0).path("who").asString());
    assertEquals(1, rows.size(), "the peer has no way to do a forward");
    assertEquals(2, rows.get(0).path("interval").doubleValue());
    assertEquals(20, rows.get(0).path("calls").intValue());
    JsonNode row = rows.get(0);
    assertTrue(row.path("p50").doubleValue() <= row.path("p99").doubleValue()
        && row.path("p99").doubleValue() <= row.path("max").doubleValue() && row.path("p50").doubleValue() > 0, run.out());
    assertEquals(1, run.json().path("machine").path("busyProcesses").intValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--shapes digits | shape: must be NETWORK:ROWS, got 'digits'",
      "--shapes digits:0 | shape: must be NETWORK:ROWS, got 'digits:0'",
      "--busy -1 | busy: must be in [0, 1024], got -1",
      "--interval 0 | interval: must be in [0.001, 3600000.0], got 0.0",
  })
  void aBadRequestIsOneSentenceWithTheRuleAndTheValue(String line, String message) {
    BenchRun run = BenchRun.of(("latency " + line).split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.says(message), run.err());
  }
}
