package org.anabranch.cli.solving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.anabranch.cli.demo.DemoReport;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of masked searches, small: what it draws is what the searches did. */
class SolvingTest {
  private static final SolvingPlan PLAN = new SolvingPlan(16, 6, 1, List.of("the lord is my _{2}."), 3, 1);

  private static WorkerPool pool;
  private static Backend backend;
  private static PuzzleShow show;

  @TempDir
  Path folder;

  @BeforeAll
  static void run() {
    pool = new WorkerPool(1);
    backend = Backend.of("", pool);
    show = PuzzleShow.run(PLAN, WeightFormat.F32, backend, new Cancellation(), n -> {}).orElseThrow();
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void theLogHoldsEveryRoundThatWasPaidFor() {
    RowLog.Line single = show.single().samples().getFirst();
    assertEquals(17, single.states().size(), "the start and 16 steps");
    assertEquals(16, show.single().outcome().ledger().used());
    assertEquals(IntStream.of(show.single().outcome().best().orElseThrow().sample().toInts()).boxed().toList(), single.last().tokens());
    for (int i = 1; i < single.states().size(); i++) {
      RowLog.State before = single.states().get(i - 1);
      RowLog.State after = single.states().get(i);
      assertEquals(before.step() + 1, after.step());
      assertTrue(IntStream.range(0, 81)
          .allMatch(c -> before.tokens().get(c) == 0 || before.tokens().get(c).equals(after.tokens().get(c))),
          "the plain sampler takes nothing back");
    }
    assertEquals(6, show.best().samples().size());
    long rounds = show.best().log().moved().stream().mapToLong(l -> l.last().step() - l.first().step()).sum();
    assertEquals(show.best().outcome().ledger().used(), rounds);
  }

  @Test
  void theGraphIsThatOfTheSearch() {
    Watched fork = show.fork();
    StateGraph graph = new StateGraph(fork.log());
    long rounds = graph.edges().stream().mapToLong(e -> e.to().state().step() - e.from().state().step()).sum();
    long looks = fork.outcome().ledger().used();
    assertTrue(looks <= rounds, looks + " evaluations for " + rounds + " rounds: a first look is shared by the actions of a state");
    assertEquals(fork.distinct().size(), graph.level(16).size());
    assertEquals(graph.edges().size(), graph.nodes().stream().mapToInt(n -> n.in().size()).sum());
    assertTrue(graph.ways() >= graph.level(16).size());
    List<Integer> answer = IntStream.of(fork.outcome().best().orElseThrow().sample().toInts()).boxed().toList();
    List<StateGraph.Edge> way = graph.way(answer);
    assertEquals(graph.steps().size() - 1, way.size());
    assertEquals(0, way.getFirst().from().state().step());
    assertEquals(answer, way.getLast().to().state().tokens());
    for (int i = 1; i < way.size(); i++) {
      assertEquals(way.get(i - 1).to(), way.get(i).from());
    }
  }

  @Test
  void copiesOfAPopulationAreTracedToTheirStarts() {
    List<List<RowLog.Line>> passes = PopulationPicture.passes(show.prism().log());
    assertEquals(show.prism().log().moved().size(), passes.stream().mapToInt(List::size).sum());
    for (List<RowLog.Line> pass : passes) {
      assertTrue(pass.stream().filter(l -> l.first().step() > 0).allMatch(l -> pass.contains(l.parent().orElseThrow())));
    }
    List<RowLog.Line> copies = show.prism().log().moved().stream().filter(l -> l.parent().isPresent()).toList();
    assertFalse(copies.isEmpty());
    for (RowLog.Line copy : copies) {
      long open = copy.parent().orElseThrow().last().tokens().stream().filter(t -> t == 0).count();
      RowLog.State begun = copy.remasked() > 0 ? copy.states().get(1) : copy.first();
      assertEquals(open + copy.remasked(), begun.tokens().stream().filter(t -> t == 0).count());
    }
    assertTrue(copies.stream().anyMatch(c -> c.remasked() == 2), "copies have two cells masked again");
  }

  @Test
  void thePageShowsTheRunAndNeedsNothingElse() throws IOException {
    AtomicLong parts = new AtomicLong();
    Solving solving = Solving.run(PLAN, WeightFormat.F32, backend, new Cancellation(), parts::addAndGet).orElseThrow();
    assertEquals(PLAN.parts(), parts.get());
    solving.write(folder, new DemoReport.Setting("./anabranch demo", "a machine", "a Java", 1, "vector"));
    String page = Files.readString(folder.resolve(Solving.PAGE));
    assertFalse(Pattern.compile("https?://|<script|<link|@import|url\\(").matcher(page).find(), "it must need nothing else");
    for (String tag : List.of("section", "figure", "table", "tr", "td", "div", "p", "svg", "span", "h2", "h3", "main", "text")) {
      assertEquals(count(page, "<" + tag + "[ >]"), count(page, "</" + tag + ">"), tag);
    }
    StateGraph graph = new StateGraph(show.fork().log());
    assertEquals(graph.edges().size(), count(page, "class=\"edge s\\d"));
    assertEquals(graph.nodes().size() + show.prism().samples().size(), count(page, "<circle class=\"(on|off|won|lost)\""));
    assertEquals(17 + graph.steps().size() - 1, count(page, "<svg class=\"board\""), "every step of the sample, and the answer's way");
    assertTrue(page.contains("expert puzzle 0") && page.contains(show.budget() + " evaluations"));
    assertEquals(2 * 2 + 2 * 5, count(page, "class=\"fill\""), "two tokens in two completions, and two scales");
    assertEquals(4, solving.sheet().rows().size());
  }

  @Test
  void aSecondRunIsTheSame() {
    PuzzleShow again = PuzzleShow.run(PLAN, WeightFormat.F32, backend, new Cancellation(), n -> {}).orElseThrow();
    assertEquals(new PuzzleSection(show).sheet(), new PuzzleSection(again).sheet());
    assertEquals(show.prism().distinct(), again.prism().distinct());
  }

  @Test
  void aCancelledRunShowsNothing() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    assertEquals(Optional.empty(), Solving.run(PLAN, WeightFormat.F32, backend, cancelled, n -> {}).map(Solving::puzzle));
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
