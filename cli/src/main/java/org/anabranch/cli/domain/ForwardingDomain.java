package org.anabranch.cli.domain;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Guide;
import org.anabranch.search.Verifier;

/**
 * A domain that stands for another: what it says of conditions, verifiers and samples is the other's, where it does not override it.
 * What it generates is its own.
 */
interface ForwardingDomain extends Domain {
  /** The other domain. */
  Domain domain();

  @Override
  default String name() {
    return domain().name();
  }

  @Override
  default String conditionKind() {
    return domain().conditionKind();
  }

  @Override
  default String condition(int id) {
    return domain().condition(id);
  }

  @Override
  default Sampling standard(boolean branching) {
    return domain().standard(branching);
  }

  @Override
  default List<String> verifiers() {
    return domain().verifiers();
  }

  @Override
  default Verifier verifier(String name, Kernels kernels) {
    return domain().verifier(name, kernels);
  }

  @Override
  default Optional<Guide> guide(String name, Kernels kernels) {
    return domain().guide(name, kernels);
  }

  @Override
  default List<Measure> measures(Kernels kernels) {
    return domain().measures(kernels);
  }

  @Override
  default String title(String verifier) {
    return domain().title(verifier);
  }

  @Override
  default String describe(String verifier, int condition, double score) {
    return domain().describe(verifier, condition, score);
  }

  @Override
  default List<String> lines(Tensor sample, int condition) {
    return domain().lines(sample, condition);
  }

  @Override
  default Map<String, Object> facts(Tensor sample, int condition) {
    return domain().facts(sample, condition);
  }

  @Override
  default Optional<Details> details(Tensor sample, int condition, Kernels kernels) {
    return domain().details(sample, condition, kernels);
  }

  @Override
  default Optional<BufferedImage> picture(Tensor samples, int columns) {
    return domain().picture(samples, columns);
  }

  @Override
  default Map<String, SampleEncoder> encoders() {
    return domain().encoders();
  }
}
