package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.scalar.ScalarProvider;
import org.anabranch.engine.vector.VectorProvider;
import org.anabranch.nativekernels.generated.anabranch_h;
import org.junit.jupiter.api.Test;

/** Levels, the table by level and rows, and that a product goes where the table says, through C until Java is compiled. */
class MeasuredChoiceTest {
  private static final int V4 = anabranch_h.AB_CPU_V2() | anabranch_h.AB_CPU_V3() | anabranch_h.AB_CPU_V4();
  private static final int SERVER = V4 | anabranch_h.AB_CPU_BF16() | anabranch_h.AB_CPU_VNNI();

  private static MeasuredChoice at(String level, int cpu) {
    return new MeasuredChoice(CpuLevel.named(level, cpu), true);
  }

  @Test
  void theLevelsOfACpu() {
    assertEquals(List.of("v2", "v3", "v4", "v4+bf16", "v4+vnni", "v4+bf16+vnni"),
        CpuLevel.of(SERVER).stream().map(CpuLevel::name).toList());
    int desktop = anabranch_h.AB_CPU_V2() | anabranch_h.AB_CPU_V3();
    assertEquals(List.of("v2", "v3"), CpuLevel.of(desktop).stream().map(CpuLevel::name).toList());
    assertEquals(List.of("neon"), CpuLevel.of(anabranch_h.AB_CPU_NEON()).stream().map(CpuLevel::name).toList());
    assertEquals("v4+vnni+amx", CpuLevel.named("", SERVER | anabranch_h.AB_CPU_AMX() | anabranch_h.AB_CPU_SLOW_BF16()).name());
    assertEquals("v4+bf16+vnni", CpuLevel.named("", SERVER).name());
    var e = assertThrows(IllegalArgumentException.class, () -> CpuLevel.named("v4", anabranch_h.AB_CPU_V2()));
    assertTrue(e.getMessage().contains("[v2]") && e.getMessage().contains("'v4'"), e.getMessage());
  }

  @Test
  void fewRowsStayWithJavaAndManyGoToCWhereItIsFaster() {
    for (WeightFormat f : WeightFormat.values()) {
      Linear w = Linear.pack(Tensor.zeros(3, 300), f);
      boolean fp32 = f == WeightFormat.F32;
      assertEquals(!fp32, at("v4", SERVER).isNative(w, 4, true), f::option);
      assertEquals(!fp32, at("v4", SERVER).isNative(w, 7, false), f::option);
      assertTrue(at("v4", SERVER).isNative(w, 5, true), f::option);
      assertTrue(at("v4+vnni", SERVER).isNative(w, 16, true), f::option);
      assertEquals(!fp32, at("v4+vnni", SERVER).isNative(w, 16, false), f::option);
      assertEquals(!fp32, at("v3", SERVER).isNative(w, 3, true), f::option);
      assertEquals(fp32, at("v3", SERVER).isNative(w, 4, true), f::option);
      assertTrue(at("v3", SERVER).isNative(w, 8, true), f::option);
      assertTrue(at("v2", SERVER).isNative(w, 1, true), f::option);
      assertTrue(new MeasuredChoice(CpuLevel.named("v4", SERVER), false).isNative(w, 1, true), f::option);
      assertFalse(at("neon", anabranch_h.AB_CPU_NEON()).isNative(w, 1000, true), f::option);
    }
    assertTrue(at("v4", SERVER).isNative(Linear.pack(Tensor.zeros(3, 256)), 1, true));
    assertFalse(at("neon", anabranch_h.AB_CPU_NEON()).pays());
    assertTrue(at("v4", SERVER).pays());
  }

  @Test
  void theProviderIsPreferredWhereItPays() {
    NativeLibrary.Loaded library = Natives.library();
    NativeProvider p = new NativeProvider(library, "", "", Optional.empty());
    boolean pays = new MeasuredChoice(CpuLevel.named("", library.cpu()), true).pays();
    assertEquals(pays, p.priority() > new VectorProvider().priority());
    assertTrue(new NativeProvider(new NativeLibrary.Refused("none"), "", "", Optional.empty()).priority() < 100);
  }

  /** Java code that counts the rows of its chunks, and allocates as code does that is not compiled. */
  private static final class Fake implements Product {
    private final List<Integer> rows = new ArrayList<>();
    private boolean compiled;
    private byte[] garbage;

    @Override
    public int rowBlock(Linear w) {
      return 1;
    }

    @Override
    public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
      if (!c.rehearsal) {
        rows.add(m1 - m0);
      } else if (!compiled) {
        garbage = new byte[100_000];
        garbage[0] = (byte) c.x[0];
      }
    }
  }

  private static GemmCall call(WeightFormat format, int rows) {
    Random random = new Random(2);
    GemmCall c = new GemmCall();
    c.w = Linear.pack(Natives.normal(random, 5, 7), format);
    c.mode = GemmCall.Mode.STORE;
    c.act = Activation.NONE;
    c.x = Natives.normal(random, rows, 7).floats();
    c.m = rows;
    c.y = Tensor.zeros(rows, 5).floats();
    return c;
  }

  /** Runs until trials had the time to find out, or so many times. */
  private static void runUntil(BooleanSupplier done, Product product, GemmCall c) throws InterruptedException {
    for (int i = 0; i < 2000 && !done.getAsBoolean(); i++) {
      product.run(c, 0, c.m, 0, 1, 0);
      Thread.sleep(1);
    }
  }

  private final CpuLevel level = CpuLevel.of(Natives.library().cpu()).getLast().withoutTiles();

  @Test
  void aProductGoesWhereTheChoiceSays() throws InterruptedException {
    for (WeightFormat f : WeightFormat.values()) {
      for (int rows = 1; rows <= 9; rows += 4) {
        Fake java = new Fake();
        java.compiled = true;
        NativeProduct product = new NativeProduct(java, 1, level, (w, m, p) -> w.format() != WeightFormat.BF16 && m >= 5,
            Set.of(NarrowDot.INT8), new JavaTrial.Compiled());
        GemmCall c = call(f, rows);
        boolean toC = f == WeightFormat.INT8 || f != WeightFormat.BF16 && rows >= 5;
        float[] untouched = c.y.clone();
        product.run(c, 0, rows, 0, 1, 0);
        assertFalse(Arrays.equals(untouched, c.y), "the first call is C's, nothing is known yet: " + f + " " + rows);
        if (toC) {
          product.run(c, 0, rows, 0, 1, 0);
          assertEquals(List.of(), java.rows, f + " " + rows);
        } else {
          runUntil(() -> !java.rows.isEmpty(), product, c);
          c.y = untouched.clone();
          product.run(c, 0, rows, 0, 1, 0);
          assertEquals(List.of(rows, rows), java.rows, f + " " + rows);
          assertArrayEquals(untouched, c.y);
        }
      }
    }
  }

  @Test
  void javaTakesOverWhenItsCodeAllocatesNothingMore() throws InterruptedException {
    Fake java = new Fake();
    JavaTrial.Compiled compiled = new JavaTrial.Compiled();
    NativeProduct product = new NativeProduct(java, 1, level, (w, m, p) -> false, Set.of(), compiled);
    GemmCall c = call(WeightFormat.F32, 3);
    for (int i = 0; i < 100; i++) {
      product.run(c, 0, 3, 0, 1, 0);
      Thread.sleep(1);
    }
    assertEquals(List.of(), java.rows, "a product went to code that is not compiled");
    java.compiled = true;
    runUntil(() -> !java.rows.isEmpty(), product, c);
    assertEquals(List.of(3), java.rows);
    Fake same = new Fake();
    new NativeProduct(same, 1, level, (w, m, p) -> false, Set.of(), compiled).run(c, 0, 3, 0, 1, 0);
    assertEquals(List.of(3), same.rows, "what is compiled is so for every instance of kernels");
    GemmCall other = call(WeightFormat.F32, 4);
    new NativeProduct(same, 1, level, (w, m, p) -> false, Set.of(), compiled).run(other, 0, 4, 0, 1, 0);
    assertEquals(List.of(3), same.rows, "another number of rows is another kind");
  }

  /** The real Java code: C serves, then Java, with the same bits, residuals and activations too. */
  @Test
  void theBitsAreTheSameWhoeverServes() {
    NativeProvider provider = new NativeProvider(Natives.library(), "", "", Optional.of((w, m, p) -> false));
    try (WorkerPool pool = new WorkerPool(1)) {
      Kernels k = provider.create(pool);
      Random random = new Random(4);
      for (WeightFormat f : List.of(WeightFormat.F32, WeightFormat.INT8)) {
        Linear w = Linear.pack(Natives.normal(random, 70, 90), Natives.normal(random, 70), f);
        Tensor x = Natives.normal(random, 3, 90);
        Tensor want = Tensor.zeros(3, 70);
        new ScalarProvider().create(pool).linear(x, w, Activation.SILU, want);
        for (int i = 0; i < 3000; i++) {
          Tensor got = Tensor.zeros(3, 70);
          k.linear(x, w, Activation.SILU, got);
          Natives.assertSame(f + ", call " + i, want, got);
        }
      }
    }
  }
}
