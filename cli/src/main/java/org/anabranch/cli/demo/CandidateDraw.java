package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.Digits;
import org.anabranch.search.Cancellation;
import org.anabranch.solver.Admission;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/** Draws the candidates of many slots in large batches, which changes no bit of any of them. Not thread-safe. */
final class CandidateDraw {
  /** Slots per wave: 128 rows in one forward where a slot has 16 candidates. */
  static final int WAVE_SLOTS = 8;
  /** Slots whose images are kept for the report. */
  static final int PICTURED = 60;

  private final int candidates;
  private final FlowProcess process;
  private final Judged.Panel panel;
  private final Meter meter;
  private final LongConsumer progress;

  /**
   * A process and a panel of this thread.
   *
   * @param candidates of a slot
   * @param progress   hears of evaluations made, after every step
   */
  CandidateDraw(int candidates, Digits digits, FlowGenerator generator, Backend backend, Cancellation cancellation,
      LongConsumer progress) {
    this.candidates = candidates;
    this.meter = Meter.of(Long.MAX_VALUE, cancellation::isCancelled);
    this.process = generator.open(meter);
    this.panel = new Judged.Panel(digits, backend.kernels());
    this.progress = progress;
  }

  /** Evaluations charged so far. */
  long evaluations() {
    return meter.used();
  }

  /** Draws the slots of one seed, or as many whole waves as there is time for before the cancellation. */
  Candidates draw(long seed, int slots) {
    Candidates out = new Candidates(seed, slots, candidates, PICTURED, process.generator().sampleShape().last());
    boolean going = true;
    for (int first = 0; first < slots && going; first += WAVE_SLOTS) {
      going = wave(out, first, Math.min(WAVE_SLOTS, slots - first));
    }
    return out;
  }

  private boolean wave(Candidates out, int first, int slots) {
    List<Start> starts = new ArrayList<>();
    int[] labels = new int[slots * candidates];
    for (int i = 0; i < labels.length; i++) {
      int slot = first + i / candidates;
      long slotSeed = DemoPlan.slotSeed(out.seed(), slot);
      starts.add(new Start.Fresh(TrajectoryKey.root(slotSeed, i % candidates)));
      labels[i] = DemoPlan.label(slot);
    }
    Population p = process.start(starts, labels);
    while (p.step() < process.generator().steps()) {
      if (process.advance(p, p.step() + 1) != Admission.ADMITTED) {
        return false;
      }
      progress.accept(labels.length);
    }
    Tensor samples = process.finish(p);
    out.add(panel.judge(samples, labels), samples);
    return true;
  }
}
