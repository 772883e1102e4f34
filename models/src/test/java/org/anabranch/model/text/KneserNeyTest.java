package org.anabranch.model.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** N-gram models: normalisation, small cases by hand, and held-out likelihood. */
final class KneserNeyTest {
  private static final int MASK = 0;
  private static final int BEGIN = 1;

  private static List<int[]> texts(int count, int vocabulary, long seed) {
    Random random = new Random(seed);
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] text = new int[3 + random.nextInt(20)];
      text[0] = BEGIN;
      for (int j = 1; j < text.length - 1; j++) {
        // Half of the tokens follow from the one before, the others are drawn from a skewed law.
        text[j] = 2 + (random.nextBoolean() ? (7 * text[j - 1] + 3) % (vocabulary - 2)
            : (int) ((vocabulary - 2) * Math.pow(random.nextDouble(), 2)));
      }
      text[text.length - 1] = BEGIN;
      texts.add(text);
    }
    return texts;
  }

  /** For every order and for contexts that were seen, seen in part and never seen. Rounding: 2 (order + 1) V operations of 1.1e-16. */
  @Test
  void probabilitiesOfEveryContextSumToOne() {
    int vocabulary = 40;
    List<int[]> texts = texts(300, vocabulary, 1);
    Random random = new Random(2);
    for (int order = 1; order <= 5; order++) {
      KneserNey model = KneserNey.train(texts, order, vocabulary, MASK, BEGIN);
      for (int trial = 0; trial < 60; trial++) {
        int[] seen = texts.get(random.nextInt(texts.size()));
        int length = random.nextInt(Math.min(6, seen.length));
        int[] text = trial % 3 == 0 ? random.ints(7, 1, vocabulary).toArray() : Arrays.copyOf(seen, length + 1);
        int at = text.length - 1;
        double sum = 0;
        for (int w = 0; w < vocabulary; w++) {
          text[at] = w;
          double p = model.probability(text, at);
          assertTrue(w == MASK ? p == 0 : p > 0, "p of " + w);
          sum += p;
        }
        assertEquals(1, sum, 1e-13, "order " + order + ", trial " + trial);
      }
    }
  }

  /**
   * Texts "1 2 3 1" and "1 2 2 1" with tokens 1 to 3, by hand. The counts of counts are too few, so that D is .5 and 1. Bigrams: 1 2
   * twice; 2 3, 3 1, 2 2 and 2 1 once. Distinct tokens before 1, 2, 3: two, two, one.
   */
  @Test
  void aBigramModelIsTheFormulaByHand() {
    KneserNey model = KneserNey.train(List.of(new int[] {1, 2, 3, 1}, new int[] {1, 2, 2, 1}), 2, 4, MASK, BEGIN);
    assertArrayEquals(new double[] {.5, 1, 1.5}, model.discounts(1));
    assertArrayEquals(new double[] {.5, 1, 1.5}, model.discounts(2));
    double left = (.5 * 1 + 1 * 2) / 5;
    double one = (2 - 1) / 5.0 + left / 3;
    double two = one;
    double three = .5 / 5 + left / 3;
    assertEquals(1, one + two + three, 1e-15);
    assertEquals(three, model.probability(new int[] {3}, 0), 1e-15);
    assertEquals((2 - 1) / 2.0 + 1 / 2.0 * two, model.probability(new int[] {1, 2}, 1), 1e-15);
    assertEquals(1 / 2.0 * three, model.probability(new int[] {1, 3}, 1), 1e-15);
    assertEquals(.5 / 3 + 1.5 / 3 * three, model.probability(new int[] {2, 3}, 1), 1e-15);
    assertEquals(.5 / 1 + .5 / 1 * one, model.probability(new int[] {3, 1}, 1), 1e-15);
  }

  /** Discounts are those of the counts of counts: D1 = 1 - 2 Y n2 / n1 and so on, with Y = n1 / (n1 + 2 n2). */
  @Test
  void discountsComeFromCountsOfCounts() {
    // Unigrams (order 1 keeps counts): tokens 2..9 once, 10..12 twice, 13..14 three times, 15 four times.
    int[] text = IntStream.concat(IntStream.of(BEGIN), IntStream.rangeClosed(2, 15)
        .flatMap(w -> IntStream.generate(() -> w).limit(w < 10 ? 1 : w < 13 ? 2 : w < 15 ? 3 : 4))).toArray();
    KneserNey model = KneserNey.train(List.of(text), 1, 16, MASK, BEGIN);
    double y = 8.0 / (8 + 2 * 3);
    assertArrayEquals(new double[] {1 - 2 * y * 3 / 8, 2 - 3 * y * 2 / 3, 3 - 4 * y / 2}, model.discounts(1), 1e-15);
  }

  @Test
  void noContextReachesBeyondTheBeginningOfAText() {
    KneserNey model = KneserNey.train(texts(200, 20, 3), 4, 20, MASK, BEGIN);
    int[] first = {BEGIN, 5, 4, 3};
    int[] later = {7, 8, 9, BEGIN, 5, 4, 3};
    for (int i = 1; i < first.length; i++) {
      assertEquals(model.probability(first, i), model.probability(later, i + 3));
    }
    assertEquals(Double.NEGATIVE_INFINITY, model.logProbability(new int[] {BEGIN, 5, MASK}, 1));
  }

  /** The law has a memory of one token. */
  @Test
  void moreContextPredictsHeldOutTextBetter() {
    List<int[]> train = texts(2000, 30, 4);
    List<int[]> heldOut = texts(200, 30, 5);
    double unigram = nats(KneserNey.train(train, 1, 30, MASK, BEGIN), heldOut);
    double bigram = nats(KneserNey.train(train, 2, 30, MASK, BEGIN), heldOut);
    double trigram = nats(KneserNey.train(train, 3, 30, MASK, BEGIN), heldOut);
    assertTrue(bigram < unigram - .5, bigram + " and " + unigram);
    assertTrue(trigram > bigram - .01 && trigram < bigram + .1, bigram + " and " + trigram);
  }

  private static double nats(KneserNey model, List<int[]> texts) {
    return -texts.stream().mapToDouble(t -> model.logProbability(t, 1)).sum() / texts.stream().mapToInt(t -> t.length - 1).sum();
  }

  @Test
  void whatItCannotCountIsOneSentence() {
    List<int[]> texts = texts(3, 20, 6);
    refused("n-grams: the order must be in [1, 12] for 20 tokens, got 13", () -> KneserNey.train(texts, 13, 20, MASK, BEGIN));
    refused("n-grams: the order must be in [1, 12] for 20 tokens, got 0", () -> KneserNey.train(texts, 0, 20, MASK, BEGIN));
    refused("n-grams: needs at least 1 text, got 0", () -> KneserNey.train(List.of(), 2, 20, MASK, BEGIN));
    refused("n-grams: a text must begin with the token 1, got 7", () -> KneserNey.train(List.of(new int[] {7}), 2, 20, MASK, BEGIN));
    KneserNey model = KneserNey.train(texts, 2, 20, MASK, BEGIN);
    refused("n-grams: ids must be in [0, 19], got 20", () -> model.probability(new int[] {BEGIN, 20}, 1));
  }

  private static void refused(String message, Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
