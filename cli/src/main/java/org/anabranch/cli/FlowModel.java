package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.Digits;
import org.anabranch.model.DitField;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.solver.Euler;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/** A flow to draw from: the bundled digits or a checkpoint of a SiT or a DiT. */
final class FlowModel {
  private final String name;
  private final Optional<Digits> digits;
  private final Optional<DiffusionTransformerWeights> weights;
  private final DiffusionTransformerConfig config;

  private FlowModel(String name, Optional<Digits> digits, Optional<DiffusionTransformerWeights> weights) {
    this.name = name;
    this.digits = digits;
    this.weights = weights;
    this.config = digits.map(Digits::config).orElseGet(() -> weights.orElseThrow().config());
  }

  /**
   * Loads the model that the parameter MODEL names, its weights in a format.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if there is none, or it breaks a rule
   */
  static FlowModel open(String model, WeightFormat format) {
    if (model.equals(BundledModels.DIGITS)) {
      return new FlowModel(model, Optional.of(Digits.load(format)), Optional.empty());
    }
    Checkpoint checkpoint = ModelSource.open(model);
    return new FlowModel(model, Optional.empty(), Optional.of(DiffusionTransformerWeights.load(checkpoint, format)));
  }

  /** As it was asked for. */
  String name() {
    return name;
  }

  /** The shape of the network. */
  DiffusionTransformerConfig config() {
    return config;
  }

  /** The digits with their judges, if this is that model. */
  Optional<Digits> digits() {
    return digits;
  }

  /** The shape of a sample: [channels, size, size]. */
  Shape sampleShape() {
    return Shape.of(config.inChannels(), config.inputSize(), config.inputSize());
  }

  /**
   * The velocity, for one thread.
   *
   * @throws UsageException if guidance is asked of a model without a null class
   */
  VelocityField field(Kernels kernels, Optional<Guidance> guidance) {
    return UsageException.check(() -> {
      if (digits.isPresent()) {
        return digits.get().field(kernels, guidance);
      }
      DiffusionTransformer network = new DiffusionTransformer(weights.orElseThrow(), kernels);
      return config.family() == DiffusionTransformerConfig.Family.DIT ? new DitField(network, guidance)
          : new SitField(network, guidance);
    });
  }

  /**
   * The flow without a choice of steps, for trajectories that begin in a process and are integrated elsewhere.
   *
   * @throws UsageException if the velocity is not finite at the data end, where every adaptive solver evaluates it
   */
  FlowGenerator starts(Backend backend, FlowOptions options) {
    Optional<Guidance> guidance = options.guidance();
    VelocityField field = field(backend.kernels(), guidance);
    if (!field.isFiniteAtData()) {
      throw new UsageException("solver: an adaptive solver needs a field that is finite at the data end, that of " + name
          + " is not; euler and the multistep methods do not");
    }
    return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, Euler.TABLEAU,
        TimeGrid.uniform(field.interpolant().direction(), 1), name);
  }

  /** The flow under the solver and on the grid that were asked for. */
  FlowGenerator generator(Backend backend, FlowOptions options) {
    FlowMethod method = options.method();
    Optional<Guidance> guidance = options.guidance();
    VelocityField field = field(backend.kernels(), guidance);
    return UsageException.check(() -> new FlowGenerator(() -> field(backend.kernels(), guidance), backend, method,
        options.grid(field.interpolant()), name, OdeSolver.DEFAULT_MAX_ROWS));
  }
}
