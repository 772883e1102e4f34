package org.anabranch.model.protein;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;

/** The transformer over sequences, on the bundled backbones. */
class ProteinFlowTest {
  private static final Proteins PROTEINS = Proteins.load();

  private static SitField field(Optional<Guidance> guidance) {
    return PROTEINS.field(Backend.of("", new WorkerPool(1)).kernels(), guidance);
  }

  private static Tensor noise(int rows) {
    Tensor x = Tensor.zeros(rows, 32, 3);
    for (int i = 0; i < rows; i++) {
      RandomStream.normals(TrajectoryKey.root(5, i), 0, Purpose.START, x.floats(), i * x.rowSize(), x.rowSize());
    }
    return x;
  }

  private static float[] velocity(SitField field, Tensor x, double[] t, int[] y) {
    Tensor v = Tensor.zeros(x.rows(), 32, 3);
    field.evaluate(x, t, y, v);
    return v.floats();
  }

  @Test
  void agreesWithPyTorchOnTheBundledWeights() {
    Safetensors golden = Bundle.safetensors("protein", "golden.safetensors");
    Tensor x = golden.tensor("x").toHeap();
    double[] times = new double[x.rows()];
    for (int i = 0; i < times.length; i++) {
      times[i] = golden.tensor("t").get(i);
    }
    float[] want = golden.tensor("v").toFloats();
    float[] got = velocity(field(Optional.empty()), x.reshape(x.rows(), 32, 3), times, golden.tensor("y").toInts());
    // fp32 against fp32: a float64 evaluation of the same weights is up to 1.2e-5 from PyTorch's result.
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], 3e-5, "element " + i);
    }
  }

  @Test
  void aRowsBitsDoNotDependOnItsBatchMatesAndLargeBatchesAreCutIntoSlices() {
    int rows = 70;
    Tensor x = noise(rows);
    double[] t = new double[rows];
    int[] y = new int[rows];
    for (int i = 0; i < rows; i++) {
      t[i] = i / (double) rows;
      y[i] = i % 5;
    }
    float[] together = velocity(field(Optional.empty()), x, t, y);
    SitField alone = field(Optional.empty());
    for (int r = 0; r < rows; r += 23) {
      assertArrayEquals(Arrays.copyOfRange(together, 96 * r, 96 * (r + 1)),
          velocity(alone, x.rows(r, 1), new double[] {t[r]}, new int[] {y[r]}), "row " + r);
    }
  }

  @Test
  void guidanceIsALineThroughTheTwoPredictions() {
    Tensor x = noise(2);
    double[] t = {0.3, 0.8};
    float[] with = velocity(field(Optional.empty()), x, t, new int[] {0, 1});
    float[] without = velocity(field(Optional.empty()), x, t, new int[] {4, 4});
    float[] guided = velocity(field(Optional.of(Guidance.of(2))), x, t, new int[] {0, 1});
    for (int i = 0; i < guided.length; i++) {
      assertEquals(without[i] + 2f * (with[i] - without[i]), guided[i], 0f);
    }
    assertTrue(!Arrays.equals(with, guided));
    // All three values of a position are the first three channels: the published quirk is the same thing here.
    assertArrayEquals(guided, velocity(field(Optional.of(new Guidance(2, Guidance.Channels.FIRST_THREE))), x, t, new int[] {0, 1}));
  }

  @Test
  void productsWithTheJacobianAreThoseOfDifferences() {
    Tensor x = noise(1);
    Tensor tangent = noise(2).rows(1, 1);
    Tensor v = Tensor.zeros(1, 32, 3);
    Tensor product = Tensor.zeros(1, 32, 3);
    SitField field = field(Optional.empty());
    field.evaluate(x, new double[] {0.5}, new int[] {2}, tangent, v, product);
    float h = 1e-2f;
    Tensor up = Tensor.zeros(1, 32, 3);
    Tensor down = Tensor.zeros(1, 32, 3);
    for (int i = 0; i < 96; i++) {
      float d = h * tangent.floats()[tangent.offset() + i];
      up.floats()[i] = x.floats()[i] + d;
      down.floats()[i] = x.floats()[i] - d;
    }
    float[] plus = velocity(field, up, new double[] {0.5}, new int[] {2});
    float[] minus = velocity(field, down, new double[] {0.5}, new int[] {2});
    double error = 0;
    double size = 0;
    for (int i = 0; i < 96; i++) {
      double difference = (plus[i] - minus[i]) / (2 * h);
      error += Math.pow(product.floats()[i] - difference, 2);
      size += difference * difference;
    }
    // The second-order error of a central difference at h = 0.01, and fp32's 1e-7 / h.
    assertTrue(Math.sqrt(error / size) < 1e-2, "relative difference " + Math.sqrt(error / size));
  }

  @Test
  void aShapeThatIsNoSequenceIsRefused() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> velocity(field(Optional.empty()), Tensor.zeros(1, 16, 6), new double[1], new int[1]));
    assertEquals("forward: x must have shape [1, 32, 3], got [1, 16, 6]", e.getMessage());
  }
}
