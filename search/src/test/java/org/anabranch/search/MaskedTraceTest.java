package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedRow;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.MaskedTrace;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace tells every row's way from its start, and changes no bit of what the search does. */
final class MaskedTraceTest {
  private static final int MASK = 3;
  private static final int STEPS = 6;
  private static final TokenTemplate TEMPLATE = TokenTemplate.of(MASK, 1, MASK, MASK, MASK, MASK, MASK, MASK, MASK);

  /** Likes what stands to the left, a little. */
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
      return TEMPLATE.length();
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

  /** Replays what it is told: every row's tokens by its identity, checked against the row at every call. */
  private static final class Replay implements MaskedTrace {
    private final Map<MaskedRow, int[]> alive = new IdentityHashMap<>();
    private final Map<MaskedRow, Integer> at = new IdentityHashMap<>();
    private final List<int[]> finished = new ArrayList<>();
    private final Set<String> told = new HashSet<>();

    private static int[] tokens(MaskedRow row) {
      int[] out = new int[TEMPLATE.length()];
      Arrays.setAll(out, row::token);
      return out;
    }

    private void keep(MaskedRow row, int step, String what) {
      told.add(what);
      alive.put(row, tokens(row));
      at.put(row, step);
    }

    @Override
    public void started(MaskedRow row) {
      assertArrayEquals(TEMPLATE.tokens(), tokens(row));
      keep(row, 0, "started");
    }

    @Override
    public void copied(MaskedRow parent, MaskedRow row, int step) {
      assertEquals(step, at.get(parent), "a parent that the trace was told of, at its step");
      assertArrayEquals(alive.get(parent), tokens(row), "a copy stands where its parent stands");
      keep(row, step, "copied");
    }

    @Override
    public void chosen(MaskedRow row, ForkingProcess.Action action) {
      assertArrayEquals(alive.get(row), tokens(row), "choosing changes no token");
      told.add("chosen");
    }

    @Override
    public void stepped(MaskedRow row, int step) {
      assertEquals(at.get(row) + 1, step);
      keep(row, step, "stepped");
      if (step == STEPS) {
        finished.add(tokens(row));
      }
    }

    @Override
    public void remasked(MaskedRow row, int step) {
      assertTrue(step <= at.get(row));
      keep(row, step, "remasked");
    }

    @Override
    public void released(MaskedRow row) {
      assertArrayEquals(alive.remove(row), tokens(row), "nothing has changed a row behind the trace's back");
      told.add("released");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"best-of-n", "unmaskfork", "prism", "dts-star", "beam", "sop", "smc"})
  void theWayOfEveryRowIsToldAndNoBitChanges(String name) {
    Replay replay = new Replay();
    Outcome plain = run(name, generator());
    Outcome traced = run(name, generator().withTrace(replay));
    assertEquals(plain.ledger(), traced.ledger());
    assertEquals(plain.candidates().size(), traced.candidates().size());
    for (int i = 0; i < plain.candidates().size(); i++) {
      assertArrayEquals(plain.candidates().get(i).sample().toInts(), traced.candidates().get(i).sample().toInts());
      assertEquals(plain.candidates().get(i).score(), traced.candidates().get(i).score());
      int[] sample = traced.candidates().get(i).sample().toInts();
      assertTrue(replay.finished.stream().anyMatch(f -> Arrays.equals(f, sample)), "the trace saw every candidate finish");
    }
    assertTrue(replay.told.containsAll(Set.of("started", "stepped")), replay.told::toString);
    assertTrue(name.equals("best-of-n") || replay.told.contains("copied"), replay.told::toString);
    assertEquals(name.equals("unmaskfork"), replay.told.contains("chosen"));
    assertTrue(!Set.of("prism", "sop").contains(name) || replay.told.contains("remasked"), replay.told::toString);
  }

  private static MaskedGenerator generator() {
    return new MaskedGenerator(Chain::new, new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(STEPS, Order.LOG_CONFIDENCE).withNoise(.3), TokenLaw.MODEL), List.of(TEMPLATE), "chain");
  }

  private static Outcome run(String name, MaskedGenerator generator) {
    Selector ones = new Selector(Verifier.ofRows("ones", (x, condition) -> Arrays.stream(x.toInts()).filter(t -> t == 1).count()));
    return Algorithms.byName(name, Map.of()).run(SearchRequest.of(generator, ones, Budget.ofEvaluations(160)).withSeed(5));
  }
}
