package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The command bench step: its figures belong together, its refusals are one sentence. */
final class StepCommandTest {
  @Test
  void stepsAreRelatedToStepsOfOneBranch() {
    BenchRun run = BenchRun.of("step", "protein", "--rows", "3", "--rounds", "3", "--warm", "0.01", "--threads", "1", "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    assertEquals(List.of("protein:1", "protein:3"),
        IntStream.range(0, rows.size()).mapToObj(i -> rows.get(i).path("shape").asString()).toList());
    assertEquals(1, rows.get(0).path("ofSingleSteps").doubleValue(), 1e-12);
    double ours = rows.get(1).path("ours").doubleValue();
    assertEquals(ours / rows.get(0).path("ours").doubleValue() / 3, rows.get(1).path("ofSingleSteps").doubleValue(), 1e-9);
    assertTrue(rows.get(1).path("ofEvaluation").doubleValue() > 0);
  }

  @Test
  void wrongRequestsAreRefused() {
    assertTrue(BenchRun.of("step", "nobody", "--threads", "1").err().contains("model: needs a bundled model, "));
    assertTrue(BenchRun.of("step", "digits", "--threads", "2").err().contains("threads"));
    assertTrue(BenchRun.of("step", "digits", "--threads", "1", "--rounds", "0").err().contains("rounds"));
  }
}
