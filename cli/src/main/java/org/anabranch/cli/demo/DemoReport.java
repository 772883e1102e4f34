package org.anabranch.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.report.Sheet;
import org.anabranch.model.checkpoint.AtomicFile;

/** The result of a demo, ready to be shown: tables, numbers for machines, and a folder with a page and pictures. */
public final class DemoReport {
  /** The page. */
  public static final String PAGE = "index.html";
  /** The picture for a README: the same slots answered by best-of-1 and by best-of-16. */
  public static final String PICTURE = "demo-digits.png";
  /** The plots of accuracy and Frechet distance. */
  public static final String ACCURACY = "demo-accuracy.png";
  /** The plot of the Frechet distance. */
  public static final String DISTANCE = "demo-distance.png";

  private final DemoResult result;

  DemoReport(DemoResult result) {
    this.result = result;
  }

  /**
   * How it was measured, for the page.
   *
   * @param command what reproduces it
   * @param machine processor, system, memory
   * @param java    the runtime
   * @param threads threads that computed
   * @param backend kernel provider
   */
  public record Setting(String command, String machine, String java, int threads, String backend) {}

  /** Whether it was stopped before the plan was done. */
  public boolean cancelled() {
    return result.cancelled();
  }

  /** Slots of every seed. */
  public int slots() {
    return result.slots();
  }

  /** Seeds that are part of it. */
  public int seeds() {
    return result.seeds().size();
  }

  /** Evaluations of the candidates. */
  public long evaluations() {
    return result.evaluations();
  }

  /** Wall-clock time of the candidates. */
  public double seconds() {
    return result.seconds();
  }

  /** The measures by N. */
  public Sheet levels() {
    return DemoSheets.levels(result);
  }

  /** Noise search against best-of-N; without rows if the demo was stopped before. */
  public Sheet search() {
    return DemoSheets.search(result);
  }

  /** All numbers. */
  public Map<String, Object> json() {
    return result.json();
  }

  /**
   * Writes the page and the pictures, each under a temporary name that is renamed, the page last. The page needs none of the
   * other files.
   *
   * @return what went wrong with the plots, which the report then lacks; empty if nothing did
   */
  public Optional<String> write(Path folder, Setting setting) throws IOException {
    Files.createDirectories(folder);
    Plots plots = Plots.draw(result);
    DemoPictures pictures = new DemoPictures(result);
    if (plots.problem().isEmpty()) {
      AtomicFile.write(folder.resolve(PICTURE), pictures.sideBySide());
      AtomicFile.write(folder.resolve(ACCURACY), plots.accuracy().light());
      AtomicFile.write(folder.resolve(DISTANCE), plots.distance().light());
    }
    String page = new DemoPage(result, setting, plots, pictures).html();
    AtomicFile.write(folder.resolve(PAGE), page.getBytes(StandardCharsets.UTF_8));
    return plots.problem();
  }
}
