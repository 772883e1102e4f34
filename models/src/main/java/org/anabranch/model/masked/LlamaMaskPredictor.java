package org.anabranch.model.masked;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.Workspace;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * The bidirectional LLaMA that LLaDA and Dream share: every token sees every token, nothing is told about time.
 *
 * <p>Shapes: rows N, length L, width D, H query and G key heads of width d, gated layer M, vocabulary V. A block is
 * <pre>
 *   q, k, v = W rms(h)                 (grouped queries: head i reads key head i / (H / G))
 *   h = h + W attention(rotary q, rotary k, v)
 *   h = h + W (act(g) * u), g, u = W rms(h)
 * </pre>
 * References: Nie et al. 2025 (ML-GSAI/LLaDA, modeling_llada.py); Ye et al. 2025 (DreamLM/Dream, modeling_dream.py).
 *
 * <p>An observer sees {@code blockI_norm, blockI_q} (queries before the rotation), {@code blockI_attn, blockI_mlp} (branches before
 * they are added) and {@code blockI}. Threading and allocation as {@link MaskPredictor} has them.
 */
public final class LlamaMaskPredictor extends MaskedNetwork {
  private final LlamaWeights w;
  private final LlamaConfig config;
  private final RotaryTable rotary;

  /** A network over shared weights, with kernels of the calling thread. */
  public LlamaMaskPredictor(LlamaWeights weights, Kernels kernels) {
    super(traits(weights.config), kernels);
    this.w = weights;
    this.config = weights.config;
    this.rotary = new RotaryTable(config.rope() == 0 ? new double[0] : RotaryTable.frequencies(config.rope(), config.headDim()));
  }

  private static Traits traits(LlamaConfig c) {
    return new Traits(c.vocabulary(), c.maskToken(), c.maxLength(), false, false, c.family() == LlamaConfig.Family.DREAM, c.width(),
        Math.max(2 * c.hidden(), c.qkvWidth()), 2 * c.keyHeads() * c.headDim(), c.layers());
  }

  /** Loads a checkpoint in fp32. */
  public static LlamaMaskPredictor load(Checkpoint checkpoint, Kernels kernels) {
    return load(checkpoint, WeightFormat.F32, kernels);
  }

  /** Loads a checkpoint with the matrices of blocks and head in a format. */
  public static LlamaMaskPredictor load(Checkpoint checkpoint, WeightFormat format, Kernels kernels) {
    return new LlamaMaskPredictor(LlamaWeights.load(checkpoint, format), kernels);
  }

  /** The config. */
  public LlamaConfig config() {
    return config;
  }

  @Override
  protected Tensor embed(TokenSlice tokens, Workspace ws) {
    return rowsOf(w.embedding, tokens.ids(), tokens, ws);
  }

  @Override
  protected Tensor table(TokenSlice tokens) {
    return config.rope() == 0 ? NOTHING : rotary.of(tokens.longest());
  }

  @Override
  protected void trunk(TokenSlice tokens, Tensor h, Tensor told, Workspace ws, ForwardObserver observer) {
    boolean seen = observer != ForwardObserver.NONE;
    int d = config.headDim();
    int heads = config.heads();
    int keyHeads = config.keyHeads();
    float eps = (float) config.eps();
    float scale = (float) (1 / Math.sqrt(d));
    int rows = tokens.rows();
    int length = tokens.tokens();

    if (config.scaledInput()) {
      k.scale(h, Math.sqrt(config.width()), h);
    }
    if (w.positions.isPresent()) {
      k.add(h, tokens.at(k, k.resident(w.positions.get()), ws), h);                     // [N, L, D] + [L, D]
    }
    Tensor a = ws.floats(rows, length, config.width());                                 // [N, L, D]
    Tensor qkv = ws.floats(rows, length, config.qkvWidth());                            // [N, L, (H + 2 G) d]
    Tensor keys = tokens.keys(ws, 2 * keyHeads * d);                                    // [N L, 2 G d], where some are kept
    Tensor angles = config.rope() == 0 ? keys : tokens.at(k, k.resident(rotary.of(tokens.longest())), ws); // [L, d]
    Tensor gateUp = ws.floats(rows, length, 2 * config.hidden());                       // [N, L, 2 M]
    Tensor hidden = ws.floats(rows, length, config.hidden());                           // [N, L, M]
    for (int i = 0; i < w.blocks.length; i++) {
      LlamaWeights.Block b = w.blocks[i];
      k.rmsNorm(h, eps, k.resident(b.attentionNorm()), a);                              // [N, L, D]
      k.linear(a, b.qkv(), Activation.NONE, qkv);                                       // [N, L, D] -> [N, L, (H + 2 G) d]
      if (seen) {
        observer.see("block" + i + "_norm", a);
        Tensor queries = columns(qkv, heads * d);
        observer.see("block" + i + "_q", queries);
        k.release(queries);
      }
      if (config.rope() != 0) {
        k.rotary(qkv, 0, heads + keyHeads, d, angles);                                  // queries and keys, in place
      }
      tokens.attention(k, qkv, heads, keyHeads, d, scale, i, keys, AttentionMask.NONE, a);
      if (seen) {
        show(observer, "block" + i + "_attn", a, b.out());
      }
      k.linearResidual(a, b.out(), h);                                                  // [N, L, D] + [N, L, D]
      k.rmsNorm(h, eps, k.resident(b.mlpNorm()), a);                                    // [N, L, D]
      k.linear(a, b.gateUp(), Activation.NONE, gateUp);                                 // [N, L, D] -> [N, L, 2 M]
      k.gated(config.activation(), gateUp, hidden);                                     // [N, L, 2 M] -> [N, L, M]
      if (seen) {
        show(observer, "block" + i + "_mlp", hidden, b.down());
      }
      k.linearResidual(hidden, b.down(), h);                                            // [N, L, D] + [N, L, M -> D]
      if (seen) {
        observer.see("block" + i, h);
      }
    }
    k.rmsNorm(h, eps, k.resident(w.norm), h);                                           // [N, L, D]
  }

  @Override
  protected void head(Tensor hidden, Tensor logits, Workspace ws) {
    k.linear(hidden, w.head, Activation.NONE, logits);                                  // [P, D] -> [P, V]
    if (config.scaledLogits()) {
      k.scale(logits, 1 / Math.sqrt(config.width()), logits);
    }
  }

  /** The first columns of every token, copied. */
  private Tensor columns(Tensor x, int n) {
    int tokens = x.shape().dim(0) * x.shape().dim(1);
    Tensor out = k.allocate(DType.F32, Shape.of(x.shape().dim(0), x.shape().dim(1), n));
    k.copy(x, 0, x.shape().last(), out, 0, n, tokens, n);
    return out;
  }
}
