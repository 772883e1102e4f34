package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;

/** Guidance, noise and sums in double, against their formulas. */
class RowOperationsTest {
  private final SplittableRandom random = new SplittableRandom(3);
  private final Kernels k = Backend.of("scalar", new WorkerPool(1)).kernels();

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  private Tensor normalF64(int... dims) {
    Tensor t = Tensor.zerosF64(dims);
    for (int i = 0; i < t.size(); i++) {
      t.doubles()[i] = random.nextGaussian();
    }
    return t;
  }

  @Test
  void guidanceRoundsDifferenceProductAndSum() {
    Tensor both = normal(6, 7);
    Tensor y = normal(4, 7);
    Tensor untouched = y.rows(3, 1).toHeap();
    k.guide(both, 5, 1.3f, y);
    for (int r = 0; r < 3; r++) {
      for (int j = 0; j < 7; j++) {
        float c = (float) both.get(r * 7 + j);
        float u = (float) both.get((3 + r) * 7 + j);
        assertEquals(j < 5 ? u + 1.3f * (c - u) : c, (float) y.get(r * 7 + j));
      }
    }
    Bits.assertSame("the row beyond", untouched, y.rows(3, 1));
    Tensor in = both.toHeap();
    k.guide(in, 5, 1.3f, in);
    Bits.assertSame("in place", y.rows(0, 3), in.rows(0, 3));
    Bits.assertSame("in place, the other half", both.rows(3, 3), in.rows(3, 3));
    assertThrows(IllegalArgumentException.class, () -> k.guide(both, 8, 1, y));
    assertThrows(IllegalArgumentException.class, () -> k.guide(both, 5, 1, normal(2, 7)));
    assertThrows(IllegalArgumentException.class, () -> k.guide(normal(5, 7), 5, 1, y));
  }

  @Test
  void sumsAreOfRoundedProductsInOrderAndRoundedOnce() {
    Tensor[] terms = {normal(3, 5), normalF64(3, 5), normal(3, 5)};
    double[] c = {0.1, 0, -1 / 3.0};
    Tensor y = Tensor.zeros(3, 5);
    Tensor wide = Tensor.zerosF64(3, 5);
    k.mix(c, terms, 3, y);
    k.mix(c, terms, 3, wide);
    for (int i = 0; i < 15; i++) {
      double sum = c[0] * terms[0].get(i) + c[1] * terms[1].get(i) + c[2] * terms[2].get(i);
      assertEquals(sum, wide.get(i));
      assertEquals((float) sum, (float) y.get(i));
    }
    Tensor same = terms[0].toHeap();
    k.mix(c, new Tensor[] {same, terms[1], terms[2]}, 3, same);
    Bits.assertSame("in place", y, same);
    terms[1].doubles()[4] = Double.NaN;
    k.mix(c, terms, 3, y);
    assertEquals(Double.NaN, y.get(4), "a coefficient of 0 skips nothing");
    assertThrows(IllegalArgumentException.class, () -> k.mix(c, terms, 0, y));
    assertThrows(IllegalArgumentException.class, () -> k.mix(c, terms, 3, Tensor.zeros(14)));
  }

  @Test
  void noiseIsThatOfTheKeys() {
    TrajectoryKey[] keys = IntStream.range(0, 3).mapToObj(i -> TrajectoryKey.root(9, i)).toArray(TrajectoryKey[]::new);
    for (DType type : new DType[] {DType.F32, DType.F64}) {
      Tensor z = Tensor.zeros(type, Shape.of(3, 7));
      k.normals(keys, 4, Purpose.STEP, z);
      for (int r = 0; r < 3; r++) {
        double[] want = new double[7];
        RandomStream.normals(keys[r], 4, Purpose.STEP, want, 0, 7);
        for (int j = 0; j < 7; j++) {
          assertEquals(type == DType.F64 ? want[j] : (float) want[j], z.get(r * 7 + j));
        }
      }
    }
  }
}
