package org.anabranch.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.anabranch.search.Cancellation;
import picocli.CommandLine;

/**
 * The command {@code anabranch}.
 *
 * <p>Exit codes: 0 success, 1 the work failed, 2 bad usage (78, no suitable JDK, is the launcher's). A failure is one line on
 * standard error, and with {@code --json} also an object with the key {@code error} on standard output.
 */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintStream stderr = StandardError.open();
    StandardOutput stdout = StandardOutput.open();
    Interrupt interrupt = Interrupt.install();
    int code;
    try {
      code = run(stdout.stream(), stderr, interrupt::cancellation, args);
      code = stdout.finish(stderr, code);
    } finally {
      interrupt.finished();
    }
    System.exit(code);
  }

  /** Runs a command line on the given streams and returns its exit code; never ends the process. */
  public static int run(PrintStream out, PrintStream err, String... args) {
    return run(out, err, Cancellation::new, args);
  }

  /** The same with a token that asks long commands to stop and to show the best so far. */
  static int run(PrintStream out, PrintStream err, Supplier<Cancellation> cancellation, String... args) {
    Failures failures = new Failures(out, err, List.of(args));
    try {
      CommandLine line = Commands.line(new Streams(out, err, cancellation));
      line.setParameterExceptionHandler((e, a) -> failures.usage(e));
      line.setExecutionExceptionHandler((e, l, r) -> failures.failed(e));
      return line.execute(args);
    } catch (Throwable e) {
      return failures.failed(e);
    } finally {
      out.flush();
      err.flush();
    }
  }
}
