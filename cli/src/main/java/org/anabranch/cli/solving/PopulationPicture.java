package org.anabranch.cli.solving;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows of a search by populations as inline SVG, a pass below the other: steps to the right, a line a row, forks where a row has
 * copies, a cross where it is given up, and what its copies had masked again.
 */
final class PopulationPicture {
  private static final int WIDTH = 1120;
  private static final int LEFT = 16;
  private static final int RIGHT = 24;
  private static final int TOP = 28;
  private static final int ROW = 16;
  private static final int GAP = 26;
  /** Part of a step that a fork takes. */
  private static final double BEND = 0.55;

  private final List<List<RowLog.Line>> passes;
  private final GridSketch sketch;
  private final int steps;
  private final Map<RowLog.Line, Double> y = new IdentityHashMap<>();

  /** The rows of at most so many passes. */
  PopulationPicture(RowLog log, GridSketch sketch, int steps, int most) {
    this.sketch = sketch;
    this.steps = steps;
    this.passes = passes(log).stream().limit(most).toList();
  }

  /** Rows that moved by the pass that they belong to: rows of one pass have starts that were made together. */
  static List<List<RowLog.Line>> passes(RowLog log) {
    Map<RowLog.Line, Integer> of = new IdentityHashMap<>();
    int pass = -1;
    boolean starting = false;
    for (RowLog.Line line : log.lines()) {
      boolean start = line.parent().isEmpty();
      pass += start && !starting ? 1 : 0;
      starting = start;
      of.put(line, start ? pass : of.get(line.root()));
    }
    Map<Integer, List<RowLog.Line>> by = new LinkedHashMap<>();
    log.moved().forEach(l -> by.computeIfAbsent(of.get(l), k -> new ArrayList<>()).add(l));
    return List.copyOf(by.values());
  }

  /** Passes drawn. */
  int drawn() {
    return passes.size();
  }

  String svg(String alt) {
    int height = TOP;
    StringBuilder body = new StringBuilder();
    for (List<RowLog.Line> pass : passes) {
      Map<Integer, List<RowLog.Line>> waves = new LinkedHashMap<>();
      pass.forEach(l -> waves.computeIfAbsent(l.first().step(), k -> new ArrayList<>()).add(l));
      int most = waves.values().stream().mapToInt(List::size).max().orElseThrow();
      for (List<RowLog.Line> wave : waves.values()) {
        for (int i = 0; i < wave.size(); i++) {
          y.put(wave.get(i), height + ROW * most * (i + 0.5) / wave.size());
        }
      }
      pass.forEach(l -> draw(l, pass, body));
      height += ROW * most + GAP;
    }
    StringBuilder out = new StringBuilder("<div class=\"wide\"><svg class=\"graph\" viewBox=\"0 0 " + WIDTH + " " + height
        + "\" role=\"img\" aria-label=\"" + alt + "\">");
    for (int s = 0; s <= steps; s++) {
      out.append(String.format(Locale.ROOT, "<path class=\"level\" d=\"M%.1f %dV%d\"/><text x=\"%.1f\" y=\"14\">%d</text>", x(s),
          TOP - 8, height - GAP / 2, x(s), s));
    }
    return out.append(body).append("</svg></div>\n").toString();
  }

  private void draw(RowLog.Line line, List<RowLog.Line> pass, StringBuilder out) {
    double at = y.get(line);
    double begin = x(line.first().step());
    RowLog.Line parent = line.parent().orElse(line);
    if (parent != line && y.containsKey(parent)) {
      double from = y.get(parent);
      double to = begin + BEND * (x(1) - x(0));
      out.append(String.format(Locale.ROOT, "<path class=\"fork\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>", begin, from,
          (begin + to) / 2, from, (begin + to) / 2, at, to, at));
      begin = to;
      if (line.remasked() > 0) {
        out.append(String.format(Locale.ROOT, "<text class=\"back\" x=\"%.1f\" y=\"%.1f\">&minus;%d</text>", to + 4, at - 4,
            line.remasked()));
      }
    }
    for (RowLog.State s : line.states().subList(1, line.states().size())) {
      if (s.step() == line.first().step()) {
        continue;
      }
      out.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"M%.1f %.1fH%.1f\"/>",
          sketch.wrong(s.tokens()) > 0 ? "astray" : "right", Math.max(begin, x(s.step() - 1)), at, x(s.step())));
    }
    boolean end = line.last().step() == steps;
    double x = x(line.last().step());
    if (end) {
      out.append(String.format(Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>",
          sketch.wrong(line.last().tokens()) > 0 ? "lost" : "won", x, at));
    } else if (pass.stream().noneMatch(l -> l.parent().filter(p -> p == line).isPresent())) {
      out.append(String.format(Locale.ROOT, "<path class=\"cut\" d=\"M%.1f %.1fl7 7m0 -7l-7 7\"/>", x - 3.5, at - 3.5));
    }
  }

  private double x(int step) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (double) step / steps;
  }
}
