package org.anabranch.cli.domain;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;

/** Files of one line per sample. */
final class Lines {
  private Lines() {}

  static byte[] bytes(Tensor samples, IntFunction<String> line) {
    return IntStream.range(0, samples.rows()).mapToObj(line).collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
