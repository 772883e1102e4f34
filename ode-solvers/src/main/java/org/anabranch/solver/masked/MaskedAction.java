package org.anabranch.solver.masked;

import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Start;

/**
 * A strategy of unmasking with the likeliest tokens, by one of the generator's models. Noise of its order is a function of the row's
 * start and of the action's number, so that one state is always led to the same next one.
 */
final class MaskedAction implements ForkingProcess.Action {
  private final String name;
  private final int model;
  private final int number;
  private final MaskedSampling sampling;

  MaskedAction(String name, int model, int number, MaskedSampling sampling) {
    this.name = name;
    this.model = model;
    this.number = number;
    this.sampling = sampling;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean dependsOnStart() {
    return sampling.policy().isRandom();
  }

  @Override
  public int family() {
    return model;
  }

  MaskedSampling sampling() {
    return sampling;
  }

  /** What a row draws with. */
  Start draw(Start start) {
    TrajectoryKey key = start.key();
    return dependsOnStart() ? new Start.Fresh(key.child(number)) : start;
  }
}
