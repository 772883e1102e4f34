package org.anabranch.jmh.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.RandomWeights;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.LlamaLayout;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.LlamaWeights;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.model.masked.MdlmConfig;
import org.anabranch.model.masked.MdlmLayout;
import org.anabranch.model.masked.MdlmMaskPredictor;
import org.anabranch.model.masked.MdlmWeights;
import org.anabranch.model.warmup.WarmUp;

/**
 * A network of masked tokens to measure, with random weights ({@link RandomWeights}).
 *
 * <p>Logits are asked for at the last positions of a row, as a sampler asks for those of a block: with a large vocabulary the logits
 * of everything are most of a forward's memory, 13 GB for 64 rows of {@link #MDLM_SMALL}, and nobody reads them. Every second position
 * is masked, the others hold random ids: were all of them masked, no result could tell one position from another.
 *
 * @param name   on the command line
 * @param config its config.json
 * @param length tokens of a row
 * @param asked  positions of a row whose logits are wanted, the last ones
 */
public record MaskedNetwork(String name, String config, int length, int asked) implements Network {
  /** 81 cells of 10 ids: 8 layers of width 128 that are two in turn, 0.34 million parameters; all logits. */
  public static final MaskedNetwork SUDOKU = new MaskedNetwork("sudoku", llada(128, 8, 8, 8, 256, 81, 10, false, 2), 81, 81);

  /**
   * The size of the official MDLM on OpenWebText: 12 blocks of width 768, 1024 tokens of 50258 ids, 169 million parameters; logits of
   * 32 positions.
   */
  public static final MaskedNetwork MDLM_SMALL = new MaskedNetwork("mdlm-small", mdlm(768, 12, 12, 1024, 50258), 1024, 32);

  /** The same blocks at the sizes of the official MDLM on LM1B: 128 tokens of 30522 ids; all logits. */
  public static final MaskedNetwork MDLM_LM1B = new MaskedNetwork("mdlm-lm1b", mdlm(768, 12, 12, 128, 30522), 128, 128);

  /** One block of LLaDA-8B on 256 tokens, with 64 ids in place of its vocabulary: 218 million parameters; all logits. */
  public static final MaskedNetwork LLADA_BLOCK = new MaskedNetwork("llada-block",
      llada(4096, 32, 32, 1, 12288, 256, 64, true, 1), 256, 256);

  /** One block of a quarter of LLaDA-8B's width on up to 512 tokens, with 64 ids: 14 million parameters; all logits. */
  public static final MaskedNetwork LLADA_QUARTER = new MaskedNetwork("llada-quarter",
      llada(1024, 8, 8, 1, 3072, 512, 64, true, 1), 512, 512);

  /** A small one of no official size, for a look whether all is well; logits of 5 positions of 12. */
  public static final MaskedNetwork TINY = new MaskedNetwork("mdlm-tiny", mdlm(64, 2, 2, 12, 30), 12, 5);

  /** The same of a LLaDA of four query heads and two key heads; all logits. */
  public static final MaskedNetwork LLADA_TINY = new MaskedNetwork("llada-tiny", llada(64, 4, 2, 2, 96, 12, 30, true, 2), 12, 12);

  /** All of them. */
  public static final List<MaskedNetwork> ALL = List.of(SUDOKU, MDLM_SMALL, MDLM_LM1B, LLADA_BLOCK, LLADA_QUARTER, TINY, LLADA_TINY);

  private static final Pattern BLOCK = Pattern.compile("\\.blocks\\.(\\d+)\\.");

  private static String llada(int width, int heads, int keyHeads, int layers, int hidden, int length, int ids, boolean rope,
      int unique) {
    return """
        {"model_type": "llada", "d_model": %d, "n_heads": %d, "n_kv_heads": %d, "n_layers": %d, "mlp_hidden_size": %d,
         "max_sequence_length": %d, "vocab_size": %d, "embedding_size": %d, "rope": %b, "unique_layers": %d, "mask_token_id": 0,
         "layer_norm_type": "rms", "activation_type": "silu", "block_type": "llama", "weight_tying": false}"""
        .formatted(width, heads, keyHeads, layers, hidden, length, ids, ids, rope, unique);
  }

  private static String mdlm(int width, int heads, int layers, int length, int ids) {
    return """
        {"model_type": "mdlm", "hidden_dim": %d, "n_heads": %d, "n_blocks": %d, "model_length": %d,
         "vocab_size": %d, "cond_dim": 128}"""
        .formatted(width, heads, layers, length, ids);
  }

  /** The config of a LLaDA, empty if it is an MDLM. */
  public Optional<LlamaConfig> llama() {
    return config.contains("llada") ? Optional.of(LlamaConfig.of(reader())) : Optional.empty();
  }

  /** The config of an MDLM, empty if it is a LLaDA. */
  public Optional<MdlmConfig> mdlm() {
    return llama().isPresent() ? Optional.empty() : Optional.of(MdlmConfig.of(reader()));
  }

  private ConfigReader reader() {
    return ConfigReader.parse(config.getBytes(StandardCharsets.UTF_8), "config of a network to measure");
  }

  private Map<String, Shape> tensors() {
    return llama().map(LlamaLayout::of).orElseGet(() -> MdlmLayout.of(mdlm().orElseThrow()));
  }

  private int vocabulary() {
    return llama().map(LlamaConfig::vocabulary).orElseGet(() -> mdlm().orElseThrow().vocabulary());
  }

  private int mask() {
    return llama().map(c -> c.maskToken().orElseThrow()).orElseGet(() -> mdlm().orElseThrow().maskToken());
  }

  /** Layers with weights of their own. */
  private int unique() {
    return llama().map(LlamaConfig::uniqueLayers).orElse(Integer.MAX_VALUE);
  }

  /** The ids [rows, length]. */
  public int[] tokens(int rows, long seed) {
    Random random = new Random(seed);
    int[] tokens = new int[rows * length];
    int vocabulary = vocabulary();
    int mask = mask();
    Arrays.setAll(tokens, i -> i % 2 == 1 ? mask : random.nextInt(vocabulary));
    return tokens;
  }

  /** The weights under the official names. */
  public Checkpoint checkpoint(long seed) {
    UnaryOperator<String> like = UnaryOperator.identity();
    if (llama().isPresent()) {
      int unique = unique();
      like = name -> {
        Matcher m = BLOCK.matcher(name);
        return m.find() ? m.replaceFirst(r -> ".blocks." + Integer.parseInt(r.group(1)) % unique + ".") : name;
      };
    }
    return RandomWeights.of(name, tensors(), like, reader(), seed);
  }

  /** Makes networks over one set of packed weights. */
  public Function<Kernels, MaskPredictor> pack(long seed) {
    Checkpoint checkpoint = checkpoint(seed);
    if (llama().isPresent()) {
      LlamaWeights weights = LlamaWeights.load(checkpoint);
      return k -> new LlamaMaskPredictor(weights, k);
    }
    MdlmWeights weights = MdlmWeights.load(checkpoint);
    return k -> new MdlmMaskPredictor(weights, k);
  }

  /** One evaluation of so many rows by a network. */
  Contender contender(MaskPredictor network, int rows, long seed) {
    int[] tokens = tokens(rows, seed);
    if (asked == length) {
      Tensor logits = Tensor.zeros(rows, length, network.vocabulary());
      return new OurContender(() -> network.forward(tokens, rows, length, MaskPredictor.NO_SIGMA, logits), logits);
    }
    int[] positions = new int[rows * asked];
    Arrays.setAll(positions, i -> i / asked * length + length - asked + i % asked);
    Tensor logits = Tensor.zeros(positions.length, network.vocabulary());
    return new OurContender(
        () -> network.predict(tokens, rows, length, MaskPredictor.NO_SIGMA, positions, positions.length, logits), logits);
  }

  @Override
  public double flopsPerRow() {
    double products = tensors().entrySet().stream().filter(e -> isProduct(e.getKey(), e.getValue()))
        .mapToDouble(e -> vectors(e.getKey()) * (double) e.getValue().size()).sum();
    double width = llama().map(LlamaConfig::width).orElseGet(() -> mdlm().orElseThrow().width());
    return 2.0 * products + 4.0 * layers() * length * length * width;
  }

  /** Blocks that a token goes through. */
  int layers() {
    return llama().map(LlamaConfig::layers).orElseGet(() -> mdlm().orElseThrow().layers());
  }

  /** Width of a block's hidden layer. */
  int hidden() {
    return llama().map(LlamaConfig::hidden).orElseGet(() -> MdlmConfig.MLP_RATIO * mdlm().orElseThrow().width());
  }

  /** About what a contender holds: weights as they stand and packed, hidden layers of all tokens, and the logits three times. */
  double memory(int rows) {
    double parameters = tensors().values().stream().mapToDouble(Shape::size).sum();
    return Float.BYTES * (2 * parameters + rows * (6.0 * length * hidden() + 3.0 * asked * vocabulary()));
  }

  /** Whether a tensor is a matrix that something is multiplied by. */
  private static boolean isProduct(String name, Shape shape) {
    return shape.rank() == 2 && !name.contains("embed") && !name.contains(".wte.") && !name.contains(".wpe.");
  }

  /** How many vectors of a row a matrix multiplies: its noise level, the tokens, or the positions that are asked for. */
  private int vectors(String matrix) {
    return matrix.contains("sigma_map") || matrix.contains("adaLN_modulation") ? 1 : matrix.contains(".blocks.") ? length : asked;
  }

  /** Bytes of the weights that a forward reads in fp32; layers that repeat are read once. */
  public double weightBytes() {
    int unique = unique();
    return tensors().entrySet().stream().filter(e -> isProduct(e.getKey(), e.getValue())).filter(e -> {
      Matcher m = BLOCK.matcher(e.getKey());
      return !m.find() || Integer.parseInt(m.group(1)) < unique;
    }).mapToDouble(e -> Float.BYTES * (double) e.getValue().size()).sum();
  }

  @Override
  public MaskedForward forward(int rows, long seed) {
    return new MaskedForward(this, rows, seed);
  }

  @Override
  public Loaded load(long seed, Backend backend) {
    Function<Kernels, MaskPredictor> makes = pack(seed);
    MaskPredictor network = makes.apply(backend.kernels());
    return new Loaded() {
      @Override
      public Contender rows(int rows) {
        return contender(network, rows, seed);
      }

      @Override
      public WarmUp.Report warmUp(Duration limit, int... rows) {
        return WarmUp.predictor(makes, length, backend, limit, rows);
      }
    };
  }
}
