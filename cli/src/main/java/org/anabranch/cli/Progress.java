package org.anabranch.cli;

import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error while work runs there; silent unless standard error is a terminal.
 *
 * <p>The launcher says whether it is one ({@code -Danabranch.stderr.columns=N}, 0 if not), since Java cannot ask about standard
 * error alone; without the launcher the process needs a terminal on its input and output. The library's own look at the
 * terminal, which may print warnings, is never used. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final String COLUMNS = "anabranch.stderr.columns";
  private static final int DEFAULT_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 30;
  private static final int MOST_COLUMNS = 120;
  private static final int INTERVAL_MILLIS = 100;

  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /** A bar of {@code max} units, or a silent one if it is not wanted or there is no terminal. */
  static Progress of(PrintStream err, String task, long max, boolean wanted) {
    int columns = wanted && err == System.err ? columns() : 0;
    return columns < LEAST_COLUMNS ? silent() : on(err, task, max, Math.min(columns, MOST_COLUMNS));
  }

  /** A bar on the stream, whatever it is. */
  static Progress on(PrintStream err, String task, long max, int columns) {
    return new Progress(Optional.of(new ProgressBarBuilder().setTaskName(task).setInitialMax(max)
        .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(INTERVAL_MILLIS).clearDisplayOnFinish()
        .setConsumer(new ConsoleProgressBarConsumer(err, columns)).build()));
  }

  /** Shows nothing. */
  static Progress silent() {
    return new Progress(Optional.empty());
  }

  /** Units done so far. */
  public void to(long done) {
    bar.ifPresent(b -> b.stepTo(done));
  }

  /** More units done. */
  public void by(long more) {
    bar.ifPresent(b -> b.stepBy(more));
  }

  /** A few words beside the bar, such as the best score so far. */
  public void note(String words) {
    bar.ifPresent(b -> b.setExtraMessage(" " + words));
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  private static int columns() {
    String told = System.getProperty(COLUMNS, "");
    if (told.matches("\\d{1,6}")) {
      return Integer.parseInt(told);
    }
    boolean dumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    return System.console() != null && System.console().isTerminal() && !dumb ? DEFAULT_COLUMNS : 0;
  }
}
