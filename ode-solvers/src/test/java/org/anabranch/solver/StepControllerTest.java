package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The factors of the elementary controller where it takes no root, and where it does. */
class StepControllerTest {
  @Test
  void theShortWayHasTheBitsOfTheFormula() {
    for (double safety : new double[] {0.5, 0.9, 0.99}) {
      StepController controller = new StepController.Elementary(safety, 0.2, 10);
      for (int order = 2; order <= 8; order++) {
        double edge = Math.pow(safety, order);
        for (int i = -2000; i <= 2000; i++) {
          check(controller, safety, edge * (1 + 1e-12 * i), order);
          check(controller, safety, edge + i * Math.ulp(edge), order);
          check(controller, safety, 1 + i * 2e-4 * edge, order);
          check(controller, safety, Math.exp(0.02 * i), order);
        }
      }
      assertEquals(10, controller.factor(0, 1, 1, 5));
      assertEquals(0.2, controller.factor(Double.POSITIVE_INFINITY, 1, 1, 5));
    }
  }

  private static void check(StepController controller, double safety, double error, int order) {
    double least = error < 1 ? 1 : 0.2;
    double want = Math.min(10, Math.max(safety / StepController.power(error, 1.0 / order), least));
    assertEquals(want, controller.factor(error, 1, 1, order), "error " + error + ", order " + order);
  }
}
