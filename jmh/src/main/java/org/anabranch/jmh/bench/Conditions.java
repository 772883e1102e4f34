package org.anabranch.jmh.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.cli.Console;
import org.anabranch.cli.Machine;
import org.anabranch.engine.Backend;

/** What a run was measured on: the machine's figures by name, and the load before and after. */
final class Conditions {
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final double loadBefore = load();

  private Conditions(Backend backend) {
    Machine here = Machine.here();
    figures.put("cpu", here.cpu());
    figures.put("processors", here.processors());
    figures.put("java", here.java());
    figures.put("provider", backend.provider().name());
    figures.put("vectorBits", backend.provider().vectorBits());
    figures.put("threads", backend.pool().threads());
  }

  /** Before the first turn; a load beyond the threads of the measurement is warned of. */
  static Conditions begin(Backend backend, Console console) {
    Conditions c = new Conditions(backend);
    if (c.loadBefore > backend.pool().threads()) {
      console.warn("the load is " + c.loadBefore + " before the first turn, more than the " + backend.pool().threads()
          + " threads of the measurement: others have the cores too");
    }
    return c;
  }

  /** As {@link #begin} without the warning, for a process that another one started and measures. */
  static Conditions within(Backend backend) {
    return new Conditions(backend);
  }

  /** Adds a figure. */
  Conditions with(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  /** All figures, the load after the last turn among them. */
  Map<String, Object> end() {
    return with("loadBefore", loadBefore).with("loadAfter", load()).figures;
  }

  /** Figures in one line. */
  static String line(Map<String, Object> figures) {
    List<String> parts = new ArrayList<>();
    figures.forEach((k, v) -> parts.add(k + " " + (v instanceof Double d ? Sheet.number(d) : v)));
    return String.join("; ", parts) + ".";
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
