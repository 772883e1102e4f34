package org.anabranch.nativekernels;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.anabranch.engine.WeightFormat;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * Products whose arithmetic is narrow too, not the weights alone; opt-in by {@code -Danabranch.native.dot=} and {@code bf16},
 * {@code bf16-tile} or {@code int8}, the last beside one of the others with a comma. Each takes the place of the exact product for
 * weights of its format, in every product whatever its rows, so that a row's bits stay its own.
 *
 * <p>With x and w the row and the weights of an output, s what bias, activation and residual are applied to:
 * <pre>
 *   BF16   x[k] is rounded to BF16, to nearest even. For pairs (k, k + 1), k = 0, 2, ... from s = 0:
 *          s = fma(x[k + 1], w[k + 1], s), then s = fma(x[k], w[k], s), a missing x and w being 0. Denormal operands count as zeros
 *          of their sign, and so does a result that is smaller than 2^-126 after rounding: the arithmetic of vdpbf16ps.
 *   BF16_TILE
 *          x[k] is rounded as above. For each 32 inputs, missing ones being 0: e = the chain of fma over the even inputs from 0, o =
 *          that over the odd ones, s = s + (e + o), all flushed as above: the arithmetic of tdpbf16ps.
 *   INT8   m = max |x[k]|; a = m / 127, q[k] = the integer nearest to x[k] * (127 / m), halves to even; a = 0 and q = 0 for
 *          m < 2^-100; a = NaN and q = 0 for a row with NaN or infinity. s = (float) (sum of q[k] w[k]) * (a * b), the sum exact in
 *          32 bits, w the bytes and b the scale of the output.
 * </pre>
 * Rounding x costs a relative 2^-9 of each product with BF16, and m / 254 of each x with INT8.
 */
enum NarrowDot {
  /** Weights and inputs in BF16, sums in fp32. */
  BF16(WeightFormat.BF16, anabranch_h.AB_BF16_DOT()),

  /** The same in tiles of 32 inputs. */
  BF16_TILE(WeightFormat.BF16, anabranch_h.AB_BF16_TILE()),

  /** Weights and inputs in bytes, sums in 32-bit integers. */
  INT8(WeightFormat.INT8, anabranch_h.AB_INT8_DOT());

  /** What the property is called. */
  static final String PROPERTY = "anabranch.native.dot";

  /** Inputs of a layer up to which a sum of products of bytes stays exact; wider layers keep the exact product. */
  static final int MOST_INPUTS = 131_072;

  private final WeightFormat format;
  private final int arithmetic;

  NarrowDot(WeightFormat format, int arithmetic) {
    this.format = format;
    this.arithmetic = arithmetic;
  }

  /** Its number in anabranch.h. */
  int arithmetic() {
    return arithmetic;
  }

  /** The weights it takes. */
  WeightFormat format() {
    return format;
  }

  /** Its name. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Those of a comma-separated list.
   *
   * @throws IllegalArgumentException naming those that there are, if one is none of them or two take the same weights
   */
  static Set<NarrowDot> named(String list) {
    Set<NarrowDot> dots = EnumSet.noneOf(NarrowDot.class);
    for (String name : list.isEmpty() ? List.<String>of() : List.of(list.split(",", -1))) {
      dots.add(Arrays.stream(values()).filter(d -> d.option().equals(name)).findFirst().orElseThrow(
          () -> new IllegalArgumentException("-D" + PROPERTY + " must be of " + Arrays.stream(values()).map(NarrowDot::option).toList()
              + ", got '" + list + "'")));
    }
    if (dots.containsAll(Set.of(BF16, BF16_TILE))) {
      throw new IllegalArgumentException("-D" + PROPERTY + " must have one product for bf16 weights, got '" + list + "'");
    }
    return dots;
  }
}
