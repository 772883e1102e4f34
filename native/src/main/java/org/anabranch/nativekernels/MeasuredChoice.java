package org.anabranch.nativekernels;

import org.anabranch.engine.WeightFormat;

/** The default: C where it was measured to be faster than provider {@code vector} at the level, Java elsewhere. */
record MeasuredChoice(CpuLevel level, boolean javaVectors) implements NativeProduct.Choice {
  @Override
  public boolean isNative(WeightFormat format, int rows) {
    return true;
  }
}
