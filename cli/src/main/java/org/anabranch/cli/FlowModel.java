package org.anabranch.cli;

import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.Digits;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;

/** A flow to draw from: the bundled digits or a SiT checkpoint. */
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

  /**
   * The velocity, for one thread.
   *
   * @throws UsageException if the model is no flow, or guidance is asked of one without a null class
   */
  SitField field(Kernels kernels, Optional<Guidance> guidance) {
    return UsageException.check(() -> digits.isPresent() ? digits.get().field(kernels, guidance)
        : new SitField(new DiffusionTransformer(weights.orElseThrow(), kernels), guidance));
  }

  /** The flow in equal steps. */
  FlowGenerator generator(Backend backend, FlowOptions options) {
    Tableau tableau = options.tableau();
    TimeGrid grid = options.grid(Direction.DATA_AT_ONE);
    Optional<Guidance> guidance = options.guidance();
    field(backend.kernels(), guidance);
    return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, tableau, grid, name);
  }
}
