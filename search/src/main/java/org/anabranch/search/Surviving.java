package org.anabranch.search;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.anabranch.engine.DeviceLostException;

/**
 * An algorithm whose search ends as {@link Status#DEVICE_LOST} with the best so far where the device under its generator is lost:
 * candidates stand on the host, and what was under way is gone.
 */
record Surviving(SearchAlgorithm algorithm) implements SearchAlgorithm {
  /** The run that the algorithm on this thread has begun. */
  private static final ScopedValue<AtomicReference<Optional<SearchRun>>> BEGUN = ScopedValue.newInstance();

  /** Says that a run has begun on this thread. */
  static void began(SearchRun run) {
    if (BEGUN.isBound()) {
      BEGUN.get().set(Optional.of(run));
    }
  }

  @Override
  public String name() {
    return algorithm.name();
  }

  @Override
  public Set<String> policies() {
    return algorithm.policies();
  }

  @Override
  public boolean needsStepNoise() {
    return algorithm.needsStepNoise();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeviceLostException if the device is lost before the run has begun
   */
  @Override
  public Outcome run(SearchRequest request) {
    AtomicReference<Optional<SearchRun>> begun = new AtomicReference<>(Optional.empty());
    return ScopedValue.where(BEGUN, begun).call(() -> {
      try {
        return algorithm.run(request);
      } catch (DeviceLostException e) {
        return begun.get().orElseThrow(() -> e).abandon(e);
      }
    });
  }
}
