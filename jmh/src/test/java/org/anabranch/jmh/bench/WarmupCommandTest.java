package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command bench warmup: what it makes of a JVM's figures and log, and one run of the smallest network. */
final class WarmupCommandTest {
  @Test
  void steadyIsReachedByTheFirstOfThreeInARow() {
    List<ColdStart.Call> calls = new ArrayList<>();
    double[] took = {9, 5, 1.05, 3, 1.1, 1.05, 1, 1, 1, 1, 1, 1};
    for (int i = 0; i < took.length; i++) {
      calls.add(new ColdStart.Call(took[i], i, 10 * i));
    }
    assertEquals(1, ColdStart.steady(calls));
    assertEquals(4, ColdStart.reached(calls, 1).age());
    assertEquals(11, ColdStart.reached(calls, 0.5).age());
  }

  @Test
  void ourCodeThatIsThrownAwayAfterAnAgeIsCounted() {
    String ours = "level=4 org.anabranch.engine.vector.VectorGemm.block(I)V trap_bci=71 unstable_if reinterpret pc=0x1";
    assertEquals(2, WarmupCommand.deoptimised(Stream.of("[1.000s] cid= 12     " + ours, "[2.500s] cid= 12     " + ours,
        "[2.600s] cid= 12 osr level=4 jdk.incubator.vector.FloatVector.bTest(I)V trap_bci=1 class_check maybe_recompile pc=0x2",
        "[2.700s] cid= 12     level=4 java.lang.String.isLatin1()Z trap_bci=10 unstable_if reinterpret pc=0x3"), 2));
  }

  @Test
  void aFreshJvmIsMeasuredWithAndWithoutAWarmUp() {
    BenchRun run = BenchRun.of("warmup", "--json", "--threads", "1", "--networks", "sit-tiny", "--rows", "2", "--jvm", "default",
        "--runs", "1", "--seconds", "0.05");
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    assertEquals(2, rows.size());
    for (int i = 0; i < 2; i++) {
      JsonNode row = rows.get(i);
      assertEquals("sit-tiny:2", row.path("shape").asString());
      assertEquals(i == 1, row.path("warmUp").booleanValue());
      assertTrue(row.path("loaded").doubleValue() <= row.path("ready").doubleValue()
          && row.path("ready").doubleValue() <= row.path("reached").doubleValue() && row.path("steady").doubleValue() > 0, run.out());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--jvm turbo | jvm: there are [default, tiered, c1, aot], got 'turbo'",
      "--runs 0 | runs: must be in [1, 1000], got 0",
      "--rows 0 | rows: must be in [1, 1000000], got 0",
  })
  void aBadRequestIsOneSentenceWithTheRuleAndTheValue(String line, String message) {
    BenchRun run = BenchRun.of(("warmup " + line).split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.says(message), run.err());
  }
}
