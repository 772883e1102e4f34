package org.anabranch.model.golden;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Guidance;

/**
 * Outputs of a DiT or SiT folder: {@code forward}, {@code forward_with_cfg_S} for any scale S, the intermediates {@code fwd.*}
 * of the first rows, and {@link SitTrajectories}, {@link SitSde} and {@link SitTransportOutputs} of a SiT, {@link DitDiffusion}
 * of a DiT.
 */
final class DiffusionTransformerGolden implements GoldenRunner {
  private static final String CFG = "forward_with_cfg_";
  private static final String INTERMEDIATE = "fwd.";
  private static final int INTERMEDIATE_ROWS = 3;
  /** Branches of later blocks, which fixtures do not store. */
  private static final Pattern BRANCH = Pattern.compile("block[1-9]\\d*_(attn|mlp)");

  private final GoldenFolder folder;
  private final DiffusionTransformer network;
  private final Map<String, Tensor> intermediates = new LinkedHashMap<>();
  private final Optional<SitTrajectories> trajectories;
  private final Optional<SitSde> stochastic;
  private final Optional<SitTransportOutputs> transport;
  private final Optional<DitDiffusion> diffusion;
  private Optional<Tensor> forward = Optional.empty();

  DiffusionTransformerGolden(GoldenFolder folder, WeightFormat format, Kernels kernels) {
    this.folder = folder;
    this.network = DiffusionTransformer.load(folder.checkpoint(), format, kernels);
    Optional<DiffusionTransformer> sit = Optional.of(network)
        .filter(n -> n.config().family() == DiffusionTransformerConfig.Family.SIT);
    this.trajectories = sit.map(n -> new SitTrajectories(folder, n, kernels));
    this.stochastic = sit.map(n -> new SitSde(folder, n));
    this.transport = sit.map(n -> new SitTransportOutputs(folder, n));
    this.diffusion = sit.isPresent() ? Optional.empty() : Optional.of(new DitDiffusion(folder, network, kernels));
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("x")) {
      names.add("forward");
      forward();
      intermediates.keySet().stream().filter(n -> !BRANCH.matcher(n).matches()).forEach(n -> names.add(INTERMEDIATE + n));
    }
    if (folder.hasInput("cfg.x")) {
      names.add(CFG + "1.5");
      names.add(CFG + "4.0");
    }
    trajectories.ifPresent(t -> names.addAll(t.names()));
    stochastic.ifPresent(s -> names.addAll(s.names()));
    transport.ifPresent(t -> names.addAll(t.names()));
    diffusion.ifPresent(d -> names.addAll(d.names()));
    return names;
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    if (name.equals("forward") && folder.hasInput("x")) {
      return Optional.of(forward());
    }
    if (name.startsWith(CFG) && folder.hasInput("cfg.x")) {
      return scale(name.substring(CFG.length())).map(this::forwardWithCfg);
    }
    if (name.startsWith(INTERMEDIATE) && folder.hasInput("x")) {
      forward();
      return Optional.ofNullable(intermediates.get(name.substring(INTERMEDIATE.length())))
          .map(t -> t.rows(0, Math.min(t.rows(), shape.map(Shape::rows).orElse(INTERMEDIATE_ROWS))));
    }
    return trajectories.flatMap(t -> t.compute(name, shape))
        .or(() -> stochastic.flatMap(s -> s.compute(name, shape)))
        .or(() -> transport.flatMap(t -> t.compute(name)))
        .or(() -> diffusion.flatMap(d -> d.compute(name, shape)));
  }

  @Override
  public double looseness(String name) {
    return SitTrajectories.looseness(name);
  }

  private Tensor forward() {
    if (forward.isEmpty()) {
      Tensor x = folder.input("x").toHeap();
      Tensor out = output(x);
      network.forward(x, doubles(folder.input("t")), folder.input("y").toInts(), out,
          (name, value) -> intermediates.put(name, value.toHeap()));
      forward = Optional.of(out);
    }
    return forward.get();
  }

  private Tensor forwardWithCfg(double scale) {
    Tensor x = folder.input("cfg.x").toHeap();
    Tensor out = output(x);
    network.forwardWithCfg(x, doubles(folder.input("cfg.t")), folder.input("cfg.y").toInts(),
        new Guidance(scale, Guidance.Channels.FIRST_THREE), out);
    return out;
  }

  private Tensor output(Tensor x) {
    int side = network.config().inputSize();
    return Tensor.zeros(x.rows(), network.config().outChannels(), side, side);
  }

  /** The scale at the end of an output's name, empty if there is no number. */
  static Optional<Double> scale(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The values in double. */
  static double[] doubles(Tensor t) {
    double[] out = new double[Math.toIntExact(t.size())];
    for (int i = 0; i < out.length; i++) {
      out[i] = t.get(i);
    }
    return out;
  }
}
