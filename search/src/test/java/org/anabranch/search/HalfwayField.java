package org.anabranch.search;

import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.FlowSde;

/** u(x, t) = x / 2 on the linear path with noise at one, in two dimensions: its look-ahead is (1 - t / 2) x, half the noise first. */
final class HalfwayField implements DifferentiableField {
  /** The sum of a sample's elements, with its gradient. */
  static final DifferentiableVerifier SUM = new DifferentiableVerifier() {
    @Override
    public String name() {
      return "sum";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      int width = samples.rowSize();
      Arrays.setAll(out, i -> {
        double sum = 0;
        for (int j = 0; j < width; j++) {
          sum += samples.get((long) i * width + j);
        }
        return sum;
      });
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      Arrays.fill(gradients.doubles(), 1);
    }
  };

  /** The flow in stochastic steps. */
  static FlowGenerator generator(int steps) {
    return new FlowGenerator(HalfwayField::new, Backend.of("scalar", new WorkerPool(1)),
        WatchedGenerator.sde(FlowSde.Scheme.EULER_MARUYAMA), TimeGrid.uniform(Direction.NOISE_AT_ONE, steps), "halfway", 64);
  }

  /** The same without derivatives. */
  static FlowGenerator plain(int steps) {
    return new FlowGenerator(() -> {
      HalfwayField field = new HalfwayField();
      return new VelocityField() {
        @Override
        public Shape rowShape() {
          return field.rowShape();
        }

        @Override
        public DType dtype() {
          return field.dtype();
        }

        @Override
        public Interpolant interpolant() {
          return field.interpolant();
        }

        @Override
        public int costPerRow() {
          return field.costPerRow();
        }

        @Override
        public void checkCondition(int condition) {
          field.checkCondition(condition);
        }

        @Override
        public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
          field.evaluate(x, t, condition, v);
        }
      };
    }, Backend.of("scalar", new WorkerPool(1)), WatchedGenerator.sde(FlowSde.Scheme.EULER_MARUYAMA),
        TimeGrid.uniform(Direction.NOISE_AT_ONE, steps), "plain", 64);
  }

  @Override
  public Shape rowShape() {
    return Shape.of(2);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(Direction.NOISE_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public int costPerTangent() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {}

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    half(x, v);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    half(x, v);
    half(tangents, products);
  }

  private static void half(Tensor from, Tensor to) {
    for (int i = 0; i < from.size(); i++) {
      to.doubles()[to.offset() + i] = 0.5 * from.get(i);
    }
  }
}
