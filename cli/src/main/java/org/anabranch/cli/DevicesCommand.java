package org.anabranch.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.engine.Backend;
import org.anabranch.engine.RegisterFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code devices}: the kernel providers, which one is chosen and why the others are not. */
@Command(name = "devices", description = "Show the kernel providers: chosen, usable, refused, and why.")
final class DevicesCommand extends Task {
  /** A width counts as faster than the chosen one from here on: turns on a busy machine differ by less. */
  private static final double FASTER = 1.1;

  @Option(names = "--probe", description = "Measure the register blocks of every vector width that the CPU has; takes seconds.")
  private boolean probe;

  @Override
  protected int run(Console console) {
    Backend backend = common().backend();
    Machine machine = Machine.here();
    console.table(new Table("", "")
        .row("Java", machine.java())
        .row("VM", machine.vm())
        .row("system", machine.os())
        .row("CPU", machine.cpu())
        .row("processors", machine.processors() + " for this process")
        .row("memory", Bytes.text(machine.memoryBytes()) + ", heap up to " + Bytes.text(machine.heapBytes()))
        .row("threads", backend.pool().threads())
        .row("vectors", backend.provider().vectorBits() == 0 ? "none" : backend.provider().vectorBits() + " bits"));
    console.line("");
    Table providers = new Table("provider", "state", ">vector bits", "bit-exact", "why");
    for (Backend.Report r : backend.reports()) {
      providers.row(r.name(), r.chosen() ? "chosen" : r.usable() ? "usable" : "refused", r.vectorBits(),
          r.bitExact() ? "yes" : "no", r.why());
    }
    console.table(providers);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("chosen", backend.provider().name());
    json.put("providers", backend.reports());
    json.put("vectorBits", backend.provider().vectorBits());
    json.put("threads", backend.pool().threads());
    if (probe) {
      List<RegisterFile> files = backend.provider().probe();
      console.line("");
      show(console, files);
      json.put("registerFiles", files);
    }
    console.result(json);
    return OK;
  }

  private static void show(Console console, List<RegisterFile> files) {
    if (files.isEmpty()) {
      console.line("the provider has no register files to choose from");
      return;
    }
    Table table = new Table("register file", ">rows of a block", ">GFLOP/s", "");
    files.forEach(f -> table.row(f.registers() + " x " + f.bits() + " bits", f.rows(), String.format(Locale.ROOT, "%.1f", f.gflops()),
        f.chosen() ? "chosen" : ""));
    console.table(table);
    console.line(verdict(files));
  }

  /** Whether the measurement confirms the choice, and what to do if not. */
  static String verdict(List<RegisterFile> files) {
    RegisterFile chosen = files.stream().filter(RegisterFile::chosen).findFirst().orElseThrow();
    RegisterFile best = files.stream().max(Comparator.comparingDouble(RegisterFile::gflops)).orElseThrow();
    return best.gflops() < FASTER * chosen.gflops() ? "confirmed: no width is faster than " + chosen.bits() + " bits"
        : String.format(Locale.ROOT, "%d bits are %.2f times as fast as the chosen %d; use -Danabranch.vector.bits=%d", best.bits(),
            best.gflops() / chosen.gflops(), chosen.bits(), best.bits());
  }
}
