package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.scalar.ScalarMath;

/** Elementwise functions over arrays: a vector body and a scalar tail of the same bits. y may be x. */
final class VectorMaps {
  private VectorMaps() {}

  static void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.exp(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.exp(x[xAt + i]);
    }
  }

  static void relu(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.relu(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.relu(x[xAt + i]);
    }
  }

  static void silu(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.silu(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.silu(x[xAt + i]);
    }
  }

  static void geluTanh(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.geluTanh(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.geluTanh(x[xAt + i]);
    }
  }

  static void geluErf(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.geluErf(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.geluErf(x[xAt + i]);
    }
  }

  /** z = x + y. */
  static void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, x, xAt + i).add(FloatVector.fromArray(F, y, yAt + i)).intoArray(z, zAt + i);
    }
    for (int i = bound; i < n; i++) {
      z[zAt + i] = x[xAt + i] + y[yAt + i];
    }
  }

  /** y = fma(c, k, x). */
  static void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    FloatVector v = FloatVector.broadcast(F, c);
    for (int i = 0; i < bound; i += LANES) {
      v.fma(FloatVector.fromArray(F, k, kAt + i), FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = Math.fma(c, k[kAt + i], x[xAt + i]);
    }
  }
}
