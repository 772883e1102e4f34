package org.anabranch.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The kernel provider of this JVM, chosen once, and the worker pool it runs on.
 *
 * <p>Chosen is the usable provider with the highest priority, or the one named by {@code -Danabranch.backend=NAME}; a named
 * provider that is not usable is an error, never a silent fallback. {@link #reports()} says what was found and why each of the
 * others was refused.
 */
public final class Backend {
  /** What is known about one provider. */
  public record Report(String name, boolean usable, boolean chosen, int vectorBits, boolean bitExact, String why) {}

  private static final List<KernelProvider> FOUND = discover();

  private final KernelProvider provider;
  private final WorkerPool pool;

  private Backend(KernelProvider provider, WorkerPool pool) {
    this.provider = provider;
    this.pool = pool;
  }

  private static final class Default {
    static final Backend INSTANCE = of(System.getProperty("anabranch.backend", ""), WorkerPool.shared());
  }

  /** The backend of this JVM. */
  public static Backend standard() {
    return Default.INSTANCE;
  }

  /**
   * The named provider on a pool of its own.
   *
   * @param name a provider's name, or empty for the best usable one
   * @throws IllegalArgumentException if there is no such provider or it cannot be used here, with the reason
   */
  public static Backend of(String name, WorkerPool pool) {
    if (name.isEmpty()) {
      return new Backend(best(true), pool);
    }
    for (KernelProvider p : FOUND) {
      if (p.name().equals(name)) {
        if (!p.refusal().isEmpty()) {
          throw new IllegalArgumentException("backend: " + name + " cannot be used here: " + p.refusal());
        }
        return new Backend(p, pool);
      }
    }
    throw new IllegalArgumentException("backend: no provider is named '" + name + "', there are "
        + FOUND.stream().map(KernelProvider::name).toList());
  }

  /** A provider on a pool of its own, whether the class path names it or not. */
  public static Backend of(KernelProvider provider, WorkerPool pool) {
    return new Backend(provider, pool);
  }

  /** The best usable provider whose memory is the heap, on a pool of its own. */
  public static Backend onHost(WorkerPool pool) {
    return new Backend(best(false), pool);
  }

  /** What was found, the chosen one marked, in order of preference. */
  public List<Report> reports() {
    List<Report> out = new ArrayList<>();
    for (KernelProvider p : FOUND) {
      boolean usable = p.refusal().isEmpty();
      boolean chosen = p == provider;
      String why = !usable ? p.refusal()
          : chosen ? "chosen: the best usable provider, or named by -Danabranch.backend or --backend"
          : "usable; choose it with --backend " + p.name();
      String on = usable && !p.description().isEmpty() ? "; runs on " + p.description() : "";
      out.add(new Report(p.name(), usable, chosen, p.vectorBits(), p.bitExact(), why + on));
    }
    return out;
  }

  /** The provider. */
  public KernelProvider provider() {
    return provider;
  }

  /** The pool. */
  public WorkerPool pool() {
    return pool;
  }

  /** Fresh kernels for the calling thread. */
  public Kernels kernels() {
    return provider.create(pool);
  }

  private static KernelProvider best(boolean devicesToo) {
    for (KernelProvider p : FOUND) {
      if (p.refusal().isEmpty() && (devicesToo || !p.isDevice())) {
        return p;
      }
    }
    throw new IllegalStateException("backend: no usable kernel provider on the class path");
  }

  private static List<KernelProvider> discover() {
    List<KernelProvider> found = new ArrayList<>();
    var it = ServiceLoader.load(KernelProvider.class, Backend.class.getClassLoader()).iterator();
    while (true) {
      try {
        if (!it.hasNext()) {
          break;
        }
        found.add(it.next());
      } catch (ServiceConfigurationError e) {
        found.add(new Broken(e));
      }
    }
    found.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
    return List.copyOf(found);
  }

  /** A provider that could not even be loaded. */
  private record Broken(ServiceConfigurationError error) implements KernelProvider {
    @Override
    public String name() {
      return "unknown";
    }

    @Override
    public boolean bitExact() {
      return false;
    }

    @Override
    public int priority() {
      return Integer.MIN_VALUE;
    }

    @Override
    public String refusal() {
      return error.getMessage();
    }

    @Override
    public int vectorBits() {
      return 0;
    }

    @Override
    public Kernels create(WorkerPool pool) {
      throw new IllegalStateException(error);
    }
  }
}
