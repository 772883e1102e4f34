package org.anabranch.cli;

import org.anabranch.search.Cancellation;

/**
 * What a command says: text for people, or one JSON object for machines.
 *
 * <p>{@link #line} and {@link #table} are for people and print nothing when the result is to be JSON; {@link #result} is for
 * machines and prints nothing otherwise. A command calls all of them. Warnings and progress go to standard error.
 */
public final class Console {
  private final Streams streams;
  private final boolean json;
  private final boolean progress;

  Console(Streams streams, boolean json, boolean progress) {
    this.streams = streams;
    this.json = json;
    this.progress = progress;
  }

  /** Whether the result is to be JSON, for a command that would work hard for its text. */
  public boolean json() {
    return json;
  }

  /** One line for people. */
  public void line(String text) {
    if (!json) {
      streams.out().println(text);
    }
  }

  /** A table for people. */
  public void table(Table table) {
    table.lines().forEach(this::line);
  }

  /** The one object for machines: a map in its order, or a record. */
  public void result(Object object) {
    if (json) {
      streams.out().println(Json.text(object));
    }
  }

  /** Something that went otherwise than asked, on standard error. */
  public void warn(String sentence) {
    streams.err().println("anabranch: warning: " + sentence);
  }

  /** What went wrong when the result has been printed all the same: the line that goes with exit code 1. */
  public void fail(String sentence) {
    streams.err().println("anabranch: " + sentence);
  }

  /** A progress bar on standard error if that is a terminal, else nothing; close it before printing. */
  public Progress progress(String task, long max) {
    return Progress.of(streams.err(), task, max, progress);
  }

  /** Cancelled by Ctrl-C, which then waits for this command: give it to a search, print the best so far as always. */
  public Cancellation cancellation() {
    return streams.cancellation().get();
  }
}
