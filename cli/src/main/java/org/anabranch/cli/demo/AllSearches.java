package org.anabranch.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.anabranch.cli.curve.CurvePlan;
import org.anabranch.cli.curve.CurveResult;
import org.anabranch.cli.curve.CurveRun;
import org.anabranch.cli.curve.CurveSearch;
import org.anabranch.cli.curve.CurveSection;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Samplers;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.cli.image.Headless;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.engine.Backend;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Cancellation;
import org.anabranch.search.SearchAlgorithm;

/** The demo's second page: algorithms on the same requests of several domains, under one budget each. */
public final class AllSearches {
  /** The page. */
  public static final String PAGE = "searches.html";

  private final List<CurveResult> results;
  private final List<String> warnings;

  private AllSearches(List<CurveResult> results, List<String> warnings) {
    this.results = results;
    this.warnings = warnings;
  }

  /**
   * One domain's part.
   *
   * @param domain     what is searched
   * @param sampling   how samples are drawn, as far as the domain is not to say
   * @param budget     row-evaluations granted to a search
   * @param seeds      repetitions of every condition
   * @param conditions number of conditions, from the first on
   * @param algorithms names
   */
  public record Part(Domain domain, Sampling sampling, long budget, int seeds, int conditions, List<String> algorithms) {
    /** Algorithms with the evaluations of so many trajectories. */
    public static Part of(Domain domain, Sampling sampling, int trajectories, int seeds, int conditions, List<String> algorithms) {
      return new Part(domain, sampling, (long) trajectories * sampling.or(domain.standard(false)).checkedSteps(), seeds, conditions,
          algorithms);
    }

    /** Row-evaluations of all searches, the rehearsal included. */
    public long evaluations() {
      return budget * algorithms.size() * ((long) seeds * conditions + 1);
    }
  }

  /**
   * Runs all parts. A cancellation leaves the requests that every algorithm has answered.
   *
   * @param progress hears of row-evaluations granted to searches that are done
   */
  public static AllSearches run(List<Part> parts, Backend backend, Cancellation cancellation, long firstSeed, LongConsumer progress) {
    List<CurveResult> results = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Part part : parts) {
      String verifier = part.domain().verifiers().getFirst();
      CurveRun run = new CurveRun(part.domain(), backend, cancellation, verifier, true);
      CurvePlan plan = run.rehearse(plan(part, verifier, firstSeed), true);
      progress.accept(part.budget() * part.algorithms().size());
      List<CurveSearch> searches = run.run(plan, progress);
      warnings.addAll(run.warnings());
      if (!searches.isEmpty()) {
        results.add(CurveResult.of(part.domain(), plan, run.measures(), searches));
      }
    }
    return new AllSearches(results, warnings);
  }

  private static CurvePlan plan(Part part, String verifier, long firstSeed) {
    List<CurvePlan.Entry> entries = new ArrayList<>();
    for (String name : part.algorithms()) {
      SearchAlgorithm a = Algorithms.byName(name, Map.of());
      entries.add(new CurvePlan.Entry(name, a, Samplers.complete(part.domain(), a, part.sampling())));
    }
    return new CurvePlan(entries, List.of(part.budget()), firstSeed, part.seeds(),
        IntStream.range(0, part.conditions()).boxed().toList(), verifier, true, Optional.empty());
  }

  /** One result for each part of which a request was answered. */
  public List<CurveResult> results() {
    return results;
  }

  /** What went otherwise than asked. */
  public List<String> warnings() {
    return warnings;
  }

  /** Writes the page, whole or not at all. */
  public void write(Path folder, DemoReport.Setting setting) throws IOException {
    Headless.on();
    long named = results.stream().flatMap(r -> r.plan().entries().stream().map(CurvePlan.Entry::label)).distinct().count();
    HtmlPage page = new HtmlPage("Anabranch demo: searches, one budget");
    page.add("<header>\n<h1>" + named + " searches, one budget</h1>\n<p class=\"lede\">The same requests, the same hard budget, the"
        + " same verifier to pick the answer. What differs is how the evaluations are spent. A judge that no search sees says what was"
        + " gained: where it falls while the selector rises, the search has fooled its verifier.</p>\n</header>\n");
    for (CurveResult r : results) {
      page.add("<section>\n<h2>" + HtmlPage.escape(r.domain().name()) + ": " + r.cells() + " requests, "
          + r.plan().budgets().getFirst() + " evaluations each</h2>\n");
      new CurveSection(r).add(page);
      page.facts(new CurveSection(r).facts());
      page.add("</section>\n");
    }
    page.add("<section>\n<h2>How it was measured</h2>\n<p>" + HtmlPage.escape(setting.machine() + "; " + setting.java() + "; "
        + setting.threads() + " threads, " + setting.backend()) + ". Few requests make wide intervals: <code>anabranch curve</code>"
        + " runs as many as it is asked for.</p>\n<pre>" + HtmlPage.escape(setting.command()) + "</pre>\n</section>\n");
    AtomicFile.write(folder.resolve(PAGE), page.end().getBytes(StandardCharsets.UTF_8));
  }
}
