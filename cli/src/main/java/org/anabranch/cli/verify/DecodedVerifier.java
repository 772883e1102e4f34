package org.anabranch.cli.verify;

import org.anabranch.engine.Tensor;
import org.anabranch.model.vae.VaeDecoder;
import org.anabranch.search.Verifier;

/**
 * A verifier of images that is shown latents: each is decoded first.
 *
 * <p>The decoding costs much more than an evaluation of most flows and is not counted in {@link #costPerCall}, whose unit it does not
 * share. Threading: one thread at a time, as the decoder.
 *
 * @param images  judges the decoded images
 * @param decoder decodes
 */
public record DecodedVerifier(Verifier images, VaeDecoder decoder) implements Verifier {
  @Override
  public String name() {
    return images.name() + " of decoded images";
  }

  @Override
  public double costPerCall() {
    return images.costPerCall();
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    int e = decoder.config().enlargement();
    Tensor decoded = Tensor.zeros(samples.rows(), decoder.config().outChannels(), e * samples.shape().dim(2),
        e * samples.shape().dim(3));
    decoder.images(samples, decoded);
    images.score(decoded, conditions, out);
  }
}
