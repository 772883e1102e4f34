package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Tensor;

/** What the tests share: the library or a loud skip, its levels, and tensors. */
final class Natives {
  private Natives() {}

  /** The library of this JVM. Without one the test is skipped, and fails where -Danabranch.require.native=true. */
  static NativeLibrary.Loaded library() {
    if (NativeLibrary.standard() instanceof NativeLibrary.Loaded loaded) {
      return loaded;
    }
    absent("no native library: " + ((NativeLibrary.Refused) NativeLibrary.standard()).reason());
    throw new AssertionError("not reached");
  }

  /** Skips the test with a sentence, or fails it where the absence is forbidden. */
  static void absent(String sentence) {
    if (Boolean.getBoolean("anabranch.require.native")) {
      fail(sentence + ", and -Danabranch.require.native=true forbids to skip");
    }
    System.err.println("SKIPPED, native code is not tested: " + sentence);
    assumeTrue(false, sentence);
  }

  /** Providers that do every product in C, one for each level of this CPU. */
  static List<NativeProvider> everyLevel(String dots) {
    NativeLibrary.Loaded library = library();
    return CpuLevel.of(library.cpu()).stream()
        .map(l -> new NativeProvider(library, l.name(), dots, Optional.of(NativeProduct.Choice.ALWAYS))).toList();
  }

  static Tensor normal(Random random, int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  static Tensor copy(Tensor t) {
    return Tensor.of(t.toFloats(), t.shape().toArray());
  }

  /** Fails with the first element that differs; NaNs are equal whatever their payload. */
  static void assertSame(String what, Tensor want, Tensor got) {
    for (int i = 0; i < want.size(); i++) {
      float a = want.floats()[want.offset() + i];
      float b = got.floats()[got.offset() + i];
      if (Float.floatToIntBits(a) != Float.floatToIntBits(b)) {
        fail(what + ": element " + i + " of " + want.shape() + " is " + b + " (" + Float.toHexString(b) + "), the oracle has " + a
            + " (" + Float.toHexString(a) + ")");
      }
    }
  }
}
