package org.anabranch.cli.demo;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.anabranch.cli.image.Headless;
import org.anabranch.cli.report.Palette;
import org.anabranch.cli.report.Plot;

/**
 * The plots of a demo as PNG files, each for a light and a dark page.
 *
 * @param accuracy the judge's accuracy against evaluations
 * @param distance the Frechet distance against evaluations
 * @param coverage precision and recall against evaluations
 * @param search   the selector's score under two searches; empty files without points
 * @param problem  why there are none; empty if there are
 */
record Plots(Plot accuracy, Plot distance, Plot coverage, Plot search, Optional<String> problem) {
  /** Draws all of them; a Java without fonts draws none, and says so. */
  static Plots draw(DemoResult result) {
    Headless.on();
    try {
      List<Function<DemoCharts, byte[]>> kinds = List.of(DemoCharts::accuracy, DemoCharts::distance, DemoCharts::coverage,
          c -> result.points().isEmpty() ? new byte[0] : c.search());
      DemoCharts light = new DemoCharts(result, Palette.LIGHT);
      DemoCharts dark = new DemoCharts(result, Palette.DARK);
      List<Plot> plots = kinds.stream().map(k -> new Plot(k.apply(light), k.apply(dark))).toList();
      return new Plots(plots.get(0), plots.get(1), plots.get(2), plots.get(3), Optional.empty());
    } catch (RuntimeException | LinkageError | InternalError e) { // what AWT throws where fonts or its libraries are missing
      return new Plots(Plot.NONE, Plot.NONE, Plot.NONE, Plot.NONE,
          Optional.of("the plots could not be drawn, the report is without them: " + e));
    }
  }
}
