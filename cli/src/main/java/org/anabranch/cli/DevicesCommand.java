package org.anabranch.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.engine.Backend;
import picocli.CommandLine.Command;

/** {@code devices}: the kernel providers, which one is chosen and why the others are not. */
@Command(name = "devices", description = "Show the kernel providers: chosen, usable, refused, and why.")
final class DevicesCommand extends Task {
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
    console.result(json);
    return OK;
  }
}
