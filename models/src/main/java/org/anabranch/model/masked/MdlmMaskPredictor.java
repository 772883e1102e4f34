package org.anabranch.model.masked;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.Workspace;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.TimeSinusoid;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * The diffusion transformer of MDLM: DiT's adaptive norms over tokens with rotary positions, conditioned on the noise level.
 *
 * <p>Shapes: rows N, length L, width D, condition width E, vocabulary V. With c = silu(embedding of sigma) a block is
 * <pre>
 *   s1, b1, g1, s2, b2, g2 = W c               (shift s, scale b, gate g)
 *   q, k, v = W ((1 + b1) (w norm(h)) + s1)
 *   h = h + g1 W attention(rotary q, rotary k, v)
 *   h = h + g2 mlp((1 + b2) (w norm(h)) + s2)
 * </pre>
 * A network without time conditioning was trained with sigma = 0, which is what {@link MaskPredictor#NO_SIGMA} gives it. Reference:
 * Sahoo et al. 2024 (kuleshov-group/mdlm, models/dit.py).
 *
 * <p>An observer sees {@code embed, sigma_map, blockI_attn, blockI_mlp} (branches before their gates) and {@code blockI}. Threading
 * and allocation as {@link MaskPredictor} has them.
 */
public final class MdlmMaskPredictor extends MaskedNetwork {
  private final MdlmWeights w;
  private final MdlmConfig config;
  private final RotaryTable rotary;
  private double[] sigmas = {};

  /** A network over shared weights, with kernels of the calling thread. */
  public MdlmMaskPredictor(MdlmWeights weights, Kernels kernels) {
    super(traits(weights.config), kernels);
    this.w = weights;
    this.config = weights.config;
    this.rotary = new RotaryTable(weights.frequencies);
  }

  private static Traits traits(MdlmConfig c) {
    return new Traits(c.vocabulary(), c.mask(), c.maxLength(), c.timeConditioning(), true, false, c.width(),
        MdlmConfig.MLP_RATIO * c.width(), 2 * c.width(), c.layers());
  }

  /** Loads a checkpoint in fp32. */
  public static MdlmMaskPredictor load(Checkpoint checkpoint, Kernels kernels) {
    return load(checkpoint, WeightFormat.F32, kernels);
  }

  /** Loads a checkpoint with the matrices of blocks and head in a format. */
  public static MdlmMaskPredictor load(Checkpoint checkpoint, WeightFormat format, Kernels kernels) {
    return new MdlmMaskPredictor(MdlmWeights.load(checkpoint, format), kernels);
  }

  /** The config. */
  public MdlmConfig config() {
    return config;
  }

  @Override
  protected Tensor embed(TokenSlice tokens, Workspace ws) {
    return rowsOf(w.embedding, tokens.ids(), tokens, ws);
  }

  /** The waves of the noise levels. */
  @Override
  protected Tensor condition(TokenSlice tokens, double[] sigma, Workspace ws) {
    int rows = tokens.rows();
    if (sigmas.length < rows) {
      sigmas = new double[rows];
    }
    if (sigma.length == 0) {
      Arrays.fill(sigmas, 0, rows, 0);
    } else {
      System.arraycopy(sigma, tokens.first(), sigmas, 0, rows);
    }
    Tensor waves = ws.floats(rows, TimeSinusoid.WIDTH);                                 // [N, 256]
    TimeSinusoid.embed(sigmas, rows, waves, k);                                         // [N] -> [N, 256]
    return waves;
  }

  @Override
  protected Tensor table(TokenSlice tokens) {
    return rotary.of(tokens.longest());
  }

  @Override
  protected void trunk(TokenSlice tokens, Tensor h, Tensor waves, Workspace ws, ForwardObserver observer) {
    boolean seen = observer != ForwardObserver.NONE;
    int d = config.width();
    int head = config.headDim();
    float scale = (float) (1 / Math.sqrt(head));
    int rows = tokens.rows();
    int length = tokens.tokens();

    Tensor c = condition(waves, rows, observer, ws);                                    // [N, E]
    if (seen) {
      observer.see("embed", h);
    }
    Tensor modulation = ws.floats(rows, 6 * d);                                         // [N, 6 D]
    Tensor a = ws.floats(rows, length, d);                                              // [N, L, D]
    Tensor qkv = ws.floats(rows, length, 3 * d);                                        // [N, L, 3 D]
    Tensor keys = tokens.keys(ws, 2 * d);                                               // [N L, 2 D], where some are kept
    Tensor angles = tokens.at(k, k.resident(rotary.of(tokens.longest())), ws);          // [L, D / H]
    Tensor hidden = ws.floats(rows, length, MdlmConfig.MLP_RATIO * d);                  // [N, L, M]
    for (int i = 0; i < w.blocks.length; i++) {
      MdlmWeights.Block b = w.blocks[i];
      k.linear(c, b.modulation(), Activation.NONE, modulation);                         // [N, E] -> [N, 6 D]
      k.layerNormModulated(h, MdlmConfig.EPS, k.resident(b.norm1()), modulation, 0, d, a); // [N, L, D]
      k.linear(a, b.qkv(), Activation.NONE, qkv);                                       // [N, L, D] -> [N, L, 3 D]
      k.rotary(qkv, 0, 2 * config.heads(), head, angles);                               // queries and keys, in place
      tokens.attention(k, qkv, config.heads(), config.heads(), head, scale, i, keys, AttentionMask.NONE, a);
      if (seen) {
        show(observer, "block" + i + "_attn", a, b.out());
      }
      k.linearGatedResidual(a, b.out(), modulation, 2 * d, h);                          // [N, L, D] + g [N, L, D]
      k.layerNormModulated(h, MdlmConfig.EPS, k.resident(b.norm2()), modulation, 3 * d, 4 * d, a); // [N, L, D]
      k.linear(a, b.fc1(), Activation.GELU_TANH, hidden);                               // [N, L, D] -> [N, L, M]
      if (seen) {
        show(observer, "block" + i + "_mlp", hidden, b.fc2());
      }
      k.linearGatedResidual(hidden, b.fc2(), modulation, 5 * d, h);                     // [N, L, D] + g [N, L, M -> D]
      if (seen) {
        observer.see("block" + i, h);
      }
    }
    Tensor last = ws.floats(rows, 2 * d);                                               // [N, 2 D]
    k.linear(c, w.finalModulation, Activation.NONE, last);                              // [N, E] -> [N, 2 D]
    k.layerNormModulated(h, MdlmConfig.EPS, k.resident(w.finalNorm), last, 0, d, h);    // [N, L, D]
  }

  /** silu(embedding of the noise levels): what every modulation is a linear function of. */
  private Tensor condition(Tensor waves, int rows, ForwardObserver observer, Workspace ws) {
    Tensor hidden = ws.floats(rows, config.conditionWidth());                           // [N, E]
    k.linear(waves, w.sigma0, Activation.SILU, hidden);                                 // [N, 256] -> [N, E]
    Tensor c = ws.floats(rows, config.conditionWidth());                                // [N, E]
    k.linear(hidden, w.sigma2, Activation.NONE, c);                                     // [N, E] -> [N, E]
    if (observer != ForwardObserver.NONE) {
      observer.see("sigma_map", c);
    }
    k.activate(Activation.SILU, c, c);                                                  // [N, E]
    return c;
  }

  @Override
  protected void head(Tensor hidden, Tensor logits, Workspace ws) {
    k.linear(hidden, w.head, Activation.NONE, logits);                                  // [P, D] -> [P, V]
  }
}
