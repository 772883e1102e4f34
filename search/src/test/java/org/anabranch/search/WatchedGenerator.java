package org.anabranch.search;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;

/**
 * A flow that can do all that any search asks for (it draws noise, can be pushed and differentiated), with its evaluations watched:
 * each batched evaluation gets a number from 0 on and calls an action after it.
 */
final class WatchedGenerator implements Generator {
  private final FlowGenerator inner;
  private final IntConsumer onEvaluation;
  private int batches;
  private Meter lastMeter = Meter.unlimited();

  WatchedGenerator(FlowGenerator inner, IntConsumer onEvaluation) {
    this.inner = inner;
    this.onEvaluation = onEvaluation;
  }

  /** The toy mixture in some dimensions under any method, on the linear path with noise at one. */
  static WatchedGenerator mixture(int dims, FlowMethod method, int steps) {
    return new WatchedGenerator(flow(dims, method, steps), batch -> { });
  }

  /** The same under the stochastic method with g = n. */
  static WatchedGenerator mixture(int dims, int steps) {
    return mixture(dims, sde(FlowSde.Scheme.EULER_MARUYAMA), steps);
  }

  static FlowSde sde(FlowSde.Scheme scheme) {
    return new FlowSde(new DiffusionSchedule.Power(1, 1), scheme, LastStep.MEAN);
  }

  static FlowGenerator flow(int dims, FlowMethod method, int steps) {
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    return new FlowGenerator(() -> new GaussianMixtureField(GaussianMixture.toy(), path, Shape.of(dims), DType.F64),
        Backend.of("scalar", new WorkerPool(1)), method, TimeGrid.uniform(path.direction(), steps), "toy", 256);
  }

  /** The same generator with an action. */
  WatchedGenerator onEvaluation(IntConsumer action) {
    return new WatchedGenerator(inner, action);
  }

  /** Batched evaluations made, over all processes. */
  int batches() {
    return batches;
  }

  /** The meter that the last process was opened with. */
  Meter lastMeter() {
    return lastMeter;
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
  public long bytesPerRow() {
    return inner.bytesPerRow();
  }

  @Override
  public boolean isStochastic(int from, int to) {
    return inner.isStochastic(from, to);
  }

  @Override
  public String description() {
    return inner.description();
  }

  @Override
  public ContinuousProcess open(Meter meter) {
    lastMeter = meter;
    return new Process(inner.open(meter));
  }

  /** Delegates, and tells of every call that was charged. */
  private final class Process implements ContinuousProcess {
    private final ContinuousProcess process;

    Process(ContinuousProcess process) {
      this.process = process;
    }

    private Admission watched(Supplier<Admission> call) {
      long before = meter().used();
      Admission a = call.get();
      if (meter().used() > before) {
        onEvaluation.accept(batches++);
      }
      return a;
    }

    @Override
    public Generator generator() {
      return WatchedGenerator.this;
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
      return watched(() -> process.evaluate(p));
    }

    @Override
    public boolean isEvaluated(Population p) {
      return process.isEvaluated(p);
    }

    @Override
    public Admission advance(Population p, int toStep) {
      Admission a = Admission.ADMITTED;
      while (p.step() < toStep && a == Admission.ADMITTED) {
        a = watched(() -> process.advance(p, p.step() + 1));
      }
      return a;
    }

    @Override
    public boolean canLookAhead(Population p) {
      return process.canLookAhead(p);
    }

    @Override
    public Tensor lookAhead(Population p) {
      return process.lookAhead(p);
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
    public void release(Population p) {
      process.release(p);
    }

    @Override
    public Tensor finish(Population p) {
      return process.finish(p);
    }

    @Override
    public boolean isDifferentiable() {
      return process.isDifferentiable();
    }

    @Override
    public long evaluationsPerPullBack() {
      return process.evaluationsPerPullBack();
    }

    @Override
    public boolean canSteer(Population p) {
      return process.canSteer(p);
    }

    @Override
    public double noiseLevel(Population p) {
      return process.noiseLevel(p);
    }

    @Override
    public Admission pullBack(Population p, Tensor gradient, boolean throughModel) {
      return watched(() -> process.pullBack(p, gradient, throughModel));
    }

    @Override
    public Admission steer(Population p, Tensor gradient, double[] logRatio) {
      return watched(() -> process.steer(p, gradient, logRatio));
    }

    @Override
    public void displace(Population p, Tensor shift) {
      process.displace(p, shift);
    }

    @Override
    public void aim(Population p, Tensor destination) {
      process.aim(p, destination);
    }

    @Override
    public void langevin(Population p, Tensor gradient, double rate, List<Start> draws) {
      process.langevin(p, gradient, rate, draws);
    }

    @Override
    public double priorDeviation() {
      return process.priorDeviation();
    }

    @Override
    public void crankNicolson(Population p, Tensor gradient, double radius, List<Start> draws) {
      process.crankNicolson(p, gradient, radius, draws);
    }

    @Override
    public Tensor state(Population p) {
      return process.state(p);
    }
  }
}
