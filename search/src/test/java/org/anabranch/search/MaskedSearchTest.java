package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.FirstHitting;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.Remasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenSlot;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.masked.UnmaskingPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every search on masked tokens, under every kind of policy: the same searches as on flows, with nothing told them. */
final class MaskedSearchTest {
  private static final int MASK = 3;
  private static final int LENGTH = 6;
  private static final TokenTemplate TEMPLATE = TokenTemplate.of(MASK, 1, MASK, MASK, MASK, MASK, MASK);

  private static final TokenAutomaton VALUES = TokenAutomaton.ofSequences("values",
      List.of(new int[] {0, 1, 2, 0}, new int[] {0, 2, 1, 0}, new int[] {2, 0, 0, 1}, new int[] {1, 1, 1, 1}));
  private static final TokenTemplate SLOTTED = TEMPLATE.withSlot(new TokenSlot("s", 2, 4, VALUES));

  /** Searches that push states by gradients, of which tokens have none. */
  private static final Set<String> CONTINUOUS = Set.of("das", "langevin", "particle-guidance", "tds");
  /** Above what the search with the largest least budget needs. */
  private static final long AMPLE = 60;

  /** p of a token: larger for the one to the left of it, where that is known. */
  private static final class Chain implements TokenPredictor {
    @Override
    public int vocabulary() {
      return MASK + 1;
    }

    @Override
    public OptionalInt maskToken() {
      return OptionalInt.of(MASK);
    }

    @Override
    public int maxLength() {
      return LENGTH;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      for (int j = 0; j < count; j++) {
        int left = positions[j] % length == 0 ? MASK : tokens[positions[j] - 1];
        for (int v = 0; v < MASK; v++) {
          logits.floats()[logits.offset() + j * (MASK + 1) + v] = v == left ? 1 : 0.1f * v;
        }
      }
    }
  }

  static Stream<Arguments> searches() {
    List<Arguments> all = new ArrayList<>();
    for (String name : Algorithms.names().stream().filter(n -> !CONTINUOUS.contains(n)).toList()) {
      for (UnmaskingPolicy policy : List.of(Ancestral.of(4), new FirstHitting(5), OrderedUnmasking.of(3, Order.CONFIDENCE),
          OrderedUnmasking.of(5, Order.LARGEST).withQuota(new Quota.Threshold(.4)), new Remasking(4, new Remasking.Rescale(.5)))) {
        all.add(Arguments.of(name, policy));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("searches")
  void everySearchRunsOnMaskedTokens(String name, UnmaskingPolicy policy) {
    SearchAlgorithm algorithm = Algorithms.byName(name, Map.of());
    long least = name.equals("rbf-literal") ? AMPLE : policy.steps();
    for (long evaluations : new long[] {least, AMPLE + 1, 200}) {
      Outcome one = algorithm.run(request(policy, evaluations, 1).withBatchRows(1));
      Ledger ledger = one.ledger();
      assertTrue(ledger.used() <= ledger.granted(), ledger::toString);
      assertEquals(ledger.used(), ledger.entries().stream().mapToLong(Ledger.Entry::used).sum());
      Candidate best = one.best().orElseThrow();
      assertTrue(best.complete() || name.equals("rbf-literal"), "only the literal search returns look-aheads");
      int[] tokens = best.sample().toInts();
      assertEquals(1, tokens[0]);
      assertTrue(Arrays.stream(tokens).noneMatch(t -> t == MASK), Arrays.toString(tokens));
      Outcome many = algorithm.run(request(policy, evaluations, 2).withBatchRows(16));
      assertEquals(best.score(), many.best().orElseThrow().score());
      assertArrayEquals(tokens, many.best().orElseThrow().sample().toInts());
    }
  }

  /** Searches know nothing of slots: what they fork, rewind, mask again and look ahead at holds a value all the same. */
  @ParameterizedTest
  @MethodSource("searches")
  void everySearchKeepsSlots(String name, UnmaskingPolicy policy) {
    SearchAlgorithm algorithm = Algorithms.byName(name, Map.of());
    for (long evaluations : new long[] {AMPLE + 1, 130}) {
      Outcome outcome = algorithm.run(request(policy, SLOTTED, evaluations, 1));
      assertTrue(outcome.ledger().used() <= outcome.ledger().granted());
      for (Candidate c : outcome.candidates()) {
        int[] value = Arrays.copyOfRange(c.sample().toInts(), 2, LENGTH);
        assertTrue(VALUES.accepts(value), () -> Arrays.toString(value));
      }
      int[] best = outcome.best().orElseThrow().sample().toInts();
      assertTrue(best[0] == 1 && VALUES.accepts(Arrays.copyOfRange(best, 2, LENGTH)), Arrays.toString(best));
    }
  }

  @Test
  void searchesByGradientsRefuseTokens() {
    for (String name : CONTINUOUS) {
      SearchAlgorithm algorithm = Algorithms.byName(name, Map.of());
      String message = assertThrows(IllegalArgumentException.class, () -> algorithm.run(request(Ancestral.of(4), 200, 1))).getMessage();
      assertTrue(message.startsWith(name + ": needs a "), message);
    }
  }

  /** Sequences of twos are wanted, which the network seldom draws. */
  private static SearchRequest request(UnmaskingPolicy policy, long evaluations, int threads) {
    return request(policy, TEMPLATE, evaluations, threads);
  }

  private static SearchRequest request(UnmaskingPolicy policy, TokenTemplate template, long evaluations, int threads) {
    MaskedGenerator generator = new MaskedGenerator(Chain::new, new WorkerPool(threads), MaskedSampling.of(policy, TokenLaw.MODEL),
        List.of(template), "chain");
    Verifier twos = Verifier.of("twos", (samples, conditions, out) -> {
      for (int i = 0; i < out.length; i++) {
        out[i] = Arrays.stream(samples.rows(i, 1).toInts()).filter(t -> t == 2).count();
      }
    });
    return SearchRequest.of(generator, new Selector(twos), Budget.ofEvaluations(evaluations)).withSeed(5);
  }
}
