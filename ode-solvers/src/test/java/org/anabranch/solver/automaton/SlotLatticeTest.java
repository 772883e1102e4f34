package org.anabranch.solver.automaton;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lattices against all sequences written out. */
final class SlotLatticeTest {
  private static final int MASK = 4;
  private static final int VOCABULARY = 4;

  private static List<int[]> all(TokenAutomaton language, int width) {
    List<int[]> out = new ArrayList<>();
    int[] ids = new int[width];
    for (int x = 0; x < Math.pow(VOCABULARY, width); x++) {
      for (int i = 0, rest = x; i < width; i++, rest /= VOCABULARY) {
        ids[width - 1 - i] = rest % VOCABULARY;
      }
      if (language.accepts(ids)) {
        out.add(ids.clone());
      }
    }
    return out;
  }

  @Test
  void whatIsAllowedIsWhatSomeSequenceHas() {
    Random random = new Random(1);
    int nonEmpty = 0;
    for (int round = 0; round < 2000; round++) {
      int width = 1 + random.nextInt(4);
      TokenAutomaton language = RandomAutomata.next(random, VOCABULARY);
      List<int[]> all = all(language, width);
      Optional<SlotLattice> lattice = SlotLattice.of(language, new BitSet[width]);
      assertEquals(all.isEmpty(), lattice.isEmpty());
      if (all.isEmpty()) {
        continue;
      }
      nonEmpty++;
      assertEquals(all.size(), lattice.get().count());
      List<int[]> listed = lattice.get().sequences(1000);
      for (int k = 0; k < all.size(); k++) {
        assertArrayEquals(all.get(k), listed.get(k));
      }
      int[] row = all.get(random.nextInt(all.size())).clone();
      for (int i = 0; i < width; i++) {
        row[i] = random.nextBoolean() ? MASK : row[i];
      }
      BitSet[] expected = new BitSet[width];
      Arrays.setAll(expected, i -> new BitSet());
      all.stream().filter(s -> fits(s, row)).forEach(s -> {
        for (int i = 0; i < width; i++) {
          expected[i].set(s[i]);
        }
      });
      assertArrayEquals(expected, lattice.get().allowed(row, 0, MASK));
      double[][] score = new double[width][VOCABULARY];
      for (double[] of : score) {
        Arrays.setAll(of, t -> random.nextGaussian());
      }
      int[] best = lattice.get().best(row, 0, MASK, (i, t) -> score[i][t]);
      double most = all.stream().filter(s -> fits(s, row)).mapToDouble(s -> sum(s, row, score)).max().orElseThrow();
      assertTrue(language.accepts(best) && fits(best, row));
      assertEquals(most, sum(best, row, score), 1e-12);
      int[] open = new int[width];
      Arrays.fill(open, MASK);
      double mass = all.stream().mapToDouble(s -> Math.exp(sum(s, open, score))).sum();
      assertEquals(Math.log(mass), lattice.get().logSum((i, t) -> score[i][t]), 1e-12);
    }
    assertTrue(nonEmpty > 1000, "only " + nonEmpty);
  }

  private static boolean fits(int[] sequence, int[] row) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] != MASK && row[i] != sequence[i]) {
        return false;
      }
    }
    return true;
  }

  private static double sum(int[] sequence, int[] row, double[][] score) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += row[i] == MASK ? score[i][sequence[i]] : 0;
    }
    return sum;
  }

  @Test
  void lengthsAreThoseOfTheLanguage() {
    TokenAutomaton words = TokenAutomaton.ofSequences("words", List.of(new int[] {1}, new int[] {2, 3, 1}));
    assertEquals(OptionalInt.of(1), words.shortest());
    assertEquals(OptionalInt.of(3), words.longest());
    TokenAutomaton.Builder loop = new TokenAutomaton.Builder();
    int[] q = {loop.state(), loop.state(), loop.state(), loop.state()};
    loop.edge(q[0], q[1], 0).edge(q[1], q[2], 1).edge(q[2], q[3], 1).edge(q[3], q[1], 1).accept(q[1]);
    TokenAutomaton thrice = loop.build("loop");
    assertEquals(OptionalInt.of(1), thrice.shortest());
    assertEquals(OptionalInt.empty(), thrice.longest());
    TokenAutomaton.Builder none = new TokenAutomaton.Builder();
    none.state();
    assertEquals(OptionalInt.empty(), none.build("nothing").shortest());
  }

  @Test
  void padsStandOnOneSide() {
    TokenAutomaton words = TokenAutomaton.ofSequences("words", List.of(new int[] {1}, new int[] {2, 3}));
    TokenAutomaton right = words.padded(0, TokenAutomaton.Side.RIGHT);
    TokenAutomaton left = words.padded(0, TokenAutomaton.Side.LEFT);
    assertTrue(right.accepts(1) && right.accepts(1, 0, 0) && right.accepts(2, 3, 0) && right.accepts(2, 3));
    assertFalse(right.accepts(0, 1) || right.accepts(2, 0) || right.accepts(0, 0) || right.accepts(1, 0, 1));
    assertTrue(left.accepts(1) && left.accepts(0, 0, 1) && left.accepts(0, 2, 3) && left.accepts(2, 3));
    assertFalse(left.accepts(1, 0) || left.accepts(2, 0, 3) || left.accepts(0, 0) || left.accepts(0, 1, 0));
    assertEquals("slot: the pad token must not occur in a value, 3 occurs in words",
        assertThrows(IllegalArgumentException.class, () -> words.padded(3, TokenAutomaton.Side.RIGHT)).getMessage());
  }

  @Test
  void whatIsNoAutomatonIsRefused() {
    TokenAutomaton.Builder b = new TokenAutomaton.Builder();
    int from = b.state();
    int one = b.state();
    int two = b.state();
    b.edge(from, one, 5);
    assertEquals("automaton: a token must be >= 0 and lead from state 0 to one state, token 5 leads to 2 and 1",
        assertThrows(IllegalArgumentException.class, () -> b.edge(from, two, 5)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> b.edge(from, two, -1));
    assertEquals("automaton: needs at least one sequence, one of [] has 0",
        assertThrows(IllegalArgumentException.class, () -> TokenAutomaton.ofSequences("one of []", List.of())).getMessage());
    SlotLattice lattice = SlotLattice.of(TokenAutomaton.ofSequences("w", List.of(new int[] {1, 2}, new int[] {3, 2})), new BitSet[2])
        .orElseThrow();
    assertEquals("slot: what is committed must be part of a value, [2, 4] is not",
        assertThrows(IllegalStateException.class, () -> lattice.allowed(new int[] {2, MASK}, 0, MASK)).getMessage());
    assertEquals("slot: enumeration takes at most 1 values, there are 2",
        assertThrows(IllegalArgumentException.class, () -> lattice.sequences(1)).getMessage());
  }
}
