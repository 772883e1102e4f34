package org.anabranch.model;

import org.anabranch.engine.Shape;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The shape of a {@link DiffusionTransformer}, under the official names of DiT and SiT.
 *
 * @param family           what the output means and what a forward returns
 * @param inputSize        height and width of the image, or positions of the sequence
 * @param patchSize        height and width of a token's patch, or positions of a token; divides {@code inputSize}
 * @param inChannels       channels of the image, or values of a position
 * @param hiddenSize       width of a token; a multiple of 4 (the position table) and of {@code numHeads}
 * @param depth            number of blocks
 * @param numHeads         attention heads
 * @param mlpRatio         width of a block's hidden layer over {@code hiddenSize}
 * @param classDropoutProb labels dropped in training; when it is 0 there is no null class
 * @param numClasses       classes; the null class has the id {@code numClasses}
 * @param learnSigma       whether the network has twice as many output channels as input channels
 * @param layerNormEps     epsilon of every layer norm
 * @param pixelLow         smallest value of a sample
 * @param pixelHigh        largest value of a sample
 */
public record DiffusionTransformerConfig(Family family, int inputSize, int patchSize, int inChannels, int hiddenSize, int depth,
    int numHeads, double mlpRatio, double classDropoutProb, int numClasses, boolean learnSigma, double layerNormEps,
    double pixelLow, double pixelHigh) {
  /** Who trained it, and to predict what. */
  public enum Family {
    /** facebookresearch/DiT: predicts noise at integer steps; a forward returns all output channels. */
    DIT("DiT"),
    /** willisma/SiT: predicts the velocity at t in [0, 1], data at 1; a forward returns the input's channels. */
    SIT("SiT"),
    /** A SiT over a sequence [positions, values] instead of an image; a token is a run of positions. */
    SIT1D("SiT1D");

    private final String official;

    Family(String official) {
      this.official = official;
    }

    /** The name of the official class. */
    public String official() {
      return official;
    }
  }

  /** Checks what no single key can. */
  public DiffusionTransformerConfig {
    divides("input_size", inputSize, "patch_size", patchSize);
    divides("hidden_size", hiddenSize, "num_heads", numHeads);
    if (mlpHidden(hiddenSize, mlpRatio) < 1) {
      throw new IllegalArgumentException("config: hidden_size * mlp_ratio must be at least 1, got " + hiddenSize + " * "
          + mlpRatio);
    }
  }

  /**
   * Reads a config.json: keys of the official constructors, and those of the bundled flow models.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if a key is unknown, missing or out of range
   */
  public static DiffusionTransformerConfig of(ConfigReader json) {
    Family family = family(json);
    if (family == Family.SIT1D) {
      return sequence(json);
    }
    int inputSize = json.integer("input_size", 1, 1 << 14);
    int patchSize = json.integer("patch_size", 1, 1 << 10, 2);
    int inChannels = json.integer("in_channels", 1, 1 << 14, 4);
    int hiddenSize = json.integer("hidden_size", 1, 1 << 16);
    int depth = json.integer("depth", 1, 1 << 12);
    int numHeads = json.integer("num_heads", 1, 1 << 12);
    double mlpRatio = json.number("mlp_ratio", 1e-3, 64, 4);
    double dropout = json.number("class_dropout_prob", 0, 1, 0.1);
    int numClasses = json.integer("num_classes", 1, 1 << 24, 1000);
    boolean learnSigma = json.flag("learn_sigma", true);
    double eps = json.number("layer_norm_eps", 1e-12, 1, 1e-6);
    double[] range = json.numbers("pixel_range", 2, new double[] {-1, 1});
    if (json.integer("null_class", 0, Integer.MAX_VALUE, numClasses) != numClasses) {
      throw json.wrong("null_class", "must be num_classes = " + numClasses);
    }
    json.oneOf("gelu", "tanh");
    if (!json.text("path").orElse("linear").startsWith("linear")) {
      throw json.wrong("path", "must begin with 'linear'");
    }
    if (!(range[0] < range[1])) {
      throw json.wrong("pixel_range", "must be [low, high] with low < high");
    }
    if (inputSize % patchSize != 0) {
      throw json.wrong("input_size", "must be a multiple of patch_size = " + patchSize);
    }
    if (hiddenSize % numHeads != 0) {
      throw json.wrong("hidden_size", "must be a multiple of num_heads = " + numHeads);
    }
    json.ignore("_diffusers_version", "_name_or_path", "architectures", "torch_dtype");
    json.finish();
    return new DiffusionTransformerConfig(family, inputSize, patchSize, inChannels, hiddenSize, depth, numHeads, mlpRatio,
        dropout, numClasses, learnSigma, eps, range[0], range[1]);
  }

  /** The config of a bundled sequence: {@code in_channels} and {@code out_channels} are the values of a token. */
  private static DiffusionTransformerConfig sequence(ConfigReader json) {
    int tokens = json.integer("tokens", 1, 1 << 14);
    int patch = json.integer("patch", 1, 1 << 10);
    int values = json.integer("in_channels", 1, 1 << 14);
    int hiddenSize = json.integer("hidden_size", 1, 1 << 16);
    int depth = json.integer("depth", 1, 1 << 12);
    int numHeads = json.integer("num_heads", 1, 1 << 12);
    double mlpRatio = json.number("mlp_ratio", 1e-3, 64, 4);
    int numClasses = json.integer("num_classes", 1, 1 << 24);
    boolean hasNull = json.has("null_class");
    double eps = json.number("layer_norm_eps", 1e-12, 1, 1e-6);
    if (values % patch != 0) {
      throw json.wrong("in_channels", "must be a multiple of patch = " + patch);
    }
    if (json.integer("out_channels", 1, 1 << 14, values) != values) {
      throw json.wrong("out_channels", "must be in_channels = " + values);
    }
    if (json.integer("residues", 1, 1 << 20, tokens * patch) != tokens * patch) {
      throw json.wrong("residues", "must be tokens * patch = " + tokens * patch);
    }
    if (hasNull && json.integer("null_class", 0, Integer.MAX_VALUE) != numClasses) {
      throw json.wrong("null_class", "must be num_classes = " + numClasses);
    }
    if (hiddenSize % numHeads != 0) {
      throw json.wrong("hidden_size", "must be a multiple of num_heads = " + numHeads);
    }
    json.ignore("scale_angstrom", "classes");
    json.finish();
    return new DiffusionTransformerConfig(Family.SIT1D, tokens * patch, patch, values / patch, hiddenSize, depth, numHeads, mlpRatio,
        hasNull ? 0.1 : 0, numClasses, false, eps, -1, 1);
  }

  private static Family family(ConfigReader json) {
    String key = json.has("_class_name") ? "_class_name" : "model_type";
    String name = json.text(key).orElseThrow(() -> json.wrong("_class_name", "or model_type must say DiT, SiT or SiT1D"));
    for (Family f : Family.values()) {
      if (f.official.equalsIgnoreCase(name)) {
        json.has("model_type");
        return f;
      }
    }
    throw json.wrong(key, "must be DiT, SiT or SiT1D");
  }

  /** Tokens along one side of the image, or along the sequence. */
  public int grid() {
    return inputSize / patchSize;
  }

  /** Whether samples are sequences [positions, values], not images [C, H, W]. */
  public boolean isSequence() {
    return family == Family.SIT1D;
  }

  /** Whether the network predicts velocities, with data at t = 1. */
  public boolean predictsVelocity() {
    return family != Family.DIT;
  }

  /** The shape of one sample: [C, H, W], or [positions, values] of a sequence. */
  public Shape sampleShape() {
    return isSequence() ? Shape.of(inputSize, inChannels) : Shape.of(inChannels, inputSize, inputSize);
  }

  /** The shape of a batch that goes in. */
  public Shape batchShape(int rows) {
    return batch(rows, inChannels);
  }

  /** The shape of a batch that a forward returns. */
  public Shape outputShape(int rows) {
    return batch(rows, outChannels());
  }

  Shape batch(int rows, int channels) {
    return isSequence() ? Shape.of(rows, inputSize, channels) : Shape.of(rows, channels, inputSize, inputSize);
  }

  /** Tokens of one sample. */
  public int tokens() {
    return isSequence() ? grid() : grid() * grid();
  }

  /** Values of one patch. */
  public int patchValues() {
    return inChannels * patchArea();
  }

  /** Pixels, or positions, of one patch. */
  public int patchArea() {
    return isSequence() ? patchSize : patchSize * patchSize;
  }

  /** Pixels, or positions, of one sample. */
  public int area() {
    return isSequence() ? inputSize : inputSize * inputSize;
  }

  /** Width of one head. */
  public int headDim() {
    return hiddenSize / numHeads;
  }

  /** Width of a block's hidden layer. */
  public int mlpHidden() {
    return mlpHidden(hiddenSize, mlpRatio);
  }

  /** Channels that the final layer computes. */
  public int tokenChannels() {
    return learnSigma ? 2 * inChannels : inChannels;
  }

  /** Channels that a forward returns. */
  public int outChannels() {
    return predictsVelocity() ? inChannels : tokenChannels();
  }

  /** Whether there is a null class, without which there is no classifier-free guidance. */
  public boolean hasNullClass() {
    return classDropoutProb > 0;
  }

  /** Rows of the class table. */
  public int classRows() {
    return numClasses + (hasNullClass() ? 1 : 0);
  }

  private static int mlpHidden(int hiddenSize, double mlpRatio) {
    return (int) (hiddenSize * mlpRatio);
  }

  private static void divides(String whole, int n, String part, int d) {
    if (n <= 0 || d <= 0 || n % d != 0) {
      throw new IllegalArgumentException("config: " + whole + " must be a positive multiple of " + part + ", got " + n + " and "
          + d);
    }
  }
}
