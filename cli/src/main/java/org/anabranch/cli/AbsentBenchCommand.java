package org.anabranch.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench} where the module that measures is not on the class path: says how to get it. */
@Command(name = AbsentBenchCommand.NAME, description = "Measure the kernels beside native libraries (started by the launcher only).")
final class AbsentBenchCommand extends Task {
  static final String NAME = "bench";

  @Unmatched
  private List<String> ignored = new ArrayList<>();

  @Override
  protected int run(Console console) {
    throw new UsageException("bench: the module jmh is not on the class path; start it as './anabranch bench "
        + (ignored.isEmpty() ? "gemm" : String.join(" ", ignored)) + "' from a source tree, which builds it");
  }
}
