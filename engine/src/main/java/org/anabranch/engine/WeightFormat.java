package org.anabranch.engine;

import java.util.Arrays;
import java.util.List;

/**
 * How {@link Linear} stores a weight matrix; {@link Kernels} defines the product of each.
 *
 * <p>A narrow format saves memory and, where weights come from DRAM, time; every product still accumulates in fp32. What is lost
 * is the rounding of the weights, at load: see the errors below, each relative to what it names.
 */
public enum WeightFormat {
  /** The weights as they are, 4 bytes each. */
  F32("f32"),

  /** Upper halves of floats, rounded to nearest even, 2 bytes each: an error of at most 2^-8 of the weight. */
  BF16("bf16"),

  /** Signed bytes with one scale for each output: an error of at most 1/254 of the output's largest weight. */
  INT8("int8"),

  /**
   * Signed bytes with one scale for each {@value Linear#GROUP} inputs of an output: an error of at most 1/254 of the largest
   * weight of the group. 1 + 4 / {@value Linear#GROUP} bytes each.
   */
  INT8_GROUP("int8-group");

  private final String option;

  WeightFormat(String option) {
    this.option = option;
  }

  /** The name on the command line and in reports. */
  public String option() {
    return option;
  }

  /** Whether weights are bytes with scales. */
  public boolean scaled() {
    return this == INT8 || this == INT8_GROUP;
  }

  /** The names of all formats. */
  public static List<String> options() {
    return Arrays.stream(values()).map(WeightFormat::option).toList();
  }

  /**
   * The format of that name.
   *
   * @throws IllegalArgumentException naming the formats if there is none
   */
  public static WeightFormat named(String option) {
    return Arrays.stream(values()).filter(f -> f.option.equals(option)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("weights: must be one of " + options() + ", got '" + option + "'"));
  }
}
