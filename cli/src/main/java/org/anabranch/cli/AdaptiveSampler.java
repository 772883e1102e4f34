package org.anabranch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Start;

/** Samples of a flow whose steps a tolerance chooses, row by row; a row takes the steps that it would take alone. */
final class AdaptiveSampler {
  private static final int WAVE = 128;

  private final FlowModel model;
  private final Backend backend;
  private final FlowOptions options;

  AdaptiveSampler(FlowModel model, Backend backend, FlowOptions options) {
    this.model = model;
    this.backend = backend;
    this.options = options;
  }

  /**
   * Integrates the starts from noise to data, {@value #WAVE} rows at once.
   *
   * @param generator makes the noise
   * @return the samples, or empty if the user cancelled
   * @throws IllegalStateException naming the row and why it stopped, if one did not reach the data
   */
  Optional<Tensor> draw(Console console, FlowGenerator generator, Meter meter, List<Start> starts, int[] labels) {
    Shape shape = generator.sampleShape();
    Tensor all = Tensor.zeros(starts.size(), shape.dim(0), shape.dim(1), shape.dim(2));
    FlowProcess process = generator.open(meter);
    AdaptiveOdeSolver solver = new AdaptiveOdeSolver(model.field(backend.kernels(), options.guidance()),
        options.adaptive().orElseThrow(), backend.kernels(), AdaptiveOptions.tolerances(options.tolerance(), options.tolerance()));
    Direction direction = generator.interpolant().direction();
    double[] times = {direction.noiseTime(), direction.dataTime()};
    try (Progress progress = console.progress("sampling", starts.size())) {
      for (int first = 0; first < starts.size(); first += WAVE) {
        int last = Math.min(first + WAVE, starts.size());
        int[] conditions = Arrays.copyOfRange(labels, first, last);
        Tensor noise = process.state(process.start(starts.subList(first, last), conditions));
        AdaptiveResult result = solver.integrate(noise, conditions, times, meter);
        for (int i = 0; i < result.rows().size(); i++) {
          AdaptiveResult.Row row = result.rows().get(i);
          if (row.status() == AdaptiveResult.Status.CANCELLED) {
            return Optional.empty();
          }
          if (row.status() != AdaptiveResult.Status.COMPLETED) {
            throw new IllegalStateException("sample: row " + (first + i) + " must reach the data, it stopped at time " + row.time()
                + ": " + row.status());
          }
        }
        System.arraycopy(result.state().floats(), result.state().offset(), all.floats(), first * all.rowSize(),
            (last - first) * all.rowSize());
        progress.to(last);
      }
    }
    return Optional.of(all);
  }
}
