package org.anabranch.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.solver.Meter;

/**
 * What unmasking cost, always told together: tokens committed, evaluations (1 for a row whatever it computed), positions that were
 * computed, and the time to the answer.
 *
 * @param tokens       committed in the samples
 * @param evaluations  charged
 * @param positions    computed
 * @param allPositions what the same evaluations compute without a cache
 * @param seconds      from the first evaluation to the last sample
 */
record DecodingReport(long tokens, long evaluations, long positions, long allPositions, double seconds) {
  /** Of samples by their conditions. */
  static DecodingReport of(MaskedDomain domain, int[] conditions, Meter meter, double seconds) {
    long tokens = 0;
    for (int condition : conditions) {
      tokens += domain.templates().get(condition).openCount();
    }
    return new DecodingReport(tokens, meter.used(), meter.positions(), meter.allPositions(), seconds);
  }

  /** Share of the positions that was computed. */
  double share() {
    return allPositions == 0 ? 1 : (double) positions / allPositions;
  }

  String line() {
    return String.format(Locale.ROOT, "%,d tokens committed (%,.0f per second), %,d evaluations (%.2f tokens each), %,d of %,d "
        + "positions computed (%.0f%%), answered after %.2f s", tokens, tokens / seconds, evaluations,
        evaluations == 0 ? 0 : (double) tokens / evaluations, positions, allPositions, 100 * share(), seconds);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tokens", tokens);
    json.put("tokensPerSecond", tokens / seconds);
    json.put("evaluations", evaluations);
    json.put("positions", positions);
    json.put("allPositions", allPositions);
    json.put("secondsToAnswer", seconds);
    return json;
  }
}
