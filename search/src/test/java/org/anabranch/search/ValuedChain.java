package org.anabranch.search;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.MixtureKernel;

/**
 * The toy chain, whose look-aheads are not E[data | x(t)] but any function of t and x(t); samples are what they are. So a verifier that
 * returns what it sees is any value function with the reward x.
 */
final class ValuedChain implements Generator {
  private final FlowGenerator inner;
  private final DoubleBinaryOperator value;

  /**
   * A chain.
   *
   * @param value what stands for the look-ahead, of t and x
   */
  ValuedChain(int steps, DoubleBinaryOperator value) {
    this.inner = MixtureKernel.chain(steps);
    this.value = value;
  }

  /** The exact value function of the reward x at lambda 1, log E[exp(data) | x(t)]. */
  static ValuedChain exact(int steps) {
    Interpolant path = MixtureKernel.chain(1).interpolant();
    return new ValuedChain(steps, (t, x) -> GaussianMixture.toy().posterior(path, t, x).logTilt(1));
  }

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
  public boolean isStochastic(int from, int to) {
    return true;
  }

  @Override
  public String description() {
    return inner.description() + ", with values";
  }

  @Override
  public GenerativeProcess open(Meter meter) {
    return new Process(inner.open(meter));
  }

  /** All but the look-ahead is the chain's. */
  private final class Process implements GenerativeProcess {
    private final FlowProcess process;

    Process(FlowProcess process) {
      this.process = process;
    }

    @Override
    public Tensor lookAhead(Population p) {
      if (p.step() == steps()) {
        return process.lookAhead(p);
      }
      Tensor x = process.state(p);
      double t = inner.grid().time(p.step());
      for (int i = 0; i < p.rows(); i++) {
        x.doubles()[i] = value.applyAsDouble(t, x.get(i));
      }
      return x;
    }

    @Override
    public Generator generator() {
      return ValuedChain.this;
    }

    @Override
    public Meter meter() {
      return process.meter();
    }

    @Override
    public Population start(List<Start> starts, int[] conditions) {
      return process.start(starts, conditions);
    }

    @Override
    public Admission evaluate(Population p) {
      return process.evaluate(p);
    }

    @Override
    public boolean isEvaluated(Population p) {
      return process.isEvaluated(p);
    }

    @Override
    public Admission advance(Population p, int toStep) {
      return process.advance(p, toStep);
    }

    @Override
    public boolean canLookAhead(Population p) {
      return process.canLookAhead(p);
    }

    @Override
    public void rewind(Population p, int toStep, TrajectoryKey[] keys) {
      process.rewind(p, toStep, keys);
    }

    @Override
    public Population gather(List<Population.Row> parents, List<Start> draws) {
      return process.gather(parents, draws);
    }

    @Override
    public Tensor finish(Population p) {
      return process.finish(p);
    }
  }
}
