package org.anabranch.model.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * Outputs of LLaDA's generate.py: {@code gen.full_sS} and {@code gen.semiar_bB_sS}, with {@code _cfgG} where guided, as {@code .states}
 * before each step and {@code .final}; {@code gumbel.TT} and its argmax; {@code ntt.stepsS}, the transfer counts.
 */
final class LladaGeneration {
  /** Tokens generated where no reference says how many. */
  private static final int LENGTH = 16;
  private static final Pattern RUN = Pattern.compile("gen\\.(?:full|semiar_b(\\d+))_s(\\d+)(?:_cfg([0-9.]+))?\\.(states|final)");
  private static final Pattern GUMBEL = Pattern.compile("gumbel\\.T([0-9.]+?)(\\.argmax)?");
  private static final Pattern COUNTS = Pattern.compile("ntt\\.steps(\\d+)");

  private final GoldenFolder folder;
  private final TokenPredictor network;

  LladaGeneration(GoldenFolder folder, TokenPredictor network) {
    this.folder = folder;
    this.network = network;
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("gen.prompt") && network.maskToken().isPresent()) {
      for (String run : List.of("full_s16", "full_s5", "semiar_b8_s8", "semiar_b4_s16", "full_s8_cfg1.5", "semiar_b8_s8_cfg0.7")) {
        names.add("gen." + run + ".states");
        names.add("gen." + run + ".final");
      }
    }
    if (folder.hasInput("gumbel.u")) {
      names.addAll(List.of("gumbel.T0.3", "gumbel.T0.3.argmax", "gumbel.T1.0", "gumbel.T1.0.argmax"));
    }
    if (folder.hasInput("ntt.mask_index")) {
      names.addAll(List.of("ntt.steps4", "ntt.steps5", "ntt.steps16"));
    }
    return names;
  }

  Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher run = RUN.matcher(name);
    if (run.matches() && folder.hasInput("gen.prompt") && network.maskToken().isPresent()) {
      return Optional.of(run(run, shape));
    }
    Matcher gumbel = GUMBEL.matcher(name);
    if (gumbel.matches() && folder.hasInput("gumbel.u")) {
      return DiffusionTransformerGolden.scale(gumbel.group(1)).map(t -> gumbel(t, gumbel.group(2) != null));
    }
    Matcher counts = COUNTS.matcher(name);
    return counts.matches() && folder.hasInput("ntt.mask_index") ? Optional.of(counts(Integer.parseInt(counts.group(1))))
        : Optional.empty();
  }

  private Tensor run(Matcher run, Optional<Shape> shape) {
    Tensor prompt = folder.input("gen.prompt");
    int steps = Integer.parseInt(run.group(2));
    boolean isFinal = run.group(4).equals("final");
    int length = shape.map(s -> s.dim(isFinal ? 1 : 2)).orElse(prompt.shape().dim(1) + LENGTH);
    OrderedUnmasking policy = OrderedUnmasking.of(steps, Order.CONFIDENCE)
        .withBlocks(run.group(1) == null ? 0 : Integer.parseInt(run.group(1)));
    MaskedSampling sampling = MaskedSampling.of(policy, TokenLaw.GREEDY)
        .withGuidance(run.group(3) == null ? 0 : Double.parseDouble(run.group(3)));
    Generation generation = Generation.run(network, sampling, network.maskToken().getAsInt(), prompt.toInts(), prompt.rows(), length,
        List.of());
    return isFinal ? generation.last() : generation.states(0, steps);
  }

  /** exp(l) / (-log u)^T in double, or its argmax over the last axis. */
  private Tensor gumbel(double temperature, boolean argmax) {
    Tensor logits = folder.input("gumbel.logits");
    Tensor u = folder.input("gumbel.u");
    int[] dims = logits.shape().toArray();
    int width = dims[dims.length - 1];
    double[] noisy = new double[(int) logits.size()];
    long[] best = new long[noisy.length / width];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = StrictMath.exp(logits.get(i)) / StrictMath.pow(-StrictMath.log(u.get(i)), temperature);
      if (noisy[i] > noisy[i / width * width + (int) best[i / width]]) {
        best[i / width] = i % width;
      }
    }
    return argmax ? Integers.of(best, Arrays.copyOf(dims, dims.length - 1)) : Tensor.of(noisy, dims);
  }

  /** How many of a row's masks each step commits: what is left, evenly over the steps left. */
  private Tensor counts(int steps) {
    Tensor mask = folder.input("ntt.mask_index");
    List<Long> counts = new ArrayList<>();
    for (int r = 0; r < mask.rows(); r++) {
      int masked = 0;
      for (int i = 0; i < mask.rowSize(); i++) {
        masked += (int) mask.get((long) r * mask.rowSize() + i);
      }
      for (int s = 0; s < steps; s++) {
        int n = new Quota.Even().floor(masked, steps - s);
        counts.add((long) n);
        masked -= n;
      }
    }
    return Integers.of(counts.stream().mapToLong(Long::longValue).toArray(), mask.rows(), steps);
  }
}
