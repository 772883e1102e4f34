package org.anabranch.model.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.TokenNoise;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/** The states of a masked process from prompts to samples, as fixtures store them. */
final class Generation {
  private final List<int[]> states = new ArrayList<>();
  private final int rows;
  private final int length;

  private Generation(int rows, int length) {
    this.rows = rows;
    this.length = length;
  }

  /**
   * Runs a sampling.
   *
   * @param prompts [rows, P] ids
   * @param length  positions; what follows a prompt is masked
   */
  static Generation run(TokenPredictor network, MaskedSampling sampling, int mask, int[] prompts, int rows, int length,
      List<? extends TokenNoise> noise) {
    Generation generation = new Generation(rows, length);
    int prompt = prompts.length / rows;
    List<TokenTemplate> templates = IntStream.range(0, rows).mapToObj(r -> {
      int[] tokens = new int[length];
      for (int i = 0; i < length; i++) {
        tokens[i] = i < prompt ? prompts[r * prompt + i] : mask;
      }
      return TokenTemplate.of(mask, tokens);
    }).toList();
    MaskedProcess process = new MaskedGenerator(() -> network, new WorkerPool(1), sampling, templates, "fixture")
        .open(Meter.unlimited());
    List<Start> starts = IntStream.range(0, rows).<Start>mapToObj(r -> new Start.Fresh(TrajectoryKey.root(0, r))).toList();
    int[] conditions = IntStream.range(0, rows).toArray();
    Population p = noise.isEmpty() ? process.start(starts, conditions) : process.start(starts, conditions, noise);
    generation.states.add(process.state(p).toInts());
    while (p.step() < process.generator().steps()) {
      process.advance(p, p.step() + 1);
      generation.states.add(process.state(p).toInts());
    }
    return generation;
  }

  /** The states at steps from .. to - 1, step 0 being before the first: [to - from, rows, length]. */
  Tensor states(int from, int to) {
    long[] all = states.subList(from, to).stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    return Integers.of(all, to - from, rows, length);
  }

  /** The last state, [rows, length]. */
  Tensor last() {
    return Integers.of(Arrays.stream(states.getLast()).asLongStream().toArray(), rows, length);
  }
}
