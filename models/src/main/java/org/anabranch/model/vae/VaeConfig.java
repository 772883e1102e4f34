package org.anabranch.model.vae;

import java.util.List;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The shape of a {@link VaeDecoder}, under the names of diffusers' AutoencoderKL.
 *
 * @param latentChannels channels of a latent
 * @param outChannels    channels of an image
 * @param widths         channels of the encoder's levels, from the finest on ({@code block_out_channels})
 * @param layersPerBlock residual blocks of a level in the encoder; the decoder has one more
 * @param groups         groups of every norm
 * @param scalingFactor  what latents were multiplied by when the flow was trained
 * @param shiftFactor    what was subtracted before that; 0 in most
 * @param quantised      whether a 1 x 1 convolution comes first ({@code use_post_quant_conv})
 * @param attends        whether the middle has attention ({@code mid_block_add_attention})
 */
public record VaeConfig(int latentChannels, int outChannels, List<Integer> widths, int layersPerBlock, int groups, double scalingFactor,
    double shiftFactor, boolean quantised, boolean attends) {
  /** The name of the class in configs. */
  public static final String OFFICIAL = "AutoencoderKL";

  /** Epsilon of every norm: a constant of the official code. */
  static final float EPS = 1e-6f;

  /** Copies. */
  public VaeConfig {
    widths = List.copyOf(widths);
  }

  /**
   * Reads the official config.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if a key is unknown, missing or says what is not implemented
   */
  public static VaeConfig of(ConfigReader json) {
    json.only("_class_name", OFFICIAL);
    json.only("act_fn", "silu");
    int latent = json.integer("latent_channels", 1, 1 << 10, 4);
    int out = json.integer("out_channels", 1, 1 << 10, 3);
    List<Integer> widths = json.integers("block_out_channels", 1, 1 << 14);
    int layers = json.integer("layers_per_block", 1, 64, 1);
    int groups = json.integer("norm_num_groups", 1, 1 << 14, 32);
    double scaling = json.number("scaling_factor", 1e-6, 1e6, 0.18215);
    double shift = json.given("shift_factor") ? json.number("shift_factor", -1e6, 1e6, 0) : 0;
    boolean quantised = json.flag("use_post_quant_conv", true);
    boolean attends = json.flag("mid_block_add_attention", true);
    json.all("up_block_types", "UpDecoderBlock2D", widths.size());
    for (int width : widths) {
      if (width % groups != 0) {
        throw json.wrong("block_out_channels", "must be multiples of norm_num_groups = " + groups);
      }
    }
    if (json.given("latents_mean") || json.given("latents_std")) {
      throw json.wrong(json.given("latents_mean") ? "latents_mean" : "latents_std", "is not implemented and must be null");
    }
    // What only the encoder reads, and bookkeeping.
    json.ignore("down_block_types", "in_channels", "use_quant_conv", "sample_size", "force_upcast", "_diffusers_version",
        "_name_or_path");
    json.finish();
    return new VaeConfig(latent, out, widths, layers, groups, scaling, shift, quantised, attends);
  }

  /** Image pixels per latent pixel, along each side. */
  public int enlargement() {
    return 1 << widths.size() - 1;
  }

  /** Channels of the coarsest level. */
  int deepest() {
    return widths.getLast();
  }

  /** Channels of level i of the decoder, from the coarsest on. */
  int width(int i) {
    return widths.get(widths.size() - 1 - i);
  }

  /** Channels that come into level i of the decoder. */
  int into(int i) {
    return i == 0 ? deepest() : width(i - 1);
  }
}
