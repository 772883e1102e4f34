package org.anabranch.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.engine.Shape;

/**
 * The tensors of a {@link DiffusionTransformer} checkpoint, by official name, in the order of a forward pass.
 *
 * <p>For reports that name everything missing at once; {@link DiffusionTransformerWeights} stops at the first.
 */
public final class DiffusionTransformerLayout {
  private final Map<String, Shape> tensors = new LinkedHashMap<>();

  private DiffusionTransformerLayout() {}

  /** Name and shape of every tensor that the config needs. */
  public static Map<String, Shape> of(DiffusionTransformerConfig c) {
    DiffusionTransformerLayout l = new DiffusionTransformerLayout();
    int d = c.hiddenSize();
    int p = c.patchSize();
    l.tensors.put("pos_embed", Shape.of(1, c.tokens(), d));
    if (c.isSequence()) {
      l.linear("x_embedder.proj", d, c.patchValues());
    } else {
      l.linear("x_embedder.proj", d, c.inChannels(), p, p);
    }
    l.linear("t_embedder.mlp.0", d, TimeSinusoid.WIDTH);
    l.linear("t_embedder.mlp.2", d, d);
    l.tensors.put("y_embedder.embedding_table.weight", Shape.of(c.classRows(), d));
    for (int i = 0; i < c.depth(); i++) {
      String b = "blocks." + i + ".";
      l.linear(b + "attn.qkv", 3 * d, d);
      l.linear(b + "attn.proj", d, d);
      l.linear(b + "mlp.fc1", c.mlpHidden(), d);
      l.linear(b + "mlp.fc2", d, c.mlpHidden());
      l.linear(b + "adaLN_modulation.1", 6 * d, d);
    }
    l.linear("final_layer.linear", c.patchArea() * c.tokenChannels(), d);
    l.linear("final_layer.adaLN_modulation.1", 2 * d, d);
    return l.tensors;
  }

  private void linear(String name, int... shape) {
    tensors.put(name + ".weight", Shape.of(shape));
    tensors.put(name + ".bias", Shape.of(shape[0]));
  }
}
