package org.anabranch.model.masked;

import java.util.OptionalInt;
import org.anabranch.engine.Activation;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The shape of a {@link BertMaskPredictor}, under the names of Hugging Face's BERT config.
 *
 * @param vocabulary ids
 * @param maxLength  rows of the position table
 * @param types      rows of the token type table
 * @param width      width D of a token
 * @param layers     number of layers
 * @param heads      attention heads, dividing D
 * @param hidden     width of a layer's hidden layer
 * @param activation of the hidden layer and of the head's transform
 * @param eps        epsilon of the norms
 * @param tied       whether the head's matrix is the word embedding
 * @param maskToken  {@code mask_token_id}, which official configs leave to the tokenizer
 */
public record BertConfig(int vocabulary, int maxLength, int types, int width, int layers, int heads, int hidden, Activation activation,
    double eps, boolean tied, OptionalInt maskToken) {
  /** The official name. */
  public static final String OFFICIAL = "BERT";

  /**
   * Reads a config.json.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if a key is unknown, missing, out of range, or asks for a variant
   *     that is not implemented
   */
  public static BertConfig of(ConfigReader json) {
    json.oneOf("model_type", "bert");
    json.oneOf("position_embedding_type", "absolute");
    json.only("is_decoder", false);
    json.only("add_cross_attention", false);
    int vocabulary = json.integer("vocab_size", 1, 1 << 24);
    int width = json.integer("hidden_size", 1, 1 << 16);
    int heads = json.integer("num_attention_heads", 1, 1 << 12);
    Activation activation = switch (json.oneOf("hidden_act", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu")) {
      case "gelu_new", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
      case "relu" -> Activation.RELU;
      case "silu" -> Activation.SILU;
      default -> Activation.GELU_ERF;
    };
    BertConfig c = new BertConfig(vocabulary, json.integer("max_position_embeddings", 1, 1 << 24, 512),
        json.integer("type_vocab_size", 1, 1 << 16, 2), width, json.integer("num_hidden_layers", 1, 1 << 12), heads,
        json.integer("intermediate_size", 1, 1 << 20), activation, json.number("layer_norm_eps", 1e-14, 1, 1e-12),
        json.flag("tie_word_embeddings", true),
        json.given("mask_token_id") ? OptionalInt.of(json.integer("mask_token_id", 0, vocabulary - 1)) : OptionalInt.empty());
    if (width % heads != 0) {
      throw json.wrong("hidden_size", "must be a multiple of num_attention_heads = " + heads);
    }
    json.ignore("architectures", "attention_probs_dropout_prob", "classifier_dropout", "gradient_checkpointing",
        "hidden_dropout_prob", "initializer_range", "pad_token_id", "transformers_version", "torch_dtype", "dtype", "use_cache",
        "_name_or_path", "output_past", "directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
        "pooler_size_per_head", "pooler_type");
    json.finish();
    return c;
  }

  /** Width of one head. */
  public int headDim() {
    return width / heads;
  }
}
