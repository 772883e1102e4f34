package org.anabranch.cli.domain;

import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.OdeSolver;

/** A domain whose generator is a bundled SiT. */
public interface FlowDomain extends Domain {
  /** The shape of the network. */
  DiffusionTransformerConfig config();

  /** The velocity, for one thread. */
  SitField field(Kernels kernels, Optional<Guidance> guidance);

  @Override
  default int conditions() {
    return config().numClasses();
  }

  @Override
  default FlowGenerator generator(Backend backend, Sampling sampling) {
    Optional<Guidance> guidance = sampling.guidance().map(Guidance::of);
    SitField field = field(backend.kernels(), guidance);
    return new FlowGenerator(() -> field(backend.kernels(), guidance), backend, sampling.flowMethod(),
        sampling.flowGrid(field.interpolant()), name(), OdeSolver.DEFAULT_MAX_ROWS);
  }
}
