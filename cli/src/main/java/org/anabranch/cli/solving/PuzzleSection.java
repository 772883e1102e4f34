package org.anabranch.cli.solving;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Sheet;
import org.anabranch.model.puzzle.SudokuGrid;

/** A puzzle as part of the page: one sample step by step, the graph of UnMaskFork, the population of Prism, and what each cost. */
final class PuzzleSection {
  private static final int PASSES = 3;

  private final PuzzleShow show;
  private final GridSketch sketch;

  PuzzleSection(PuzzleShow show) {
    this.show = show;
    this.sketch = new GridSketch(show.puzzle());
  }

  /** What each search spent and found. */
  Sheet sheet() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < show.searches().size(); i++) {
      Watched w = show.searches().get(i);
      rows.add(List.of(i == 0 ? "one sample" : w.name(), w.solves(show.puzzle().grid()) ? "yes" : "no",
          String.valueOf(w.wrong(show.puzzle().solution())), Sheet.grouped(w.outcome().ledger().used()),
          String.valueOf(w.samples().size()), String.valueOf(w.distinct().size()),
          String.valueOf(w.distinct().stream().filter(t -> sketch.wrong(t) == 0).count())));
    }
    return new Sheet(List.of("search", "solved", "wrong cells", "evaluations", "samples", "distinct", "right"), rows);
  }

  void add(HtmlPage page) {
    choice(page);
    sample(page);
    fork(page);
    prism(page);
  }

  private void choice(HtmlPage page) {
    long open = show.puzzle().grid().template().openCount();
    page.add("<section>\n<h2>The puzzle</h2>\n<p>Held-out " + HtmlPage.escape(show.name()) + ": " + show.puzzle().grid().givens()
        + " givens, " + open + " open cells. " + (show.found() ? "It is the first expert puzzle, of " + show.looked()
        + " looked at, that one sample of the plain sampler fails and that UnMaskFork solves, but not with its first "
        + (PuzzleShow.LEAST_SAMPLES - 1) + " samples: chosen to show something, not to measure it."
        : "None of the " + show.looked() + " that were looked at is one that a single sample fails and UnMaskFork solves after some"
            + " tries; it is the last.")
        + " Every search but the single sample may spend " + show.budget() + " evaluations of the network. Picked is by the conflicts"
        + " of a grid, which is an exact verifier; the solution is used for the pictures alone.</p>\n");
    page.sheet(sheet());
    page.add("<p class=\"small\">Samples: rows that came to their end. Distinct: different ends. Right: ends that are the"
        + " solution.</p>\n</section>\n");
  }

  private void sample(HtmlPage page) {
    List<RowLog.State> states = show.single().samples().getFirst().states();
    int wrong = sketch.wrong(states.getLast().tokens());
    page.add("<section>\n<h2>One sample, step by step</h2>\n<p>In every step the network looks at the grid once, and the cells that"
        + " it is surest of are filled, with a little noise on their order. A filled cell stays: " + (wrong == 0 ? "here all are right."
        : "after the first wrong one the rest can only follow, here to " + wrong + " wrong cells.") + "</p>\n");
    legend(page);
    page.add("<div class=\"boards\">\n");
    for (int i = 0; i < states.size(); i++) {
      RowLog.State s = states.get(i);
      RowLog.State before = states.get(Math.max(0, i - 1));
      page.add("<figure>" + sketch.svg(s, before.tokens(), "the grid after step " + s.step()) + "<figcaption><b>"
          + (i == 0 ? "given" : "step " + s.step()) + "</b>" + HtmlPage.escape(i == 0 ? "" : caption(s, before))
          + "</figcaption></figure>\n");
    }
    page.add("</div>\n</section>\n");
  }

  private String caption(RowLog.State s, RowLog.State before) {
    int[] fresh = IntStream.range(0, SudokuGrid.CELLS).filter(i -> !s.tokens().get(i).equals(before.tokens().get(i))).toArray();
    double least = IntStream.of(fresh).mapToDouble(i -> StrictMath.exp(s.logProbabilities().get(i))).min().orElse(1);
    int wrong = sketch.wrong(s.tokens());
    return " +" + fresh.length + ", p " + (least > 0.99 ? "> 0.99" : "\u2265 " + Sheet.fixed(least, 2))
        + (wrong == 0 ? "" : ", " + wrong + " wrong");
  }

  private static void legend(HtmlPage page) {
    page.add(InfillSection.scale());
    page.add("<p class=\"small\">Shaded: filled in this step, by the network&rsquo;s probability when it was. Bold: given. Small"
        + " square: still masked. <span class=\"framed\">Framed</span>: not the solution&rsquo;s digit.</p>\n");
  }

  private void fork(HtmlPage page) {
    Watched w = show.fork();
    StateGraph graph = new StateGraph(w.log());
    List<Integer> best = new ArrayList<>();
    for (int cell : w.outcome().best().orElseThrow().sample().toInts()) {
      best.add(cell);
    }
    List<StateGraph.Edge> way = graph.way(best);
    page.add("<section>\n<h2>UnMaskFork: a graph of states</h2>\n<p>A tree search over <em>how</em> to unmask instead of over dice:"
        + " every edge fills cells in one of " + w.log().actions().size() + " fixed orders, so that what it has led to is kept and"
        + " never paid for again.</p>\n<p>" + counts(w, graph) + "</p>\n");
    StringBuilder names = new StringBuilder("<p class=\"small key-line\">");
    for (int i = 0; i < w.log().actions().size(); i++) {
      names.append(item("mark s" + i % 4, (i + 1) + ": " + HtmlPage.escape(w.log().actions().get(i))));
    }
    page.add(names + item("dot on", "all cells right so far") + item("dot off", "a wrong cell, no way back") + item("dot won", "solved")
        + item("dot lost", "wrong sample") + item("", "ring: reached in several ways") + item("", "broad: the answer&rsquo;s way")
        + "</p>\n");
    page.add(new ForkPicture(graph, sketch, SudokuGrid.EMPTY).svg(way, "the graph of states, a column a level"));
    if (!way.isEmpty()) {
      page.add("<p class=\"small\">The answer&rsquo;s way, state by state; shaded is what its edge filled.</p>\n"
          + "<div class=\"boards\">\n");
      for (StateGraph.Edge e : way) {
        page.add("<figure>" + sketch.svg(e.to().state(), e.from().state().tokens(), "the grid at step " + e.to().state().step())
            + "<figcaption><b><span class=\"mark s" + e.action() % 4 + "\"></span> " + (e.action() + 1) + "</b>"
            + HtmlPage.escape(caption(e.to().state(), e.from().state())) + "</figcaption></figure>\n");
      }
      page.add("</div>\n");
    }
    page.add("</section>\n");
  }

  private static String counts(Watched w, StateGraph graph) {
    List<StateGraph.Node> ends = graph.level(graph.steps().getLast());
    long again = ends.stream().mapToLong(n -> n.in().size()).sum() - ends.size();
    long ways = graph.ways();
    long walked = ways * (graph.steps().size() - 1);
    long used = w.outcome().ledger().used();
    return graph.nodes().size() + " states and " + graph.edges().size() + " edges; " + graph.meetings()
        + " states were reached in more than one way. " + ends.size() + " different samples, "
        + (again == 0 ? "none" : String.valueOf(again)) + " of which " + (again == 1 ? "was" : "were")
        + " come to once more and not scored again. " + ways + " ways lead from the givens to a sample, over " + walked
        + " edges, of which " + (walked - graph.edges().size()) + " were there already and cost nothing. " + Sheet.grouped(used)
        + " evaluations, " + Sheet.fixed((double) used / w.steps(), 1) + " times one sample; " + ends.size()
        + " samples made alone cost " + Sheet.grouped((long) ends.size() * w.steps()) + ", as many as there are ways "
        + Sheet.grouped(ways * w.steps()) + ".";
  }

  private void prism(HtmlPage page) {
    Watched w = show.prism();
    int passes = PopulationPicture.passes(w.log()).size();
    PopulationPicture picture = new PopulationPicture(w.log(), sketch, w.steps(), PASSES);
    int back = w.log().moved().stream().mapToInt(RowLog.Line::remasked).sum();
    page.add("<section>\n<h2>Prism: a population that narrows</h2>\n<p>Many rows at first; at a few steps their look-aheads are"
        + " scored, the best are copied, the others given up, and the copies have some of their least sure cells masked again. "
        + passes + (passes == 1 ? " pass" : " passes")
        + (picture.drawn() < passes ? ", of which the first " + picture.drawn() + " are drawn" : "")
        + ", " + w.log().moved().size() + " rows, " + w.samples().size() + " samples; " + back + " cells masked again; "
        + Sheet.grouped(w.outcome().ledger().used()) + " evaluations"
        + (w.solves(show.puzzle().grid()) ? ", solved" : ", not solved") + ".</p>\n<p class=\"small key-line\">"
        + item("mark right", "all cells right so far") + item("mark astray", "a wrong cell") + item("", "&times; given up")
        + item("", "&minus;2: cells masked again in a copy") + item("dot won", "solved") + item("dot lost", "wrong sample")
        + item("", "numbers above: steps") + "</p>\n");
    page.add(picture.svg("rows of the population by steps"));
    page.add("</section>\n");
  }

  private static String item(String mark, String text) {
    return "<span>" + (mark.isEmpty() ? "" : "<span class=\"" + mark + "\"></span> ") + text + "</span> ";
  }
}
