package org.anabranch.model.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.PackedWeights;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * The weights of a {@link VaeDecoder}, packed for the kernels in fp32; those of the encoder are left in their file.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter, outputs rounded up to panels of 32: 198 MB for the
 * decoder of Stable Diffusion.
 */
public final class VaeWeights {
  /** A group norm. */
  record Norm(Tensor weight, Tensor bias) {}

  /** x + conv2(silu(norm2(conv1(silu(norm1(x)))))), with x through a 1 x 1 convolution where the width changes. */
  record Residual(Norm norm1, Linear conv1, Norm norm2, Linear conv2, Optional<Linear> shortcut) {}

  /** x + proj(attention(norm(x))), one head over all pixels. */
  record Attention(Norm norm, Linear qkv, Linear proj) {}

  /** Residual blocks, and what follows an enlargement by two. */
  record Level(List<Residual> residuals, Optional<Linear> enlarged) {}

  final VaeConfig config;
  final Optional<Linear> quantised;
  final Linear in;
  final Residual middle0;
  final Optional<Attention> attention;
  final Residual middle1;
  final List<Level> levels = new ArrayList<>();
  final Norm outNorm;
  final Linear out;
  private final PackedWeights packed;

  private VaeWeights(VaeConfig c, Checkpoint checkpoint) {
    config = c;
    packed = new PackedWeights(checkpoint, VaeLayout.of(c, checkpoint.names()), WeightFormat.F32);
    quantised = c.quantised() ? Optional.of(packed.linear("post_quant_conv")) : Optional.empty();
    in = packed.convolution("decoder.conv_in");
    middle0 = residual("decoder.mid_block.resnets.0.");
    String[] a = VaeLayout.attention(checkpoint.names());
    attention = c.attends() ? Optional.of(new Attention(norm(VaeLayout.ATTENTION + "group_norm"),
        packed.linear(VaeLayout.ATTENTION + a[0], VaeLayout.ATTENTION + a[1], VaeLayout.ATTENTION + a[2]),
        packed.linear(VaeLayout.ATTENTION + a[3]))) : Optional.empty();
    middle1 = residual("decoder.mid_block.resnets.1.");
    for (int i = 0; i < c.widths().size(); i++) {
      List<Residual> residuals = new ArrayList<>();
      for (int j = 0; j <= c.layersPerBlock(); j++) {
        residuals.add(residual(VaeLayout.level(i) + "resnets." + j + "."));
      }
      levels.add(new Level(List.copyOf(residuals), i == c.widths().size() - 1 ? Optional.empty()
          : Optional.of(packed.convolution(VaeLayout.level(i) + "upsamplers.0.conv"))));
    }
    outNorm = norm("decoder.conv_norm_out");
    out = packed.convolution("decoder.conv_out");
  }

  /**
   * Loads the decoder of an AutoencoderKL by its own config.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if the config or a tensor breaks a rule
   */
  public static VaeWeights load(Checkpoint checkpoint) {
    return new VaeWeights(VaeConfig.of(checkpoint.config()), checkpoint);
  }

  /** The config. */
  public VaeConfig config() {
    return config;
  }

  /** Bytes held. */
  public long bytes() {
    return packed.bytes();
  }

  private Residual residual(String name) {
    return new Residual(norm(name + "norm1"), packed.convolution(name + "conv1"), norm(name + "norm2"),
        packed.convolution(name + "conv2"),
        packed.has(name + "conv_shortcut.weight") ? Optional.of(packed.linear(name + "conv_shortcut")) : Optional.empty());
  }

  private Norm norm(String name) {
    return new Norm(packed.heap(name + ".weight"), packed.heap(name + ".bias"));
  }
}
