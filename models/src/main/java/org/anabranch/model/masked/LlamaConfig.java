package org.anabranch.model.masked;

import java.util.Locale;
import java.util.OptionalInt;
import org.anabranch.engine.Activation;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The shape of a {@link LlamaMaskPredictor}, read from the official configs of LLaDA and of Dream.
 *
 * @param family        whose tensor names and conventions
 * @param width         width D of a token
 * @param heads         query heads H, dividing D
 * @param keyHeads      key and value heads, dividing H
 * @param layers        number of blocks
 * @param uniqueLayers  block i has the weights of block i mod uniqueLayers; {@code layers} where all differ
 * @param hidden        width M of a block's gated layer
 * @param vocabulary    rows of the embedding and width of the logits
 * @param maxLength     longest sequence
 * @param rope          base of the rotary frequencies; 0 means learned absolute positions instead
 * @param eps           epsilon of the norms
 * @param activation    of the gated layer
 * @param qkvBias       whether queries, keys and values have a bias
 * @param bias          whether all other products of a block, and the head, have one
 * @param tied          whether the head is the embedding
 * @param scaledInput   whether embeddings are multiplied by sqrt(D)
 * @param scaledLogits  whether logits are multiplied by 1 / sqrt(D)
 * @param maskToken     id of the mask token
 */
public record LlamaConfig(Family family, int width, int heads, int keyHeads, int layers, int uniqueLayers, int hidden, int vocabulary,
    int maxLength, double rope, double eps, Activation activation, boolean qkvBias, boolean bias, boolean tied, boolean scaledInput,
    boolean scaledLogits, OptionalInt maskToken) {
  private static final int MOST_WIDTH = 1 << 16;
  private static final int MOST_IDS = 1 << 24;
  private static final double MOST_THETA = 1e12;

  /** Who trained it. */
  public enum Family {
    /** GSAI-ML/LLaDA, modeling_llada.py. */
    LLADA("LLaDA"),
    /** Dream-org/Dream, modeling_dream.py: logits at position i speak of token i + 1. */
    DREAM("Dream");

    private final String official;

    Family(String official) {
      this.official = official;
    }

    /** The official name. */
    public String official() {
      return official;
    }
  }

  /**
   * Reads a config.json by the {@code model_type} that it names.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if a key is unknown, missing, out of range, or asks for a variant
   *     that is not implemented
   */
  public static LlamaConfig of(ConfigReader json) {
    String type = json.text("model_type").orElseThrow(() -> json.wrong("model_type", "must be llada or Dream"));
    LlamaConfig c = switch (type.toLowerCase(Locale.ROOT)) {
      case "llada" -> llada(json);
      case "dream" -> dream(json);
      default -> throw json.wrong("model_type", "must be llada or Dream");
    };
    json.ignore("architectures", "auto_map", "_name_or_path", "torch_dtype", "dtype", "transformers_version", "use_cache",
        "eos_token_id", "bos_token_id", "pad_token_id", "attention_dropout");
    json.finish();
    return c;
  }

  private static LlamaConfig llada(ConfigReader json) {
    int width = json.integer("d_model", 1, MOST_WIDTH);
    int heads = json.integer("n_heads", 1, MOST_WIDTH);
    boolean single = json.given("multi_query_attention") && json.flag("multi_query_attention", false);
    int keyHeads = json.given("n_kv_heads") ? json.integer("n_kv_heads", 1, MOST_WIDTH) : single ? 1 : heads;
    int layers = json.integer("n_layers", 1, 1 << 12);
    int unique = json.integer("unique_layers", 1, layers, layers);
    double ratio = json.number("mlp_ratio", 1e-3, 64, 4);
    int hidden = json.given("mlp_hidden_size") ? json.integer("mlp_hidden_size", 1, 1 << 20) : (int) (ratio * width);
    int ids = json.integer("vocab_size", 1, MOST_IDS);
    int vocabulary = json.given("embedding_size") ? json.integer("embedding_size", 1, MOST_IDS) : ids;
    boolean rope = json.flag("rope", false);
    double theta = json.number("rope_theta", 1, MOST_THETA, 10000);
    Activation activation = switch (json.oneOf("activation_type", "silu", "gelu", "relu")) {
      case "gelu" -> Activation.GELU_ERF;
      case "relu" -> Activation.RELU;
      default -> Activation.SILU;
    };
    boolean bias = json.flag("include_bias", false);
    boolean qkvBias = json.flag("include_qkv_bias", false) || bias;
    json.oneOf("block_type", "llama");
    json.oneOf("layer_norm_type", "rms");
    json.only("layer_norm_with_affine", true);
    json.only("attention_layer_norm", false);
    json.only("alibi", false);
    json.only("block_group_size", 1L);
    if (bias && !json.given("bias_for_layer_norm")) {
      throw json.wrong("bias_for_layer_norm", "must be false where include_bias is true");
    }
    json.only("bias_for_layer_norm", false);
    json.ignore("alibi_bias_max", "attention_layer_norm_with_affine", "embedding_dropout", "flash_attention", "init_cutoff_factor",
        "init_device", "init_fn", "init_std", "precision", "residual_dropout", "rope_full_precision", "train_max_sequence_length",
        "note", "vocab", "prompt_length");
    return checked(json, "d_model", "n_heads", "n_kv_heads", new LlamaConfig(Family.LLADA, width, heads, keyHeads, layers, unique,
        hidden, vocabulary, json.integer("max_sequence_length", 1, MOST_IDS, 1024), rope ? theta : 0,
        json.number("rms_norm_eps", 1e-12, 1, 1e-5), activation, qkvBias, bias, json.flag("weight_tying", true),
        json.flag("input_emb_norm", false), json.flag("scale_logits", false), maskToken(json, vocabulary)));
  }

  private static LlamaConfig dream(ConfigReader json) {
    int width = json.integer("hidden_size", 1, MOST_WIDTH);
    int heads = json.integer("num_attention_heads", 1, MOST_WIDTH);
    int keyHeads = json.given("num_key_value_heads") ? json.integer("num_key_value_heads", 1, MOST_WIDTH) : heads;
    int layers = json.integer("num_hidden_layers", 1, 1 << 12);
    int vocabulary = json.integer("vocab_size", 1, MOST_IDS);
    json.oneOf("hidden_act", "silu");
    json.only("use_sliding_window", false);
    json.only("use_mrope", false);
    if (json.given("rope_scaling")) {
      throw json.wrong("rope_scaling", "must be null");
    }
    json.ignore("initializer_range", "max_window_layers", "sliding_window");
    return checked(json, "hidden_size", "num_attention_heads", "num_key_value_heads", new LlamaConfig(Family.DREAM, width, heads,
        keyHeads, layers, layers, json.integer("intermediate_size", 1, 1 << 20), vocabulary,
        json.integer("max_position_embeddings", 1, MOST_IDS), json.number("rope_theta", 1, MOST_THETA, 10000),
        json.number("rms_norm_eps", 1e-12, 1, 1e-6), Activation.SILU, true, false, json.flag("tie_word_embeddings", false), false,
        false, maskToken(json, vocabulary)));
  }

  private static OptionalInt maskToken(ConfigReader json, int vocabulary) {
    return json.given("mask_token_id") ? OptionalInt.of(json.integer("mask_token_id", 0, vocabulary - 1)) : OptionalInt.empty();
  }

  private static LlamaConfig checked(ConfigReader json, String width, String heads, String keyHeads, LlamaConfig c) {
    if (c.width % c.heads != 0) {
      throw json.wrong(width, "must be a multiple of " + heads + " = " + c.heads);
    }
    if (c.heads % c.keyHeads != 0) {
      throw json.wrong(heads, "must be a multiple of " + keyHeads + " = " + c.keyHeads);
    }
    if (c.rope != 0 && c.headDim() % 2 != 0) {
      throw json.wrong(width, "must be an even multiple of " + heads + " = " + c.heads);
    }
    return c;
  }

  /** Width of one head. */
  public int headDim() {
    return width / heads;
  }

  /** Columns of queries, keys and values together. */
  public int qkvWidth() {
    return (heads + 2 * keyHeads) * headDim();
  }
}
