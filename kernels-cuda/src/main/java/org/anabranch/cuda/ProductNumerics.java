package org.anabranch.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.anabranch.engine.WeightFormat;

/**
 * The arithmetic of products with weights in F32 or BF16 whose number of inputs is a multiple of 4; all others are exact.
 *
 * <p>Those that are not exact are by tensor cores: many times the rate. Inputs are rounded, their products are exact, and sums are in
 * fp32 in the hardware's order: {@code |error| <= 2 K 2^-23 sum |x[k] w[k]|} over the rounded values. An element's bits may depend on
 * the device, not on the number of rows.
 */
public enum ProductNumerics {
  /** The bits of {@link org.anabranch.engine.Kernels}. */
  EXACT,
  /** F32 weights and their x to 10 bits of mantissa, ties away from zero; the x of BF16 weights to BF16, nearest even. */
  TF32,
  /** F32 weights and their x to half floats, nearest even, which overflow beyond 65504; BF16 weights as with {@link #TF32}. */
  F16;

  /** The property that chooses the provider's, by name in small letters. */
  public static final String PROPERTY = "anabranch.cuda.products";

  /** The word of the property. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** By the word of the property. */
  static Optional<ProductNumerics> of(String option) {
    return Arrays.stream(values()).filter(n -> n.option().equals(option)).findFirst();
  }

  /** The words. */
  static String options() {
    return Arrays.stream(values()).map(ProductNumerics::option).collect(Collectors.joining(", "));
  }

  /** Whether a layer is multiplied by tensor cores. */
  boolean tensorCores(WeightFormat format, int in) {
    return this != EXACT && (format == WeightFormat.F32 || format == WeightFormat.BF16) && in % 4 == 0;
  }
}
