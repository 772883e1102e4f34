package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The layout that every matrix kernel reads. */
class LinearTest {
  private static final int P = Linear.PANEL;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "31, 3", "32, 1", "33, 5", "64, 17", "65, 2", "100, 31", "0, 4", "5, 0", "0, 0"})
  void panelsHoldTheColumnsOfTheTransposeAndZerosBeyond(int out, int in) {
    float[] w = new float[out * in];
    float[] b = new float[out];
    for (int i = 0; i < w.length; i++) {
      w[i] = i + 1;
    }
    for (int i = 0; i < out; i++) {
      b[i] = -1 - i;
    }
    Linear l = Linear.pack(Tensor.of(w, out, in), Tensor.of(b, out));
    assertEquals(in, l.in());
    assertEquals(out, l.out());
    assertEquals((out + P - 1) / P, l.panelCount());
    assertTrue(l.hasBias());
    assertEquals(0, l.panels().address() % 64);
    assertEquals(Math.max(64, 4L * in * P * l.panelCount()), l.panels().byteSize());
    assertEquals(l.panels().byteSize() + 4L * P * l.panelCount(), l.bytes());
    assertEquals(l.panelCount() * P, l.bias().length);
    for (int n = 0; n < l.panelCount() * P; n++) {
      assertEquals(n < out ? -1 - n : 0, l.bias()[n]);
      for (int k = 0; k < in; k++) {
        long at = (long) (n / P) * in * P * 4 + (k * P + n % P) * 4L;
        assertEquals(n < out ? n * in + k + 1 : 0, l.panels().get(ValueLayout.JAVA_FLOAT, at), "W[" + n + ", " + k + "]");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32", "F16", "BF16"})
  void weightsOfEveryFloatTypeAreWidenedOrRounded(DType type) {
    int out = 35;
    int in = 3;
    MemorySegment s = Tensor.allocateOffHeap((long) out * in * type.bytes());
    for (int i = 0; i < out * in; i++) {
      // A float with 8 bits: exact in every type, BF16 included.
      float v = (i * 5 % 256 - 128) * 0x1p-4f;
      switch (type) {
        case F64 -> s.setAtIndex(ValueLayout.JAVA_DOUBLE, i, v);
        case F32 -> s.setAtIndex(ValueLayout.JAVA_FLOAT, i, v);
        case F16 -> s.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(v));
        default -> s.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(v) >>> 16));
      }
    }
    Linear l = Linear.pack(Tensor.offHeap(s, type, Shape.of(out, in)));
    for (int n = 0; n < out; n++) {
      for (int k = 0; k < in; k++) {
        assertEquals(((n * in + k) * 5 % 256 - 128) * 0x1p-4f, at(l, n, k));
      }
    }
  }

  @Test
  void aConvolutionsWeightIsFlattened() {
    float[] w = new float[2 * 3 * 2 * 2];
    for (int i = 0; i < w.length; i++) {
      w[i] = i;
    }
    Linear l = Linear.pack(Tensor.of(w, 2, 3, 2, 2));
    assertEquals(12, l.in());
    assertEquals(2, l.out());
    assertEquals(12 + 7, at(l, 1, 7));
  }

  @Test
  void aViewIsPackedFromItsOwnRows() {
    float[] w = new float[40];
    for (int i = 0; i < w.length; i++) {
      w[i] = i;
    }
    Tensor whole = Tensor.of(w, 10, 4);
    Linear l = Linear.pack(whole.rows(3, 5), Tensor.of(w, 40).rows(30, 5));
    assertEquals(5, l.out());
    assertEquals(4 * 4 + 2, at(l, 1, 2));
    assertEquals(33, l.bias()[3]);
    w[4 * 4 + 2] = 1000;
    assertEquals(4 * 4 + 2, at(l, 1, 2), "packing copies");
  }

  @Test
  void withoutABiasTheBiasIsZero() {
    Linear l = Linear.pack(Tensor.zeros(33, 2));
    assertFalse(l.hasBias());
    assertArrayEquals(new float[64], l.bias());
    assertEquals("Linear[2 -> 33]", l.toString());
    assertEquals("Linear[2 -> 33, bias]", Linear.pack(Tensor.zeros(33, 2), Tensor.zeros(33)).toString());
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    assertEquals("linear: weight [4, 3] needs a bias of 4 elements, got [3]",
        assertThrows(IllegalArgumentException.class, () -> Linear.pack(Tensor.zeros(4, 3), Tensor.zeros(3))).getMessage());
    assertEquals("linear: needs a weight of rank 2 or more, got [4]",
        assertThrows(IllegalArgumentException.class, () -> Linear.pack(Tensor.zeros(4))).getMessage());
  }

  private static float at(Linear l, int n, int k) {
    return l.panels().getAtIndex(ValueLayout.JAVA_FLOAT, (long) (n / P) * l.in() * P + (long) k * P + n % P);
  }
}
