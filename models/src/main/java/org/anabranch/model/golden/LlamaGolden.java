package org.anabranch.model.golden;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.MaskPredictor;

/**
 * Outputs of a LLaDA or Dream folder: {@code logits} of {@code x} (unshifted), the intermediates of the official names, and
 * {@code get_logits_cfgS} of LLaDA; and what their samplers make of them.
 */
final class LlamaGolden implements GoldenRunner {
  private static final String GUIDED = "get_logits_cfg";
  /** The prompt of get_logits is its first positions, this many. */
  private static final int PROMPT = 6;

  private final GoldenFolder folder;
  private final LlamaMaskPredictor network;
  private final boolean llada;
  private final LladaGeneration lladaGeneration;
  private final DreamGeneration dreamGeneration;
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  LlamaGolden(GoldenFolder folder, WeightFormat format, Kernels kernels) {
    this.folder = folder;
    this.network = LlamaMaskPredictor.load(folder.checkpoint(), format, kernels);
    this.llada = network.config().family() == LlamaConfig.Family.LLADA;
    this.lladaGeneration = new LladaGeneration(folder, network);
    this.dreamGeneration = new DreamGeneration(folder, network);
    if (folder.hasInput("x")) {
      Tensor logits = Logits.of(network, folder.input("x"), MaskPredictor.NO_SIGMA,
          (name, value) -> official(name).ifPresent(n -> results.put(n, value.toHeap())));
      results.put("logits", logits);
    }
  }

  /** What fixtures call an intermediate result, empty if they do not keep it. */
  private Optional<String> official(String name) {
    if (name.matches("block\\d+")) {
      return Optional.of(llada ? name : name.replace("block", "layer"));
    }
    return Optional.ofNullable(llada
        ? Map.of("block0_norm", "block0_attn_norm", "block0_q", "block0_q", "block0_attn", "block0_attn_out").get(name)
        : Map.of("block0_q", "layer0_q", "block0_attn", "layer0_o", "block0_mlp", "layer0_mlp").get(name));
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(results.keySet());
    if (llada && folder.hasInput("x") && network.maskToken().isPresent()) {
      names.add(GUIDED + "0.0");
      names.add(GUIDED + "0.8");
    }
    names.addAll(llada ? lladaGeneration.names() : dreamGeneration.names());
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    if (llada && name.startsWith(GUIDED) && folder.hasInput("x") && network.maskToken().isPresent()) {
      return DiffusionTransformerGolden.scale(name.substring(GUIDED.length())).map(this::guided);
    }
    Optional<Tensor> known = Optional.ofNullable(results.get(name));
    return known.isPresent() ? known : llada ? lladaGeneration.compute(name, shape) : dreamGeneration.compute(name, shape);
  }

  /** u + (s + 1) (c - u) with the prompt masked in u; the plain logits c where s is 0. */
  private Tensor guided(double scale) {
    Tensor given = results.get("logits");
    if (scale == 0) {
      return given;
    }
    Tensor x = folder.input("x");
    int length = x.shape().dim(1);
    int[] tokens = x.toInts();
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % length < PROMPT ? network.maskToken().getAsInt() : tokens[i];
    }
    Tensor out = Tensor.zeros(given.shape().toArray());
    network.forward(tokens, x.rows(), length, MaskPredictor.NO_SIGMA, out);
    float[] u = out.floats();
    for (int i = 0; i < u.length; i++) {
      u[i] += (float) (scale + 1) * (given.floats()[i] - u[i]);
    }
    return out;
  }
}
