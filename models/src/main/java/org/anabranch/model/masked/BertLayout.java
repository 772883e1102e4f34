package org.anabranch.model.masked;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.engine.Shape;

/**
 * The tensors of a {@link BertMaskPredictor} checkpoint, by official name, in the order of a forward pass. Norms are called
 * {@code weight, bias} or, in the files of the first BERTs, {@code gamma, beta}.
 */
public final class BertLayout {
  static final String WORDS = "bert.embeddings.word_embeddings.weight";
  static final String POSITIONS = "bert.embeddings.position_embeddings.weight";
  static final String TYPES = "bert.embeddings.token_type_embeddings.weight";
  static final String EMBEDDING_NORM = "bert.embeddings.LayerNorm";
  static final String TRANSFORM = "cls.predictions.transform.dense";
  static final String TRANSFORM_NORM = "cls.predictions.transform.LayerNorm";
  static final String HEAD = "cls.predictions.decoder.weight";
  static final String HEAD_BIAS = "cls.predictions.bias";

  private final Map<String, Shape> tensors = new LinkedHashMap<>();
  private final boolean old;

  private BertLayout(boolean old) {
    this.old = old;
  }

  /**
   * Name and shape of every tensor that the config needs.
   *
   * @param names the checkpoint's names, which say what its norms are called
   */
  public static Map<String, Shape> of(BertConfig c, Set<String> names) {
    BertLayout l = new BertLayout(old(names));
    int d = c.width();
    l.tensors.put(WORDS, Shape.of(c.vocabulary(), d));
    l.tensors.put(POSITIONS, Shape.of(c.maxLength(), d));
    l.tensors.put(TYPES, Shape.of(c.types(), d));
    l.norm(EMBEDDING_NORM, d);
    for (int i = 0; i < c.layers(); i++) {
      String b = layer(i);
      for (String part : new String[] {"query", "key", "value"}) {
        l.linear(b + "attention.self." + part, d, d);
      }
      l.linear(b + "attention.output.dense", d, d);
      l.norm(b + "attention.output.LayerNorm", d);
      l.linear(b + "intermediate.dense", c.hidden(), d);
      l.linear(b + "output.dense", d, c.hidden());
      l.norm(b + "output.LayerNorm", d);
    }
    l.linear(TRANSFORM, d, d);
    l.norm(TRANSFORM_NORM, d);
    if (!c.tied()) {
      l.tensors.put(HEAD, Shape.of(c.vocabulary(), d));
    }
    l.tensors.put(HEAD_BIAS, Shape.of(c.vocabulary()));
    return l.tensors;
  }

  /** What the names of layer i begin with. */
  static String layer(int i) {
    return "bert.encoder.layer." + i + ".";
  }

  /** Whether norms are called gamma and beta. */
  static boolean old(Set<String> names) {
    return names.contains(EMBEDDING_NORM + ".gamma");
  }

  private void norm(String name, int width) {
    tensors.put(name + (old ? ".gamma" : ".weight"), Shape.of(width));
    tensors.put(name + (old ? ".beta" : ".bias"), Shape.of(width));
  }

  private void linear(String name, int out, int in) {
    tensors.put(name + ".weight", Shape.of(out, in));
    tensors.put(name + ".bias", Shape.of(out));
  }
}
