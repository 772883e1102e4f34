package org.anabranch.cli.domain;

import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Guidance;
import org.anabranch.search.Verifier;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.VelocityField;

/** A domain whose generator is the flow of a SiT or a DiT. */
public interface FlowDomain extends Domain {
  /** The shape of the network. */
  DiffusionTransformerConfig config();

  /** The velocity, for one thread. */
  VelocityField field(Kernels kernels, Optional<Guidance> guidance);

  /** The shape of what verifiers from outside judge: a sample's, or that of what samples are decoded to. */
  default Shape judgedShape() {
    return config().sampleShape();
  }

  /** A verifier of {@link #judgedShape} made one of samples. */
  default Verifier onJudged(Verifier verifier, Kernels kernels) {
    return verifier;
  }

  @Override
  default int conditions() {
    return config().numClasses();
  }

  @Override
  default FlowGenerator generator(Backend backend, Sampling sampling) {
    Optional<Guidance> guidance = sampling.guidance().map(Guidance::of);
    VelocityField field = field(backend.kernels(), guidance);
    return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, sampling.flowMethod(),
        sampling.flowGrid(field.interpolant()), name(), OdeSolver.DEFAULT_MAX_ROWS);
  }
}
