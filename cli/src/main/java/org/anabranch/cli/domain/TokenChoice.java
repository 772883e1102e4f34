package org.anabranch.cli.domain;

import org.anabranch.solver.masked.CachePolicy;
import org.anabranch.solver.masked.Correction;
import org.anabranch.solver.masked.TokenLaw;

/**
 * What a masked domain is told besides its {@link Sampling}.
 *
 * @param law         how tokens are drawn
 * @param blockLength positions of a semi-autoregressive block, 0 for a single block
 * @param correction  how committed tokens are corrected
 * @param exact       whether a sampling that does not draw from the model's own law is refused
 * @param cache       which positions an evaluation computes anew
 */
public record TokenChoice(TokenLaw law, int blockLength, Correction correction, boolean exact, CachePolicy cache) {
  /** The model's law in a single block, without corrections or a cache. */
  public static final TokenChoice STANDARD = new TokenChoice(TokenLaw.MODEL, 0, Correction.NONE, false, CachePolicy.NONE);
}
