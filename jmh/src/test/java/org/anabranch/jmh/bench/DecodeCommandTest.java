package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command bench decode: its counts are those of the policies, its refusals are one sentence. */
final class DecodeCommandTest {
  private static BenchRun decode(String... more) {
    return BenchRun.of(Stream.concat(Stream.of("decode", "--rounds", "1", "--warm", "0", "--threads", "1"), Stream.of(more))
        .toArray(String[]::new));
  }

  @Test
  void countsAreThoseOfTheLoop() {
    BenchRun run = decode("--json", "--networks", "sudoku:81", "--policies", "confidence", "--caches", "none,prefix,dual,dual:2",
        "--rows", "2");
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    // 64 masked positions behind 17 given ones, two blocks of 32 in 8 rounds each, two rows.
    long[] computed = {16 * 81, 2 * 81 + 7 * 64 + 7 * 32, 2 * 81 + 14 * 32, 8 * 81 + 8 * 32};
    for (int i = 0; i < computed.length; i++) {
      assertEquals(2 * 16, rows.get(i).path("evaluations").asLong());
      assertEquals(2 * computed[i], rows.get(i).path("positions").asLong());
      assertEquals(2 * 16 * 81, rows.get(i).path("allPositions").asLong());
      assertEquals(2 * 64, rows.get(i).path("tokens").asLong());
      assertTrue(rows.get(i).path("ours").asDouble() > 0 && rows.get(i).path("quality").isMissingNode());
    }
    assertEquals(1, rows.get(0).path("timesFaster").asDouble());
  }

  @Test
  void trainedNetworksAreJudged() {
    BenchRun run = decode("--markdown", "--networks", "countdown", "--policies", "threshold:0.9", "--caches", "none,dual", "--rows",
        "3");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("| network | policy | cache | tokens | evaluations | positions | of all |"), run.out());
    assertEquals(2, run.out().lines().filter(l -> l.startsWith("| countdown | confidence, threshold 0.9, blocks of 9 |")).count());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "--networks nobody | decode: must be sudoku, countdown or NETWORK:LENGTH with a network of [sudoku, mdlm-small, mdlm-lm1b, "
        + "llada-block, llada-quarter, mdlm-tiny, llada-tiny], got 'nobody'",
    "--networks llada-quarter:513 | decode: the length of llada-quarter must be in [33, 512], got 'llada-quarter:513'",
    "--networks countdown --caches both | caches: must be none, prefix or dual, got 'both'",
    "--networks countdown --caches dual:0 | caches: what follows prefix: or dual: must be a number of evaluations, got 'dual:0'",
    "--networks countdown --policies ancestral | policies: blocks are for policies that rank positions, ancestral does not",
    "--networks countdown --rows 1001 | rows: must be in [1, 1000], got 1001",
    "--networks countdown --steps 1 | unmasking: needs a step per block, 2 blocks of 9 and 1 steps"})
  void whatCannotBeMeasuredIsOneSentence(String arguments, String message) {
    BenchRun run = decode(arguments.split(" "));
    assertEquals(2, run.code());
    assertTrue(run.says(message), run.err());
  }
}
