package org.anabranch.cli;

import org.anabranch.engine.WeightFormat;
import picocli.CommandLine.Option;

/** How the weights of a network are kept in memory: the option of every command that runs one. */
final class WeightsOption {
  @Option(names = "--weights", paramLabel = "FORMAT", defaultValue = "f32",
      description = "How the matrices of the network's blocks are kept: f32, bf16 (half the memory), int8 (a quarter, one scale per "
          + "output) or int8-group (one per 64 inputs) (default: ${DEFAULT-VALUE}); inspect --compare tells what it costs.")
  private String weights;

  /** The format. */
  WeightFormat format() {
    return UsageException.check(() -> WeightFormat.named(weights));
  }
}
