package org.anabranch.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM, fixed when the class is loaded so that the compiler folds it.
 *
 * <p>{@code -Danabranch.vector.bits=128|256|512} caps the width that the CPU prefers, 0 switches vectors off.
 */
final class VectorWidth {
  /** The property. */
  static final String PROPERTY = "anabranch.vector.bits";

  /** Bits that the CPU prefers. */
  static final int PREFERRED = FloatVector.SPECIES_PREFERRED.vectorBitSize();

  /** Bits in use, 0 if none. */
  static final int BITS = choose(System.getProperty(PROPERTY, ""), PREFERRED);

  /** Why BITS is 0, else empty. */
  static final String REFUSAL = refusal(System.getProperty(PROPERTY, ""), PREFERRED);

  /** Float vectors of that width. */
  static final VectorSpecies<Float> F = BITS == 512 ? FloatVector.SPECIES_512
      : BITS == 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

  /** Lanes of {@link #F}. */
  static final int LANES = BITS == 0 ? 4 : BITS / 32;

  private VectorWidth() {}

  /** The width for a property value on a CPU, 0 if vectors are not to be used. */
  static int choose(String property, int preferred) {
    if (!refusal(property, preferred).isEmpty()) {
      return 0;
    }
    int cap = property.isEmpty() ? 512 : Integer.parseInt(property);
    return Math.min(Math.min(cap, preferred), 512);
  }

  /** Why vectors are not used, else empty. */
  static String refusal(String property, int preferred) {
    return switch (property) {
      case "", "128", "256", "512" -> preferred >= 128 ? ""
          : "the CPU's preferred vectors have " + preferred + " bits, 128 are needed; use --backend scalar";
      case "0" -> "switched off by -D" + PROPERTY + "=0; leave the property out to use vectors";
      default -> "-D" + PROPERTY + " must be 0, 128, 256 or 512, got '" + property + "'";
    };
  }
}
