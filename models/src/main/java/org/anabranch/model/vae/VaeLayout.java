package org.anabranch.model.vae;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.engine.Shape;

/**
 * The tensors of a {@link VaeDecoder}, by the names of diffusers' AutoencoderKL, in the order of a decoding.
 *
 * <p>Checkpoints from before diffusers 0.14 call the four layers of the attention query, key, value and proj_attn; those after it to_q,
 * to_k, to_v and to_out.0.
 */
public final class VaeLayout {
  /** The attention of the middle. */
  static final String ATTENTION = "decoder.mid_block.attentions.0.";

  private final Map<String, Shape> tensors = new LinkedHashMap<>();

  private VaeLayout() {}

  /**
   * Name and shape of every tensor that the config needs.
   *
   * @param names of the tensors that there are: they say which names the attention has
   */
  public static Map<String, Shape> of(VaeConfig c, Set<String> names) {
    VaeLayout l = new VaeLayout();
    if (c.quantised()) {
      l.convolution("post_quant_conv", c.latentChannels(), c.latentChannels(), 1);
    }
    l.convolution("decoder.conv_in", c.deepest(), c.latentChannels(), 3);
    l.residual("decoder.mid_block.resnets.0.", c.deepest(), c.deepest());
    if (c.attends()) {
      l.vector(ATTENTION + "group_norm", c.deepest());
      for (String layer : attention(names)) {
        l.tensors.put(ATTENTION + layer + ".weight", Shape.of(c.deepest(), c.deepest()));
        l.tensors.put(ATTENTION + layer + ".bias", Shape.of(c.deepest()));
      }
    }
    l.residual("decoder.mid_block.resnets.1.", c.deepest(), c.deepest());
    for (int i = 0; i < c.widths().size(); i++) {
      String level = level(i);
      for (int j = 0; j <= c.layersPerBlock(); j++) {
        l.residual(level + "resnets." + j + ".", j == 0 ? c.into(i) : c.width(i), c.width(i));
      }
      if (i < c.widths().size() - 1) {
        l.convolution(level + "upsamplers.0.conv", c.width(i), c.width(i), 3);
      }
    }
    l.vector("decoder.conv_norm_out", c.widths().getFirst());
    l.convolution("decoder.conv_out", c.outChannels(), c.widths().getFirst(), 3);
    return l.tensors;
  }

  /** The layers of the attention: query, key, value, projection. */
  static String[] attention(Set<String> names) {
    return names.contains(ATTENTION + "query.weight") ? new String[] {"query", "key", "value", "proj_attn"}
        : new String[] {"to_q", "to_k", "to_v", "to_out.0"};
  }

  static String level(int i) {
    return "decoder.up_blocks." + i + ".";
  }

  private void residual(String name, int in, int out) {
    vector(name + "norm1", in);
    convolution(name + "conv1", out, in, 3);
    vector(name + "norm2", out);
    convolution(name + "conv2", out, out, 3);
    if (in != out) {
      convolution(name + "conv_shortcut", out, in, 1);
    }
  }

  private void convolution(String name, int out, int in, int kernel) {
    tensors.put(name + ".weight", Shape.of(out, in, kernel, kernel));
    tensors.put(name + ".bias", Shape.of(out));
  }

  private void vector(String name, int width) {
    tensors.put(name + ".weight", Shape.of(width));
    tensors.put(name + ".bias", Shape.of(width));
  }
}
