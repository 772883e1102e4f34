package org.anabranch.cli.domain;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.image.ColourImages;
import org.anabranch.cli.image.GreyImages;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.verify.DecodedVerifier;
import org.anabranch.cli.verify.Verifiers;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.DitField;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.vae.VaeConfig;
import org.anabranch.model.vae.VaeDecoder;
import org.anabranch.model.vae.VaeWeights;
import org.anabranch.search.Verifier;
import org.anabranch.search.ZeroShotVerifier;
import org.anabranch.solver.VelocityField;

/**
 * A SiT or DiT from a checkpoint of the user's own, with the decoder of its latents where there is one: a condition is a class, the
 * model's own zero-shot opinion picks, and samples are shown as decoded images.
 *
 * <p>Verifiers from outside, ONNX models and folders of classifiers, judge decoded images where there is a decoder, else the samples.
 */
public final class CheckpointDomain implements FlowDomain {
  /** What picks where nothing else is asked for. */
  public static final String ZERO_SHOT = "zero-shot";

  private static final int PROBES = 8;
  /** Seed of a verifier's noises, and another for the measure that no search sees. */
  private static final long PICKING = 1;
  private static final long HELD_OUT = 2;
  private static final Sampling SIT = Sampling.of("euler", 8, "uniform");
  private static final Sampling SIT_STOCHASTIC = Sampling.of("sde", 8, "uniform");
  private static final Sampling DIT = Sampling.of("ddim", 50, "respaced");
  private static final Sampling DIT_STOCHASTIC = Sampling.of("ddpm", 50, "respaced");

  private final String name;
  private final DiffusionTransformerWeights weights;
  private final Optional<VaeWeights> decoder;

  /**
   * A checkpoint as a domain.
   *
   * @param name    as it was asked for
   * @param decoder of its latents
   * @throws IllegalArgumentException if the decoder takes other latents
   */
  public CheckpointDomain(String name, DiffusionTransformerWeights weights, Optional<VaeWeights> decoder) {
    this.name = name;
    this.weights = weights;
    this.decoder = decoder;
    decoder.map(VaeWeights::config).ifPresent(vae -> {
      if (config().isSequence() || vae.latentChannels() != config().inChannels()) {
        throw new IllegalArgumentException("vae: decodes latents of " + vae.latentChannels() + " channels, samples of " + name + " are "
            + config().sampleShape());
      }
    });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String conditionKind() {
    return "label";
  }

  @Override
  public DiffusionTransformerConfig config() {
    return weights.config();
  }

  @Override
  public VelocityField field(Kernels kernels, Optional<Guidance> guidance) {
    DiffusionTransformer network = new DiffusionTransformer(weights, kernels);
    return config().predictsVelocity() ? new SitField(network, guidance) : new DitField(network, guidance);
  }

  @Override
  public Sampling standard(boolean branching) {
    return config().predictsVelocity() ? branching ? SIT_STOCHASTIC : SIT : branching ? DIT_STOCHASTIC : DIT;
  }

  @Override
  public List<String> verifiers() {
    return List.of(config().hasNullClass() ? ZERO_SHOT : Verifiers.LIKELIHOOD);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    if (!name.equals(ZERO_SHOT) || !config().hasNullClass()) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return zeroShot(kernels, PICKING);
  }

  private Verifier zeroShot(Kernels kernels, long seed) {
    return new ZeroShotVerifier(field(kernels, Optional.empty()), config().numClasses(), PROBES, seed);
  }

  @Override
  public Shape judgedShape() {
    return decoder.map(VaeWeights::config).map(c -> imageShape(c, config().inputSize())).orElseGet(() -> config().sampleShape());
  }

  @Override
  public Verifier onJudged(Verifier verifier, Kernels kernels) {
    return decoder.<Verifier>map(w -> new DecodedVerifier(verifier, new VaeDecoder(w, kernels))).orElse(verifier);
  }

  /** The same opinion with other noises; without a null class nothing here can judge. */
  @Override
  public List<Measure> measures(Kernels kernels) {
    if (!config().hasNullClass()) {
      return List.of();
    }
    Verifier other = zeroShot(kernels, HELD_OUT);
    return List.of(new Measure("zero-shot, other noises", "nats", true, 3, other::score));
  }

  @Override
  public String title(String verifier) {
    return "gain by the class, nats";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "told the class %d, the model predicts the noise better by %.6f", condition, score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    return List.of();
  }

  @Override
  public Optional<BufferedImage> picture(Tensor samples, int columns) {
    if (decoder.isPresent() && decoder.get().config().outChannels() == 3) {
      return Optional.of(ColourImages.grid(decode(samples), columns));
    }
    if (decoder.isPresent() || config().isSequence() || config().inChannels() != 1) {
      return Optional.empty();
    }
    return Optional.of(greys().grid(samples, GreyImages.Layout.of(columns, config().inputSize())));
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    boolean colour = decoder.isPresent() && decoder.get().config().outChannels() == 3;
    boolean grey = decoder.isEmpty() && !config().isSequence() && config().inChannels() == 1;
    return colour || grey ? Map.of(".png", (samples, labels) -> Png.bytes(
        picture(samples, ColourImages.columns(samples.rows())).orElseThrow())) : Map.of();
  }

  private Tensor decode(Tensor latents) {
    VaeDecoder d = new VaeDecoder(decoder.orElseThrow(), Backend.standard().kernels());
    Shape one = imageShape(d.config(), config().inputSize());
    Tensor images = Tensor.zeros(latents.rows(), one.dim(0), one.dim(1), one.dim(2));
    d.images(latents, images);
    return images;
  }

  private static Shape imageShape(VaeConfig c, int latentSize) {
    return Shape.of(c.outChannels(), c.enlargement() * latentSize, c.enlargement() * latentSize);
  }

  private GreyImages greys() {
    return new GreyImages(config().pixelLow(), config().pixelHigh());
  }
}
