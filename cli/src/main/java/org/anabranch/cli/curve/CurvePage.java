package org.anabranch.cli.curve;

import java.util.Map;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Sheet;

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
    page.add("</header>\n<section>\n");
    new CurveSection(r).add(page);
    page.add("</section>\n<section>\n<h2>How it was measured</h2>\n");
    page.facts(facts());
    page.add("<p>Every number but the times is a function of model, seeds and plan. To reproduce it:</p>\n<pre>"
        + HtmlPage.escape(command) + "</pre>\n</section>\n");
    return page.end();
  }

  private Map<String, String> facts() {
    Domain d = r.domain();
    Map<String, String> facts = new CurveSection(r).facts();
    r.plan().entries().forEach(e -> facts.put(e.label(), e.sampling().solver().orElse("") + ", "
        + e.sampling().steps().map(n -> n + " steps").orElse("")));
    facts.put("Seeds", r.plan().seeds() + " from " + r.plan().firstSeed());
    facts.put("Conditions", String.join(", ", r.plan().conditions().stream().map(d::condition).toList()));
    facts.put("Machine", machine);
    return facts;
  }
}
