package org.anabranch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.cli.domain.Samples;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.Guidance;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.FlowRun;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Start;
import org.anabranch.solver.VelocityField;

/** Samples of a flow, {@value #WAVE} rows at once, each with its own report: a limit, or a value that is not finite, stops a row. */
final class FlowSampler {
  /** Rows on their way together. */
  static final int WAVE = 128;

  private final FlowGenerator generator;
  private final FlowProcess process;
  private final RowLimits limits;
  private final Meter meter;

  /** A sampler whose noise a generator makes. */
  FlowSampler(FlowGenerator generator, RowLimits limits, Meter meter) {
    this.generator = generator;
    this.process = generator.open(meter);
    this.limits = limits;
    this.meter = meter;
  }

  /** Takes the starts to the data in the generator's own steps. */
  RowOutcomes fixed(Console console, List<Start> starts, int[] labels) {
    try (Progress progress = console.progress("sampling", starts.size() * generator.evaluationsPerTrajectory())) {
      return waves(starts, labels, (wave, conditions) -> FlowRun.of(process, process.start(wave, conditions), limits.evaluations(),
          step -> progress.to(meter.used())), 1);
    }
  }

  /**
   * Takes the starts to the data in steps that a tolerance chooses, row by row; a row takes the steps that it would take alone.
   *
   * @throws UsageException if the limit does not cover one evaluation
   */
  RowOutcomes adaptive(Console console, FlowModel model, Backend backend, Optional<Guidance> guidance, AdaptiveMethod method,
      AdaptiveOptions options, List<Start> starts, int[] labels) {
    VelocityField field = VelocityField.spread(() -> model.field(backend.kernels(), guidance), backend.pool());
    int cost = field.costPerRow();
    if (limits.evaluations() < cost) {
      throw new UsageException("max-evaluations: one evaluation of a guided row counts " + cost + ", got " + limits.evaluations());
    }
    AdaptiveOdeSolver solver = new AdaptiveOdeSolver(field, method, backend.kernels(),
        options.withMaxEvaluations(limits.evaluations() / cost));
    Direction direction = generator.interpolant().direction();
    double[] times = {direction.noiseTime(), direction.dataTime()};
    try (Progress progress = console.progress("sampling", starts.size())) {
      return waves(starts, labels, (wave, conditions) -> {
        AdaptiveResult result = solver.integrate(process.state(process.start(wave, conditions)), conditions, times, meter);
        progress.by(wave.size());
        return result;
      }, cost);
    }
  }

  /** Integrates the rows of a wave. */
  private interface Wave {
    AdaptiveResult of(List<Start> starts, int[] conditions);
  }

  private RowOutcomes waves(List<Start> starts, int[] labels, Wave wave, int cost) {
    List<Tensor> states = new ArrayList<>();
    List<AdaptiveResult.Row> rows = new ArrayList<>();
    for (int first = 0; first < starts.size(); first += WAVE) {
      int last = Math.min(first + WAVE, starts.size());
      AdaptiveResult result = wave.of(starts.subList(first, last), Arrays.copyOfRange(labels, first, last));
      states.add(result.state());
      result.rows().forEach(r -> rows.add(new AdaptiveResult.Row(r.status(), r.time(), r.accepted(), r.rejected(),
          cost * r.evaluations(), r.outputs(), r.nonFinite())));
    }
    return new RowOutcomes(Samples.join(states), rows);
  }
}
