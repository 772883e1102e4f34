package org.anabranch.model.protein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The gradient against differences, and the energy against the shapes it should like. */
class SmoothEnergyTest {
  private static Backbone crumpled(long seed) {
    Random random = new Random(seed);
    double[] xyz = new double[96];
    for (int i = 3; i < 96; i++) {
      xyz[i] = xyz[i - 3] + 2.2 * random.nextGaussian();
    }
    return new Backbone(xyz);
  }

  @Test
  void theGradientIsThatOfDifferences() {
    for (int seed = 0; seed < 5; seed++) {
      Backbone b = crumpled(seed);
      double[] gradient = new double[96];
      double energy = SmoothEnergy.of(b, gradient);
      assertEquals(energy, SmoothEnergy.of(b), 0);
      double h = 1e-6;
      for (int i = 0; i < 96; i++) {
        double[] up = b.xyz().clone();
        double[] down = b.xyz().clone();
        up[i] += h;
        down[i] -= h;
        double difference = (SmoothEnergy.of(new Backbone(up)) - SmoothEnergy.of(new Backbone(down))) / (2 * h);
        // Rounding of the energy over h, and h times a second derivative that jumps where a term sets in.
        assertEquals(difference, gradient[i], 1e-4 * (1 + Math.abs(difference)), "coordinate " + i);
      }
    }
  }

  @Test
  void realFragmentsAreNearTheirLeastAndCrumpledOnesFar() {
    double real = Proteins.heldOut().stream().limit(200).mapToDouble(SmoothEnergy::of).average().orElseThrow();
    assertTrue(real < 1, "real " + real);
    assertTrue(SmoothEnergy.of(crumpled(9)) > 10 * real);
  }

  @Test
  void coincidingAtomsAreNoDivisionByZero() {
    double[] gradient = new double[12];
    assertTrue(Double.isFinite(SmoothEnergy.of(new Backbone(new double[12]), gradient)));
    for (double g : gradient) {
      assertEquals(0, g, 0);
    }
    assertThrows(IllegalArgumentException.class, () -> SmoothEnergy.of(new Backbone(new double[9]), new double[9]));
  }
}
