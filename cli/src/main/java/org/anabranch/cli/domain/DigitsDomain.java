package org.anabranch.cli.domain;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.image.BlockArt;
import org.anabranch.cli.image.GreyImages;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.verify.ClassifierVerifier;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Digits;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.search.Verifier;

/** The bundled handwritten digits: a condition is the digit asked for, the verifier picks, the evaluator judges. */
public final class DigitsDomain implements FlowDomain {
  private static final String VERIFIER = "verifier";
  private static final Sampling DETERMINISTIC = Sampling.of("euler", 8, "uniform");
  private static final Sampling STOCHASTIC = Sampling.of("sde", 8, "uniform");

  private final Digits digits;

  /** Loads the model with its weights in a format. */
  public DigitsDomain(WeightFormat format) {
    digits = Digits.load(format);
  }

  /** The model and its judges. */
  public Digits digits() {
    return digits;
  }

  @Override
  public String name() {
    return BundledModels.DIGITS;
  }

  @Override
  public String conditionKind() {
    return "label";
  }

  @Override
  public DiffusionTransformerConfig config() {
    return digits.config();
  }

  @Override
  public SitField field(Kernels kernels, Optional<Guidance> guidance) {
    return digits.field(kernels, guidance);
  }

  @Override
  public Sampling standard(boolean branching) {
    return branching ? STOCHASTIC : DETERMINISTIC;
  }

  @Override
  public List<String> verifiers() {
    return List.of(VERIFIER);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    if (!name.equals(VERIFIER)) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return new ClassifierVerifier(VERIFIER, digits.verifier(kernels));
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    ConvClassifier judge = digits.evaluator(kernels);
    return List.of(
        new Measure("judge's log p", "nats", true, 3, judge::logProbability),
        new Measure("judged right", Measure.SHARE, true, 3, (samples, labels, out) -> right(judge, samples, labels, out)));
  }

  private static void right(ConvClassifier judge, Tensor samples, int[] labels, double[] out) {
    int classes = judge.classes();
    Tensor logits = Tensor.zeros(labels.length, classes);
    judge.logits(samples, logits);
    for (int i = 0; i < labels.length; i++) {
      boolean right = true;
      for (int c = 0; c < classes; c++) {
        right &= c == labels[i] || logits.floats()[i * classes + c] < logits.floats()[i * classes + labels[i]];
      }
      out[i] = right ? 1 : 0;
    }
  }

  @Override
  public String title(String verifier) {
    return "log p(label | image), nats";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "log p(%d | image) = %.6f nats", condition, score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    int side = config().inputSize();
    return BlockArt.lines(greys(), sample.reshape(1, 1, side, side), 0);
  }

  @Override
  public Optional<BufferedImage> picture(Tensor samples, int columns) {
    return Optional.of(greys().grid(samples, new GreyImages.Layout(columns, 2, 2)));
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    GreyImages greys = greys();
    return Map.of(".png", (samples, labels) -> Png.bytes(greys.grid(samples,
        GreyImages.Layout.square(samples.rows(), samples.shape().last()))));
  }

  private GreyImages greys() {
    return new GreyImages(config().pixelLow(), config().pixelHigh());
  }
}
