package org.anabranch.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.anabranch.model.plan.MemoryPlan;

/**
 * The memory that a model may take: of the machine, and what this JVM allows itself of it.
 *
 * @param machine bytes of the machine or container
 * @param heap    bytes of the largest heap
 * @param offHeap bytes of the largest memory off the heap
 */
record MemoryLimits(long machine, long heap, long offHeap) {
  private static final String OPTION = "MaxDirectMemorySize";

  /** Looks. */
  static MemoryLimits here() {
    long heap = Runtime.getRuntime().maxMemory();
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long direct = vm == null ? 0 : Long.parseLong(vm.getVMOption(OPTION).getValue());
    return new MemoryLimits(Machine.here().memoryBytes(), heap, direct == 0 ? heap : direct);
  }

  /** What a process with this plan takes at most: garbage may fill the heap before it is collected. */
  long most(MemoryPlan plan) {
    return plan.offHeap() + Math.max(heap, plan.heap()) + MemoryPlan.RUNTIME;
  }

  /** What to tell the JVM so that it allows the plan, empty if it does. */
  Optional<String> options(MemoryPlan plan) {
    String heapOption = plan.heap() > heap ? option("-Xmx", plan.heap() * 3 / 2 + MemoryPlan.RUNTIME) : "";
    String directOption = plan.offHeap() > offHeap ? option("-XX:" + OPTION + "=", plan.offHeap() + MemoryPlan.RUNTIME) : "";
    String both = (heapOption + " " + directOption).strip();
    return both.isEmpty() ? Optional.empty() : Optional.of("ANABRANCH_JAVA_OPTS='" + both + "'");
  }

  /**
   * Refuses to load what cannot fit.
   *
   * @throws UsageException with one sentence, if the plan exceeds the machine or what the JVM allows
   */
  void require(String model, MemoryPlan plan) {
    String needs = String.format(Locale.ROOT, "memory: %s with --weights %s, %d x %d tokens needs %s", model,
        plan.request().format().option(), plan.request().rows(), plan.request().length(), Bytes.text(plan.resident()));
    if (plan.resident() > machine) {
      throw new UsageException(needs + ", the machine has " + Bytes.text(machine)
          + "; inspect --plan tells what takes it and what would fit");
    }
    options(plan).ifPresent(o -> {
      throw new UsageException(needs + ", " + Bytes.text(plan.offHeap()) + " of it off the heap and " + Bytes.text(plan.heap())
          + " on it, this JVM allows " + Bytes.text(offHeap) + " and " + Bytes.text(heap) + "; set " + o);
    });
  }

  private static String option(String name, long bytes) {
    return name + Math.ceilDiv(bytes, 1L << 20) + "m";
  }
}
