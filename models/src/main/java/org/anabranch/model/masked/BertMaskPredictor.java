package org.anabranch.model.masked;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.Workspace;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.MemoryEdge;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * BERT as a masked language model: norms after the residual sums, learned positions, token types, a transform before the head.
 *
 * <p>Shapes: rows N, length L, width D, hidden layer M, vocabulary V. A layer is
 * <pre>
 *   h = norm(h + W attention(W h))
 *   h = norm(h + W act(W h))
 * </pre>
 * References: Devlin et al. 2019; Hugging Face transformers, modeling_bert.py, BertForMaskedLM.
 *
 * <p>An observer sees {@code embed, blockI_qkv, blockI_attn, blockI_mlp} (branches before the sums) and {@code blockI}. Threading and
 * allocation as {@link MaskPredictor} has them.
 */
public final class BertMaskPredictor extends MaskedNetwork {
  private final BertWeights w;
  private final BertConfig config;
  private int[] types = {};
  private int[] seen = {};
  private int[] sliceTypes = {};

  /** A network over shared weights, with kernels of the calling thread. */
  public BertMaskPredictor(BertWeights weights, Kernels kernels) {
    super(traits(weights.config), kernels);
    this.w = weights;
    this.config = weights.config;
  }

  private static Traits traits(BertConfig c) {
    return new Traits(c.vocabulary(), c.maskToken(), c.maxLength(), false, false, false, c.width(),
        Math.max(3 * c.width(), c.hidden()), 2 * c.width(), c.layers());
  }

  /** Loads a checkpoint in fp32. */
  public static BertMaskPredictor load(Checkpoint checkpoint, Kernels kernels) {
    return load(checkpoint, WeightFormat.F32, kernels);
  }

  /** Loads a checkpoint with the matrices of layers and head in a format. */
  public static BertMaskPredictor load(Checkpoint checkpoint, WeightFormat format, Kernels kernels) {
    return new BertMaskPredictor(BertWeights.load(checkpoint, format), kernels);
  }

  /** The config. */
  public BertConfig config() {
    return config;
  }

  /**
   * The logits of sequences with token types and a padding mask, as the official forward takes them.
   *
   * <p>A forbidden key's score becomes about -3.4e38, so that it weighs 0 wherever a key is allowed, and a row of forbidden keys
   * alone attends to all of them evenly. Allocates a few bytes where keys are forbidden.
   *
   * @param tokenTypes    [N, L] ids, or empty for type 0 everywhere
   * @param attentionMask [N, L], 0 forbids a key; or empty for none
   * @param logits        [N, L, V]
   */
  public void forward(int[] tokens, int[] tokenTypes, int[] attentionMask, int rows, int length, Tensor logits,
      ForwardObserver observer) {
    checkOptional("token types", tokenTypes, rows, length);
    checkOptional("attention mask", attentionMask, rows, length);
    types = tokenTypes;
    seen = attentionMask;
    try {
      forward(tokens, rows, length, NO_SIGMA, logits, observer);
    } finally {
      types = new int[0];
      seen = types;
    }
  }

  private static void checkOptional(String what, int[] values, int rows, int length) {
    if (values.length != 0 && values.length < (long) rows * length) {
      throw new IllegalArgumentException("forward: " + what + " must be none or " + (long) rows * length + ", got " + values.length);
    }
  }

  @Override
  protected Tensor embed(TokenSlice tokens, Workspace ws) {
    return rowsOf(w.words, tokens.ids(), tokens, ws);
  }

  /** The embeddings of the token types. */
  @Override
  protected Tensor condition(TokenSlice tokens, double[] sigma, Workspace ws) {
    return rowsOf(w.types, typesOf(tokens.first(), tokens.rows(), tokens.tokens()), tokens, ws);
  }

  /** A padding mask comes from the host. */
  @Override
  protected boolean repeats() {
    return seen.length == 0;
  }

  @Override
  protected void trunk(TokenSlice tokens, Tensor h, Tensor a, Workspace ws, ForwardObserver observer) {
    boolean watched = observer != ForwardObserver.NONE;
    int d = config.width();
    int head = config.headDim();
    float eps = (float) config.eps();
    float scale = (float) (1 / Math.sqrt(head));
    int from = tokens.first();
    int rows = tokens.rows();
    int length = tokens.tokens();

    k.add(h, a, h);                                                                     // [N, L, D] + [N, L, D]
    k.add(h, tokens.at(k, k.resident(w.positions), ws), h);                             // [N, L, D] + [L, D]
    norm(h, eps, w.embeddingNorm, h);                                                   // [N, L, D]
    if (watched) {
      observer.see("embed", h);
    }
    AttentionMask mask = mask(from, rows, length, ws);                                  // [N, 1, 1, L]
    Tensor qkv = ws.floats(rows, length, 3 * d);                                        // [N, L, 3 D]
    Tensor keys = tokens.keys(ws, 2 * d);                                               // [N L, 2 D], where some are kept
    Tensor hidden = ws.floats(rows, length, config.hidden());                           // [N, L, M]
    for (int i = 0; i < w.layers.length; i++) {
      BertWeights.Layer b = w.layers[i];
      k.linear(h, b.qkv(), Activation.NONE, qkv);                                       // [N, L, D] -> [N, L, 3 D]
      tokens.attention(k, qkv, config.heads(), config.heads(), head, scale, i, keys, mask, a);
      if (watched) {
        observer.see("block" + i + "_qkv", qkv);
        show(observer, "block" + i + "_attn", a, b.out());
      }
      k.linearResidual(a, b.out(), h);                                                  // [N, L, D] + [N, L, D]
      norm(h, eps, b.attentionNorm(), h);                                               // [N, L, D]
      k.linear(h, b.fc1(), config.activation(), hidden);                                // [N, L, D] -> [N, L, M]
      if (watched) {
        show(observer, "block" + i + "_mlp", hidden, b.fc2());
      }
      k.linearResidual(hidden, b.fc2(), h);                                             // [N, L, D] + [N, L, M -> D]
      norm(h, eps, b.norm(), h);                                                        // [N, L, D]
      if (watched) {
        observer.see("block" + i, h);
      }
    }
  }

  private void norm(Tensor x, float eps, BertWeights.Norm n, Tensor y) {
    k.layerNorm(x, eps, k.resident(n.weight()), k.resident(n.bias()), y);
  }

  private int[] typesOf(int from, int rows, int length) {
    if (sliceTypes.length < rows * length) {
      sliceTypes = new int[rows * length];
    }
    if (types.length == 0) {
      Arrays.fill(sliceTypes, 0, rows * length, 0);
    } else {
      System.arraycopy(types, from * length, sliceTypes, 0, rows * length);
    }
    return sliceTypes;
  }

  private AttentionMask mask(int from, int rows, int length, Workspace ws) {
    if (seen.length == 0) {
      return AttentionMask.NONE;
    }
    Tensor bias = ws.floats(rows, 1, 1, length);                                        // [N, 1, 1, L]
    Tensor host = MemoryEdge.onHost(bias);
    for (int i = 0; i < rows * length; i++) {
      host.floats()[host.offset() + i] = seen[from * length + i] == 0 ? -Float.MAX_VALUE : 0f;
    }
    MemoryEdge.write(k, host, bias);
    return AttentionMask.of(bias);
  }

  @Override
  protected void head(Tensor hidden, Tensor logits, Workspace ws) {
    int n = hidden.rows();
    Tensor t = ws.floats(n, config.width());                                            // [P, D]
    k.linear(hidden, w.transform, config.activation(), t);                              // [P, D] -> [P, D]
    norm(t, (float) config.eps(), w.transformNorm, t);                                  // [P, D]
    k.linear(t, w.head, Activation.NONE, logits);                                       // [P, D] -> [P, V]
  }
}
