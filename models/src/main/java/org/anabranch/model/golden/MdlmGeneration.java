package org.anabranch.model.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.model.masked.MdlmMaskPredictor;
import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenNoise;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * Outputs of MDLM's samplers with recorded uniforms: {@code sample.ddpm}, {@code sample.ddpm_cache} and {@code sample.analytic}, each
 * with and without ({@code _nocond}) the noise level told, as {@code .traj} after each step and {@code .final}.
 */
final class MdlmGeneration {
  private static final Pattern RUN = Pattern.compile("sample\\.(ddpm|ddpm_cache|analytic)(_nocond)?\\.(traj|final)");
  private static final double TINY = 1e-10;

  private final GoldenFolder folder;
  private final MdlmMaskPredictor network;

  MdlmGeneration(GoldenFolder folder, MdlmMaskPredictor network) {
    this.folder = folder;
    this.network = network;
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("sample.u")) {
      for (String sampler : List.of("ddpm", "ddpm_cache", "analytic")) {
        for (String suffix : List.of(".traj", ".final", "_nocond.traj", "_nocond.final")) {
          names.add("sample." + sampler + suffix);
        }
      }
    }
    return names;
  }

  Optional<Tensor> compute(String name) {
    Matcher run = RUN.matcher(name);
    if (!run.matches() || !folder.hasInput("sample.u")) {
      return Optional.empty();
    }
    Tensor u = folder.input("sample.u");
    int steps = u.shape().dim(0);
    int rows = u.shape().dim(1);
    int length = u.shape().dim(2);
    TokenPredictor told = new Told(network, run.group(2) == null);
    Ancestral policy = new Ancestral(steps, Ancestral.OFFICIAL_END,
        run.group(1).equals("analytic") ? Ancestral.Last.DRAWN : Ancestral.Last.LIKELIEST);
    List<Recorded> noise = IntStream.range(0, rows).mapToObj(r -> new Recorded(u, r, network.config().maskToken())).toList();
    Generation generation = Generation.run(told, MaskedSampling.of(policy, TokenLaw.MODEL), network.config().maskToken(), new int[0],
        rows, length, noise);
    return Optional.of(run.group(3).equals("traj") ? generation.states(1, steps + 1) : generation.last());
  }

  /**
   * The reference's categorical, argmax p / (1e-10 - log(u + 1e-10)) over all ids, from uniforms [steps, rows, length, V]; the round
   * after the last step uses those of the first again.
   */
  private record Recorded(Tensor u, int row, int mask) implements TokenNoise {
    @Override
    public double uniform(int step, int position, Use use) {
      throw new IllegalStateException("golden: only draws of tokens are recorded, not " + use);
    }

    @Override
    public boolean stays(double stay, int step, int position) {
      return false;
    }

    @Override
    public boolean inverts() {
      return false;
    }

    @Override
    public int draw(double[] weights, double stay, int step, int position) {
      int rows = u.shape().dim(1);
      int length = u.shape().dim(2);
      long at = ((long) (step == u.shape().dim(0) ? 0 : step) * rows + row) * length + position;
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < weights.length; v++) {
        double p = v == mask ? stay : weights[v] * (1 - stay);
        double noisy = p / (TINY - StrictMath.log(u.get(at * weights.length + v) + TINY));
        if (noisy > most) {
          most = noisy;
          best = v;
        }
      }
      return best == mask ? -1 : best;
    }
  }

  /** The network told the noise level, or told none whatever its config says. */
  private record Told(MdlmMaskPredictor network, boolean conditioned) implements TokenPredictor {
    @Override
    public int vocabulary() {
      return network.vocabulary();
    }

    @Override
    public OptionalInt maskToken() {
      return network.maskToken();
    }

    @Override
    public int maxLength() {
      return network.maxLength();
    }

    @Override
    public boolean onDevice() {
      return network.onDevice();
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      network.predict(tokens, rows, length, conditioned ? sigma : new double[rows], positions, count, logits);
    }
  }
}
