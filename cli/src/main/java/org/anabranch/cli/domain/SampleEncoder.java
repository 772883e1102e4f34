package org.anabranch.cli.domain;

import org.anabranch.engine.Tensor;

/** Makes a file of samples. */
@FunctionalInterface
public interface SampleEncoder {
  /**
   * The file's bytes.
   *
   * @param samples    [rows, sample shape...], at least one row
   * @param conditions [rows]
   */
  byte[] encode(Tensor samples, int[] conditions);
}
