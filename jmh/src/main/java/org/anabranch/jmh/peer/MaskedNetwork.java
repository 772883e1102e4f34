package org.anabranch.jmh.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * A network of masked tokens to measure, with random weights ({@link RandomWeights}): every position masked, all logits wanted.
 *
 * @param name   on the command line
 * @param config its config.json
 * @param length tokens of a row
 */
public record MaskedNetwork(String name, String config, int length) implements Network {
  /** 81 cells of 10 ids: 8 layers of width 128 that are two in turn, 0.34 million parameters. */
  public static final MaskedNetwork SUDOKU = new MaskedNetwork("sudoku", llada(128, 8, 8, 256, 81, 10, false, 2), 81);

  /** The size of the official MDLM on OpenWebText: 12 blocks of width 768, 1024 tokens of 50258 ids, 169 million parameters. */
  public static final MaskedNetwork MDLM_SMALL = new MaskedNetwork("mdlm-small", mdlm(768, 12, 12, 1024, 50258), 1024);

  /** One block of LLaDA-8B on 256 tokens, with 64 ids in place of its vocabulary: 218 million parameters. */
  public static final MaskedNetwork LLADA_BLOCK = new MaskedNetwork("llada-block", llada(4096, 32, 1, 12288, 256, 64, true, 1), 256);

  /** One block of a quarter of LLaDA-8B's width on up to 512 tokens, with 64 ids: 14 million parameters. */
  public static final MaskedNetwork LLADA_QUARTER = new MaskedNetwork("llada-quarter", llada(1024, 8, 1, 3072, 512, 64, true, 1), 512);

  /** A small one of no official size, for a look whether all is well. */
  public static final MaskedNetwork TINY = new MaskedNetwork("mdlm-tiny", mdlm(64, 2, 2, 12, 30), 12);

  /** All of them. */
  public static final List<MaskedNetwork> ALL = List.of(SUDOKU, MDLM_SMALL, LLADA_BLOCK, LLADA_QUARTER, TINY);

  private static final Pattern BLOCK = Pattern.compile("\\.blocks\\.(\\d+)\\.");

  private static String llada(int width, int heads, int layers, int hidden, int length, int ids, boolean rope, int unique) {
    return """
        {"model_type": "llada", "d_model": %d, "n_heads": %d, "n_layers": %d, "mlp_hidden_size": %d, "max_sequence_length": %d,
         "vocab_size": %d, "embedding_size": %d, "rope": %b, "unique_layers": %d, "mask_token_id": 0, "layer_norm_type": "rms",
         "activation_type": "silu", "block_type": "llama", "weight_tying": false}"""
        .formatted(width, heads, layers, hidden, length, ids, ids, rope, unique);
  }

  private static String mdlm(int width, int heads, int layers, int length, int ids) {
    return """
        {"model_type": "mdlm", "hidden_dim": %d, "n_heads": %d, "n_blocks": %d, "model_length": %d,
         "vocab_size": %d, "cond_dim": 128}"""
        .formatted(width, heads, layers, length, ids);
  }

  /** Whether it is a LLaDA; else it is an MDLM. */
  private boolean isLlada() {
    return config.contains("llada");
  }

  private ConfigReader reader() {
    return ConfigReader.parse(config.getBytes(StandardCharsets.UTF_8), "config of a network to measure");
  }

  private Map<String, Shape> tensors() {
    return isLlada() ? LlamaLayout.of(LlamaConfig.of(reader())) : MdlmLayout.of(MdlmConfig.of(reader()));
  }

  /** The weights under the official names. */
  public Checkpoint checkpoint(long seed) {
    UnaryOperator<String> like = UnaryOperator.identity();
    if (isLlada()) {
      int unique = LlamaConfig.of(reader()).uniqueLayers();
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
    if (isLlada()) {
      LlamaWeights weights = LlamaWeights.load(checkpoint);
      return k -> new LlamaMaskPredictor(weights, k);
    }
    MdlmWeights weights = MdlmWeights.load(checkpoint);
    return k -> new MdlmMaskPredictor(weights, k);
  }

  /** One evaluation of so many rows by a network. */
  Contender contender(MaskPredictor network, int rows) {
    int[] tokens = new int[rows * length];
    Arrays.fill(tokens, network.maskToken().orElseThrow());
    Tensor logits = Tensor.zeros(rows, length, network.vocabulary());
    return new OurContender(() -> network.forward(tokens, rows, length, MaskPredictor.NO_SIGMA, logits), logits);
  }

  @Override
  public double flopsPerRow() {
    double products = tensors().entrySet().stream().filter(e -> perToken(e.getKey(), e.getValue()))
        .mapToDouble(e -> e.getValue().size()).sum();
    double width = isLlada() ? LlamaConfig.of(reader()).width() : MdlmConfig.of(reader()).width();
    double layers = isLlada() ? LlamaConfig.of(reader()).layers() : MdlmConfig.of(reader()).layers();
    return 2.0 * length * products + 4.0 * layers * length * length * width;
  }

  /** Whether a tensor is a matrix that every token is multiplied by. */
  private static boolean perToken(String name, Shape shape) {
    return shape.rank() == 2 && !name.contains("embed") && !name.contains(".wte.") && !name.contains(".wpe.")
        && !name.contains("sigma_map") && !name.contains("adaLN_modulation");
  }

  /** Bytes of the weights that a forward reads in fp32; layers that repeat are read once. */
  public double weightBytes() {
    int unique = isLlada() ? LlamaConfig.of(reader()).uniqueLayers() : Integer.MAX_VALUE;
    return tensors().entrySet().stream().filter(e -> perToken(e.getKey(), e.getValue())).filter(e -> {
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
        return contender(network, rows);
      }

      @Override
      public WarmUp.Report warmUp(Duration limit, int... rows) {
        return WarmUp.predictor(makes, length, backend, limit, rows);
      }
    };
  }
}
