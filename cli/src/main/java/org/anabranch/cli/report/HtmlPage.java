package org.anabranch.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.anabranch.cli.image.Png;

/** One HTML file with its style, pictures and plots inside, without a script or a link to anything. Not thread-safe. */
public final class HtmlPage {
  private final StringBuilder html = new StringBuilder();

  /** Begins a page. */
  public HtmlPage(String title) {
    add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    add("<meta name=\"color-scheme\" content=\"light dark\">\n");
    add("<title>" + escape(title) + "</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n<main>\n");
  }

  /** Adds markup as it is. */
  public void add(String markup) {
    html.append(markup);
  }

  /** A table; the first column holds names. */
  public void sheet(Sheet sheet) {
    add("<div class=\"wide\"><table>\n<thead><tr>");
    sheet.headers().forEach(h -> add("<th>" + escape(h) + "</th>"));
    add("</tr></thead>\n<tbody>\n");
    for (List<String> row : sheet.rows()) {
      add("<tr>");
      row.forEach(cell -> add("<td>" + escape(cell) + "</td>"));
      add("</tr>\n");
    }
    add("</tbody>\n</table></div>\n");
  }

  /** A plot that follows the reader's choice of a light or a dark page. */
  public void plot(Plot plot, String alt) {
    add("<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"" + Png.dataUrl(plot.dark())
        + "\"><img src=\"" + Png.dataUrl(plot.light()) + "\" alt=\"" + alt + "\"></picture>\n");
  }

  /** Facts by their names. */
  public void facts(Map<String, String> facts) {
    add("<dl>\n");
    facts.forEach((k, v) -> add("<dt>" + escape(k) + "</dt><dd>" + escape(v) + "</dd>\n"));
    add("</dl>\n");
  }

  /** Ends the page: its text. */
  public String end() {
    add("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  /** Text as markup; " x " becomes a times sign, and a percent sign stays with its number. */
  public static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
        .replace(" x ", "&thinsp;&times;&thinsp;").replace(" %", "&nbsp;%");
  }

  private static String style() {
    try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report: the resource report.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
