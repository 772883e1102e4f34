package org.anabranch.model.masked;

import java.util.OptionalInt;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The shape of an {@link MdlmMaskPredictor}, under the names of the official MDLM config.
 *
 * @param vocabulary       ids, the mask token among them
 * @param maxLength        longest sequence
 * @param width            width D of a token
 * @param conditionWidth   width of the noise level's embedding
 * @param layers           number of blocks
 * @param heads            attention heads, dividing D
 * @param timeConditioning whether the network was trained to be told the noise level
 * @param maskToken        id of the mask token
 */
public record MdlmConfig(int vocabulary, int maxLength, int width, int conditionWidth, int layers, int heads, boolean timeConditioning,
    int maskToken) {
  /** The official name. */
  public static final String OFFICIAL = "MDLM";

  /** Epsilon of every norm. */
  public static final float EPS = 1e-5f;

  /** Width of the hidden layer over that of a token. */
  public static final int MLP_RATIO = 4;

  /**
   * Reads a config.json; the mask token is {@code mask_index}, by default the last id.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if a key is unknown, missing or out of range
   */
  public static MdlmConfig of(ConfigReader json) {
    json.oneOf("model_type", "mdlm");
    int vocabulary = json.integer("vocab_size", 1, 1 << 24);
    int width = json.integer("hidden_dim", 1, 1 << 16);
    int heads = json.integer("n_heads", 1, 1 << 12);
    MdlmConfig c = new MdlmConfig(vocabulary, json.integer("model_length", 1, 1 << 24), width, json.integer("cond_dim", 1, 1 << 16),
        json.integer("n_blocks", 1, 1 << 12), heads, json.flag("time_conditioning", false),
        json.integer("mask_index", 0, vocabulary - 1, vocabulary - 1));
    if (width % (2 * heads) != 0) {
      throw json.wrong("hidden_dim", "must be an even multiple of n_heads = " + heads);
    }
    json.ignore("architectures", "auto_map", "_name_or_path", "torch_dtype", "dtype", "transformers_version", "return_dict",
        "dropout");
    json.finish();
    return c;
  }

  /** Width of one head. */
  public int headDim() {
    return width / heads;
  }

  /** The mask token, which this config always names. */
  OptionalInt mask() {
    return OptionalInt.of(maskToken);
  }
}
