package org.anabranch.cli.domain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.anabranch.model.text.KneserNey;
import org.anabranch.model.text.Verses;

/** The held-out measures of texts: how likely the judge finds them, and what shows a text that repeats itself or is no language. */
final class TextMeasures {
  private TextMeasures() {}

  static List<Measure> of(Verses verses, KneserNey judge) {
    Set<String> known = Verses.words();
    return List.of(
        measure("judge", "nats per token", false, text -> -perToken(judge, verses.mask(), text)),
        measure("token entropy", "nats", true, TextMeasures::entropy),
        measure("distinct pairs", Measure.SHARE, true, TextMeasures::distinctPairs),
        measure("known words", Measure.SHARE, true, text -> knownWords(Verses.words(verses.text(text)), known)));
  }

  /** Mean log p of all tokens after the first, which begins the verse; not a number where a position is still open. */
  static double perToken(KneserNey model, int mask, int[] text) {
    return Arrays.stream(text).anyMatch(id -> id == mask) ? Double.NaN : model.logProbability(text, 1) / (text.length - 1);
  }

  /** The entropy of the frequencies of a text's tokens, in nats. */
  static double entropy(int[] text) {
    Map<Integer, Integer> counts = new HashMap<>();
    Arrays.stream(text).forEach(id -> counts.merge(id, 1, Integer::sum));
    // Sorted, so that the sum does not depend on a table's order.
    return counts.values().stream().mapToInt(n -> n).sorted()
        .mapToDouble(n -> -(double) n / text.length * StrictMath.log((double) n / text.length)).reduce(0, Double::sum);
  }

  /** The share of neighbouring pairs of tokens that are no repetition of one before. */
  static double distinctPairs(int[] text) {
    Set<Long> pairs = new HashSet<>();
    for (int i = 0; i + 1 < text.length; i++) {
      pairs.add((long) text[i] << Integer.SIZE | text[i + 1]);
    }
    return (double) pairs.size() / (text.length - 1);
  }

  private static double knownWords(List<String> words, Set<String> known) {
    return words.isEmpty() ? 1 : (double) words.stream().filter(known::contains).count() / words.size();
  }

  private static Measure measure(String name, String unit, boolean higherIsBetter, ToDoubleFunction<int[]> of) {
    return new Measure(name, unit, higherIsBetter, 3, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        out[i] = of.applyAsDouble(MaskedDomain.row(samples, i));
      }
    });
  }
}
