package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.model.masked.MdlmMaskPredictor;

/**
 * Outputs of an MDLM folder that are the network's: {@code logits} of {@code x} at {@code sigma}, {@code logits_sigma0},
 * {@code embed}, {@code sigma_map}, {@code block0_attn_out} and {@code blockI}, and what the SUBS parameterisation makes of the
 * logits: {@code subs_logp}, {@code score} and {@code loss.nelbo_cont}; and the samplers and schedules.
 */
final class MdlmGolden implements GoldenRunner {
  /** The official stand-in for the logarithm of zero. */
  private static final double NEGATIVE = -1e6;

  private final MdlmMaskPredictor network;
  private final MdlmGeneration generation;
  private final GoldenFolder folder;
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  MdlmGolden(GoldenFolder folder, WeightFormat format, Kernels kernels) {
    network = MdlmMaskPredictor.load(folder.checkpoint(), format, kernels);
    this.folder = folder;
    this.generation = new MdlmGeneration(folder, network);
    if (folder.hasInput("loss.xt") && folder.hasInput("loss.x0") && folder.hasInput("loss.t")) {
      results.put("loss.nelbo_cont", bound(folder.input("loss.x0").toInts(), folder.input("loss.xt"), folder.input("loss.t")));
    }
    if (!folder.hasInput("x") || !folder.hasInput("sigma")) {
      return;
    }
    Tensor x = folder.input("x");
    double[] sigma = DiffusionTransformerGolden.doubles(folder.input("sigma"));
    Tensor logits = Logits.of(network, x, sigma, this::see);
    results.put("logits", logits);
    Tensor atZero = Logits.of(network, x, new double[x.rows()], ForwardObserver.NONE);
    results.put("logits_sigma0", atZero);
    double[] given = network.conditioned() ? sigma : MaskPredictor.NO_SIGMA;
    Tensor logp = subs(given.length == 0 ? atZero : logits, x.toInts());
    results.put("subs_logp", logp);
    results.put("score", score(logp, x.toInts(), sigma));
  }

  private void see(String name, Tensor value) {
    if (name.matches("embed|sigma_map|block\\d+")) {
      results.put(name, value.toHeap());
    } else if (name.equals("block0_attn")) {
      results.put("block0_attn_out", value.toHeap());
    }
  }

  /** log p(x0 | x): the mask token impossible, what is unmasked certain. */
  private Tensor subs(Tensor logits, int[] x) {
    int ids = network.vocabulary();
    int mask = network.config().maskToken();
    Tensor out = Tensor.zeros(logits.shape().toArray());
    for (int t = 0; t < x.length; t++) {
      double[] l = new double[ids];
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < ids; i++) {
        l[i] = logits.get((long) t * ids + i) + (i == mask ? NEGATIVE : 0);
        max = Math.max(max, l[i]);
      }
      double sum = 0;
      for (double v : l) {
        sum += StrictMath.exp(v - max);
      }
      for (int i = 0; i < ids; i++) {
        out.floats()[t * ids + i] = (float) (x[t] == mask ? l[i] - max - StrictMath.log(sum) : i == x[t] ? 0 : NEGATIVE);
      }
    }
    return out;
  }

  /** The concrete score p(y) / p(x) of every other token, from log p(x0 | x) and k = 1 / (e^sigma - 1). */
  private Tensor score(Tensor logp, int[] x, double[] sigma) {
    int ids = network.vocabulary();
    int mask = network.config().maskToken();
    int length = x.length / sigma.length;
    Tensor out = Tensor.zeros(logp.shape().toArray());
    for (int t = 0; t < x.length; t++) {
      double logK = -StrictMath.log(StrictMath.expm1(sigma[t / length]));
      for (int i = 0; i < ids; i++) {
        double value;
        if (x[t] == mask) {
          value = i == mask ? 0 : logp.get((long) t * ids + i) + logK;
        } else {
          value = i == mask ? -logK : i == x[t] ? 0 : NEGATIVE;
        }
        out.floats()[t * ids + i] = (float) StrictMath.exp(value);
      }
    }
    return out;
  }

  /** -log p(x0 | xt) dsigma / (e^sigma - 1) per token, under the log-linear schedule. */
  private Tensor bound(int[] x0, Tensor xt, Tensor times) {
    double[] sigma = new double[xt.rows()];
    Arrays.setAll(sigma, i -> MdlmSchedules.sigma("loglinear", times.get(i)));
    Tensor logits = Logits.of(network, xt, network.conditioned() ? sigma : MaskPredictor.NO_SIGMA, ForwardObserver.NONE);
    Tensor logp = subs(logits, xt.toInts());
    int length = xt.shape().dim(1);
    Tensor out = Tensor.zerosF64(xt.rows(), length);
    for (int i = 0; i < x0.length; i++) {
      double weight = MdlmSchedules.slope("loglinear", times.get(i / length)) / StrictMath.expm1(sigma[i / length]);
      out.doubles()[i] = -logp.get((long) i * network.vocabulary() + x0[i]) * weight;
    }
    return out;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(results.keySet());
    names.addAll(generation.names());
    names.addAll(MdlmSchedules.names(folder));
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    return Optional.ofNullable(results.get(name)).or(() -> generation.compute(name)).or(() -> MdlmSchedules.compute(name, folder));
  }
}
