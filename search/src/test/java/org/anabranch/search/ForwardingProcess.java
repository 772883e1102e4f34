package org.anabranch.search;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/** Passes every call on; for tests that change what one call does. */
class ForwardingProcess implements ContinuousProcess {
  private final Generator generator;
  private final ContinuousProcess inner;

  ForwardingProcess(Generator generator, ContinuousProcess inner) {
    this.generator = generator;
    this.inner = inner;
  }

  @Override
  public Generator generator() {
    return generator;
  }

  @Override
  public Meter meter() {
    return inner.meter();
  }

  @Override
  public Population start(List<Start> starts, int[] conditions) {
    return inner.start(starts, conditions);
  }

  @Override
  public Admission evaluate(Population p) {
    return inner.evaluate(p);
  }

  @Override
  public boolean isEvaluated(Population p) {
    return inner.isEvaluated(p);
  }

  @Override
  public Admission advance(Population p, int toStep) {
    return inner.advance(p, toStep);
  }

  @Override
  public boolean canLookAhead(Population p) {
    return inner.canLookAhead(p);
  }

  @Override
  public Tensor lookAhead(Population p) {
    return inner.lookAhead(p);
  }

  @Override
  public void rewind(Population p, int toStep, TrajectoryKey[] keys) {
    inner.rewind(p, toStep, keys);
  }

  @Override
  public Population gather(List<Population.Row> parents, List<Start> draws) {
    return inner.gather(parents, draws);
  }

  @Override
  public void release(Population p) {
    inner.release(p);
  }

  @Override
  public Tensor finish(Population p) {
    return inner.finish(p);
  }

  @Override
  public boolean isDifferentiable() {
    return inner.isDifferentiable();
  }

  @Override
  public boolean canSteer(Population p) {
    return inner.canSteer(p);
  }

  @Override
  public long evaluationsPerPullBack() {
    return inner.evaluationsPerPullBack();
  }

  @Override
  public double noiseLevel(Population p) {
    return inner.noiseLevel(p);
  }

  @Override
  public Admission pullBack(Population p, Tensor gradient, boolean throughModel) {
    return inner.pullBack(p, gradient, throughModel);
  }

  @Override
  public Admission steer(Population p, Tensor gradient, double[] logRatio) {
    return inner.steer(p, gradient, logRatio);
  }

  @Override
  public void displace(Population p, Tensor shift) {
    inner.displace(p, shift);
  }

  @Override
  public void aim(Population p, Tensor destination) {
    inner.aim(p, destination);
  }

  @Override
  public void langevin(Population p, Tensor gradient, double rate, List<Start> draws) {
    inner.langevin(p, gradient, rate, draws);
  }

  @Override
  public double priorDeviation() {
    return inner.priorDeviation();
  }

  @Override
  public void crankNicolson(Population p, Tensor gradient, double radius, List<Start> draws) {
    inner.crankNicolson(p, gradient, radius, draws);
  }

  @Override
  public Tensor state(Population p) {
    return inner.state(p);
  }
}
