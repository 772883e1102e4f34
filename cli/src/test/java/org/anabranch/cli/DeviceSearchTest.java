package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.hidden.HiddenProvider;
import org.anabranch.model.Digits;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.search.Status;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole searches on a device whose memory the host cannot reach: the host's candidates, and to the byte what they moved. */
class DeviceSearchTest {
  private static final Digits DIGITS = Digits.load();
  private static final FlowMethod EULER = new OdeMethod(Tableau.named("euler"));
  private static final FlowMethod SDE = new FlowSde(new DiffusionSchedule.Power(1, 1), FlowSde.Scheme.EULER_MARUYAMA, LastStep.MEAN);
  private static final int STEPS = 4;
  private static final long PICTURE = 4 * 784;
  /** A row's time goes to the device as the waves of its embedding. */
  private static final long WAVES = 4 * 256;

  private final HiddenProvider provider = new HiddenProvider();

  private static Outcome search(Backend backend, String algorithm, Map<String, String> options, FlowMethod method, long evaluations) {
    FlowGenerator flow = new FlowGenerator(() -> DIGITS.field(backend.kernels(), Optional.empty()), backend, method,
        TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "digits", 256);
    Selector verifier = Selector.of("verifier", DIGITS.verifier(backend.kernels())::logProbability);
    return Algorithms.byName(algorithm, options).run(
        SearchRequest.of(flow, verifier, Budget.ofEvaluations(evaluations)).withSeed(5).withCondition(3));
  }

  @ParameterizedTest
  @CsvSource({"best-of-n, ode, 12", "noise-search, ode, 24", "beam, sde, 20", "smc, sde, 20", "dts, sde, 16"})
  void aSearchFindsTheHostsCandidates(String algorithm, String method, long evaluations) {
    FlowMethod how = method.equals("ode") ? EULER : SDE;
    Outcome want = search(Backend.standard(), algorithm, Map.of(), how, evaluations);
    Outcome got = search(Backend.of(provider, new WorkerPool(1)), algorithm, Map.of(), how, evaluations);
    assertEquals(want.status(), got.status());
    assertEquals(want.ledger().used(), got.ledger().used());
    assertEquals(want.candidates().size(), got.candidates().size());
    assertFalse(got.candidates().isEmpty());
    for (int i = 0; i < want.candidates().size(); i++) {
      assertEquals(want.candidates().get(i).score(), got.candidates().get(i).score());
      assertArrayEquals(want.candidates().get(i).sample().toFloats(), got.candidates().get(i).sample().toFloats());
    }
  }

  @Test
  void aSearchMovesTimesUpAndWhatItScoresDown() {
    search(Backend.of(provider, new WorkerPool(1)), "best-of-n", Map.of("n", "3"), EULER, 3 * STEPS);
    assertEquals(3 * STEPS * WAVES, provider.bytesUp(), "the times of each step's rows");
    assertEquals(3 * PICTURE, provider.bytesDown(), "the finished pictures");

    provider.forgetCopies();
    Outcome beam = search(Backend.of(provider, new WorkerPool(1)), "beam", Map.of(), SDE, 20);
    assertEquals(beam.ledger().used() * WAVES, provider.bytesUp());
    assertEquals(beam.ledger().verifierCalls() * PICTURE, provider.bytesDown(), "look-aheads and samples that were scored");
  }

  @Test
  void aLostDeviceEndsASearchWithTheBestSoFar() {
    Backend device = Backend.of(provider, new WorkerPool(1));
    Outcome whole = search(device, "best-of-n", Map.of("n", "1"), EULER, STEPS);
    provider.loseAfter(900);
    Outcome lost = search(device, "noise-search", Map.of(), EULER, 400);
    assertEquals(Status.DEVICE_LOST, lost.status());
    assertTrue(lost.ledger().used() < 400, "evaluations used: " + lost.ledger().used());
    assertTrue(lost.best().orElseThrow().complete());
    assertEquals(whole.best().orElseThrow().sample().size(), lost.best().orElseThrow().sample().size());
    assertTrue(lost.warnings().getFirst().startsWith("hidden: the device was lost in "), lost.warnings().toString());
    assertEquals("the device was lost", provider.refusal());
    Outcome nothing = search(device, "best-of-n", Map.of(), EULER, 12);
    assertEquals(Status.DEVICE_LOST, nothing.status());
    assertTrue(nothing.candidates().isEmpty(), "a search that begins on a lost device finds nothing");
  }
}
