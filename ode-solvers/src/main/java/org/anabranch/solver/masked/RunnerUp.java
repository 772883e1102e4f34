package org.anabranch.solver.masked;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.engine.LogitReads;

/**
 * Unmasking by confidence that in every round doubts once: the token most in doubt, the one whose second likeliest has the largest
 * probability of all masked positions, is set to that second likeliest. The rest of the round's even quota goes by confidence.
 *
 * <p>The other branch of a guess, as an action of a search: where greedy unmasking has failed, the runner-up of its closest decision is
 * the first suspect. By itself it is a poor sampler.
 *
 * @param steps rounds at most
 */
public record RunnerUp(int steps) implements UnmaskingPolicy {
  /** Checks the range. */
  public RunnerUp {
    if (steps < 1) {
      throw new IllegalArgumentException("unmasking: steps must be >= 1, got " + steps);
    }
  }

  @Override
  public String name() {
    return "runner-up";
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Override
  public boolean isOfState() {
    return true;
  }

  @Override
  public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    return Optional.of(RoundReading.of(LogitReads.Score.SECOND, positions.length, 0));
  }

  @Override
  public void decide(UnmaskingRound round) {
    int count = round.count();
    if (count == 0) {
      return;
    }
    int[] tokens = new int[count];
    int[] second = new int[count];
    double[] confidence = new double[count];
    int doubted = 0;
    double most = -1;
    for (int j = 0; j < count; j++) {
      tokens[j] = round.draw(j, 0);
      second[j] = round.second(j);
      confidence[j] = round.probability(j, tokens[j]);
      if (round.probability(j, second[j]) > most) {
        most = round.probability(j, second[j]);
        doubted = j;
      }
    }
    int except = doubted;
    List<Integer> others = IntStream.range(0, count).boxed().filter(j -> j != except)
        .sorted(Comparator.<Integer>comparingDouble(j -> -confidence[j]).thenComparing(Comparator.naturalOrder()))
        .limit(new Quota.Even().floor(count, steps - round.step()) - 1L).toList();
    round.commit(doubted, most > 0 ? second[doubted] : tokens[doubted]);
    others.forEach(j -> round.commit(j, tokens[j]));
  }

  @Override
  public Optional<String> inexactness(TokenTemplate template) {
    return template.openCount() == 0 ? Optional.empty() : Optional.of("second choices are committed");
  }
}
