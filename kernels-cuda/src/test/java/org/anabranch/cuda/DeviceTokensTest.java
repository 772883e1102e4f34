package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Tokens chosen from logits against the definitions in Java. */
class DeviceTokensTest extends DeviceFixture {
  private static final int ROWS = 6;

  private Tensor logits(int n) {
    Tensor x = odd(ROWS, n);
    // Ties, a row of one value, and a NaN in the first place.
    for (int v = 0; v < n; v++) {
      x.floats()[n + v] = v % 3;
      x.floats()[2 * n + v] = Float.NEGATIVE_INFINITY;
      x.floats()[3 * n + v] = v % 2 == 0 ? -0f : 0f;
    }
    x.floats()[4 * n] = Float.NaN;
    return x;
  }

  @Test
  void theLikeliestTokenIsTheLoops() {
    for (int n : new int[] {1, 5, 128, 1000}) {
      Tensor x = logits(n);
      int[] want = new int[ROWS];
      for (int r = 0; r < ROWS; r++) {
        for (int v = 1; v < n; v++) {
          if (x.floats()[r * n + v] > x.floats()[r * n + want[r]]) {
            want[r] = v;
          }
        }
      }
      DeviceBuffer ids = put(new int[ROWS]);
      new DeviceTokens(stream).argmax(put(x).address(), ROWS, n, ids.address());
      assertArrayEquals(want, ints(ids, ROWS), "argmax of " + n);
    }
  }

  @Test
  void theLikeliestTokensAreTheSorted() {
    int k = 7;
    for (int n : new int[] {3, 130, 500}) {
      Tensor x = logits(n);
      int[] want = new int[ROWS * k];
      Arrays.fill(want, -1);
      for (int r = 0; r < ROWS; r++) {
        int row = r;
        // Float.compare descends as the ranks do: NaN above all, 0 above -0, and a stable sort keeps lower ids first.
        int[] sorted = IntStream.range(0, n).boxed()
            .sorted((a, b) -> Float.compare(x.floats()[row * n + b], x.floats()[row * n + a])).mapToInt(Integer::intValue).toArray();
        System.arraycopy(sorted, 0, want, r * k, Math.min(k, n));
      }
      DeviceBuffer ids = put(new int[ROWS * k]);
      new DeviceTokens(stream).top(put(x).address(), ROWS, n, k, ids.address());
      assertArrayEquals(want, ints(ids, ROWS * k), "top of " + n);
    }
  }

  private int[] ints(DeviceBuffer b, int n) {
    int[] v = new int[n];
    stream.download(b, 0, MemorySegment.ofArray(v));
    return v;
  }
}
