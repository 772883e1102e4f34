package org.anabranch.cli.solving;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.domain.FilledToken;
import org.anabranch.cli.report.HtmlPage;
import org.anabranch.cli.report.Sheet;

/** Texts with blanks as part of the page: what was filled in is shaded by its probability, with what else could stand there. */
final class InfillSection {
  private final List<InfillShow> shows;

  InfillSection(List<InfillShow> shows) {
    this.shows = shows;
  }

  void add(HtmlPage page) {
    page.add("<section>\n<h2>Blanks in a text, with probabilities</h2>\n<p>The bundled text network fills the blanks token by token, in"
        + " random order. A 3-gram model of one half of the training verses picks the best of several completions; a 5-gram model of"
        + " the other half, which no search sees, judges both and need not agree. Shade: the network&rsquo;s probability of the token,"
        + " given all others.</p>\n"
        + scale());
    for (InfillShow show : shows) {
      String blanks = HtmlPage.escape(show.prompt()).replaceAll("_\\{(\\d+)}", "<span class=\"blank\">$1 tokens</span>");
      page.add("<h3>" + blanks + "</h3>\n<div class=\"two\">\n");
      figure(page, "one sample", show.single(), show.evaluations() / show.samples());
      figure(page, "best of " + show.samples(), show.best(), show.evaluations());
      page.add("</div>\n");
      alternatives(page, show.best());
    }
    page.add("</section>\n");
  }

  /** What the shades mean. */
  static String scale() {
    StringBuilder out = new StringBuilder("<p class=\"small scale\">probability ");
    for (double p : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      out.append("<span class=\"fill\" style=\"" + shade(p) + "\">" + Sheet.fixed(p, 2) + "</span> ");
    }
    return out.append("</p>\n").toString();
  }

  private static String shade(double p) {
    return String.format(Locale.ROOT, "--p:%.0f%%", 100 * GridSketch.shade(p));
  }

  private static void figure(HtmlPage page, String title, InfillShow.Filled filled, long evaluations) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < filled.pieces().size(); i++) { // the first begins the verse
      String piece = filled.pieces().get(i);
      int at = i;
      Optional<FilledToken> token = filled.tokens().stream().filter(t -> t.position() == at).findFirst();
      text.append(token.map(t -> (piece.startsWith(" ") ? " " : "") + "<span class=\"fill\" style=\"" + shade(t.probability()) + "\">"
          + shown(piece.strip()) + "</span>").orElse(shown(piece)));
    }
    page.add("<figure><figcaption><b>" + title + "</b>, " + evaluations + " evaluations</figcaption><p class=\"verse\">" + text
        + "</p><figcaption>judge " + Sheet.fixed(-filled.judged(), 2) + ", picked by " + Sheet.fixed(filled.picked(), 2)
        + " (log&nbsp;p, nats per token)</figcaption></figure>\n");
  }

  /** Each blank of the completion with the likeliest tokens. */
  private static void alternatives(HtmlPage page, InfillShow.Filled filled) {
    page.add("<div class=\"choices\">\n");
    for (FilledToken t : filled.tokens()) {
      page.add("<div><b>" + shown(t.piece().strip()) + "</b>");
      boolean among = false;
      for (Map.Entry<String, Double> e : t.likeliest().entrySet()) {
        boolean same = e.getKey().equals(t.piece());
        among |= same;
        bar(page, e.getKey(), e.getValue(), same);
      }
      if (!among) {
        bar(page, t.piece(), t.probability(), true);
      }
      page.add("</div>\n");
    }
    page.add("</div>\n");
  }

  private static void bar(HtmlPage page, String piece, double p, boolean chosen) {
    page.add(String.format(Locale.ROOT, "<p class=\"bar%s\" style=\"--w:%.1f%%\"><span>%s</span><span>%s</span></p>",
        chosen ? " chosen" : "", 100 * p, shown(piece.strip()), p < 0.0005 ? "&lt;.001" : Sheet.fixed(p, 3).replaceFirst("^0", "")));
  }

  private static String shown(String piece) {
    return HtmlPage.escape(piece.isEmpty() ? "\u2423" : piece.equals("\n") ? "\u23ce" : piece);
  }
}
