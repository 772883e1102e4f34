package org.anabranch.cli.demo;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Sheet;

/** The page: one HTML file with its style, pictures and plots inside, without a script or a link to anything. */
final class DemoPage {
  private final DemoResult r;
  private final DemoReport.Setting setting;
  private final Plots plots;
  private final DemoPictures pictures;
  private final HtmlPage page = new HtmlPage("Anabranch demo: digits, best of N");

  DemoPage(DemoResult result, DemoReport.Setting setting, Plots plots, DemoPictures pictures) {
    this.r = result;
    this.setting = setting;
    this.plots = plots;
    this.pictures = pictures;
  }

  String html() {
    Level one = r.levels().getFirst();
    Level most = r.levels().getLast();
    add("<header>\n<h1>Draw more, keep the best</h1>\n");
    add("<p class=\"lede\">A small flow model draws handwritten digits on request. Of single draws, <strong>"
        + Sheet.percent(one.accuracy().mean()) + "</strong> are the digit that was asked for. Draw " + most.n()
        + " and keep the one that a verifier likes best: <strong>" + Sheet.percent(most.accuracy().mean())
        + "</strong>. Nothing was trained again; the same model was given more compute. The percentages are those of a judge, a"
        + " second network that was trained on other images and that the selection never sees.</p>\n");
    if (r.cancelled()) {
      add("<p class=\"note\">The run was stopped early: " + r.seeds().size() + " of " + r.plan().seeds() + " seeds, "
          + r.slots() + " of " + r.plan().samples() + " slots each.</p>\n");
    }
    add("</header>\n");
    digits();
    telling();
    numbers();
    search();
    caveats();
    method();
    return page.end();
  }

  private void digits() {
    add("<section>\n<h2>The same " + pictures.slots() + " requests</h2>\n");
    add("<p>The first " + pictures.slots() + " slots of seed " + pictures.candidates().seed()
        + ", none left out. Every column asks for one digit, 0 to 9. <span class=\"key\">Outlined</span> means that the judge"
        + " sees another digit.</p>\n<div class=\"pair\">\n");
    for (int n : List.of(1, r.plan().candidates())) {
      add("<figure>\n<figcaption><b>" + (n == 1 ? "One draw" : "Best of " + n) + "</b> " + n * r.plan().steps()
          + " evaluations each, " + pictures.wrong(n) + " of " + pictures.slots() + " wrong</figcaption>\n<div class=\"grid\">");
      for (int s = 0; s < pictures.slots(); s++) {
        int candidate = pictures.candidates().best(s, n);
        add(image(candidate, "asked for " + DemoPlan.label(s) + ", judged " + pictures.candidates().judged(candidate)));
      }
      add("</div>\n</figure>\n");
    }
    add("</div>\n</section>\n");
  }

  private void telling() {
    OptionalInt telling = pictures.tellingSlot();
    int slot = telling.orElse(0);
    Candidates c = pictures.candidates();
    int best = c.best(slot, r.plan().candidates());
    add("<section>\n<h2>One request, " + r.plan().candidates() + " candidates</h2>\n<p>Slot " + slot + " asks for a <b>"
        + DemoPlan.label(slot) + "</b>" + (telling.isPresent() ? "; it is the first slot whose single draw is wrong and whose best"
        + " is right" : "") + ". Under each"
        + " candidate stands the verifier's log p(" + DemoPlan.label(slot)
        + "&thinsp;|&thinsp;image) in nats; the highest is kept.</p>\n<div class=\"strip\">\n");
    for (int j = 0; j < r.plan().candidates(); j++) {
      int candidate = slot * r.plan().candidates() + j;
      add("<figure" + (candidate == best ? " class=\"best\"" : "") + ">"
          + image(candidate, "candidate " + j + ", judged " + c.judged(candidate)) + "<figcaption>"
          + Sheet.fixed(c.score(candidate), 3).replace("-", "&minus;") + "</figcaption></figure>\n");
    }
    add("</div>\n</section>\n");
  }

  private void numbers() {
    add("<section>\n<h2>Quality against compute</h2>\n");
    if (!plots.accuracy().isEmpty()) {
      add("<div class=\"plots\">\n");
      page.plot(plots.accuracy(), "accuracy by independent judge against evaluations per sample");
      page.plot(plots.distance(), "Frechet distance against evaluations per sample");
      page.plot(plots.coverage(), "precision and recall against evaluations per sample");
      if (!plots.search().isEmpty()) {
        page.plot(plots.search(), "selector score of two searches against evaluations per sample");
      }
      add("</div>\n");
    }
    page.sheet(DemoSheets.levels(r));
    int trials = r.levels().getFirst().accuracy().trials();
    add("<p class=\"small\">Accuracy: " + Sheet.grouped(trials) + " slots with a 95&nbsp;% Wilson interval, in %. Other columns: "
        + (r.seeds().size() > 1 ? "mean and 95&nbsp;% Student-t interval over " + r.seeds().size() + " seeds" : "one seed")
        + ", n = " + r.slots() + ". Seconds per sample: evaluations over the " + Sheet.grouped(Math.round(r.rate()))
        + " evaluations per second of the whole run." + (r.real().isPresent() ? " Last row: held-out images in the place of"
        + " samples, " + r.real().get().frechet().n() + (r.real().get().frechet().n() == 1 ? " set" : " sets") + " of " + r.slots()
        + "; their accuracy is that of the judge on all " + Sheet.grouped(r.heldOut()) + "." : "") + "</p>\n</section>\n");
  }

  private void search() {
    if (r.points().isEmpty()) {
      return;
    }
    add("<section>\n<h2>Is a cleverer search worth it?</h2>\n<p>Best-of-N draws independently. Noise search draws near the best"
        + " start found so far. Both had the same evaluations on the same " + r.points().getFirst().bestOfNRight().trials()
        + " slots; the selector's score is what they optimise, the accuracy is the judge's. Up to 4 candidates both draw the same"
        + " ones.</p>\n");
    page.sheet(DemoSheets.search(r));
    add("<p class=\"small\">Gain: noise search less best-of-N in the mean score, with its 95&nbsp;% interval over slots. An"
        + " interval that holds 0 says that this run cannot tell the two apart.</p>\n</section>\n");
  }

  private void caveats() {
    add("<section>\n<h2>Read with care</h2>\n<ul>\n");
    add("<li><b>The judge is independent, not perfect.</b> It shares no training image with the verifier that selects, nor its"
        + " seed or widths, but it is a small network of the same kind. ");
    r.real().ifPresent(x -> add("On real held-out images it is right on " + Sheet.percent(x.accuracy().mean())
        + ", and best-of-N may pass that: selected digits are easier to read than handwriting."));
    add("</li>\n<li><b>The Frechet distance is biased upwards</b> at few samples. Here n = " + r.slots() + " against "
        + Sheet.grouped(r.heldOut()) + " held-out images, in " + r.featureWidth()
        + " features of the judge. Compare equal n only");
    r.real().ifPresent(x -> add("; real images at this n are at " + Sheet.fixed(x.frechet().mean(), 2) + ", not at 0"));
    Level one = r.levels().getFirst();
    Level most = r.levels().getLast();
    Level nearest = r.levels().stream().min(Comparator.comparingDouble(l -> l.frechet().mean())).orElseThrow();
    add(nearest == most ? "" : ". Its mean is lowest at N = " + nearest.n() + " here, not at the largest N");
    add(".</li>\n<li><b>Selection seeks the mode.</b> From N = 1 to " + most.n() + ", recall went from "
        + Sheet.fixed(one.recall().mean(), 3) + " to " + Sheet.fixed(most.recall().mean(), 3)
        + " and the spread, the mean distance between two samples of one digit, from " + Sheet.fixed(one.diversity().mean(), 2) + " to "
        + Sheet.fixed(most.diversity().mean(), 2) + "; for real images they are "
        + r.real().map(x -> Sheet.fixed(x.recall().mean(), 3) + " and " + Sheet.fixed(x.diversity().mean(), 2)).orElse("not known")
        + ". A verifier rewards the typical digit.</li>\n");
    add("<li><b>Verifier calls are not free</b> and are not counted as evaluations: one per candidate, of a network with less"
        + " than a hundredth of the arithmetic of one evaluation of the flow.</li>\n</ul>\n</section>\n");
  }

  private void method() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Model", "bundled digits: SiT, 1.88 million values, class-conditional flow on 28 x 28 pixels");
    facts.put("Sampler", "Euler, " + r.plan().steps() + " steps, no guidance");
    facts.put("Seeds", r.seeds().stream().map(c -> Long.toString(c.seed())).toList().toString());
    facts.put("Samples", r.slots() + " slots per seed, " + r.plan().candidates() + " candidates each, labels 0 to 9 in turn");
    facts.put("Evaluations", Sheet.grouped(r.evaluations()) + " in " + Sheet.fixed(r.seconds(), 1) + " s, "
        + Sheet.grouped(Math.round(r.rate())) + " per second, judging included");
    if (!r.points().isEmpty()) {
      facts.put("Noise search", Sheet.grouped(r.searched()) + " evaluations in " + Sheet.fixed(r.searching(), 1) + " s");
    }
    facts.put("Machine", setting.machine());
    facts.put("Threads", Integer.toString(setting.threads()));
    facts.put("Backend", setting.backend());
    facts.put("Java", setting.java());
    add("<section>\n<h2>How it was measured</h2>\n");
    page.facts(facts);
    add("<p>Candidates are nested: best-of-N sees the first N of a slot's " + r.plan().candidates()
        + ". Every number but the times is a function of model, seeds and plan, and comes out the same on any number of"
        + " threads. To reproduce it:</p>\n<pre>" + HtmlPage.escape(setting.command()) + "</pre>\n</section>\n");
  }

  private String image(int candidate, String title) {
    boolean right = pictures.candidates().right(candidate);
    return "<img" + (right ? "" : " class=\"wrong\"") + " src=\"" + Png.dataUrl(pictures.png(candidate)) + "\" alt=\"" + title
        + "\" title=\"" + title + "\">";
  }

  private void add(String text) {
    page.add(text);
  }
}
