package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Activation;
import org.anabranch.engine.scalar.ScalarMath;

/** y[i] = act(x[i]) * x[n + i], in one pass: a vector body and a scalar tail of the same bits. y does not overlap x. */
final class VectorGates {
  private VectorGates() {}

  static void run(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    switch (act) {
      case NONE -> plain(x, xAt, xAt + n, y, yAt, n);
      case RELU -> relu(x, xAt, xAt + n, y, yAt, n);
      case SILU -> silu(x, xAt, xAt + n, y, yAt, n);
      case GELU_TANH -> geluTanh(x, xAt, xAt + n, y, yAt, n);
      case GELU_ERF -> geluErf(x, xAt, xAt + n, y, yAt, n);
    }
  }

  private static void plain(float[] x, int at, int by, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, x, at + i).mul(FloatVector.fromArray(F, x, by + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = x[at + i] * x[by + i];
    }
  }

  private static void relu(float[] x, int at, int by, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.relu(FloatVector.fromArray(F, x, at + i)).mul(FloatVector.fromArray(F, x, by + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.relu(x[at + i]) * x[by + i];
    }
  }

  private static void silu(float[] x, int at, int by, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.silu(FloatVector.fromArray(F, x, at + i)).mul(FloatVector.fromArray(F, x, by + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.silu(x[at + i]) * x[by + i];
    }
  }

  private static void geluTanh(float[] x, int at, int by, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.geluTanh(FloatVector.fromArray(F, x, at + i)).mul(FloatVector.fromArray(F, x, by + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.geluTanh(x[at + i]) * x[by + i];
    }
  }

  private static void geluErf(float[] x, int at, int by, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      VectorMath.geluErf(FloatVector.fromArray(F, x, at + i)).mul(FloatVector.fromArray(F, x, by + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarMath.geluErf(x[at + i]) * x[by + i];
    }
  }
}
