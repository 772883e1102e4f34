package org.anabranch.solver.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a model is asked about its own samples, what that costs, and where the answer is read. */
class SelfVerdictTest {
  private static final int MASK = 9;
  private static final int YES = 5;
  private static final int NO = 6;
  private static final int QUESTION = 7;

  /** Says Yes at an answer mask if the sample before the question has more ones than zeros; at other tokens it says how long it is. */
  private static final class Oracle implements TokenPredictor {
    private final List<int[]> asked;

    Oracle(List<int[]> asked) {
      this.asked = asked;
    }

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
      return 8;
    }

    @Override
    public boolean conditioned() {
      return false;
    }

    @Override
    public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
      for (int j = 0; j < count; j++) {
        int row = positions[j] / length;
        int[] ids = Arrays.copyOfRange(tokens, row * length, (row + 1) * length);
        int at = logits.offset() + j * (MASK + 1);
        Arrays.fill(logits.floats(), at, at + MASK + 1, -9);
        boolean question = Arrays.stream(ids).anyMatch(t -> t == QUESTION);
        if (!question) {
          logits.floats()[at + 1] = positions[j] % length == 0 ? 1 : 0;
          logits.floats()[at] = .5f;
          continue;
        }
        asked.add(ids);
        int ones = (int) Arrays.stream(ids).filter(t -> t == 1).count();
        boolean mask = ids[positions[j] % length] == MASK;
        logits.floats()[at + YES] = mask ? ones : 1;
        logits.floats()[at + NO] = mask ? 1 : 2;
      }
    }
  }

  private static MaskedGenerator generator(List<int[]> asked, SelfVerdict verdict) {
    return new MaskedGenerator(() -> new Oracle(asked), new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.SEQUENTIAL), TokenLaw.GREEDY), List.of(TokenTemplate.of(MASK, MASK, MASK, MASK)),
        "oracle").withVerdict(verdict);
  }

  private static SelfVerdict.Question question(boolean masked) {
    return new SelfVerdict.Question(new int[] {8}, new int[] {4, QUESTION}, new int[] {YES}, new int[] {NO}, masked);
  }

  private static Population rows(MaskedProcess process, int count) {
    List<Start> starts = IntStream.range(0, count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(1, i))).toList();
    return process.start(starts, new int[count]);
  }

  @Test
  void aQuestionIsPaidForAndReadAtItsAnswer() {
    List<int[]> asked = new ArrayList<>();
    MaskedProcess process = generator(asked, question(true)).open(Meter.of(8, () -> false));
    Population p = rows(process, 2);
    assertEquals(Admission.ADMITTED, process.advance(p, 3));
    assertEquals(6, process.meter().used());
    double[] out = new double[2];
    assertEquals(Admission.ADMITTED, process.judge(p, out));
    assertEquals(8, process.meter().used(), "one evaluation a row");
    assertArrayEquals(new int[] {8, 1, 0, 0, 4, QUESTION, MASK}, asked.getFirst());
    assertEquals(.5, out[0], 1e-7, "one one: Yes and No at 1 and 1");
    double[] kept = {7, 7};
    assertEquals(Admission.BUDGET_SPENT, process.judge(p, kept));
    assertArrayEquals(new double[] {7, 7}, kept);
  }

  /** As published: no answer mask, and the last token of the question is read, which here knows nothing of the sample. */
  @Test
  void thePublishedFormReadsTheQuestionsLastToken() {
    List<int[]> asked = new ArrayList<>();
    MaskedProcess process = generator(asked, question(false)).open(Meter.unlimited());
    Population p = rows(process, 1);
    process.evaluate(p);
    double[] out = new double[1];
    process.judge(p, out);
    assertArrayEquals(new int[] {8, 1, 0, 0, 4, QUESTION}, asked.getFirst());
    assertEquals(1 / (1 + Math.E), out[0], 1e-7);
  }

  @Test
  void itsOwnLogProbabilityIsThatOfTheChain() {
    MaskedGenerator g = new MaskedGenerator(() -> JointTable.D3, new WorkerPool(1),
        MaskedSampling.of(OrderedUnmasking.of(3, Order.RANDOM), TokenLaw.MODEL),
        List.of(TokenTemplate.of(JointTable.MASK, 2, 2, 2)), "D3");
    MaskedProcess process = g.open(Meter.unlimited());
    Population p = rows(process, 50);
    process.evaluate(p);
    double[] ahead = new double[50];
    process.judge(p, ahead);
    assertEquals(Math.log(.6 * .62 * .634), ahead[0], 1e-5, "all masked: the likeliest token of each position by itself");
    process.advance(p, 3);
    long used = process.meter().used();
    double[] out = new double[50];
    process.judge(p, out);
    assertEquals(used, process.meter().used());
    int[] tokens = process.state(p).toInts();
    for (int i = 0; i < 50; i++) {
      assertEquals(Math.log(JointTable.D3.joint()[JointTable.index(tokens, 3 * i, 3)]), out[i], 1e-5);
    }
  }

  @Test
  void aQuestionThatDoesNotFitIsRefused() {
    assertEquals("self-verdict: needs a question and ids for Yes and No, got 1, 0 and 1 ids", message(
        () -> new SelfVerdict.Question(new int[0], new int[] {1}, new int[0], new int[] {1}, true)));
    assertEquals("self-verdict: the model takes at most 8 tokens, a question about a sample has 9", message(() -> generator(List.of(),
        new SelfVerdict.Question(new int[3], new int[2], new int[] {1}, new int[] {2}, true))));
    assertEquals("self-verdict: ids must be in [0, 9], got 10", message(() -> generator(List.of(),
        new SelfVerdict.Question(new int[0], new int[1], new int[] {10}, new int[] {2}, true))));
  }

  @Test
  void modelsOfOtherTokensAreRefused() {
    MaskedGenerator g = generator(List.of(), new SelfVerdict.LogProbability());
    assertEquals("masked generator: another model needs the same tokens, oracle has vocabulary 10, mask 9 and no noise levels for 3"
        + " tokens,"
        + " D3 vocabulary 3, mask 2 and no noise levels for at most 3", message(() -> g.withModel("D3", () -> JointTable.D3)));
    MaskedProcess process = g.open(Meter.unlimited());
    Population p = rows(process, 1);
    List<ForkingProcess.Action> foreign = g.withModel("twin", () -> new Oracle(new ArrayList<>())).open(Meter.unlimited())
        .actions(List.of("twin/confidence"));
    assertEquals("choose: the action twin/confidence belongs to another process", message(() -> process.choose(p, foreign)));
    assertEquals("reopen: needs 0 <= count <= pool, got 3 of 2", message(() -> process.reopen(p, new int[] {0}, 3, 2)));
  }

  /** What one model has said of a state is not taken for what another says. */
  @Test
  void anotherModelIsAskedAnew() {
    MaskedGenerator g = generator(List.of(), new SelfVerdict.LogProbability()).withModel("twin", () -> new Oracle(new ArrayList<>()));
    MaskedProcess process = g.open(Meter.unlimited());
    List<ForkingProcess.Action> actions = process.actions(List.of("confidence", "margin", "twin/confidence"));
    Population p = rows(process, 1);
    process.choose(p, actions.subList(0, 1));
    process.evaluate(p);
    process.choose(p, actions.subList(1, 2));
    assertEquals(true, process.isEvaluated(p));
    process.choose(p, actions.subList(2, 3));
    assertEquals(false, process.isEvaluated(p));
    process.evaluate(p);
    assertEquals(2, process.meter().used());
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }
}
