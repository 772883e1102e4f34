package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.LogitLaw;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.LogitReads.Score;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of tokens against their definition in Java, to the last bit. */
class DeviceLawsTest extends DeviceFixture {
  private static final float NONE = Float.NEGATIVE_INFINITY;
  private static final int ROWS = 8;

  /** Laws whose cuts end in the first window of ranks, in a later one, and never. */
  private static final List<LogitLaw> LAWS = List.of(LogitLaw.MODEL, new LogitLaw(0.7, 0, 1, true), new LogitLaw(1e-3, 0, 1, true),
      new LogitLaw(1, 1, 1, true), new LogitLaw(1.3, 5, 1, true), new LogitLaw(1, 700, 1, true), new LogitLaw(1, 0, 0.9, true),
      new LogitLaw(1, 0, 0.9, false), new LogitLaw(0.5, 40, 0.95, false), new LogitLaw(3, 0, 0.999, true),
      new LogitLaw(1, 0, 1e-9, false), new LogitLaw(1, 0, Math.nextDown(1.0), true));

  @Test
  void expAndLogAreThoseOfStrictMath() {
    List<Double> xs = new ArrayList<>(List.of(0.0, -0.0, 1.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, -Double.MAX_VALUE, 0.5 * StrictMath.log(2),
        1.5 * StrictMath.log(2), 709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, -708.3964185322641,
        -1021 * StrictMath.log(2), -1022 * StrictMath.log(2), 0x1p-28, 0x1p-29, Math.nextUp(1.0), Math.nextDown(1.0), 1 + 0x1p-20,
        1 - 0x1p-20, Math.sqrt(2), Math.sqrt(0.5), 2.0, 0x1p1023, 0x1p-1022, 0x1p-1074));
    for (double x : List.copyOf(xs)) {
      xs.addAll(List.of(Math.nextUp(x), Math.nextDown(x), -x));
    }
    for (int i = 0; i < 200_000; i++) {
      xs.add(switch (i % 4) {
        case 0 -> Double.longBitsToDouble(random.nextLong());
        case 1 -> -750 * random.nextDouble();
        case 2 -> 1 + (random.nextDouble() - 0.5) * Math.scalb(1.0, -random.nextInt(54));
        default -> Math.scalb(random.nextGaussian(), random.nextInt(60) - 50);
      });
    }
    double[] x = xs.stream().mapToDouble(Double::doubleValue).toArray();
    double[] exp = xs.stream().mapToDouble(StrictMath::exp).toArray();
    double[] log = xs.stream().mapToDouble(StrictMath::log).toArray();
    DeviceBuffer in = put(x);
    DeviceBuffer out = keep(stream.allocate(8L * x.length));
    DeviceLaws laws = new DeviceLaws(stream, stream::allocate);
    laws.exp(in.address(), x.length, out.address());
    assertArrayEquals(exp, doubles(out, x.length), "exp");
    laws.log(in.address(), x.length, out.address());
    assertArrayEquals(log, doubles(out, x.length), "log");
  }

  private Tensor logits(int n) {
    Tensor x = Tensor.zeros(ROWS, n);
    for (int v = 0; v < n; v++) {
      float[] kinds = {(float) random.nextGaussian() * 4, v % 3, v == n / 2 ? -3 : NONE, v % 2 == 0 ? -0f : 0f, 2.5f,
          (float) random.nextGaussian() * 1e-3f, v % 5 == 1 ? NONE : random.nextInt(9) * 0.5f, (float) random.nextGaussian() * 300};
      for (int r = 0; r < ROWS; r++) {
        x.floats()[r * n + v] = kinds[r];
      }
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 130, 768, 769, 1700})
  void readsHaveTheBitsOfTheDefinition(int n) {
    Tensor host = logits(n);
    int[] best = new int[ROWS];
    double[] sums = new double[ROWS];
    scalar.likeliest(host, new int[0], best, sums);
    DeviceBuffer x = put(host);
    for (LogitLaw law : LAWS) {
      for (Score score : Score.values()) {
        // Every score of law and model, drawn and greedy, in turn over the laws.
        boolean greedy = (law.topK() + score.ordinal()) % 3 == 0;
        boolean byLaw = score != Score.SECOND && score.ordinal() % 2 == (law.topP() < 1 ? 1 : 0);
        LogitReads want = new LogitReads(law, greedy, score, byLaw);
        LogitReads got = new LogitReads(law, greedy, score, byLaw);
        long[] addresses = new long[4 * ROWS];
        for (int i = 0; i < addresses.length; i++) {
          int r = i % ROWS;
          double fraction = i < ROWS ? random.nextDouble() : i < 2 * ROWS ? 0 : i < 3 * ROWS ? 1 : Math.nextDown(1.0);
          want.ask(host, r, best[r], sums[r], fraction);
          got.ask(host, r, best[r], sums[r], fraction);
          addresses[i] = x.address() + 4L * n * r;
        }
        scalar.read(want);
        new DeviceLaws(stream, stream::allocate).read(got, addresses);
        for (int i = 0; i < addresses.length; i++) {
          assertEquals(told(want, i), told(got, i), law + ", " + score + (greedy ? ", greedy" : "") + (byLaw ? ", by law" : "")
              + ", row " + i % ROWS + " of " + n);
        }
      }
    }
  }

  private static String told(LogitReads reads, int i) {
    return reads.token(i) + " " + reads.other(i) + " " + Double.toHexString(reads.probability(i)) + " "
        + Double.toHexString(reads.score(i));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 95, 769, 1700})
  void theLikeliestAndItsSumAreThoseOfTheDefinition(int n) {
    for (int[] excluded : new int[][] {{}, {0}, {n - 1, n / 2}}) {
      Tensor host = logits(n);
      host.floats()[5 * n + n / 3] = Float.NaN;
      host.floats()[6 * n + n - 1] = Float.POSITIVE_INFINITY;
      DeviceBuffer x = put(host);
      int[] want = new int[ROWS];
      double[] wanted = new double[ROWS];
      int[] got = new int[ROWS];
      double[] sums = new double[ROWS];
      scalar.likeliest(host, excluded, want, wanted);
      new DeviceLaws(stream, stream::allocate).likeliest(x.address(), ROWS, n, excluded, got, sums);
      assertArrayEquals(want, got, "of " + n);
      assertArrayEquals(wanted, sums, "sums of " + n);
      same("rows of " + n, host, x);
      assertEquals(~(n / 3), got[5]);
      assertEquals(~(n - 1), got[6]);
    }
  }

  private double[] doubles(DeviceBuffer b, int n) {
    double[] v = new double[n];
    stream.download(b, 0, MemorySegment.ofArray(v));
    return v;
  }
}
