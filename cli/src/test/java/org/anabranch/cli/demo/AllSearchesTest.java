package org.anabranch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.anabranch.cli.curve.CurveResult;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.cli.domain.ToyDomain;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second page: every algorithm on the exact toy, two on proteins with pictures. */
class AllSearchesTest {
  private static final DemoReport.Setting SETTING = new DemoReport.Setting("./anabranch demo", "a machine", "a Java", 1, "vector");

  private final WorkerPool pool = new WorkerPool(1);
  private final Backend backend = Backend.of("", pool);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    pool.close();
  }

  /** Every algorithm on all conditions of the toy. */
  private static AllSearches.Part part(int seeds) {
    ToyDomain toy = new ToyDomain();
    return AllSearches.Part.of(toy, Sampling.OPEN, 8, seeds, toy.conditions(), Algorithms.names());
  }

  @Test
  void everyAlgorithmAnswersTheSameRequestsOnTheToy() {
    AllSearches.Part part = part(4);
    AtomicLong told = new AtomicLong();
    AllSearches all = AllSearches.run(List.of(part), backend, new Cancellation(), 3, told::addAndGet);
    CurveResult r = all.results().getFirst();
    assertEquals(4, r.cells());
    assertEquals(40, part.budget());
    int left = r.plan().entries().size();
    assertEquals(Algorithms.names().size(), left + all.warnings().stream().filter(w -> w.endsWith("it is left out")).count());
    assertTrue(left > 15, left + " algorithms can answer");
    assertEquals(List.of(), all.warnings().stream().filter(w -> w.contains("draw noise")).toList(),
        "an algorithm that branches on noise says so, and is given it");
    assertEquals(part.budget() * (Algorithms.names().size() + 4L * left), told.get());
    assertTrue(r.searches().stream().allMatch(s -> s.used() <= s.budget()));
  }

  @Test
  void thePageShowsTheAnswersAndNeedsNothingElse() throws IOException {
    Domain proteins = Domains.open("protein", WeightFormat.F32).orElseThrow();
    AllSearches.Part part = AllSearches.Part.of(proteins, Sampling.OPEN, 2, 1, 4, List.of("best-of-n", "noise-search"));
    AllSearches all = AllSearches.run(List.of(part), backend, new Cancellation(), 0, n -> {});
    all.write(folder, SETTING);
    String page = Files.readString(folder.resolve(AllSearches.PAGE));
    assertTrue(page.contains("protein: 4 requests, 40 evaluations each") && page.contains("class alpha, class beta"), "the requests");
    // Two plots on two grounds, and a picture for each algorithm.
    assertEquals(2 * 2 + 2, Pattern.compile("data:image/png").matcher(page).results().count());
    assertFalse(Pattern.compile("https?://|<script|<link").matcher(page).find());
  }

  @Test
  void aCancelledRunHasNoResult() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    List<AllSearches.Part> parts = List.of(part(1));
    assertTrue(AllSearches.run(parts, backend, cancelled, 0, n -> {}).results().isEmpty());
  }
}
