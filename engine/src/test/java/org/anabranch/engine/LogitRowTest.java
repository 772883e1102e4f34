package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.anabranch.engine.LogitReads.Score;
import org.junit.jupiter.api.Test;

/** Probabilities of rows of logits by their formulas, and what is read of them. */
class LogitRowTest {
  private static final float NONE = Float.NEGATIVE_INFINITY;
  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private static LogitRow row(LogitLaw law, float... logits) {
    LogitRow row = new LogitRow(logits.length, law);
    row.load(logits, 0);
    return row;
  }

  @Test
  void probabilitiesAreTheSoftmaxAtTheTemperature() {
    Random random = new Random(3);
    float[] logits = new float[41];
    for (int v = 0; v < 41; v++) {
      logits[v] = v == 7 ? NONE : 4 * (float) random.nextGaussian();
    }
    LogitRow row = row(new LogitLaw(0.4, 0, 1, true), logits);
    for (double[] p : new double[][] {row.model(), row.shaped()}) {
      double temperature = p == row.model() ? 1 : 0.4;
      double all = IntStream.range(0, 41).mapToDouble(v -> Math.exp(logits[v] / temperature)).sum();
      for (int v = 0; v < 41; v++) {
        assertEquals(Math.exp(logits[v] / temperature) / all, p[v], 1e-13);
      }
    }
    assertEquals(IntStream.range(0, 41).mapToDouble(v -> Math.exp((double) logits[v] - logits[row.best()])).sum(), row.sum(), 1e-12);
  }

  @Test
  void aCutKeepsTheNucleusAndTheLikeliest() {
    float[] logits = {(float) Math.log(.1), (float) Math.log(.4), (float) Math.log(.2), (float) Math.log(.3)};
    double[][] want = {{0, 4 / 7., 0, 3 / 7.}, {0, 1, 0, 0}, {0, 4 / 9., 2 / 9., 3 / 9.}, {0, 4 / 7., 0, 3 / 7.}};
    LogitLaw[] laws = {new LogitLaw(1, 0, .65, true), new LogitLaw(1, 0, .65, false), new LogitLaw(1, 3, 1, true),
        new LogitLaw(1, 2, .95, true)};
    for (int i = 0; i < laws.length; i++) {
      assertArrayEquals(want[i], row(laws[i], logits).shaped(), 1e-6, laws[i].toString());
    }
  }

  @Test
  void equalLogitsGoByTheirIds() {
    assertArrayEquals(new double[] {.5, .5, 0}, row(new LogitLaw(1, 2, 1, true), 1, 1, 1).shaped(), 1e-15);
    LogitRow zeros = row(new LogitLaw(1, 1, 1, true), -0f, 0f);
    assertEquals(0, zeros.best());
    assertArrayEquals(new double[] {0, 1}, zeros.shaped(), "0 ranks before -0");
    assertEquals(2, LogitRow.second(new double[] {.2, .4, .3, .3}, 1));
    assertEquals(0, LogitRow.second(new double[] {1}, 0));
  }

  @Test
  void aFractionOfTheMassFallsOnAToken() {
    double[] p = {0, .25, 0, .5, .25, 0};
    assertArrayEquals(new int[] {1, 1, 3, 3, 4, 4}, Arrays.stream(new double[] {0, .2499, .25, .7499, .75, 1})
        .mapToInt(f -> LogitRow.at(f, p)).toArray());
    assertEquals(-1, LogitRow.at(.5, new double[3]));
    assertEquals(.25, LogitRow.margin(p));
    assertEquals(1.5 * Math.log(2), LogitRow.entropy(p), 1e-15);
  }

  @Test
  void preparingExcludesTokensAndTellsFaults() {
    Tensor x = Tensor.of(new float[] {9, 1, 2, 9, 9, NONE, NONE, 9, 9, Float.NaN, 2, 9, 9, 1, 2, Float.POSITIVE_INFINITY}, 4, 4);
    int[] best = new int[4];
    double[] sums = new double[4];
    kernels.likeliest(x, new int[] {0, 3}, best, sums);
    assertArrayEquals(new int[] {2, ~4, ~1, ~3}, best);
    assertArrayEquals(new double[] {StrictMath.exp(-1) + 1, 0, 0, 0}, sums);
    assertArrayEquals(new float[] {NONE, 1, 2, NONE}, Arrays.copyOf(x.floats(), 4));
    assertEquals("likeliest: an excluded token must be in [0, 3], got 4",
        assertThrows(IllegalArgumentException.class, () -> kernels.likeliest(x, new int[] {4}, best, sums)).getMessage());
  }

  @Test
  void readsTellATokenItsProbabilityAndAScore() {
    Tensor x = Tensor.of(new float[] {0, 0, 0, (float) Math.log(2), (float) Math.log(5), 0}, 2, 3);
    for (Score score : Score.values()) {
      LogitReads reads = new LogitReads(new LogitLaw(1, 2, 1, true), false, score, score == Score.LARGEST);
      reads.ask(x, 1, 1, 1.6, 0.1);
      kernels.read(reads);
      assertEquals(0, reads.token(0));
      assertEquals(.25, reads.probability(0), 1e-7);
      assertEquals(score == Score.SECOND ? 0 : reads.token(0), reads.other(0));
      assertEquals(switch (score) {
        case NONE -> 0;
        case DRAWN, SECOND -> .25;
        case LARGEST -> 5 / 7.;
        case MARGIN -> 5 / 8. - 2 / 8.;
        case ENTROPY -> -(5 / 8. * Math.log(5 / 8.) + 2 / 8. * Math.log(2 / 8.) + 1 / 8. * Math.log(1 / 8.));
      }, reads.score(0), 1e-7, score.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> new LogitReads(LogitLaw.MODEL, true, Score.SECOND, true));
    assertThrows(IllegalArgumentException.class, () -> new LogitLaw(0, 0, 1, true));
  }
}
