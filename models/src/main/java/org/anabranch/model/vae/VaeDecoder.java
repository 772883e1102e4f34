package org.anabranch.model.vae;

import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * The decoder of diffusers' AutoencoderKL, the autoencoder of Stable Diffusion, DiT and SiT: latents in, images out.
 *
 * <pre>
 *   z = latent / scalingFactor + shiftFactor
 *   h = conv_in(post_quant_conv(z));  h = residual, attention, residual
 *   for each level: h = residual ...;  h = conv(h enlarged by two), but for the last
 *   image = conv_out(silu(norm(h)))
 * </pre>
 *
 * <p>Images are decoded one by one, whatever the batch, so that an image depends on its own latent alone and memory does not grow with
 * the batch: three buffers of the largest level, 201 MB in all for 256 x 256 pixels of Stable Diffusion. They are kept: a size that has
 * been decoded before allocates nothing of size.
 *
 * <p>Cost for Stable Diffusion: 0.62 TFLOP for 256 x 256 pixels, four times that for 512 x 512. Threading: an instance belongs to
 * one thread at a time and spreads each operation over its kernels' pool. Weights may be shared.
 *
 * <p>Reference: Rombach et al. 2022, High-Resolution Image Synthesis with Latent Diffusion Models; diffusers, autoencoders/vae.py.
 */
public final class VaeDecoder {
  private final VaeWeights w;
  private final VaeConfig config;
  private final Kernels k;
  private final Plane[] planes = {new Plane(), new Plane(), new Plane()};
  private int height;
  private int width;

  /** A decoder of shared weights. */
  public VaeDecoder(VaeWeights weights, Kernels kernels) {
    this.w = weights;
    this.config = weights.config;
    this.k = kernels.host();
  }

  /** The config. */
  public VaeConfig config() {
    return config;
  }

  /**
   * Images of latents as a flow makes them: {@link #decode} after scaling and shift are undone.
   *
   * @param latents [rows, latentChannels, h, w]
   * @param images  [rows, outChannels, h e, w e] with the config's enlargement e; about [-1, 1], not clamped
   */
  public void images(Tensor latents, Tensor images) {
    decode(latents, 1 / config.scalingFactor(), config.shiftFactor(), images);
  }

  /**
   * Images of latents in the autoencoder's own scale, the official {@code vae.decode(z)}.
   *
   * @param latents [rows, latentChannels, h, w]
   * @param images  [rows, outChannels, h e, w e] with the config's enlargement e
   * @throws IllegalArgumentException naming the rule and both shapes
   */
  public void decode(Tensor latents, Tensor images) {
    decode(latents, 1, 0, images);
  }

  private void decode(Tensor latents, double scale, double shift, Tensor images) {
    int n = latents.rows();
    if (latents.shape().rank() != 4 || latents.shape().dim(1) != config.latentChannels()) {
      throw new IllegalArgumentException("decoder: needs latents [rows, " + config.latentChannels() + ", height, width], got "
          + latents.shape());
    }
    int e = config.enlargement();
    int high = latents.shape().dim(2) * e;
    int wide = latents.shape().dim(3) * e;
    if (!images.shape().is(n, config.outChannels(), high, wide)) {
      throw new IllegalArgumentException("decoder: latents " + latents.shape() + " need images [" + n + ", " + config.outChannels()
          + ", " + high + ", " + wide + "], got " + images.shape());
    }
    for (int i = 0; i < n; i++) {
      height = latents.shape().dim(2);
      width = latents.shape().dim(3);
      decodeOne(latents.rows(i, 1), (float) scale, (float) shift, images.rows(i, 1));
    }
  }

  private void decodeOne(Tensor latent, float scale, float shift, Tensor image) {
    Plane a = planes[0];
    Plane b = planes[1];
    int c = config.latentChannels();
    Tensor z = a.view(height * width, c);                                          // [1, h w, c]
    for (int i = 0; i < z.size(); i++) {
      z.floats()[i] = latent.floats()[latent.offset() + i % c * height * width + i / c] * scale + shift;
    }
    if (w.quantised.isPresent()) {
      Tensor q = b.view(height * width, c);
      k.linear(z, w.quantised.get(), Activation.NONE, q);                          // [1, h w, c] -> [1, h w, c]
      b = a;
      a = planes[1];
      z = q;
    }
    Tensor x = b.view(height * width, config.deepest());                           // [1, h w, D]
    k.convolution(z, height, width, 1, w.in, 3, x);
    x = residual(x, w.middle0);
    if (w.attention.isPresent()) {
      attend(x, w.attention.get());
    }
    x = residual(x, w.middle1);
    for (VaeWeights.Level level : w.levels) {
      for (VaeWeights.Residual r : level.residuals()) {
        x = residual(x, r);
      }
      if (level.enlarged().isPresent()) {
        Tensor larger = other(x, x).view(4 * height * width, x.shape().last());
        k.convolution(x, height, width, 2, level.enlarged().get(), 3, larger);     // [1, h w, C] -> [1, 4 h w, C]
        height *= 2;
        width *= 2;
        x = larger;
      }
    }
    norm(x, w.outNorm, Activation.SILU, x);
    Tensor pixels = other(x, x).view(height * width, config.outChannels());        // [1, H W, 3]
    k.convolution(x, height, width, 1, w.out, 3, pixels);
    k.transpose(pixels, image.reshape(1, config.outChannels(), height * width));   // [1, H W, 3] -> [1, 3, H W]
  }

  /** [1, h w, in] -> [1, h w, out], in place where the width stays. */
  private Tensor residual(Tensor x, VaeWeights.Residual r) {
    int pixels = height * width;
    Plane first = other(x, x);
    Tensor normed = first.view(pixels, x.shape().last());                          // [1, h w, in]
    norm(x, r.norm1(), Activation.SILU, normed);
    Tensor hidden = other(x, normed).view(pixels, r.conv1().out());                // [1, h w, out]
    k.convolution(normed, height, width, 1, r.conv1(), 3, hidden);
    norm(hidden, r.norm2(), Activation.SILU, hidden);
    Tensor y = x;
    if (r.shortcut().isPresent()) {
      y = first.view(pixels, r.conv1().out());                                     // [1, h w, out], over what is read no more
      k.linear(x, r.shortcut().get(), Activation.NONE, y);
    }
    k.convolutionResidual(hidden, height, width, r.conv2(), 3, y);
    return y;
  }

  private void attend(Tensor x, VaeWeights.Attention a) {
    int pixels = height * width;
    int d = config.deepest();
    Plane first = other(x, x);
    Tensor normed = first.view(pixels, d);                                         // [1, h w, D]
    norm(x, a.norm(), Activation.NONE, normed);
    Tensor qkv = other(x, normed).view(pixels, 3 * d);                             // [1, h w, 3 D]
    k.linear(normed, a.qkv(), Activation.NONE, qkv);
    k.attention(qkv, 0, qkv, d, qkv, 2 * d, 1, 1, d, (float) (1 / Math.sqrt(d)), AttentionMask.NONE, normed);
    k.linearResidual(normed, a.proj(), x);
  }

  private void norm(Tensor x, VaeWeights.Norm n, Activation act, Tensor y) {
    k.groupNorm(x, config.groups(), VaeConfig.EPS, n.weight(), n.bias(), act, y);
  }

  /** A plane that holds neither tensor. */
  private Plane other(Tensor a, Tensor b) {
    for (Plane p : planes) {
      if (!p.holds(a) && !p.holds(b)) {
        return p;
      }
    }
    throw new IllegalStateException("decoder: all planes are in use");
  }
}
