package org.anabranch.solver.masked;

import java.util.Optional;
import org.anabranch.engine.LogitReads;

/**
 * The first-hitting sampler: masked diffusion in continuous time, one token per round. With n masks left the next is revealed at
 * time t u^(1/n), at a position drawn evenly, by the network's law at that time.
 *
 * <p>Exact, in as many rounds as there are open positions. Reference: Zheng et al. 2024, arXiv 2409.02908, algorithm 1.
 *
 * @param steps rounds at most; at least the open positions of every template
 */
public record FirstHitting(int steps) implements UnmaskingPolicy {
  /** Checks the range. */
  public FirstHitting {
    if (steps < 1) {
      throw new IllegalArgumentException("first-hitting: steps must be >= 1, got " + steps);
    }
  }

  @Override
  public String name() {
    return "first-hitting";
  }

  @Override
  public double time(MaskedRow row, int step) {
    return row.masked() == 0 ? row.clock()
        : row.clock() * StrictMath.pow(row.noise().uniform(step, 0, TokenNoise.Use.TIME), 1.0 / row.masked());
  }

  /** One a round. */
  @Override
  public int spareMasks(MaskedRow row, int step) {
    return Math.max(0, steps - step - row.masked());
  }

  private static int chosen(MaskedRow row, int step, int count) {
    return Math.min(count - 1, (int) (count * row.noise().uniform(step, 0, TokenNoise.Use.ORDER)));
  }

  @Override
  public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    RoundReading one = RoundReading.of(LogitReads.Score.NONE, positions.length, Double.NaN);
    one.stay()[chosen(row, step, positions.length)] = 0;
    return Optional.of(one);
  }

  @Override
  public void decide(UnmaskingRound round) {
    if (round.count() == 0) {
      return;
    }
    int j = chosen(round.row(), round.step(), round.count());
    round.commit(j, round.draw(j, 0));
  }

  @Override
  public Optional<String> inexactness(TokenTemplate template) {
    return Optional.empty();
  }

  @Override
  public void check(TokenTemplate template) {
    if (template.openCount() > steps) {
      throw new IllegalArgumentException("first-hitting: needs a step per open position, " + template.openCount() + " are open and "
          + steps + " steps allowed");
    }
  }
}
