package org.anabranch.solver.masked;

import java.util.Optional;
import java.util.OptionalDouble;
import org.anabranch.engine.LogitReads;

/**
 * Ancestral sampling of masked diffusion: each masked token is revealed by itself with probability (t - s) / t in the step from time t
 * to s, on a uniform grid from 1 to {@code end}.
 *
 * <p>MDLM's {@code ddpm} and {@code ddpm_cache} (whose cache the process always has: a row that did not change costs nothing where the
 * network is not told the time), and Dream's {@code origin}. MDLM's {@code analytic} is the same law: its staggered score times the
 * transposed transition reveals with (e^(sigma_t - sigma_s) - 1) / (e^sigma_t - 1), which is (t - s) / t where e^-sigma = 1 - t; only
 * its last round draws instead of taking the likeliest.
 *
 * <p>Not exact: the tokens of one step do not see each other. The distance falls as 1 / steps (two tokens that agree nine times out of
 * ten: 0.4 / steps in total variation). Reference: Sahoo et al. 2024 (kuleshov-group/mdlm, diffusion.py).
 *
 * @param grid rounds of the grid
 * @param end  the last time; 0 reveals everything in the last of them, more leaves the rest to a further round
 * @param last how the further round reveals
 */
public record Ancestral(int grid, double end, Last last) implements UnmaskingPolicy {
  /** How what is left after the grid is revealed. */
  public enum Last {
    /** Nothing is left. */
    NONE,
    /** The likeliest token. */
    LIKELIEST,
    /** A draw. */
    DRAWN
  }

  /** MDLM's last time. */
  public static final double OFFICIAL_END = 1e-5;

  /** Checks the ranges. */
  public Ancestral {
    if (grid < 1) {
      throw new IllegalArgumentException("ancestral: steps must be >= 1, got " + grid);
    }
    if (!(end >= 0 && end < 1)) {
      throw new IllegalArgumentException("ancestral: the last time must be in [0, 1), got " + end);
    }
    if (end == 0 != (last == Last.NONE)) {
      throw new IllegalArgumentException("ancestral: a further round is for a last time above 0, got " + last + " and " + end);
    }
  }

  /** To time 0 in some steps. */
  public static Ancestral of(int steps) {
    return new Ancestral(steps, 0, Last.NONE);
  }

  @Override
  public String name() {
    return last == Last.DRAWN ? "analytic" : "ancestral";
  }

  @Override
  public int steps() {
    return last == Last.NONE ? grid : grid + 1;
  }

  @Override
  public double time(MaskedRow row, int step) {
    return timeAt(step);
  }

  private double timeAt(int step) {
    return step >= grid ? end : 1 + (end - 1) * step / grid;
  }

  @Override
  public OptionalDouble remaskChance(int from, int to) {
    return OptionalDouble.of((timeAt(to) - timeAt(from)) / (1 - timeAt(from)));
  }

  private boolean takesLikeliest(int step) {
    return step == grid && last == Last.LIKELIEST;
  }

  private double stay(int step) {
    return step == grid ? 0 : timeAt(step + 1) / timeAt(step);
  }

  @Override
  public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    RoundReading all = RoundReading.of(LogitReads.Score.NONE, positions.length, stay(step));
    return Optional.of(new RoundReading(all.score(), false, takesLikeliest(step), all.stay()));
  }

  @Override
  public void decide(UnmaskingRound round) {
    double stay = stay(round.step());
    for (int j = 0; j < round.count(); j++) {
      int token = takesLikeliest(round.step()) ? round.likeliest(j) : round.draw(j, stay);
      if (token >= 0) {
        round.commit(j, token);
      }
    }
  }

  @Override
  public Optional<String> inexactness(TokenTemplate template) {
    return template.openCount() <= 1 && last != Last.LIKELIEST ? Optional.empty()
        : Optional.of("ancestral steps reveal several tokens that do not see each other");
  }
}
