package org.anabranch.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.protein.Backbone;
import org.junit.jupiter.api.Test;

/** Drawn backbones: the colour of what they are. */
class TraceImagesTest {
  private static Backbone helix(double stretch, int hand) {
    double[] xyz = new double[3 * 16];
    for (int i = 0; i < 16; i++) {
      double a = Math.toRadians(100 * i);
      xyz[3 * i] = stretch * (1.5 * i - 11.25);
      xyz[3 * i + 1] = stretch * 2.3 * Math.cos(a);
      xyz[3 * i + 2] = stretch * hand * 2.3 * Math.sin(a);
    }
    return new Backbone(xyz);
  }

  /** Pixels of this hue at full strength or faded towards white. */
  private static long count(BufferedImage image, Color c) {
    long n = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        n += image.getRGB(x, y) == c.getRGB() ? 1 : 0;
      }
    }
    return n;
  }

  @Test
  void aHelixIsRedItsMirrorImageVioletAndAStretchedOneBlack() {
    BufferedImage right = TraceImages.grid(List.of(helix(1, 1)), 4);
    assertTrue(count(right, TraceImages.HELIX) > 0);
    assertEquals(0, count(right, TraceImages.LEFT_HANDED) + count(right, TraceImages.STRAND) + count(right, TraceImages.BROKEN));
    assertTrue(count(TraceImages.grid(List.of(helix(1, -1)), 4), TraceImages.LEFT_HANDED) > 0);
    BufferedImage stretched = TraceImages.grid(List.of(helix(1.2, 1)), 4);
    assertTrue(count(stretched, TraceImages.BROKEN) > 0);
    assertEquals(0, count(stretched, TraceImages.HELIX));
  }

  @Test
  void tracesStandInRowsAndOneThatIsNotFiniteLeavesItsPlaceEmpty() {
    List<Backbone> traces = new ArrayList<>(List.of(helix(1, 1), helix(1, 1), helix(1, 1)));
    double[] broken = helix(1, 1).xyz().clone();
    broken[4] = Double.NaN;
    traces.add(new Backbone(broken));
    BufferedImage image = TraceImages.grid(traces, 3);
    assertEquals(3 * 180, image.getWidth());
    assertEquals(2 * 140, image.getHeight());
    BufferedImage last = image.getSubimage(0, 140, 180, 140);
    assertEquals(180L * 140, count(last, Color.WHITE));
    assertTrue(count(image.getSubimage(360, 0, 180, 140), Color.WHITE) < 180L * 140);
    assertThrows(IllegalArgumentException.class, () -> TraceImages.grid(List.of(), 3));
  }
}
