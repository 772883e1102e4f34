package org.anabranch.cli.curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Palette;
import org.anabranch.cli.report.Plot;
import org.anabranch.cli.report.Sheet;
import org.anabranch.engine.Tensor;

/** A curve as part of a page: plots, table and, where samples are pictures, the answers. */
public final class CurveSection {
  private static final int PICTURED = 10;

  private final CurveResult r;

  /** The section of a result. */
  public CurveSection(CurveResult result) {
    this.r = result;
  }

  /** Adds plots, table and pictures. */
  public void add(HtmlPage page) {
    page.add("<div class=\"plots\">\n");
    if (r.plan().budgets().size() > 1) {
      int plots = new CurveCharts(r, Palette.LIGHT).all().size();
      for (int i = 0; i < plots; i++) {
        int at = i;
        page.plot(both(c -> c.png(c.all().get(at))), HtmlPage.escape(new CurveCharts(r, Palette.LIGHT).all().get(i).getTitle()));
      }
    } else if (r.cells() > 1 && r.points().stream().anyMatch(p -> p.scoreGain().isPresent())) {
      if (!r.measures().isEmpty()) {
        page.plot(both(c -> c.gains(true)), "gain of the judge over best-of-n");
      }
      page.plot(both(c -> c.gains(false)), "gain of the selector over best-of-n");
    }
    page.add("</div>\n");
    page.sheet(r.sheet());
    page.add("<p class=\"small\">Means and 95&nbsp;% Student-t intervals over " + r.cells() + " requests. Over best-of-n: the paired"
        + " difference on the same request at the same budget, positive where the algorithm is better; an interval that holds 0 says"
        + " that this run cannot tell the two apart. Front: no other row has a better "
        + (r.measures().isEmpty() ? "score" : r.measures().getFirst().name()) + " for no more evaluations, or no more time.</p>\n");
    pictures(page);
  }

  private Plot both(Function<CurveCharts, byte[]> draw) {
    return new Plot(draw.apply(new CurveCharts(r, Palette.LIGHT)), draw.apply(new CurveCharts(r, Palette.DARK)));
  }

  /** The answers of every algorithm to the first requests, at the largest budget. */
  private void pictures(HtmlPage page) {
    long budget = r.plan().budgets().getLast();
    List<String> figures = new ArrayList<>();
    for (int e = 0; e < r.plan().entries().size(); e++) {
      int at = e;
      List<Tensor> answers = r.searches().stream().filter(s -> s.at(at, budget)).limit(PICTURED)
          .map(s -> Samples.one(s.sample())).toList();
      Optional<byte[]> png = answers.isEmpty() ? Optional.empty()
          : r.domain().picture(Samples.join(answers), answers.size()).map(Png::bytes);
      png.ifPresent(b -> figures.add("<figure><figcaption><b>" + HtmlPage.escape(r.plan().entries().get(at).label())
          + "</b></figcaption><img style=\"max-width:100%\" src=\"" + Png.dataUrl(b) + "\" alt=\"answers of "
          + HtmlPage.escape(r.plan().entries().get(at).label()) + "\"></figure>\n"));
    }
    if (!figures.isEmpty()) {
      List<String> asked = r.searches().stream().filter(s -> s.at(0, budget)).limit(PICTURED)
          .map(s -> r.domain().condition(s.condition())).toList();
      page.add("<p>The answers to the first requests (" + HtmlPage.escape(String.join(", ", asked)) + ") at " + budget
          + " evaluations, none left out:</p>\n");
      figures.forEach(page::add);
    }
  }

  /** What was drawn from, what picks and what judges. */
  public Map<String, String> facts() {
    Domain d = r.domain();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Model", d.name());
    facts.put("Selector", d.title(r.plan().verifier()));
    if (!r.measures().isEmpty()) {
      facts.put("Judge", r.measures().getFirst().title() + (r.measures().getFirst().higherIsBetter() ? "" : ", less is better"));
    }
    facts.put("Budget", String.join(", ", r.plan().budgets().stream().map(Sheet::grouped).toList()) + " evaluations a search");
    return facts;
  }
}
