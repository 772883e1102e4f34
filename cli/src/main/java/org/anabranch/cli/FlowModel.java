package org.anabranch.cli;

import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.domain.CheckpointDomain;
import org.anabranch.cli.domain.DigitsDomain;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.FlowDomain;
import org.anabranch.cli.domain.SampleEncoder;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.Digits;
import org.anabranch.model.Guidance;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.vae.VaeWeights;
import org.anabranch.solver.Euler;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/** A flow to draw from: that of a bundled domain, or a checkpoint of a SiT or a DiT. */
final class FlowModel {
  private final FlowDomain domain;

  private FlowModel(FlowDomain domain) {
    this.domain = domain;
  }

  /** The flow of a domain. */
  static FlowModel of(FlowDomain domain) {
    return new FlowModel(domain);
  }

  /**
   * Loads the model that the parameter MODEL names, its weights in a format.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if there is none, or it breaks a rule
   * @throws UsageException if it is a domain without a flow
   */
  static FlowModel open(String model, WeightFormat format) {
    Optional<Domain> domain = Domains.open(model, format);
    if (domain.isEmpty()) {
      return of(checkpoint(model, format, Optional.empty()));
    }
    if (domain.get() instanceof FlowDomain flow) {
      return of(flow);
    }
    throw new UsageException("model: needs a flow with a network, " + model + " is none");
  }

  /**
   * Loads a checkpoint of the user's own, its weights in a format.
   *
   * @param vae the checkpoint of the decoder of its latents
   * @throws org.anabranch.model.checkpoint.CheckpointException if there is none, or one breaks a rule
   * @throws UsageException if the decoder does not go with the model
   */
  static CheckpointDomain checkpoint(String model, WeightFormat format, Optional<Checkpoint> vae) {
    Checkpoint checkpoint = ModelSource.open(model);
    return UsageException.check(() -> new CheckpointDomain(model, DiffusionTransformerWeights.load(checkpoint, format),
        vae.map(VaeWeights::load)));
  }

  /** As it was asked for. */
  String name() {
    return domain.name();
  }

  /** The shape of the network. */
  DiffusionTransformerConfig config() {
    return domain.config();
  }

  /** The digits with their judges, if this is that model. */
  Optional<Digits> digits() {
    return domain instanceof DigitsDomain known ? Optional.of(known.digits()) : Optional.empty();
  }

  /** The kinds of files, by their ending, that show its samples. */
  Map<String, SampleEncoder> encoders() {
    return domain.encoders();
  }

  /** The shape of a sample. */
  Shape sampleShape() {
    return config().sampleShape();
  }

  /**
   * The velocity, for one thread.
   *
   * @throws UsageException if guidance is asked of a model without a null class
   */
  VelocityField field(Kernels kernels, Optional<Guidance> guidance) {
    return UsageException.check(() -> domain.field(kernels, guidance));
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
      throw new UsageException("solver: an adaptive solver needs a field that is finite at the data end, that of " + name()
          + " is not; euler and the multistep methods do not");
    }
    return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, Euler.TABLEAU,
        TimeGrid.uniform(field.interpolant().direction(), 1), name());
  }

  /** The flow under a complete choice of its sampling. */
  FlowGenerator generator(Backend backend, Sampling sampling) {
    return UsageException.check(() -> domain.generator(backend, sampling));
  }
}
