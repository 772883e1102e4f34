package org.anabranch.cli.solving;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The graph of states of a search by actions as inline SVG: a column a level, edges coloured by action, the answer's way underlaid. */
final class ForkPicture {
  private static final int WIDTH = 1120;
  private static final int LEFT = 36;
  private static final int RIGHT = 36;
  private static final int TOP = 30;
  private static final int ROW = 17;
  private static final int LEAST_HEIGHT = 240;

  private final StateGraph graph;
  private final GridSketch sketch;
  private final int mask;
  private final int height;

  ForkPicture(StateGraph graph, GridSketch sketch, int mask) {
    this.graph = graph;
    this.sketch = sketch;
    this.mask = mask;
    int most = graph.steps().stream().mapToInt(s -> graph.level(s).size()).max().orElseThrow();
    this.height = TOP + Math.max(LEAST_HEIGHT, ROW * most) + 8;
  }

  String svg(List<StateGraph.Edge> answer, String alt) {
    StringBuilder out = new StringBuilder("<div class=\"wide\"><svg class=\"graph\" viewBox=\"0 0 " + WIDTH + " " + height
        + "\" role=\"img\" aria-label=\"" + alt + "\">");
    for (int step : graph.steps()) {
      long open = graph.level(step).getFirst().state().tokens().stream().filter(t -> t == mask).count();
      double x = x(step);
      out.append(String.format(Locale.ROOT, "<path class=\"level\" d=\"M%.1f %dV%d\"/><text x=\"%.1f\" y=\"14\">%s</text>", x, TOP - 8,
          height, x, open == 0 ? "sample" : open + " open"));
    }
    for (StateGraph.Edge e : answer) {
      out.append("<path class=\"answer\" d=\"" + curve(e) + "\"/>");
    }
    for (StateGraph.Edge e : graph.edges()) {
      out.append("<path class=\"edge s" + e.action() % 4 + "\" d=\"" + curve(e) + "\"/>");
    }
    Set<StateGraph.Node> onWay = new HashSet<>();
    answer.forEach(e -> onWay.addAll(Set.of(e.from(), e.to())));
    for (StateGraph.Node n : graph.nodes()) {
      boolean wrong = sketch.wrong(n.state().tokens()) > 0;
      boolean end = n.state().step() == graph.steps().getLast();
      String where = String.format(Locale.ROOT, "cx=\"%.1f\" cy=\"%.1f\"", x(n.state().step()), y(n));
      if (n.in().size() > 1) {
        out.append("<circle class=\"twice\" " + where + " r=\"8\"/>");
      }
      out.append("<circle class=\"" + (wrong ? end ? "lost" : "off" : end ? "won" : "on") + "\" " + where + " r=\""
          + (onWay.contains(n) || end ? "5" : "4") + "\"/>");
    }
    return out.append("</svg></div>\n").toString();
  }

  private double x(int step) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (double) step / graph.steps().getLast();
  }

  private double y(StateGraph.Node n) {
    return TOP + (height - TOP - 8) * n.place();
  }

  private String curve(StateGraph.Edge e) {
    double x0 = x(e.from().state().step());
    double x1 = x(e.to().state().step());
    double half = (x0 + x1) / 2;
    return String.format(Locale.ROOT, "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x0, y(e.from()), half, y(e.from()), half, y(e.to()),
        x1, y(e.to()));
  }
}
