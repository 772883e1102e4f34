package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command bench batch: its figures belong together, its default sizes are limited, its refusals are one sentence. */
final class BatchCommandTest {
  private static BenchRun batch(String... more) {
    return BenchRun.of(Stream.concat(Stream.of("batch", "--rounds", "2", "--warm", "0.01", "--threads"), Stream.of(more))
        .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void costsAreRelatedToOneRowAndToTheFloors(String threads) {
    BenchRun run = batch(threads, "--json", "--networks", "sit-tiny,mdlm-tiny", "--rows", "3,5");
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    assertEquals(List.of("sit-tiny:1", "sit-tiny:3", "sit-tiny:5", "mdlm-tiny:1", "mdlm-tiny:3", "mdlm-tiny:5"),
        IntStream.range(0, rows.size()).mapToObj(i -> rows.get(i).path("shape").asString()).toList());
    for (int network = 0; network < 2; network++) {
      JsonNode one = rows.get(3 * network);
      JsonNode five = rows.get(3 * network + 2);
      near(1, one.path("ofSingleCalls").doubleValue());
      near(five.path("ours").doubleValue() / one.path("ours").doubleValue(), five.path("ofOneCall").doubleValue());
      near(five.path("ofOneCall").doubleValue() / 5, five.path("ofSingleCalls").doubleValue());
      near(5 * one.path("arithmeticFloor").doubleValue(), five.path("arithmeticFloor").doubleValue());
      near(five.path("arithmeticFloor").doubleValue() / five.path("ours").doubleValue(),
          five.path("fractionOfPeak").doubleValue());
      near(five.path("ours").doubleValue()
          / Math.max(five.path("arithmeticFloor").doubleValue(), five.path("memoryFloor").doubleValue()),
          five.path("overFloor").doubleValue());
    }
  }

  private static void near(double expected, double got) {
    assertEquals(expected, got, 1e-9 * expected);
  }

  @Test
  void defaultSizesEndWhereACallIsTooLarge() {
    BenchRun run = batch("1", "--markdown", "--networks", "sit-tiny", "--tflop", "2e-5");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\n| network | rows | ms, median |"), run.out());
    assertEquals(List.of("1", "2", "4"),
        run.out().lines().filter(l -> l.startsWith("| sit-tiny")).map(l -> l.split(" \\| ")[1]).toList());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--networks nobody | network: there are [digits, sit-s2, sit-b2, sit-tiny, sudoku, mdlm-small, mdlm-lm1b, llada-block,"
          + " llada-quarter, mdlm-tiny, llada-tiny], got 'nobody'",
      "--rows 0 | rows: must be in [1, 1000000], got 0",
      "--seconds NaN | seconds: must be in [0.001, 3600.0], got NaN",
      "--json --markdown | bench: one of --json and --markdown, got both",
  })
  void aBadRequestIsOneSentenceWithTheRuleAndTheValue(String line, String message) {
    BenchRun run = batch(("1 " + line).split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.says(message), run.err());
  }
}
