package org.anabranch.cli.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Few colours for a drawing: charts of many antialiased lines are a third of the size with a palette.
 *
 * <p>Each channel is rounded to one of 17 levels, black and white among them; of more than 256 colours the most frequent stay, and each
 * other becomes the nearest of these.
 */
public final class Palette {
  private static final int LEVELS = 16;
  private static final int MOST = 256;

  private Palette() {}

  /** The picture with at most 256 colours, a byte a pixel. */
  public static BufferedImage reduce(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, new int[width * height], 0, width);
    int[] counts = new int[1 << 15];
    for (int rgb : pixels) {
      counts[bin(rgb)]++;
    }
    int[] kept = IntStream.range(0, counts.length).filter(b -> counts[b] > 0).boxed()
        .sorted(Comparator.comparingInt((Integer b) -> -counts[b]).thenComparingInt(b -> b)).limit(MOST).mapToInt(b -> b).toArray();
    byte[][] channels = new byte[3][kept.length];
    for (int i = 0; i < kept.length; i++) {
      for (int c = 0; c < 3; c++) {
        channels[c][i] = (byte) Math.min(255, Math.round(level(kept[i], c) * 255.0 / LEVELS));
      }
    }
    byte[] index = new byte[counts.length];
    boolean[] known = new boolean[counts.length];
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED,
        new IndexColorModel(8, kept.length, channels[0], channels[1], channels[2]));
    byte[] row = new byte[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int bin = bin(pixels[y * width + x]);
        if (!known[bin]) {
          index[bin] = (byte) nearest(kept, bin);
          known[bin] = true;
        }
        row[x] = index[bin];
      }
      out.getRaster().setDataElements(0, y, width, 1, row);
    }
    return out;
  }

  private static int nearest(int[] kept, int bin) {
    return IntStream.range(0, kept.length).boxed().min(Comparator.comparingInt(i -> IntStream.range(0, 3)
        .map(c -> (level(kept[i], c) - level(bin, c)) * (level(kept[i], c) - level(bin, c))).sum())).orElseThrow();
  }

  /** Five bits a channel, 0 to 16. */
  private static int bin(int rgb) {
    return Arrays.stream(new int[] {16, 8, 0}).map(s -> Math.round((rgb >> s & 255) * LEVELS / 255f)).reduce(0, (a, b) -> a << 5 | b);
  }

  private static int level(int bin, int channel) {
    return bin >> 5 * (2 - channel) & 31;
  }
}
