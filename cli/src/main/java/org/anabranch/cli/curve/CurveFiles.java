package org.anabranch.cli.curve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.anabranch.cli.image.Headless;
import org.anabranch.cli.report.Palette;
import org.anabranch.model.checkpoint.AtomicFile;

/** Writes a curve's files, each whole or not at all. */
public final class CurveFiles {
  private final CurveResult result;

  /** The files of a result. */
  public CurveFiles(CurveResult result) {
    this.result = result;
  }

  /** Every search, comma-separated. */
  public void csv(Path file) throws IOException {
    AtomicFile.write(file, result.csv().getBytes(StandardCharsets.UTF_8));
  }

  /** All plots in one PNG file. */
  public void plot(Path file) throws IOException {
    Headless.on();
    AtomicFile.write(file, new CurveCharts(result, Palette.LIGHT).sheet());
  }

  /**
   * The page with plots and table.
   *
   * @param command what reproduces it
   * @param machine what it was measured on
   */
  public void html(Path file, String command, String machine) throws IOException {
    Headless.on();
    AtomicFile.write(file, new CurvePage(result, command, machine).html().getBytes(StandardCharsets.UTF_8));
  }
}
