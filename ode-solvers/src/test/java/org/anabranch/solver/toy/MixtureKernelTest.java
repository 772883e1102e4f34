package org.anabranch.solver.toy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.ConvertedField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.VelocityField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chain's law, at every level and any number of steps. */
class MixtureKernelTest {
  private static final int ROWS = 40_000;

  private static List<Start> starts(int count) {
    return LongStream.range(0, count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(5, i))).toList();
  }

  /** The distribution function of the samples against the exact one: Kolmogorov's distance below the 0.1 % point. */
  private static void assertLaw(GaussianMixture law, Tensor samples) {
    double[] x = samples.doubles().clone();
    Arrays.sort(x);
    double distance = 0;
    for (int i = 0; i < x.length; i++) {
      double p = law.cdf(x[i]);
      distance = Math.max(distance, Math.max(p - (double) i / x.length, (i + 1.0) / x.length - p));
    }
    assertTrue(distance < 1.95 / Math.sqrt(x.length), "distance " + distance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyLevelHasTheMarginalLaw(int steps) {
    FlowGenerator generator = MixtureKernel.chain(steps);
    FlowProcess process = generator.open(Meter.unlimited());
    Population p = process.start(starts(ROWS), new int[ROWS]);
    for (int step = 1; step <= steps; step++) {
      process.advance(p, step);
      assertLaw(GaussianMixture.toy().marginal(generator.interpolant(), generator.grid().time(step)), process.state(p));
    }
    assertEquals((long) ROWS * steps, process.meter().used());
  }

  @Test
  void theOtherDirectionAndPathHaveTheSameLaw() {
    FlowGenerator generator = MixtureKernel.chain(GaussianMixture.toy(), Interpolant.gvp(Direction.DATA_AT_ONE), 2, 3);
    FlowProcess process = generator.open(Meter.unlimited());
    Population p = process.start(starts(ROWS / 2), new int[ROWS / 2]);
    process.advance(p, 3);
    assertLaw(GaussianMixture.toy(), process.finish(p));
    assertTrue(generator.isStochastic());
  }

  @Test
  void anotherFieldIsRefused() {
    FlowGenerator generator = MixtureKernel.chain(2);
    VelocityField field = new ConvertedField(
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.NOISE_AT_ONE)),
        Interpolant.vp(Direction.NOISE_AT_ONE), Backend.of("scalar", new WorkerPool(1)).kernels());
    assertThrows(IllegalArgumentException.class, () -> MixtureKernel.EXACT.check(field, generator.grid()));
  }
}
