package org.anabranch.cli.curve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Palette;
import org.anabranch.cli.report.Plot;
import org.anabranch.cli.report.Sheet;
import org.knowm.xchart.XYChart;

/** The page of a curve. */
final class CurvePage {
  private final CurveResult r;
  private final String command;
  private final String machine;

  CurvePage(CurveResult result, String command, String machine) {
    this.r = result;
    this.command = command;
    this.machine = machine;
  }

  String html() {
    HtmlPage page = new HtmlPage("Anabranch curve: " + r.domain().name());
    page.add("<header>\n<h1>Quality against compute: " + r.domain().name() + "</h1>\n");
    page.add("<p class=\"lede\">" + r.plan().entries().size() + " algorithms, each with the same hard budgets, on the same "
        + Sheet.grouped(r.cells()) + " requests. The selector picks the answer"
        + (r.measures().isEmpty() ? "" : "; the judge sees only what was picked") + ".</p>\n");
    if (r.cells() < r.plan().cells()) {
      page.add("<p class=\"note\">The run was stopped early: " + r.cells() + " of " + r.plan().cells() + " requests.</p>\n");
    }
    page.add("</header>\n<section>\n<div class=\"plots\">\n");
    CurveCharts light = new CurveCharts(r, Palette.LIGHT);
    CurveCharts dark = new CurveCharts(r, Palette.DARK);
    List<XYChart> bright = light.all();
    List<XYChart> dim = dark.all();
    for (int i = 0; i < bright.size(); i++) {
      page.plot(new Plot(light.png(bright.get(i)), dark.png(dim.get(i))), HtmlPage.escape(bright.get(i).getTitle()));
    }
    page.add("</div>\n");
    page.sheet(r.sheet());
    page.add("<p class=\"small\">Means and 95&nbsp;% Student-t intervals over " + r.cells() + " requests. Over best-of-n: the paired"
        + " difference on the same request at the same budget, positive where the algorithm is better; an interval that holds 0 says"
        + " that this run cannot tell the two apart. Front: no other row has a better "
        + (r.measures().isEmpty() ? "score" : r.measures().getFirst().name()) + " for no more evaluations, or no more time.</p>\n");
    page.add("</section>\n<section>\n<h2>How it was measured</h2>\n");
    page.facts(facts());
    page.add("<p>Every number but the times is a function of model, seeds and plan. To reproduce it:</p>\n<pre>"
        + HtmlPage.escape(command) + "</pre>\n</section>\n");
    return page.end();
  }

  private Map<String, String> facts() {
    Domain d = r.domain();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Model", d.name());
    facts.put("Selector", d.title(r.plan().verifier()));
    if (!r.measures().isEmpty()) {
      facts.put("Judge", r.measures().getFirst().title() + (r.measures().getFirst().higherIsBetter() ? "" : ", less is better"));
    }
    r.plan().entries().forEach(e -> facts.put(e.label(), e.sampling().solver().orElse("") + ", "
        + e.sampling().steps().map(n -> n + " steps").orElse("")));
    facts.put("Seeds", r.plan().seeds() + " from " + r.plan().firstSeed());
    facts.put("Conditions", String.join(", ", r.plan().conditions().stream().map(d::condition).toList()));
    facts.put("Machine", machine);
    return facts;
  }
}
