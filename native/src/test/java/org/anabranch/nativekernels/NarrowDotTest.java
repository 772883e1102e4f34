package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.scalar.ScalarMath;
import org.anabranch.engine.scalar.ScalarProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Narrow products at every level of this CPU against {@link DotOracle}, to the last bit, at awkward sizes and with awkward numbers. */
class NarrowDotTest {
  private static final int[][] SHAPES = {{1, 1, 1}, {1, 33, 2}, {1, 40, 3}, {2, 5, 0}, {1, 129, 385}, {2, 31, 7}, {3, 65, 514},
    {5, 60, 96}, {7, 33, 1025}, {13, 20, 63}, {15, 40, 511}, {29, 37, 130}, {150, 33, 67}, {1, 32, 2051}};

  private final Random random = new Random(3);

  private static float sum(NarrowDot dot, float[] x, int i, Linear w, int n) {
    return switch (dot) {
      case BF16 -> DotOracle.bf16Sum(x, i, w, n);
      case BF16_TILE -> DotOracle.tileSum(x, i, w, n);
      case INT8 -> DotOracle.int8Sum(x, i, w, n);
    };
  }

  private void check(String what, NarrowDot dot, Tensor x, Linear w, Activation act) {
    int rows = x.rows();
    Tensor want = Tensor.zeros(rows, w.out());
    for (int i = 0; i < rows; i++) {
      for (int n = 0; n < w.out(); n++) {
        float s = sum(dot, x.floats(), i, w, n);
        float v = w.hasBias() ? s + w.bias()[n] : s;
        want.floats()[i * w.out() + n] = act == Activation.SILU ? ScalarMath.silu(v) : v;
      }
    }
    for (NativeProvider p : Natives.everyLevel(dot.option())) {
      assertFalse(p.bitExact(), p.description());
      for (int threads = 1; threads <= 3; threads += 2) {
        try (WorkerPool pool = new WorkerPool(threads)) {
          Tensor got = Tensor.zeros(rows, w.out());
          p.create(pool).linear(x, w, act, got);
          Natives.assertSame(dot + " " + what + " by " + p.description() + " on " + threads, want, got);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsAreTheOracles(NarrowDot dot) {
    for (int[] s : SHAPES) {
      Tensor weight = Natives.normal(random, s[1], s[2]);
      Linear w = random.nextBoolean() ? Linear.pack(weight, Natives.normal(random, s[1]), dot.format())
          : Linear.pack(weight, dot.format());
      check(s[0] + "x" + s[1] + "x" + s[2], dot, Natives.normal(random, s[0], s[2]), w,
          random.nextBoolean() ? Activation.SILU : Activation.NONE);
    }
  }

  /** Products, sums and operands at the edge of the normal floats, where a flush to zero shows, and at the other end. */
  @ParameterizedTest
  @EnumSource(names = "BF16.*", mode = EnumSource.Mode.MATCH_ALL)
  void bf16AtTheEdges(NarrowDot dot) {
    for (int exponent : new int[] {-133, -126, -80, -66, -64, -63, -62, 0, 60, 63, 64}) {
      Tensor weight = Natives.normal(random, 64, 37);
      Tensor x = Natives.normal(random, 5, 37);
      for (int i = 0; i < weight.size(); i++) {
        weight.floats()[i] = (float) Math.scalb((double) weight.floats()[i], exponent + random.nextInt(3));
      }
      for (int i = 0; i < x.size(); i++) {
        int special = random.nextInt(300);
        x.floats()[i] = special == 0 ? Float.POSITIVE_INFINITY : special == 1 ? Float.NaN : special == 2 ? Float.MAX_VALUE
            : (float) Math.scalb((double) x.floats()[i], exponent - random.nextInt(5));
      }
      check("at 2^" + exponent, dot, x, Linear.pack(weight, WeightFormat.BF16), Activation.NONE);
    }
  }

  /** The smallest normal number less a quarter to two of the last bits below it, both signs, in the order that each product sums. */
  @Test
  void bf16FlushesWhatIsTinyAfterRounding() {
    float least = Float.MIN_NORMAL;
    for (float part : new float[] {-0x1p-76f, -0x1p-75f, -0x1.02p-75f, -0x1.8p-75f, -0x1p-74f, -0x1p-73f, 0x1p-76f}) {
      for (float sign : new float[] {1, -1}) {
        Linear pair = Linear.pack(Tensor.of(new float[] {sign * part, sign * least, 0, 0}, 1, 4), WeightFormat.BF16);
        Linear chain = Linear.pack(Tensor.of(new float[] {sign * least, 0, sign * part, 0}, 1, 4), WeightFormat.BF16);
        for (NarrowDot dot : new NarrowDot[] {NarrowDot.BF16, NarrowDot.BF16_TILE}) {
          check("part " + part * sign, dot, Tensor.of(new float[] {0x1p-76f, 1, 0, 0}, 1, 4), pair, Activation.NONE);
          check("part " + part * sign, dot, Tensor.of(new float[] {1, 0, 0x1p-76f, 0}, 1, 4), chain, Activation.NONE);
        }
      }
    }
    assertEquals(least, DotOracle.flushedFma(0x1p-76f, -0x1p-76f, least), "rounded up to a normal number");
    assertEquals(0f, DotOracle.flushedFma(0x1p-76f, -0x1.8p-75f, least), "tiny after rounding");
    assertEquals(0f, DotOracle.flushedFma(0x1p-100f, 0x1p-100f, -0f), "a product that vanishes");
    assertEquals(Float.floatToIntBits(-0f), Float.floatToIntBits(DotOracle.flushedFma(-0x1p-70f, 0x1p-70f, 0f)), "its sign stays");
  }

  /** Rows of zeros, of tiny and huge numbers, of one outlier, with NaN or infinity: the others are not touched. */
  @Test
  void int8OfAwkwardRows() {
    Tensor x = Natives.normal(random, 9, 70);
    float[] a = x.floats();
    for (int k = 0; k < 70; k++) {
      a[k] = 0;
      a[70 + k] *= 0x1p-120f;
      a[140 + k] = Math.scalb(a[140 + k], 124);
      a[210 + k] = 127 * (k % 2 == 0 ? 0.5f : -1.5f);
    }
    a[280] = 1e6f;
    a[350] = Float.NaN;
    a[420 + 69] = Float.NEGATIVE_INFINITY;
    a[490] = Float.MIN_VALUE;
    check("awkward rows", NarrowDot.INT8, x, Linear.pack(Natives.normal(random, 40, 70), WeightFormat.INT8), Activation.NONE);
  }

  /** The sum of the most and largest bytes that a layer may have still fits 32 bits. */
  @Test
  void int8AtItsWidestLayer() {
    float[] ones = new float[NarrowDot.MOST_INPUTS];
    java.util.Arrays.fill(ones, 1f);
    Linear w = Linear.pack(Tensor.of(ones, 1, ones.length), WeightFormat.INT8);
    check("the widest layer", NarrowDot.INT8, Tensor.of(ones.clone(), 1, ones.length), w, Activation.NONE);
  }

  /** A row's bits are its own, whatever its batch; formats that no dot product takes keep the bits of the oracle. */
  @ParameterizedTest
  @EnumSource
  void rowsAndOtherFormatsAreLeftAlone(NarrowDot dot) {
    Tensor x = Natives.normal(random, 40, 203);
    Tensor weight = Natives.normal(random, 70, 203);
    try (WorkerPool pool = new WorkerPool(2)) {
      for (NativeProvider p : Natives.everyLevel(dot.option())) {
        Linear w = Linear.pack(weight, dot.format());
        Tensor all = Tensor.zeros(40, 70);
        p.create(pool).linear(x, w, Activation.NONE, all);
        for (int n = 1; n <= 30; n += 3) {
          Tensor part = Tensor.zeros(n, 70);
          p.create(pool).linear(x.rows(40 - n, n), w, Activation.NONE, part);
          Natives.assertSame("rows " + n + " by " + p.description(), all.rows(40 - n, n), part);
        }
        for (WeightFormat f : WeightFormat.values()) {
          Tensor want = Tensor.zeros(40, 70);
          Tensor got = Tensor.zeros(40, 70);
          Linear other = Linear.pack(weight, f);
          new ScalarProvider().create(pool).linear(x, other, Activation.NONE, want);
          p.create(pool).linear(x, other, Activation.NONE, got);
          if (f != dot.format()) {
            Natives.assertSame(f + " by " + p.description(), want, got);
          }
        }
      }
    }
  }

  @Test
  void theListOfDotsIsChecked() {
    assertEquals(Set.of(), NarrowDot.named(""));
    assertEquals(Set.of(NarrowDot.BF16, NarrowDot.INT8), NarrowDot.named("int8,bf16"));
    assertEquals(Set.of(NarrowDot.BF16_TILE), NarrowDot.named("bf16-tile"));
    var e = assertThrows(IllegalArgumentException.class, () -> NarrowDot.named("bf16,fp8"));
    assertTrue(e.getMessage().contains("fp8") && e.getMessage().contains("[bf16, bf16-tile, int8]"), e.getMessage());
    var two = assertThrows(IllegalArgumentException.class, () -> NarrowDot.named("bf16,bf16-tile"));
    assertTrue(two.getMessage().contains("one product for bf16 weights"), two.getMessage());
  }
}
