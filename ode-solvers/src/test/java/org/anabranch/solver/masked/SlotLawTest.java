package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.slots.ExactSlots;
import org.anabranch.solver.slots.SlotLaw;
import org.anabranch.solver.slots.SlotReader;
import org.junit.jupiter.api.Test;

/** Probabilities of slots and exact draws against the joint table. */
final class SlotLawTest {
  private static final int MASK = JointTable.MASK;
  private static final int DRAWS = 20_000;
  private static final WorkerPool POOL = new WorkerPool(1);
  private static final TokenAutomaton PAIRS = TokenAutomaton.ofSequences("pairs", List.of(new int[] {0, 0}, new int[] {0, 1},
      new int[] {1, 1}));

  private static TokenTemplate first() {
    return TokenTemplate.open(MASK, 3).withSlot(new TokenSlot("first", 0, 2, PAIRS));
  }

  private static Conditionals network(Meter meter) {
    return new Conditionals(() -> JointTable.D3, POOL, meter);
  }

  /** Sum of the joint over what begins with a pair and, unless it is the mask, ends with a token. */
  private static double joint(int a, int b, int c) {
    double[] p = JointTable.D3.joint();
    return c == MASK ? p[4 * a + 2 * b] + p[4 * a + 2 * b + 1] : p[4 * a + 2 * b + c];
  }

  @Test
  void theChainRuleGivesTheConditionalLaw() {
    Meter meter = Meter.unlimited();
    SlotReader reader = new SlotReader(network(meter), 10);
    List<SlotLaw> laws = reader.read(List.of(new SlotReader.Question(first(), "first", new int[] {MASK, MASK, MASK}),
        new SlotReader.Question(first(), "first", new int[] {1, 1, 1})), SlotLaw.Method.CHAIN).orElseThrow();
    // The empty beginning and the two of one token, for each of two contexts.
    assertEquals(6, meter.used());
    for (int q = 0; q < 2; q++) {
      SlotLaw law = laws.get(q);
      int context = q == 0 ? MASK : 1;
      double pairs = joint(0, 0, context) + joint(0, 1, context) + joint(1, 1, context);
      double all = pairs + joint(1, 0, context);
      assertEquals(Math.log(pairs / all), law.logMass(), 1e-6);
      assertTrue(law.complete());
      assertEquals(1, Arrays.stream(law.probabilities()).sum(), 1e-12);
      for (int v = 0; v < 3; v++) {
        int[] value = law.values().get(v);
        assertEquals(joint(value[0], value[1], context) / pairs, law.probabilities()[v], 1e-6);
        assertTrue(v == 0 || law.probabilities()[v] <= law.probabilities()[v - 1]);
      }
    }
    assertEquals(-1, laws.getFirst().indexOf(new int[] {1, 0}));
  }

  @Test
  void oneShotIsTheProductOfThePositionsOwn() {
    Meter meter = Meter.unlimited();
    int[] nothing = {MASK, MASK, MASK};
    double[] weight = new double[4];
    for (int x = 0; x < 4; x++) {
      weight[x] = JointTable.D3.conditional(nothing, 0, x >> 1) * JointTable.D3.conditional(nothing, 1, x & 1);
    }
    double all = weight[0] + weight[1] + weight[3];
    SlotLaw law = new SlotReader(network(meter), 10).read(List.of(new SlotReader.Question(first(), "first", nothing)),
        SlotLaw.Method.ONE_SHOT).orElseThrow().getFirst();
    assertEquals(1, meter.used());
    assertEquals(Math.log(all), law.logMass(), 1e-6);
    for (int v = 0; v < 3; v++) {
      assertEquals(weight[2 * law.values().get(v)[0] + law.values().get(v)[1]] / all, law.probabilities()[v], 1e-6);
    }
    // Where values are too many to list, the likeliest and the context's own have the same probabilities.
    SlotLaw some = new SlotReader(network(meter), 1).read(List.of(new SlotReader.Question(first(), "first", new int[] {0, 1, MASK})),
        SlotLaw.Method.ONE_SHOT).orElseThrow().getFirst();
    assertFalse(some.complete());
    for (int v = 0; v < some.values().size(); v++) {
      assertEquals(law.probabilities()[law.indexOf(some.values().get(v))], some.probabilities()[v], 1e-12);
    }
    assertTrue(some.indexOf(new int[] {0, 1}) >= 0);
    assertEquals(law.values().getFirst()[0], some.values().getFirst()[0]);
  }

  @Test
  void givenTokensNarrowASlotAndAGivenSlotCostsNothing() {
    Meter meter = Meter.unlimited();
    SlotReader reader = new SlotReader(network(meter), 10);
    TokenTemplate half = first().withGiven(1, 1);
    SlotLaw law = reader.read(List.of(new SlotReader.Question(half, "first", half.tokens())), SlotLaw.Method.CHAIN).orElseThrow()
        .getFirst();
    assertEquals(1, meter.used());
    assertEquals(2, law.values().size());
    double one = JointTable.D3.conditional(new int[] {MASK, 1, MASK}, 0, 1);
    assertEquals(one, law.probabilities()[law.indexOf(new int[] {1, 1})], 1e-6);
    TokenTemplate whole = half.withGiven(0, 1);
    SlotLaw sure = reader.read(List.of(new SlotReader.Question(whole, "first", whole.tokens())), SlotLaw.Method.CHAIN).orElseThrow()
        .getFirst();
    assertEquals(1, meter.used());
    assertArrayEquals(new double[] {1}, sure.probabilities());
  }

  @Test
  void aLimitIsHardAndSaysSo() {
    Meter meter = Meter.of(2, () -> false);
    Conditionals network = network(meter);
    assertEquals(Optional.empty(), new SlotReader(network, 10).read(List.of(new SlotReader.Question(first(), "first",
        new int[] {MASK, MASK, MASK})), SlotLaw.Method.CHAIN));
    assertEquals(Admission.BUDGET_SPENT, network.admission());
    assertTrue(meter.used() <= 2);
    assertEquals("slot first: the chain rule lists at most 2 values, there are 3", assertThrows(IllegalArgumentException.class,
        () -> new SlotReader(network, 2).read(List.of(new SlotReader.Question(first(), "first", new int[] {MASK, MASK, MASK})),
            SlotLaw.Method.CHAIN)).getMessage());
    assertEquals(SlotLaw.Method.ONE_SHOT, new SlotReader(network, 2).standard(first(), "first"));
    assertEquals(SlotLaw.Method.CHAIN, new SlotReader(network, 3).standard(first(), "first"));
    assertThrows(IllegalArgumentException.class, () -> new SlotReader.Question(first(), "first", new int[2]));
    assertEquals("exact slots: at most 2 combinations of values are enumerated, there are 3",
        assertThrows(IllegalArgumentException.class, () -> ExactSlots.of(first(), network, 2)).getMessage());
    assertEquals("exact slots: need an open position in a slot, the template has 0 slots and none open",
        assertThrows(IllegalArgumentException.class, () -> ExactSlots.of(TokenTemplate.open(MASK, 3), network, 2)).getMessage());
  }

  @Test
  void sharesOfSamplesAreCounted() {
    SlotLaw law = SlotLaw.ofSamples("s", List.of(new int[] {1}, new int[] {2}, new int[] {2}, new int[] {2}));
    assertArrayEquals(new double[] {.75, .25}, law.probabilities());
    assertArrayEquals(new int[] {2}, law.values().getFirst());
    assertEquals(.25, law.standardError());
  }

  /** The draws that unmasking one position after the other does not give: a slot of two values and the rest by an exact sampler. */
  @Test
  void exactSlotsDrawFromTheConditionalLaw() {
    Meter meter = Meter.unlimited();
    ExactSlots slots = ExactSlots.of(first(), network(meter), 10).orElseThrow();
    assertEquals(3, meter.used());
    List<TokenTemplate> filled = IntStream.range(0, DRAWS).mapToObj(i -> slots.draw(TrajectoryKey.root(3, i))).toList();
    MaskedProcess process = new MaskedGenerator(() -> JointTable.D3, POOL,
        MaskedSampling.of(OrderedUnmasking.of(1, Order.RANDOM), TokenLaw.MODEL).exactly(), filled, "table", DRAWS)
        .open(Meter.unlimited());
    List<Start> starts = new ArrayList<>();
    IntStream.range(0, DRAWS).forEach(i -> starts.add(new Start.Fresh(TrajectoryKey.root(3, i))));
    Population p = process.start(starts, IntStream.range(0, DRAWS).toArray());
    process.advance(p, 1);
    int[] tokens = process.finish(p).toInts();
    double[] share = new double[8];
    for (int i = 0; i < DRAWS; i++) {
      share[JointTable.index(tokens, 3 * i, 3)] += 1.0 / DRAWS;
    }
    double mass = joint(0, 0, MASK) + joint(0, 1, MASK) + joint(1, 1, MASK);
    for (int x = 0; x < 8; x++) {
      double exact = x >> 1 == 2 ? 0 : JointTable.D3.joint()[x] / mass;
      assertEquals(exact, share[x], 4 * Math.sqrt(exact * (1 - exact) / DRAWS) + 1e-6, "sequence " + x);
    }
  }
}
