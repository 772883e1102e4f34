package org.anabranch.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.DeviceException;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.search.VerifierException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every failure into one line on standard error, {@code anabranch: MESSAGE}, and an exit code.
 *
 * <p>The stack trace is shown only with {@code --debug} or the variable {@code ANABRANCH_DEBUG}. With {@code --json} standard
 * output also gets {@code {"error": MESSAGE, "exitCode": CODE}}.
 */
final class Failures {
  private static final int SUGGESTIONS = 3;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean debug;

  Failures(PrintStream out, PrintStream err, List<String> args) {
    this.out = out;
    this.err = err;
    this.json = args.contains("--json");
    this.debug = args.contains("--debug") || !System.getenv().getOrDefault("ANABRANCH_DEBUG", "").isEmpty();
  }

  /** Reports a command line that cannot be parsed. */
  int usage(ParameterException e) {
    String message = firstLine(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      List<String> near = unmatched.getSuggestions().stream().limit(SUGGESTIONS).toList();
      String kind = unmatched.isUnknownOption() ? "unknown option"
          : e.getCommandLine().getSubcommands().isEmpty() ? "unexpected argument" : "unknown command";
      message = kind + " '" + first + "'" + (near.isEmpty() ? "" : ". Did you mean " + String.join(" or ", near) + "?");
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    return report(decapitalised(message) + (message.endsWith("?") ? " See '" : "; see '") + command + " --help'", Task.USAGE, e);
  }

  /** Reports a command that threw. */
  int failed(Throwable e) {
    return switch (e) {
      case UsageException x -> report(x.getMessage(), Task.USAGE, x);
      case ParameterException x -> usage(x);
      case CheckpointException x -> report(x.getMessage(), Task.FAILED, x);
      case VerifierException x -> report(x.getMessage(), Task.FAILED, x);
      case DeviceException x -> report(x.getMessage(), Task.FAILED, x);
      case UnsupportedOperationException x when x.getMessage() != null -> report(x.getMessage(), Task.FAILED, x);
      case UncheckedIOException x -> report(reason(x.getCause()), Task.FAILED, x);
      case IOException x -> report(reason(x), Task.FAILED, x);
      case IllegalArgumentException x when x.getMessage() != null -> report(x.getMessage(), Task.FAILED, x);
      case OutOfMemoryError x -> report("out of memory with a heap of at most " + Bytes.text(Runtime.getRuntime().maxMemory())
          + "; set ANABRANCH_JAVA_OPTS=-Xmx4g or more (" + x.getMessage() + ")", Task.FAILED, x);
      default -> report("internal error: " + e + (debug ? "" : "; --debug shows where"), Task.FAILED, e);
    };
  }

  /** A file's error in words, with its path. */
  static String reason(IOException e) {
    String path = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() + ": " : "";
    return switch (e) {
      case NoSuchFileException x -> path + "no such file or folder";
      case AccessDeniedException x -> path + "access denied";
      case NotDirectoryException x -> path + "not a folder";
      case FileAlreadyExistsException x -> path + "it exists";
      case FileSystemException x when x.getReason() != null -> path + x.getReason();
      default -> path + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    };
  }

  private int report(String message, int code, Throwable e) {
    String line = String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
    if (debug) {
      e.printStackTrace(err);
    }
    err.println("anabranch: " + line);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("error", line);
      object.put("exitCode", code);
      out.println(Json.text(object));
    }
    return code;
  }

  private static String firstLine(String message) {
    String first = message == null ? "" : message.lines().findFirst().orElse("").strip();
    return first.replaceFirst("\\.$", "").replace("subcommand", "command");
  }

  private static String decapitalised(String s) {
    return s.isEmpty() ? s : Character.toLowerCase(s.charAt(0)) + s.substring(1);
  }
}
