package org.anabranch.cli.domain;

import java.util.List;
import java.util.Map;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Verifier;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;

/** The one-dimensional mixture toy as a domain: the score is the sample, so that best-of-N is a maximum of known law. */
public final class TinyDomain implements Domain {
  /** A measure that falls as the score rises: what a fooled verifier looks like. */
  public static final Measure HACKED = new Measure("minus score", "", true, 3, (samples, conditions, out) -> {
    for (int i = 0; i < out.length; i++) {
      out[i] = -samples.get(i);
    }
  });

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public String conditionKind() {
    return "condition";
  }

  @Override
  public int conditions() {
    return 3;
  }

  @Override
  public Sampling standard(boolean branching) {
    return Sampling.of(branching ? "sde" : "euler", 4, "uniform");
  }

  @Override
  public Generator generator(Backend backend, Sampling sampling) {
    return new FlowGenerator(() -> new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE)), backend,
        sampling.flowMethod(), sampling.flowGrid(Interpolant.linear(Direction.DATA_AT_ONE)), name(), OdeSolver.DEFAULT_MAX_ROWS);
  }

  @Override
  public List<String> verifiers() {
    return List.of("sample");
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    return Verifier.of(name, (samples, conditions, out) -> {
      for (int i = 0; i < out.length; i++) {
        out[i] = samples.get(i);
      }
    });
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return List.of(HACKED);
  }

  @Override
  public String title(String verifier) {
    return "sample";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return "sample = " + score;
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    return List.of();
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of();
  }
}
