package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Temporaries never overlap while they live, and cost nothing the second time. */
class WorkspaceTest {
  @Test
  void theSameShapesGiveTheSameTensorsAfterAReset() {
    Workspace w = new Workspace();
    List<Tensor> first = forward(w, 8);
    w.reset();
    List<Tensor> second = forward(w, 8);
    assertEquals(first.size(), second.size());
    for (int i = 0; i < first.size(); i++) {
      assertSame(first.get(i), second.get(i));
    }
  }

  @Test
  void tensorsHaveTheShapesAskedFor() {
    Workspace w = new Workspace();
    for (int pass = 0; pass < 3; pass++) {
      w.reset();
      assertEquals(Shape.of(3), w.floats(3).shape());
      assertEquals(Shape.of(3, 4), w.floats(3, 4).shape());
      assertEquals(Shape.of(3, 4, 5), w.floats(3, 4, 5).shape());
      assertEquals(Shape.of(3, 4, 5, 6), w.floats(3, 4, 5, 6).shape());
      assertEquals(Shape.of(0, 4), w.floats(0, 4).shape());
      // The same number of elements in another shape, in the place of the pass before.
      assertEquals(pass % 2 == 0 ? Shape.of(6, 2) : Shape.of(2, 6), (pass % 2 == 0 ? w.floats(6, 2) : w.floats(2, 6)).shape());
    }
  }

  @Test
  void aForwardThatRanOnceAllocatesNothing() {
    Workspace w = new Workspace();
    assertEquals(0, Allocation.bytes(() -> {
      w.reset();
      for (int layer = 0; layer < 12; layer++) {
        w.floats(4, 64, 96);
        w.floats(4, 64);
        w.floats(96);
        w.floats(4, 3, 64, 64);
      }
    }));
  }

  @Test
  void capacityGrowsToTheNeedAndNoFurther() {
    Workspace w = new Workspace();
    assertEquals(0, w.capacityBytes());
    forward(w, 64);
    long after = w.capacityBytes();
    for (int i = 0; i < 100; i++) {
      w.reset();
      forward(w, 1 + i % 64);
    }
    assertTrue(w.capacityBytes() <= 2 * after, after + " bytes, then " + w.capacityBytes());
    w.reset();
    assertEquals(Shape.of(5_000_000), w.floats(5_000_000).shape());
    assertTrue(w.capacityBytes() >= 20_000_000);
  }

  @Test
  void liveTensorsNeverOverlapWhateverTheShapes() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom g = new SplittableRandom(seed);
      Workspace w = new Workspace();
      List<int[]> shapes = new ArrayList<>();
      for (int pass = 0; pass < 40; pass++) {
        mutate(shapes, g);
        w.reset();
        List<Tensor> live = new ArrayList<>();
        for (int[] s : shapes) {
          Tensor t = make(w, s);
          assertEquals(Shape.of(s), t.shape());
          int from = t.offset();
          Arrays.fill(t.floats(), from, from + (int) t.size(), live.size() + 1);
          live.add(t);
        }
        for (int i = 0; i < live.size(); i++) {
          Tensor t = live.get(i);
          for (int j = t.offset(); j < t.offset() + t.size(); j++) {
            if (t.floats()[j] != i + 1) {
              throw new AssertionError("seed " + seed + " pass " + pass + ": tensor " + i + " was overwritten by tensor "
                  + (int) (t.floats()[j] - 1));
            }
          }
        }
      }
    }
  }

  /** Keeps most shapes of the pass before, changes, adds or drops some: caches are hit and missed in one pass. */
  private static void mutate(List<int[]> shapes, SplittableRandom g) {
    for (int i = 0; i < 4; i++) {
      int[] s = new int[1 + g.nextInt(4)];
      Arrays.setAll(s, d -> g.nextInt(9));
      if (g.nextInt(3) == 0) {
        s[0] = g.nextInt(40_000) / Math.max(1, (int) Shape.of(s).size() / Math.max(1, s[0]));
      }
      if (g.nextInt(20) == 0) {
        s = new int[] {g.nextInt(300_000)};
      }
      if (shapes.size() > 12 && g.nextBoolean()) {
        shapes.remove(g.nextInt(shapes.size()));
      } else if (!shapes.isEmpty() && g.nextBoolean()) {
        shapes.set(g.nextInt(shapes.size()), s);
      } else {
        shapes.add(g.nextInt(shapes.size() + 1), s);
      }
    }
  }

  private static Tensor make(Workspace w, int[] s) {
    return switch (s.length) {
      case 1 -> w.floats(s[0]);
      case 2 -> w.floats(s[0], s[1]);
      case 3 -> w.floats(s[0], s[1], s[2]);
      default -> w.floats(s[0], s[1], s[2], s[3]);
    };
  }

  private static List<Tensor> forward(Workspace w, int rows) {
    List<Tensor> out = new ArrayList<>();
    for (int layer = 0; layer < 6; layer++) {
      out.add(w.floats(rows, 64, 96));
      out.add(w.floats(rows, 64, 288));
      out.add(w.floats(rows));
      out.add(w.floats(rows, 0));
      out.add(w.floats(rows, 3, 16, 16));
    }
    return out;
  }
}
