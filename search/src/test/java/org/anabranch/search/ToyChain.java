package org.anabranch.search;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.MixtureKernel;

/** The chain with exact transitions in five steps, and the reward r(x) = x with lambda = 1. */
final class ToyChain {
  static final int STEPS = 5;
  /** log E[exp x] of the data. */
  static final double LOG_Z = GaussianMixture.toy().logTilt(1);
  /** The reward, its gradient, and the value if {@link #withValues} says so. */
  static final DifferentiableVerifier X = new DifferentiableVerifier() {
    @Override
    public String name() {
      return "x";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      int width = samples.rowSize();
      Arrays.setAll(out, i -> IntStream.range(i * width, (i + 1) * width).mapToDouble(samples::get).sum());
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      Arrays.fill(gradients.doubles(), 1);
    }
  };

  private ToyChain() {}

  static FlowGenerator chain() {
    return MixtureKernel.chain(STEPS);
  }

  /** The chain, whose look-aheads are the exact soft values log E[exp x(0) | x(t)] of the states. */
  static Generator withValues() {
    return wrap(chain(), (generator, process) -> new ForwardingProcess(generator, process) {
      @Override
      public Tensor lookAhead(Population p) {
        Tensor x = process.state(p);
        if (p.step() < STEPS) {
          for (int i = 0; i < p.rows(); i++) {
            x.doubles()[i] = value(x.get(i), 1 - p.step() / (double) STEPS);
          }
        }
        return x;
      }
    });
  }

  private static double value(double x, double t) {
    return GaussianMixture.toy().posterior(Interpolant.linear(Direction.NOISE_AT_ONE), t, x).logTilt(1);
  }

  /** A generator whose processes are wrapped. */
  static Generator wrap(FlowGenerator inner, BiFunction<Generator, ContinuousProcess, ContinuousProcess> wrapper) {
    return new Generator() {
      @Override
      public Shape sampleShape() {
        return inner.sampleShape();
      }

      @Override
      public DType dtype() {
        return inner.dtype();
      }

      @Override
      public int steps() {
        return inner.steps();
      }

      @Override
      public long evaluations(int from, int to) {
        return inner.evaluations(from, to);
      }

      @Override
      public long evaluationsPerLook() {
        return inner.evaluationsPerLook();
      }

      @Override
      public long evaluationsAfterLook(int from, int to) {
        return inner.evaluationsAfterLook(from, to);
      }

      @Override
      public boolean isStochastic() {
        return inner.isStochastic();
      }

      @Override
      public String description() {
        return inner.description();
      }

      @Override
      public ContinuousProcess open(Meter meter) {
        return wrapper.apply(this, inner.open(meter));
      }
    };
  }

  /** A request for the largest x that keeps every candidate. */
  static SearchRequest request(Generator g, long evaluations, long seed) {
    return SearchRequest.of(g, new Selector(X), Budget.ofEvaluations(evaluations)).withSeed(seed).withKeep(1 << 16);
  }

  /** The candidates' first coordinates. */
  static double[] samples(Outcome o) {
    return o.candidates().stream().mapToDouble(c -> c.sample().get(0)).toArray();
  }

  static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
  }

  /** The standard error of the mean. */
  static double error(double[] x) {
    return Math.sqrt(variance(x) / x.length);
  }
}
