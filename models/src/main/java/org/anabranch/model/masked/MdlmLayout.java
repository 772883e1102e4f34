package org.anabranch.model.masked;

import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.engine.Shape;
import org.anabranch.model.TimeSinusoid;

/** The tensors of an {@link MdlmMaskPredictor} checkpoint, by official name, in the order of a forward pass. */
public final class MdlmLayout {
  /** The saved rotary frequencies. */
  static final String FREQUENCIES = "backbone.rotary_emb.inv_freq";

  private MdlmLayout() {}

  /** Name and shape of every tensor that the config needs. */
  public static Map<String, Shape> of(MdlmConfig c) {
    Map<String, Shape> tensors = new LinkedHashMap<>();
    int d = c.width();
    int e = c.conditionWidth();
    tensors.put("backbone.vocab_embed.embedding", Shape.of(c.vocabulary(), d));
    linear(tensors, "backbone.sigma_map.mlp.0", e, TimeSinusoid.WIDTH);
    linear(tensors, "backbone.sigma_map.mlp.2", e, e);
    tensors.put(FREQUENCIES, Shape.of(c.headDim() / 2));
    for (int i = 0; i < c.layers(); i++) {
      String b = block(i);
      linear(tensors, b + "adaLN_modulation", 6 * d, e);
      tensors.put(b + "norm1.weight", Shape.of(d));
      tensors.put(b + "attn_qkv.weight", Shape.of(3 * d, d));
      tensors.put(b + "attn_out.weight", Shape.of(d, d));
      tensors.put(b + "norm2.weight", Shape.of(d));
      linear(tensors, b + "mlp.0", MdlmConfig.MLP_RATIO * d, d);
      linear(tensors, b + "mlp.2", d, MdlmConfig.MLP_RATIO * d);
    }
    linear(tensors, "backbone.output_layer.adaLN_modulation", 2 * d, e);
    tensors.put("backbone.output_layer.norm_final.weight", Shape.of(d));
    linear(tensors, "backbone.output_layer.linear", c.vocabulary(), d);
    return tensors;
  }

  /** What the names of block i begin with. */
  static String block(int i) {
    return "backbone.blocks." + i + ".";
  }

  private static void linear(Map<String, Shape> tensors, String name, int out, int in) {
    tensors.put(name + ".weight", Shape.of(out, in));
    tensors.put(name + ".bias", Shape.of(out));
  }
}
