package org.anabranch.cli.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.search.DifferentiableVerifier;
import org.anabranch.search.Verifier;
import org.anabranch.solver.Generator;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.MixtureKernel;

/**
 * A chain on the line with exact transitions to a mixture of three Gaussians: what is wrong with a result is the search's, not the
 * sampler's. The reward is the sample x itself; the judge is log p(x) + x, the log-density of the law tilted by the reward up to a
 * constant, so that an x which no data would have counts against a search.
 */
public final class ToyDomain implements Domain {
  /** The name that the parameter MODEL takes. */
  public static final String NAME = "toy-c";

  private static final String REWARD = "x";
  private static final Sampling STANDARD = Sampling.of("exact", 5, "uniform");

  /** r(x) = x, with the gradient 1. */
  private static final class Reward implements DifferentiableVerifier {
    @Override
    public String name() {
      return REWARD;
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      Arrays.setAll(out, samples::get);
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      Arrays.fill(gradients.doubles(), gradients.offset(), gradients.offset() + out.length, 1);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String conditionKind() {
    return "condition";
  }

  @Override
  public int conditions() {
    return 1;
  }

  @Override
  public Sampling standard(boolean branching) {
    return STANDARD;
  }

  @Override
  public Generator generator(Backend backend, Sampling sampling) {
    if (!sampling.solver().equals(STANDARD.solver()) || !sampling.grid().equals(STANDARD.grid()) || sampling.guidance().isPresent()) {
      throw new IllegalArgumentException("toy-c: has exact transitions in uniform steps without guidance, got solver "
          + sampling.solver().orElse("") + ", grid " + sampling.grid().orElse("") + ", guidance "
          + sampling.guidance().map(String::valueOf).orElse("none"));
    }
    return MixtureKernel.chain(sampling.checkedSteps());
  }

  @Override
  public List<String> verifiers() {
    return List.of(REWARD);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    if (!name.equals(REWARD)) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return new Reward();
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    GaussianMixture data = GaussianMixture.toy();
    return List.of(new Measure("log p + x", "nats", true, 3, (samples, conditions, out) -> Arrays.setAll(out,
        i -> data.logDensity(samples.get(i)) + samples.get(i))));
  }

  @Override
  public String title(String verifier) {
    return "reward x";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "x = %.6f", score);
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
