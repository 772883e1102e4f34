package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.VarianceField;
import org.anabranch.solver.VelocityField;
import org.junit.jupiter.api.Test;

/** A DiT as a velocity field: what it says at a step, between steps and with guidance. */
class DitFieldTest {
  private final Kernels kernels = Backend.of("", new WorkerPool(1)).kernels();

  private DiffusionTransformer fixture(String name) throws URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(DitFieldTest.class.getResource("/golden/" + name)).toURI());
    return DiffusionTransformer.load(Checkpoint.open(folder), kernels);
  }

  private static Tensor gaussian(int rows) {
    Random random = new Random(3);
    Tensor x = Tensor.zeros(rows, 4, 8, 8);
    for (int i = 0; i < x.floats().length; i++) {
      x.floats()[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @Test
  void saysWhatItIs() throws URISyntaxException {
    DitField field = new DitField(fixture("dit_odd"), Optional.of(Guidance.of(2)));
    assertEquals(Shape.of(4, 8, 8), field.rowShape());
    assertEquals(Direction.NOISE_AT_ONE, field.interpolant().direction());
    assertEquals(2, field.costPerRow());
    assertEquals(1000, field.steps().count());
    assertTrue(field.predictsVariance());
    assertFalse(field.isFiniteAtData());
    assertThrows(IllegalArgumentException.class, () -> field.checkCondition(11));
    DiffusionTransformer sit = fixture("sit_odd");
    assertEquals("noise: needs a DiT, which predicts noise; this model is a SiT",
        assertThrows(IllegalArgumentException.class, () -> new DitField(sit, Optional.empty())).getMessage());
  }

  @Test
  void atAStepItIsTheNetworksNoiseConvertedAndItsVariance() throws URISyntaxException {
    DiffusionTransformer network = fixture("dit_odd");
    DitField field = new DitField(network, Optional.empty());
    Tensor x = gaussian(3);
    int[] y = {1, 2, 10};
    double[] steps = {0, 412, 999};
    Tensor said = Tensor.zeros(3, 8, 8, 8);
    network.forward(x, steps, y, said);
    double[] t = {1e-3, 0.413, 1};
    Tensor v = Tensor.zeros(3, 4, 8, 8);
    Tensor variance = Tensor.zeros(3, 4, 8, 8);
    field.evaluate(x, t, y, v, variance);
    for (int row = 0; row < 3; row++) {
      var map = Conversion.of(field.interpolant(), Prediction.NOISE, Prediction.VELOCITY, t[row]);
      for (int j = 0; j < 256; j++) {
        assertEquals((float) map.apply(x.floats()[row * 256 + j], said.floats()[row * 512 + j]), v.floats()[row * 256 + j]);
        assertEquals(said.floats()[row * 512 + 256 + j], variance.floats()[row * 256 + j]);
      }
    }
    Tensor alone = Tensor.zeros(3, 4, 8, 8);
    field.evaluate(x, t, y, alone);
    assertArrayEquals(v.floats(), alone.floats());
    assertThrows(IllegalArgumentException.class, () -> field.evaluate(x, new double[3], y, v));
  }

  @Test
  void guidanceOfAllChannelsGuidesTheNoiseAndNotTheVariance() throws URISyntaxException {
    DiffusionTransformer network = fixture("dit_odd");
    Tensor x = gaussian(2);
    double[] t = {0.5, 0.5};
    int[] y = {4, 5};
    Tensor plain = Tensor.zeros(2, 4, 8, 8);
    Tensor none = Tensor.zeros(2, 4, 8, 8);
    Tensor guided = Tensor.zeros(2, 4, 8, 8);
    Tensor plainVariance = Tensor.zeros(2, 4, 8, 8);
    Tensor guidedVariance = Tensor.zeros(2, 4, 8, 8);
    DitField conditional = new DitField(network, Optional.empty());
    conditional.evaluate(x, t, y, plain, plainVariance);
    conditional.evaluate(x, t, new int[] {10, 10}, none);
    new DitField(network, Optional.of(Guidance.of(3))).evaluate(x, t, y, guided, guidedVariance);
    assertArrayEquals(plainVariance.floats(), guidedVariance.floats());
    for (int i = 0; i < guided.floats().length; i++) {
      // The conversion is linear in the noise and the state's part is the same in both.
      float expected = none.floats()[i] + 3 * (plain.floats()[i] - none.floats()[i]);
      assertEquals(expected, guided.floats()[i], 1e-4f * (1 + Math.abs(expected)));
    }
    assertFalse(Arrays.equals(plain.floats(), guided.floats()));
  }

  /** Against central differences at h and 2 h: error O(h^4), and rounding of about 2e-6 |v| / h. */
  @Test
  void productsAreDirectionalDerivativesWithAndWithoutGuidanceOnAnyThreads() throws URISyntaxException {
    DiffusionTransformer network = fixture("dit_odd");
    Tensor x = gaussian(2);
    Tensor d = gaussian(6);
    double[] t = {0.35, 0.8};
    int[] y = {4, 5};
    double h = 0.01;
    for (Optional<Guidance> guidance : List.of(Optional.<Guidance>empty(), Optional.of(Guidance.of(2)))) {
      DitField field = new DitField(network, guidance);
      assertEquals(guidance.isPresent() ? 2 : 1, field.costPerTangent());
      Tensor v = Tensor.zeros(2, 4, 8, 8);
      Tensor products = Tensor.zeros(6, 4, 8, 8);
      field.evaluate(x, t, y, d, v, products);
      Tensor alone = Tensor.zeros(2, 4, 8, 8);
      field.evaluate(x, t, y, alone);
      assertArrayEquals(alone.floats(), v.floats(), "the velocity beside products is the velocity");
      double[][] at = new double[4][];
      double[] steps = {-2, -1, 1, 2};
      for (int i = 0; i < 4; i++) {
        Tensor moved = Tensor.zeros(2, 4, 8, 8);
        for (int j = 0; j < 512; j++) {
          // Row r's second tangent is the sixth part 3 r + 1.
          moved.floats()[j] = (float) (x.floats()[j] + steps[i] * h * d.floats()[(3 * (j / 256) + 1) * 256 + j % 256]);
        }
        Tensor out = Tensor.zeros(2, 4, 8, 8);
        field.evaluate(moved, t, y, out);
        double[] values = new double[512];
        Arrays.setAll(values, j -> out.floats()[j]);
        at[i] = values;
      }
      double error = 0;
      double size = 0;
      for (int j = 0; j < 512; j++) {
        double difference = (8 * (at[2][j] - at[1][j]) - (at[3][j] - at[0][j])) / (12 * h);
        double product = products.floats()[(3 * (j / 256) + 1) * 256 + j % 256];
        error += (difference - product) * (difference - product);
        size += product * product;
      }
      assertTrue(Math.sqrt(error / size) < 2e-3, "relative difference " + Math.sqrt(error / size) + " " + guidance);
      try (WorkerPool pool = new WorkerPool(2)) {
        VelocityField spread = VelocityField.spread(() -> new DitField(network(network, pool), guidance), pool);
        Tensor v2 = Tensor.zeros(2, 4, 8, 8);
        Tensor products2 = Tensor.zeros(6, 4, 8, 8);
        ((DifferentiableField) spread).evaluate(x, t, y, d, v2, products2);
        assertArrayEquals(v.floats(), v2.floats());
        assertArrayEquals(products.floats(), products2.floats());
        assertTrue(((VarianceField) spread).predictsVariance());
        assertEquals(field.costPerTangent(), ((DifferentiableField) spread).costPerTangent());
      }
    }
  }

  private static DiffusionTransformer network(DiffusionTransformer like, WorkerPool pool) {
    return new DiffusionTransformer(like.weights(), Backend.of("", pool).kernels());
  }
}
