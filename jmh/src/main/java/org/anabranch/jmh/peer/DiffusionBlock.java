package org.anabranch.jmh.peer;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * One block of a DiT with its modulation, 256 tokens, heads of {@value #HEAD}: h [rows, 256, width] and c [rows, width] to
 * [rows, 256, width], normal numbers. The equations are those of {@link org.anabranch.model.DiffusionTransformer}, whose kernel calls
 * ours makes.
 */
public record DiffusionBlock(int width, int rows, long seed) implements Work {
  /** Width of a head. */
  public static final int HEAD = 64;

  /** What its weights are called in {@link #checkpoint}. */
  public static final String PREFIX = "blocks.0.";

  private static final double HALF_ULP = 0x1p-24;

  /** Refuses a width that heads do not fill. */
  public DiffusionBlock {
    if (width % HEAD != 0) {
      throw new IllegalArgumentException("shape: a block's width must be a multiple of " + HEAD + ", got " + width);
    }
  }

  /** Its sizes, those of a network of one block. */
  public DiffusionTransformerConfig config() {
    return network().config();
  }

  /** Its weights under official names. */
  public Checkpoint checkpoint() {
    return network().checkpoint(seed);
  }

  /** h [rows, 256, width]. */
  public float[] h() {
    return Inputs.normals(seed + 1, rows, config().tokens(), width).floats();
  }

  /** c [rows, width], after the SiLU. */
  public float[] c() {
    return Inputs.normals(seed + 2, rows, width).floats();
  }

  private DiffusionNetwork network() {
    return DiffusionNetwork.ofOneBlock(width, width / HEAD);
  }

  @Override
  public String shape() {
    return "block-" + width + ":" + rows;
  }

  @Override
  public double flops() {
    return rows * network().blockFlopsPerRow();
  }

  @Override
  public double bytes() {
    return 4.0 * (18.0 * width * width + 2.0 * rows * config().tokens() * width);
  }

  /** As that of a {@link DiffusionForward} of one block. */
  @Override
  public double tolerance() {
    return 16 * Math.sqrt(10.0 * config().mlpHidden()) * HALF_ULP;
  }

  @Override
  public Contender ours(Kernels k) {
    Checkpoint weights = checkpoint();
    int d = width;
    int tokens = config().tokens();
    float eps = (float) config().layerNormEps();
    Linear modulate = linear(weights, "adaLN_modulation.1", 6 * d, d);
    Linear qkv = linear(weights, "attn.qkv", 3 * d, d);
    Linear proj = linear(weights, "attn.proj", d, d);
    Linear fc1 = linear(weights, "mlp.fc1", config().mlpHidden(), d);
    Linear fc2 = linear(weights, "mlp.fc2", d, config().mlpHidden());
    float[] given = h();
    Tensor c = Tensor.of(c(), rows, d);
    Tensor h = Tensor.zeros(rows, tokens, d);
    Tensor a = Tensor.zeros(rows, tokens, d);
    Tensor heads = Tensor.zeros(rows, tokens, 3 * d);
    Tensor hidden = Tensor.zeros(rows, tokens, config().mlpHidden());
    Tensor modulation = Tensor.zeros(rows, 6 * d);
    float scale = (float) (1 / Math.sqrt(HEAD));
    return new OurContender(() -> {
      System.arraycopy(given, 0, h.floats(), 0, given.length);                    // the block overwrites its input
      k.linear(c, modulate, Activation.NONE, modulation);                         // [N, D] -> [N, 6 D]
      k.layerNormModulated(h, eps, modulation, 0, d, a);                          // [N, T, D]
      k.linear(a, qkv, Activation.NONE, heads);                                   // [N, T, D] -> [N, T, 3 D]
      k.attention(heads, 0, heads, d, heads, 2 * d, d / HEAD, d / HEAD, HEAD, scale, AttentionMask.NONE, a); // -> [N, T, D]
      k.linearGatedResidual(a, proj, modulation, 2 * d, h);                       // [N, T, D] + g [N, T, D]
      k.layerNormModulated(h, eps, modulation, 3 * d, 4 * d, a);                  // [N, T, D]
      k.linear(a, fc1, Activation.GELU_TANH, hidden);                             // [N, T, D] -> [N, T, M]
      k.linearGatedResidual(hidden, fc2, modulation, 5 * d, h);                   // [N, T, D] + g [N, T, M -> D]
    }, h);
  }

  private static Linear linear(Checkpoint weights, String name, int out, int in) {
    return Linear.pack(weights.tensor(PREFIX + name + ".weight", out, in), weights.tensor(PREFIX + name + ".bias", out));
  }
}
