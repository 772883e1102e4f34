package org.anabranch.cli.solving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.anabranch.cli.demo.DemoReport;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Sheet;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.search.Cancellation;

/** The demo's third page: masked searches at work on one puzzle, drawn step by step, and on texts with blanks. */
public final class Solving {
  /** The page. */
  public static final String PAGE = "solving.html";

  private final PuzzleShow puzzle;
  private final List<InfillShow> texts;

  private Solving(PuzzleShow puzzle, List<InfillShow> texts) {
    this.puzzle = puzzle;
    this.texts = texts;
  }

  /**
   * Runs all searches of a plan.
   *
   * @param format   of the networks' matrices
   * @param progress hears of parts that are done, as {@link SolvingPlan#parts} counts them
   * @return empty if it was cancelled before the puzzle's searches were done
   */
  public static Optional<Solving> run(SolvingPlan plan, WeightFormat format, Backend backend, Cancellation cancellation,
      LongConsumer progress) {
    return PuzzleShow.run(plan, format, backend, cancellation, progress)
        .map(p -> new Solving(p, InfillShow.run(plan, format, backend, cancellation, progress)));
  }

  /** What the puzzle is, in words. */
  public String puzzle() {
    return puzzle.name() + ", " + puzzle.puzzle().grid().template().openCount() + " open cells, " + puzzle.budget()
        + " evaluations for a search";
  }

  /** What the searches spent on the puzzle, and found. */
  public Sheet sheet() {
    return new PuzzleSection(puzzle).sheet();
  }

  /** One sample and the best of several, for each text. */
  public Sheet texts() {
    List<List<String>> rows = new ArrayList<>();
    for (InfillShow t : texts) {
      rows.add(List.of(t.prompt(), String.valueOf(t.samples()), Sheet.grouped(t.evaluations()), Sheet.fixed(t.single().judged(), 2),
          Sheet.fixed(t.best().judged(), 2)));
    }
    return new Sheet(List.of("text", "samples", "evaluations", "judge, one", "judge, best"), rows);
  }

  /** For machines. */
  public Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("puzzle", puzzle.name());
    out.put("budget", puzzle.budget());
    out.put("searches", puzzle.searches().stream().map(this::json).toList());
    out.put("texts", texts.stream().map(Solving::json).toList());
    return out;
  }

  private Map<String, Object> json(Watched w) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("algorithm", w.name());
    out.put("solved", w.solves(puzzle.puzzle().grid()));
    out.put("evaluations", w.outcome().ledger().used());
    out.put("samples", w.samples().size());
    out.put("distinct", w.distinct().size());
    return out;
  }

  private static Map<String, Object> json(InfillShow t) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("prompt", t.prompt());
    out.put("samples", t.samples());
    out.put("evaluations", t.evaluations());
    out.put("judgeOfOne", t.single().judged());
    out.put("judgeOfBest", t.best().judged());
    return out;
  }

  /** Writes the page, whole or not at all. */
  public void write(Path folder, DemoReport.Setting setting) throws IOException {
    HtmlPage page = new HtmlPage("Anabranch demo: searches on masks");
    page.add("<header>\n<h1>Searches on masks, step by step</h1>\n<p class=\"lede\">A masked network fills a puzzle or a text in a few"
        + " rounds. One sample is one way through; a search branches where the network is unsure, keeps what it has paid for, and"
        + " lets a verifier pick. Every mark below is a state that this run was in.</p>\n</header>\n");
    new PuzzleSection(puzzle).add(page);
    if (!texts.isEmpty()) {
      new InfillSection(texts).add(page);
    }
    page.add("<section>\n<h2>How it was made</h2>\n<p>" + HtmlPage.escape(setting.machine() + "; " + setting.java() + "; "
        + setting.threads() + " threads, " + setting.backend()) + ". One puzzle shows how a search works, not how well:"
        + " <code>anabranch curve sudoku</code> measures that.</p>\n<pre>" + HtmlPage.escape(setting.command())
        + "</pre>\n</section>\n");
    AtomicFile.write(folder.resolve(PAGE), page.end().getBytes(StandardCharsets.UTF_8));
  }
}
