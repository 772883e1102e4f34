package org.anabranch.cli.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.TinyDomain;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchAlgorithm;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.SearchRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Curves on a toy whose judge is the selector turned round. */
class CurveRunTest {
  private final WorkerPool pool = new WorkerPool(1);
  private final Backend backend = Backend.of("", pool);
  private final Domain domain = new TinyDomain();
  private final Cancellation cancellation = new Cancellation();

  @AfterEach
  void close() {
    pool.close();
  }

  private CurvePlan plan(int seeds, long... budgets) {
    List<CurvePlan.Entry> entries = List.of("best-of-n", "noise-search").stream().map(n -> new CurvePlan.Entry(n,
        Algorithms.byName(n, Map.of()), domain.standard(false))).toList();
    return new CurvePlan(entries, Arrays.stream(budgets).boxed().toList(), 7, seeds, List.of(0), "sample", true, Optional.empty());
  }

  private CurveRun run() {
    return new CurveRun(domain, backend, cancellation, "sample", true);
  }

  @Test
  void everySearchIsTheOneThatAUserWouldRun() {
    CurvePlan plan = plan(2, 20, 48);
    List<CurveSearch> searches = run().run(plan, n -> {});
    assertEquals(2 * 2 * 2, searches.size());
    for (CurveSearch s : searches) {
      CurvePlan.Entry e = plan.entries().get(s.entry());
      Outcome o = e.algorithm().run(SearchRequest.of(domain.generator(backend, e.sampling()),
          domain.selector("sample", backend.kernels()), Budget.ofEvaluations(s.budget())).withCondition(s.condition())
          .withSeed(s.seed()));
      assertEquals(o.best().orElseThrow().score(), s.score(), 0);
      assertEquals(o.ledger().used(), s.used());
      assertEquals(o.ledger().verifierCalls(), s.verifierCalls());
      assertEquals(-s.score(), s.measures()[0], 0);
    }
  }

  @Test
  void aFooledVerifierShowsAndTheFrontIsTheCheapestAnswer() {
    CurveRun run = run();
    CurvePlan plan = plan(16, 8, 64, 256);
    CurveResult r = CurveResult.of(domain, plan, run.measures(), run.run(plan, n -> {}));
    assertEquals(16, r.cells());
    List<CurvePoint> best = r.points(0);
    assertTrue(best.get(0).score().mean() < best.get(1).score().mean() && best.get(1).score().mean() < best.get(2).score().mean());
    assertEquals(-best.get(2).score().mean(), best.get(2).measures().getFirst().mean(), 1e-12);
    assertTrue(best.getFirst().front());
    assertEquals(List.of(8L, 8L), r.points().stream().filter(CurvePoint::front).map(CurvePoint::budget).toList());
    assertTrue(best.stream().allMatch(p -> p.scoreGain().isEmpty() && p.measureGains().isEmpty()));
    for (CurvePoint p : r.points(1)) {
      CurvePoint other = best.get(plan.budgets().indexOf(p.budget()));
      assertEquals(p.scoreGain().orElseThrow().mean(), p.score().mean() - other.score().mean(), 1e-12);
      assertEquals(p.scoreGain().orElseThrow().mean(), -p.measureGains().getFirst().mean(), 1e-12);
      assertEquals(16, p.scoreGain().orElseThrow().n());
      // Paired on the request, so narrower than the two intervals it is the difference of.
      assertTrue(p.scoreGain().orElseThrow().halfWidth().orElseThrow()
          <= p.score().halfWidth().orElseThrow() + other.score().halfWidth().orElseThrow());
    }
  }

  @Test
  void tablesAndFilesHoldEverySearch() {
    CurveRun run = run();
    CurvePlan plan = plan(1, 8, 16);
    CurveResult r = CurveResult.of(domain, plan, run.measures(), run.run(plan, n -> {}));
    List<String> lines = r.csv().lines().toList();
    assertEquals("algorithm,budget,seed,condition,status,evaluations,verifier_calls,seconds,score,minus score", lines.getFirst());
    assertEquals(1 + 4, lines.size());
    assertTrue(lines.get(1).startsWith("best-of-n,8,7,0,BUDGET_SPENT,8,2,"), lines.get(1));
    assertEquals(4, r.sheet().rows().size());
    assertEquals(List.of("algorithm", "budget", "evaluations", "s / search", "score", "over best-of-n", "minus score",
        "minus score over best-of-n", "front"), r.sheet().headers());
    assertEquals(4, ((List<?>) r.json().get("searches")).size());
    assertEquals(4, ((List<?>) r.json().get("points")).size());
  }

  @Test
  void aCellThatIsCutShortIsDroppedSoThatAllAnswerTheSameRequests() {
    CurveRun run = run();
    CurvePlan plan = plan(2, 8, 16);
    int[] told = {0};
    List<CurveSearch> searches = run.run(plan, n -> {
      told[0]++;
      if (told[0] == 7) {
        cancellation.cancel();
      }
    });
    assertEquals(4, searches.size());
    assertTrue(searches.stream().allMatch(s -> s.seed() == 7 && s.condition() == 0));
    assertEquals(1, CurveResult.of(domain, plan, run.measures(), searches).cells());
    assertEquals(List.of(), run.run(plan, n -> {}));
  }

  /** Needs noise in its steps, as algorithms that branch do. */
  private static final class Branching implements SearchAlgorithm {
    @Override
    public String name() {
      return "branching";
    }

    @Override
    public Outcome run(SearchRequest request) {
      SearchRun run = SearchRun.begin(name(), request);
      run.needs().stochastic();
      throw new AssertionError("the generator is not stochastic");
    }
  }

  @Test
  void whatTheDomainCannotServeIsLeftOutWithAWarningOrRefused() {
    CurvePlan base = plan(1, 8);
    CurvePlan plan = new CurvePlan(List.of(base.entries().getFirst(), new CurvePlan.Entry("branching", new Branching(),
        domain.standard(false))), base.budgets(), 1, 1, List.of(0), "sample", true, Optional.empty());
    CurveRun run = run();
    assertEquals(List.of("best-of-n"), run.rehearse(plan, true).entries().stream().map(CurvePlan.Entry::label).toList());
    assertEquals(1, run.warnings().size());
    assertTrue(run.warnings().getFirst().startsWith("branching: needs a generator whose steps draw noise, tiny, euler, 4 steps"),
        run.warnings().getFirst());
    assertThrows(IllegalArgumentException.class, () -> run().rehearse(plan, false));
  }

  @Test
  void plansThatMakeNoSenseAreRefused() {
    CurvePlan base = plan(1, 8);
    IllegalArgumentException twice = assertThrows(IllegalArgumentException.class, () -> plan(1, 8, 8));
    assertEquals("budgets: must be named once each, got 8 twice", twice.getMessage());
    assertThrows(IllegalArgumentException.class, () -> plan(0, 8));
    assertThrows(IllegalArgumentException.class, () -> plan(1));
    assertThrows(IllegalArgumentException.class, () -> plan(1, 0));
    assertThrows(IllegalArgumentException.class, () -> CurveResult.of(domain, base, List.of(), List.of()));
  }
}
