package org.anabranch.model;

/**
 * Classifier-free guidance: u + scale (c - u), with the conditional prediction c and the null class's u.
 *
 * <p>Scale 1 is the conditional model, 0 the unconditional one. Reference: Ho and Salimans 2022, equation 6 with
 * {@code scale = 1 + w}.
 *
 * @param scale    how far to go; finite
 * @param channels which channels are guided; the others stay as the conditional half gave them
 */
public record Guidance(double scale, Channels channels) {
  /** Which channels are guided. */
  public enum Channels {
    /** All of them. */
    ALL,
    /**
     * Channels 0, 1, 2 only: what {@code forward_with_cfg} of the official DiT and SiT code does "for reproducibility", also
     * when the latent has four channels.
     */
    FIRST_THREE
  }

  /** Checks the scale. */
  public Guidance {
    if (!Double.isFinite(scale)) {
      throw new IllegalArgumentException("guidance: the scale must be finite, got " + scale);
    }
  }

  /** Guidance of all channels. */
  public static Guidance of(double scale) {
    return new Guidance(scale, Channels.ALL);
  }

  /** How many of the channels are guided. */
  public int count(int outChannels) {
    return channels == Channels.ALL ? outChannels : Math.min(3, outChannels);
  }
}
