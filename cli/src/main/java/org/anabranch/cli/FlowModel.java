package org.anabranch.cli;

import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.domain.DigitsDomain;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.FlowDomain;
import org.anabranch.cli.domain.SampleEncoder;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.cli.image.GreyImages;
import org.anabranch.cli.image.Png;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WeightFormat;
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

/** A flow to draw from: that of a bundled domain, or a checkpoint of a SiT or a DiT. */
final class FlowModel {
  private final String name;
  private final Optional<FlowDomain> domain;
  private final Optional<DiffusionTransformerWeights> weights;
  private final DiffusionTransformerConfig config;

  private FlowModel(String name, Optional<FlowDomain> domain, Optional<DiffusionTransformerWeights> weights) {
    this.name = name;
    this.domain = domain;
    this.weights = weights;
    this.config = domain.map(FlowDomain::config).orElseGet(() -> weights.orElseThrow().config());
  }

  /** The flow of a domain. */
  static FlowModel of(FlowDomain domain) {
    return new FlowModel(domain.name(), Optional.of(domain), Optional.empty());
  }

  /**
   * Loads the model that the parameter MODEL names, its weights in a format.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if there is none, or it breaks a rule
   * @throws UsageException if it is a domain without a flow
   */
  static FlowModel open(String model, WeightFormat format) {
    Optional<Domain> domain = Domains.open(model, format);
    if (domain.isPresent()) {
      if (domain.get() instanceof FlowDomain flow) {
        return of(flow);
      }
      throw new UsageException("model: needs a flow with a network, " + model + " is none");
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
    return domain.flatMap(d -> d instanceof DigitsDomain known ? Optional.of(known.digits()) : Optional.empty());
  }

  /** The kinds of files, by their ending, that show its samples. */
  Map<String, SampleEncoder> encoders() {
    if (domain.isPresent()) {
      return domain.get().encoders();
    }
    GreyImages greys = new GreyImages(config.pixelLow(), config.pixelHigh());
    return config.inChannels() != 1 ? Map.of() : Map.of(".png", (samples, labels) -> Png.bytes(
        greys.grid(samples, GreyImages.Layout.square(samples.rows(), config.inputSize()))));
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
      if (domain.isPresent()) {
        return domain.get().field(kernels, guidance);
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

  /** The flow under a complete choice of its sampling. */
  FlowGenerator generator(Backend backend, Sampling sampling) {
    return UsageException.check(() -> {
      if (domain.isPresent()) {
        return domain.get().generator(backend, sampling);
      }
      FlowMethod method = sampling.flowMethod();
      Optional<Guidance> guidance = sampling.guidance().map(Guidance::of);
      VelocityField field = field(backend.kernels(), guidance);
      return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, method, sampling.flowGrid(field.interpolant()), name,
          OdeSolver.DEFAULT_MAX_ROWS);
    });
  }
}
