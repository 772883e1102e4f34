package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import picocli.CommandLine.Option;

/** The options of every command, and the backend that they choose. */
public final class CommonOptions implements AutoCloseable {
  private static final int MOST_THREADS = 4096;

  @Option(names = "--json", description = "Print one JSON object on standard output and nothing else there.")
  private boolean json;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "Seed of every random number (default: ${DEFAULT-VALUE}); results are a function of model, seed and options.")
  private long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads to compute with (default: all that the machine or container allows); never changes a result.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--backend", paramLabel = "NAME",
      description = "Kernel provider (default: the best usable; see the command devices).")
  private Optional<String> backendName = Optional.empty();

  @Option(names = "--no-progress", description = "Show no progress bar.")
  private boolean noProgress;

  @Option(names = "--debug", description = "Show the stack trace of a failure; so does the variable ANABRANCH_DEBUG.")
  private boolean debug;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  private Optional<Backend> backend = Optional.empty();

  /** Whether the result is to be JSON. */
  public boolean json() {
    return json;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** Whether a progress bar may be shown: not with {@code --json}, not with {@code --no-progress}. */
  public boolean progress() {
    return !json && !noProgress;
  }

  /** Threads to compute with: the option, else {@code -Danabranch.threads}, else what machine and container allow. */
  public int threads() {
    return threads.orElseGet(() -> Optional.ofNullable(System.getProperty("anabranch.threads"))
        .map(CommonOptions::parseThreads).orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors())));
  }

  /** The chosen backend on a pool of its own, made once. */
  public Backend backend() {
    if (backend.isEmpty()) {
      String name = backendName.orElseGet(() -> System.getProperty("anabranch.backend", ""));
      WorkerPool pool = new WorkerPool(threads());
      try {
        backend = Optional.of(UsageException.check(() -> Backend.of(name, pool)));
      } finally {
        if (backend.isEmpty()) {
          pool.close();
        }
      }
    }
    return backend.get();
  }

  /** Refuses values out of range. */
  void check() {
    int n = threads();
    if (n < 1 || n > MOST_THREADS) {
      throw new UsageException("threads: must be in [1, " + MOST_THREADS + "], got " + n);
    }
    if (backendName.filter(String::isBlank).isPresent()) {
      throw new UsageException("backend: must be the name of a provider, got '" + backendName.get() + "'");
    }
  }

  /** Stops the backend's threads. */
  @Override
  public void close() {
    backend.ifPresent(b -> b.pool().close());
  }

  private static int parseThreads(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      UsageException usage = new UsageException("threads: -Danabranch.threads must be a whole number, got '" + text + "'");
      usage.initCause(e);
      throw usage;
    }
  }
}
