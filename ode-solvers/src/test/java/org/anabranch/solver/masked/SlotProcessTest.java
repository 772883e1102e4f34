package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.automaton.RandomAutomata;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Slots hold under every policy, at every step, in every look-ahead; their laws are what is said of them. */
final class SlotProcessTest {
  private static final int MASK = HashPredictor.MASK;
  private static final int DRAWS = 40_000;
  private static final double ERRORS = 4;

  // ---- never a violation

  @Test
  void noRandomConstraintIsEverViolated() {
    List<MaskedSampling> samplings = MaskedProcessTest.samplings().toList();
    Random random = new Random(7);
    WorkerPool pool = new WorkerPool(1);
    int made = 0;
    for (int round = 0; round < 3000; round++) {
      TokenTemplate template = random(random);
      if (template.slots().isEmpty()) {
        continue;
      }
      made++;
      MaskedSampling sampling = samplings.get(round % samplings.size());
      MaskedGenerator generator;
      try {
        generator = new MaskedGenerator(() -> new HashPredictor(false), pool, sampling, List.of(template), "hash");
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("first-hitting: ") || e.getMessage().startsWith("unmasking: "), e.getMessage());
        continue;
      }
      MaskedProcess process = generator.open(Meter.unlimited());
      Population p = process.start(List.of(start(round, 0), start(round, 1)), new int[2]);
      int back = generator.steps() / 2;
      for (int step = 1; step <= generator.steps(); step++) {
        assertEquals(Admission.ADMITTED, process.advance(p, step));
        check(template, process.state(p).toInts(), process.lookAhead(p).toInts());
        if (step == generator.steps() && back > 0) {
          process.rewind(p, back, new TrajectoryKey[] {TrajectoryKey.root(round, 2), TrajectoryKey.root(round, 3)});
          check(template, process.state(p).toInts(), process.lookAhead(p).toInts());
          step = back;
          back = 0;
        }
      }
      check(template, process.finish(p).toInts(), process.finish(p).toInts());
    }
    assertTrue(made > 2000, "only " + made);
  }

  private static TokenTemplate random(Random random) {
    int[] tokens = new int[HashPredictor.LENGTH];
    Arrays.fill(tokens, MASK);
    TokenTemplate template = TokenTemplate.of(MASK, tokens);
    for (int i = 0; i < tokens.length; i++) {
      if (random.nextInt(5) == 0) {
        template = template.withGiven(i, random.nextInt(MASK));
      } else if (random.nextInt(5) == 0) {
        template = template.withAllowed(i, random.nextInt(MASK), random.nextInt(MASK), random.nextInt(MASK));
      }
    }
    for (int from = random.nextInt(3); from < tokens.length;) {
      int width = 1 + random.nextInt(tokens.length - from);
      TokenSlot slot = new TokenSlot("slot " + from, from, width, RandomAutomata.next(random, MASK));
      try {
        template = template.withSlot(slot);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("slot "), e.getMessage());
      }
      from += width + random.nextInt(3);
    }
    return template;
  }

  /** What is committed is part of a value, and the look-ahead is one. */
  private static void check(TokenTemplate template, int[] state, int[] ahead) {
    for (int row = 0; row < state.length; row += template.length()) {
      for (TokenSlot slot : template.slots()) {
        template.values(slot.name()).allowed(state, row + slot.from(), MASK);
        int[] value = Arrays.copyOfRange(ahead, row + slot.from(), row + slot.end());
        assertTrue(slot.language().accepts(value), () -> Arrays.toString(value) + " is no value of " + slot);
      }
      for (int i = 0; i < template.length(); i++) {
        assertTrue(template.isOpen(i) ? template.allows(i, ahead[row + i]) : ahead[row + i] == template.tokens()[i]);
      }
    }
  }

  @Test
  void rowsUnderSlotsDoNotDependOnBatchMatesOrThreads() {
    TokenTemplate template = TokenTemplate.open(MASK, HashPredictor.LENGTH)
        .withSlot(slot("a", 1, new int[] {0, 1, 2, 3}, new int[] {3, 2, 1, 0}, new int[] {4, 4, 4, 4}))
        .withSlot(slot("b", 6, new int[] {5, 1, 2}, new int[] {5, 2, 1}, new int[] {4, 2, 1}));
    for (MaskedSampling sampling : MaskedProcessTest.samplings().toList()) {
      if (sampling.policy() instanceof FirstHitting) {
        continue;
      }
      int[] all;
      try (WorkerPool two = new WorkerPool(2)) {
        all = run(template, sampling, two, IntStream.range(0, 6).toArray());
      }
      for (int i : new int[] {0, 4}) {
        assertArrayEquals(Arrays.copyOfRange(all, i * template.length(), (i + 1) * template.length()),
            run(template, sampling, new WorkerPool(1), i));
      }
    }
  }

  private static int[] run(TokenTemplate template, MaskedSampling sampling, WorkerPool pool, int... rows) {
    MaskedProcess process = new MaskedGenerator(() -> new HashPredictor(false), pool, sampling, List.of(template), "hash", 3)
        .open(Meter.unlimited());
    Population p = process.start(Arrays.stream(rows).mapToObj(i -> start(5, i)).toList(), new int[rows.length]);
    assertEquals(Admission.ADMITTED, process.advance(p, process.generator().steps()));
    return process.finish(p).toInts();
  }

  @Test
  void whatALimitStopsIsCompletedToAValue() {
    TokenTemplate template = TokenTemplate.open(MASK, HashPredictor.LENGTH)
        .withSlot(slot("a", 0, new int[] {0, 1, 2, 3, 0, 0}, new int[] {3, 2, 1, 0, 0, 1}, new int[] {4, 4, 4, 4, 4, 4}));
    AtomicBoolean cancelled = new AtomicBoolean();
    MaskedProcess process = new MaskedGenerator(() -> new HashPredictor(false), new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(12, Order.RANDOM), TokenLaw.MODEL), List.of(template), "hash")
        .open(Meter.of(1000, cancelled::get));
    Population p = process.start(IntStream.range(0, 50).mapToObj(i -> start(2, i)).toList(), new int[50]);
    process.advance(p, 3);
    cancelled.set(true);
    assertEquals(Admission.CANCELLED, process.advance(p, 12));
    assertTrue(Arrays.stream(process.state(p).toInts()).anyMatch(t -> t == MASK));
    check(template, process.state(p).toInts(), process.lookAhead(p).toInts());
  }

  // ---- laws

  private static final TokenAutomaton SOME = TokenAutomaton.ofSequences("some",
      List.of(new int[] {0, 0, 0}, new int[] {0, 1, 1}, new int[] {1, 1, 0}, new int[] {1, 1, 1}, new int[] {1, 0, 1}));

  /** p(x | x in the language), of which masking logits one position after the other is not a sample. */
  private static double[] conditional() {
    double[] p = JointTable.D3.joint();
    double mass = 0;
    for (int x = 0; x < 8; x++) {
      p[x] = SOME.accepts(bits(x)) ? p[x] : 0;
      mass += p[x];
    }
    for (int x = 0; x < 8; x++) {
      p[x] /= mass;
    }
    return p;
  }

  private static int[] bits(int x) {
    return new int[] {x >> 2 & 1, x >> 1 & 1, x & 1};
  }

  /**
   * The law of unmasking from left to right, some positions a round: a position's conditional given what earlier rounds committed, cut
   * to the tokens that lead to a value with all that is committed, this round's included.
   */
  private static double[] cutLaw(int... roundOf) {
    double[] law = new double[8];
    for (int x = 0; x < 8; x++) {
      int[] bits = bits(x);
      double p = SOME.accepts(bits) ? 1 : 0;
      for (int i = 0; i < 3 && p > 0; i++) {
        int[] seen = new int[3];
        for (int j = 0; j < 3; j++) {
          seen[j] = roundOf[j] < roundOf[i] ? bits[j] : JointTable.MASK;
        }
        double mine = JointTable.D3.conditional(seen, i, bits[i]);
        p *= possible(bits, i, 1 - bits[i]) ? mine : 1;
      }
      law[x] = p;
    }
    return law;
  }

  /** Whether a value begins with the first i bits and then v. */
  private static boolean possible(int[] bits, int i, int v) {
    return IntStream.range(0, 8).mapToObj(SlotProcessTest::bits).anyMatch(s -> SOME.accepts(s) && s[i] == v
        && IntStream.range(0, i).allMatch(j -> s[j] == bits[j]));
  }

  @Test
  void unmaskingUnderASlotHasTheCutLaw() {
    assertLaw(OrderedUnmasking.of(3, Order.SEQUENTIAL), cutLaw(0, 1, 2));
    assertLaw(OrderedUnmasking.of(2, Order.SEQUENTIAL), cutLaw(0, 0, 1));
    assertLaw(OrderedUnmasking.of(1, Order.SEQUENTIAL), cutLaw(0, 0, 0));
    assertLaw(Ancestral.of(1), cutLaw(0, 0, 0));
  }

  private static void assertLaw(UnmaskingPolicy policy, double[] law) {
    MaskedProcess process = some(policy);
    Population p = draw(process);
    int[] tokens = process.finish(p).toInts();
    double[] frequency = new double[8];
    for (int i = 0; i < DRAWS; i++) {
      frequency[JointTable.index(tokens, 3 * i, 3)] += 1.0 / DRAWS;
    }
    for (int x = 0; x < 8; x++) {
      assertEquals(law[x], frequency[x], ERRORS * Math.sqrt(law[x] * (1 - law[x]) / DRAWS) + 1e-6, policy.name() + ": " + x);
    }
  }

  /** Cutting one position after the other is not the conditional law (the negative control); the weights make it so, in any order. */
  @Test
  void weightsMakeTheCutLawTheConditionalOne() {
    double[] exact = conditional();
    double away = IntStream.range(0, 8).mapToDouble(x -> Math.abs(exact[x] - cutLaw(0, 1, 2)[x])).sum() / 2;
    assertTrue(away > .05, "the cut law is " + away + " away");
    double mass = IntStream.range(0, 8).filter(x -> SOME.accepts(bits(x))).mapToDouble(x -> JointTable.D3.joint()[x]).sum();
    for (UnmaskingPolicy policy : List.of(OrderedUnmasking.of(3, Order.SEQUENTIAL), OrderedUnmasking.of(3, Order.RANDOM),
        OrderedUnmasking.of(3, Order.ENTROPY), new FirstHitting(3))) {
      MaskedProcess process = some(policy);
      Population p = draw(process);
      int[] tokens = process.finish(p).toInts();
      double[] weighted = new double[8];
      double sum = 0;
      for (int i = 0; i < DRAWS; i++) {
        double w = Math.exp(process.row(p, i).logMass());
        weighted[JointTable.index(tokens, 3 * i, 3)] += w;
        sum += w;
      }
      // Weights lie in [0, 1]: a mean's standard error is at most 1 / (2 sqrt n), a ratio's at most that over the mean weight.
      double error = ERRORS / (2 * Math.sqrt(DRAWS));
      assertEquals(mass, sum / DRAWS, error, policy.name());
      for (int x = 0; x < 8; x++) {
        assertEquals(exact[x], weighted[x] / sum, error / mass, policy.name() + ": " + x);
      }
    }
  }

  private static MaskedProcess some(UnmaskingPolicy policy) {
    TokenTemplate template = TokenTemplate.open(JointTable.MASK, 3).withSlot(new TokenSlot("s", 0, 3, SOME));
    return new MaskedGenerator(() -> JointTable.D3, new WorkerPool(1), MaskedSampling.of(policy, TokenLaw.MODEL), List.of(template),
        "table", DRAWS).open(Meter.unlimited());
  }

  private static Population draw(MaskedProcess process) {
    Population p = process.start(IntStream.range(0, DRAWS).mapToObj(i -> start(5, i)).toList(), new int[DRAWS]);
    assertEquals(Admission.ADMITTED, process.advance(p, process.generator().steps()));
    return p;
  }

  // ---- refusals, none of which costs an evaluation

  @Test
  void whatCannotBeFulfilledIsRefused() {
    TokenTemplate open = TokenTemplate.open(9, 6);
    TokenAutomaton words = TokenAutomaton.ofSequences("one of [a, bc]", List.of(new int[] {1}, new int[] {2, 3}));
    refused("slot x: a value must fill its 3 positions, one of [a, bc] has values of 1 to 2 tokens and none of 3",
        () -> open.withSlot(new TokenSlot("x", 0, 3, words)));
    refused("slot x: given and allowed tokens must leave a value, one of [a, bc] has none that fits [open, 1]",
        () -> open.withGiven(1, 1).withSlot(new TokenSlot("x", 0, 2, words)));
    refused("slot x: given and allowed tokens must leave a value, one of [a, bc] has none that fits [{4, 5}, open]",
        () -> open.withSlot(new TokenSlot("x", 0, 2, words)).withAllowed(0, 4, 5));
    TokenAutomaton.Builder none = new TokenAutomaton.Builder();
    none.state();
    refused("slot x: needs at least one value, nothing has none", () -> open.withSlot(new TokenSlot("x", 0, 2, none.build("nothing"))));
    refused("slot x: must lie in the 6 positions, ends at 6", () -> open.withSlot(new TokenSlot("x", 5, 2, words)));
    refused("slot y: slots have names and positions of their own, got y at 1..1 and x at 0..1",
        () -> open.withSlot(new TokenSlot("x", 0, 2, words)).withSlot(new TokenSlot("y", 1, 1, words)));
    refused("slot x: slots have names and positions of their own, got x at 3..3 and x at 0..1",
        () -> open.withSlot(new TokenSlot("x", 0, 2, words)).withSlot(new TokenSlot("x", 3, 1, words)));
    refused("slot x: a value cannot hold the mask token 9, one of [?] has one that does",
        () -> open.withSlot(new TokenSlot("x", 0, 1, TokenAutomaton.ofSequences("one of [?]", List.of(new int[] {9})))));
    refused("slot: needs a name, got ' '", () -> new TokenSlot(" ", 0, 1, words));
    refused("slot x: needs a first position >= 0 and a width >= 1, got 0 and 0", () -> new TokenSlot("x", 0, 0, words));
    refused("slot: none is named 'y', there are [x]", () -> open.withSlot(new TokenSlot("x", 0, 2, words)).slot("y"));
    refused("template: a token is given at an open position that allows it, open are [0, 1, 2, 3, 4, 5], got token 3 at position 7",
        () -> open.withGiven(7, 3));
    refused("slot x: tokens must be in [0, 6], one of [far] has 8", () -> generator(TokenTemplate.open(MASK, 3)
        .withSlot(new TokenSlot("x", 0, 1, TokenAutomaton.ofSequences("one of [far]", List.of(new int[] {8})))), EndRule.NONE));
    refused("slot x: must keep a value without the forbidden tokens {1, 2}, one of [a, bc] has none that fits [open]",
        () -> generator(TokenTemplate.open(MASK, 3).withSlot(new TokenSlot("x", 0, 1, words)), EndRule.of(EndRule.Mode.FORBID, 1, 2)));
    refused("masked generator: exact sampling was asked for, random, temperature 1.0 is not exact: allowed tokens cut one position's "
        + "law after the other, which is not the law given that all hold", () -> new MaskedGenerator(() -> new HashPredictor(false),
            new WorkerPool(1), MaskedSampling.of(OrderedUnmasking.of(3, Order.RANDOM), TokenLaw.MODEL).exactly(),
            List.of(TokenTemplate.open(MASK, 3).withSlot(new TokenSlot("x", 0, 2, words))), "hash"));
  }

  /** A slot of one position is a set: its cut law is the conditional one where nothing else is open. */
  @Test
  void oneOpenPositionIsExact() {
    TokenTemplate template = TokenTemplate.of(JointTable.MASK, 1, JointTable.MASK, 1).withSlot(slot("x", 1, new int[] {0}));
    MaskedSampling sampling = MaskedSampling.of(OrderedUnmasking.of(1, Order.RANDOM), TokenLaw.MODEL).exactly();
    assertTrue(new MaskedGenerator(() -> JointTable.D3, new WorkerPool(1), sampling, List.of(template), "table").exact());
  }

  private static MaskedGenerator generator(TokenTemplate template, EndRule ends) {
    return new MaskedGenerator(() -> new HashPredictor(false), new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.RANDOM), TokenLaw.MODEL).withEnds(ends), List.of(template), "hash");
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static TokenSlot slot(String name, int from, int[]... values) {
    return new TokenSlot(name, from, values[0].length, TokenAutomaton.ofSequences(name, new ArrayList<>(List.of(values))));
  }

  private static Start start(long seed, long i) {
    return new Start.Fresh(TrajectoryKey.root(seed, i));
  }
}
