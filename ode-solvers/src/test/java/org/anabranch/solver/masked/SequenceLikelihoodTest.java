package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log-probability of sequences, on laws that are known. */
final class SequenceLikelihoodTest {
  private static final TrajectoryKey KEY = TrajectoryKey.root(0, 0);

  /** Logits are floats: log p of three tokens is exact to a few 2^-24 of its size. */
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void aRoundForEveryTokenIsTheJointLawInAnyOrder(long seed) {
    JointTable table = JointTable.D3;
    SequenceLikelihood likelihood = new SequenceLikelihood(table, 3, TrajectoryKey.root(seed, 0));
    TokenTemplate template = TokenTemplate.open(JointTable.MASK, 3);
    for (int x = 0; x < 8; x++) {
      int[] tokens = {x >> 2 & 1, x >> 1 & 1, x & 1};
      assertEquals(Math.log(table.joint()[x]), likelihood.of(template, tokens), TOLERANCE, "sequence " + x);
    }
  }

  @Test
  void tokensOfOneRoundDoNotSeeEachOther() {
    JointTable table = JointTable.D2;
    SequenceLikelihood one = new SequenceLikelihood(table, 1, KEY);
    assertEquals(Math.log(.25), one.of(TokenTemplate.open(JointTable.MASK, 2), new int[] {0, 0}), TOLERANCE);
    assertEquals(1, one.cost(TokenTemplate.open(JointTable.MASK, 2)));
    long before = table.asked.get();
    new SequenceLikelihood(table, 9, KEY).of(TokenTemplate.open(JointTable.MASK, 2), new int[] {0, 1});
    assertEquals(2, table.asked.get() - before, "a row a round, and no more rounds than positions");
  }

  @Test
  void givenTokensAreConditionedOn() {
    SequenceLikelihood likelihood = new SequenceLikelihood(JointTable.D2, 4, KEY);
    TokenTemplate template = TokenTemplate.of(JointTable.MASK, 1, JointTable.MASK);
    assertEquals(Math.log(.9), likelihood.of(template, new int[] {1, 1}), TOLERANCE);
    assertEquals(Double.NEGATIVE_INFINITY, likelihood.of(template, new int[] {0, 1}), "another given token");
    assertEquals(Double.NEGATIVE_INFINITY, likelihood.of(template, new int[] {1, JointTable.MASK}), "a mask left over");
    assertEquals(0, likelihood.of(TokenTemplate.of(JointTable.MASK, 0, 1), new int[] {0, 1}), "nothing open");
    TokenTemplate restricted = template.withAllowed(1, 0);
    assertEquals(0, likelihood.of(restricted, new int[] {1, 0}), TOLERANCE, "the only token allowed");
  }

  @Test
  void allSequencesSumToOneWhateverTheNetwork() {
    for (boolean conditioned : new boolean[] {false, true}) {
      for (int rounds : new int[] {1, 2, 3, 4}) {
        SequenceLikelihood likelihood = new SequenceLikelihood(new HashPredictor(conditioned), rounds, KEY);
        TokenTemplate template = TokenTemplate.of(HashPredictor.MASK, 6, 2, 6, 6, 1, 6);
        double sum = 0;
        for (int x = 0; x < 6 * 6 * 6 * 6; x++) {
          sum += Math.exp(likelihood.of(template, new int[] {x % 6, 2, x / 6 % 6, x / 36 % 6, 1, x / 216}));
        }
        // 1296 exponentials and logarithms of doubles.
        assertEquals(1, sum, 1e-12, rounds + " rounds");
      }
    }
  }

  @Test
  void wrongArgumentsAreOneSentence() {
    assertEquals("likelihood: rounds must be >= 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new SequenceLikelihood(JointTable.D2, 0, KEY)).getMessage());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new SequenceLikelihood(JointTable.D2, 1, KEY)
        .of(TokenTemplate.open(JointTable.MASK, 2), new int[] {1})).getMessage().endsWith("has 2 tokens, got 1"));
  }
}
