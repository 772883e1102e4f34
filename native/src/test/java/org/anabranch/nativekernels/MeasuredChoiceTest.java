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
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.vector.VectorProvider;
import org.anabranch.nativekernels.generated.anabranch_h;
import org.junit.jupiter.api.Test;

/** Levels, the table by level and rows, and that a product goes where the table says. */
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
      assertFalse(at("v4", SERVER).isNative(f, 8), f::option);
      assertEquals(f != WeightFormat.F32, at("v4+vnni", SERVER).isNative(f, 16), f::option);
      assertFalse(at("v3", SERVER).isNative(f, 4), f::option);
      assertTrue(at("v3", SERVER).isNative(f, 8), f::option);
      assertTrue(at("v2", SERVER).isNative(f, 1), f::option);
      assertTrue(new MeasuredChoice(CpuLevel.named("v4", SERVER), false).isNative(f, 1), f::option);
      assertFalse(at("neon", anabranch_h.AB_CPU_NEON()).isNative(f, 1000), f::option);
    }
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

  /** The rows of the chunks that come to the Java code; what does not come there, C did. */
  @Test
  void aProductGoesWhereTheChoiceSays() {
    CpuLevel level = CpuLevel.of(Natives.library().cpu()).getLast().withoutTiles();
    List<Integer> inJava = new ArrayList<>();
    Product java = new Product() {
      @Override
      public int rowBlock(Linear w) {
        return 1;
      }

      @Override
      public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
        inJava.add(m1 - m0);
      }
    };
    Random random = new Random(2);
    for (WeightFormat f : WeightFormat.values()) {
      GemmCall c = new GemmCall();
      c.w = Linear.pack(Natives.normal(random, 5, 7), f);
      c.mode = GemmCall.Mode.STORE;
      c.act = Activation.NONE;
      c.x = Natives.normal(random, 9, 7).floats();
      for (int rows = 1; rows <= 9; rows += 4) {
        c.m = rows;
        c.y = Tensor.zeros(rows, 5).floats();
        float[] untouched = c.y.clone();
        inJava.clear();
        new NativeProduct(java, 1, level, (format, m) -> format != WeightFormat.BF16 && m >= 5, Set.of(NarrowDot.INT8))
            .run(c, 0, rows, 0, 1, 0);
        boolean wentToC = f == WeightFormat.INT8 || f != WeightFormat.BF16 && rows >= 5;
        assertEquals(wentToC ? List.of() : List.of(rows), inJava, f + " " + rows);
        if (wentToC) {
          assertFalse(Arrays.equals(untouched, c.y), f + " " + rows);
        } else {
          assertArrayEquals(untouched, c.y);
        }
      }
    }
  }
}
