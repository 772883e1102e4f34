package org.anabranch.model.masked;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.engine.Shape;

/** The tensors of a {@link LlamaMaskPredictor} checkpoint, by official name, in the order of a forward pass. */
public final class LlamaLayout {
  private static final LlamaLayout LLADA = new LlamaLayout("model.transformer.wte", "model.transformer.blocks.", "attn_norm", "q_proj",
      "k_proj", "v_proj", "attn_out", "ff_norm", "ff_proj", "up_proj", "ff_out", "model.transformer.ln_f", "model.transformer.ff_out");
  private static final LlamaLayout DREAM = new LlamaLayout("model.embed_tokens", "model.layers.", "input_layernorm",
      "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj",
      "mlp.up_proj", "mlp.down_proj", "model.norm", "lm_head");

  /** Learned positions, which LLaDA alone may have. */
  static final String POSITIONS = "model.transformer.wpe.weight";

  final String embedding;
  final String norm;
  final String head;
  private final String blocks;
  private final String[] parts;

  private LlamaLayout(String embedding, String blocks, String... rest) {
    this.embedding = embedding + ".weight";
    this.blocks = blocks;
    this.parts = Arrays.copyOf(rest, rest.length - 2);
    this.norm = rest[rest.length - 2] + ".weight";
    this.head = rest[rest.length - 1];
  }

  /** The parts of a block. */
  enum Part { ATTENTION_NORM, QUERY, KEY, VALUE, OUT, MLP_NORM, GATE, UP, DOWN }

  /** The names of a family. */
  static LlamaLayout names(LlamaConfig.Family family) {
    return family == LlamaConfig.Family.LLADA ? LLADA : DREAM;
  }

  /** The name of a part of block i, without {@code .weight}. */
  String part(int i, Part part) {
    return blocks + i + "." + parts[part.ordinal()];
  }

  /**
   * Name and shape of every tensor that the config needs.
   *
   * @param present the checkpoint's tensors: a block that repeats an earlier one may be stored again, or not
   */
  public static Map<String, Shape> of(LlamaConfig c, Set<String> present) {
    Map<String, Shape> tensors = of(c);
    LlamaLayout names = names(c.family());
    for (int i = c.uniqueLayers(); i < c.layers(); i++) {
      String block = names.blocks + i + ".";
      if (present.stream().noneMatch(name -> name.startsWith(block))) {
        tensors.keySet().removeIf(name -> name.startsWith(block));
      }
    }
    return tensors;
  }

  /** Name and shape of every tensor that the config needs, blocks that repeat included. */
  public static Map<String, Shape> of(LlamaConfig c) {
    LlamaLayout names = names(c.family());
    Map<String, Shape> tensors = new LinkedHashMap<>();
    int d = c.width();
    tensors.put(names.embedding, Shape.of(c.vocabulary(), d));
    if (c.rope() == 0) {
      tensors.put(POSITIONS, Shape.of(c.maxLength(), d));
    }
    for (int i = 0; i < c.layers(); i++) {
      for (Part part : Part.values()) {
        String name = names.part(i, part);
        switch (part) {
          case ATTENTION_NORM, MLP_NORM -> tensors.put(name + ".weight", Shape.of(d));
          case QUERY -> linear(tensors, name, d, d, c.qkvBias());
          case KEY, VALUE -> linear(tensors, name, c.keyHeads() * c.headDim(), d, c.qkvBias());
          case OUT -> linear(tensors, name, d, d, c.bias());
          case GATE, UP -> linear(tensors, name, c.hidden(), d, c.bias());
          case DOWN -> linear(tensors, name, d, c.hidden(), c.bias());
        }
      }
    }
    tensors.put(names.norm, Shape.of(d));
    if (!c.tied()) {
      linear(tensors, names.head, c.vocabulary(), d, c.bias());
    }
    return tensors;
  }

  private static void linear(Map<String, Shape> tensors, String name, int out, int in, boolean bias) {
    tensors.put(name + ".weight", Shape.of(out, in));
    if (bias) {
      tensors.put(name + ".bias", Shape.of(out));
    }
  }
}
