package org.anabranch.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output whose write errors are not lost: a {@link PrintStream} swallows them, this one remembers the first.
 *
 * <p>A reader that went away ({@code anabranch ... | head}) is no error worth a message.
 */
final class StandardOutput {
  private final Remembering sink;
  private final PrintStream stream;

  private StandardOutput(OutputStream target) {
    sink = new Remembering(target);
    stream = new PrintStream(new BufferedOutputStream(sink), false, StandardCharsets.UTF_8);
  }

  /** The process's own. */
  static StandardOutput open() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  /** Any stream. */
  static StandardOutput to(OutputStream target) {
    return new StandardOutput(target);
  }

  /** What commands print on. */
  PrintStream stream() {
    return stream;
  }

  /** Flushes; a success whose output was lost becomes a failure with a message. */
  int finish(PrintStream err, int code) {
    stream.flush();
    if (sink.first.isEmpty()) {
      return code;
    }
    String reason = String.valueOf(sink.first.get().getMessage());
    if (!reason.contains("Broken pipe")) {
      err.println("anabranch: cannot write to standard output: " + reason);
    }
    return code == Task.OK ? Task.FAILED : code;
  }

  private static final class Remembering extends FilterOutputStream {
    private Optional<IOException> first = Optional.empty();

    Remembering(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      try {
        out.write(b, off, len);
      } catch (IOException e) {
        first = first.or(() -> Optional.of(e));
        throw e;
      }
    }
  }
}
