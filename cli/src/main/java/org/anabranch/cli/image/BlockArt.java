package org.anabranch.cli.image;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Tensor;

/**
 * One small grey image in characters: two pixels above each other are one character, a blank, a lower, an upper or a full half
 * block, white where the grey is at least a half.
 */
public final class BlockArt {
  private static final char[] BLOCKS = {' ', '\u2584', '\u2580', '\u2588'};

  private BlockArt() {}

  /**
   * The lines of row i, margins cut off; no line for an image that is black all over.
   *
   * @param samples [rows, 1, side, side]
   */
  public static List<String> lines(GreyImages greys, Tensor samples, int i) {
    int side = samples.shape().last();
    byte[] grey = greys.greys(samples, i);
    List<String> lines = new ArrayList<>();
    int margin = side;
    for (int y = 0; y < side; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < side; x++) {
        int upper = white(grey, y * side + x) ? 2 : 0;
        int lower = y + 1 < side && white(grey, (y + 1) * side + x) ? 1 : 0;
        line.append(BLOCKS[upper + lower]);
      }
      String text = line.toString().stripTrailing();
      if (!text.isEmpty()) {
        margin = Math.min(margin, text.length() - text.stripLeading().length());
      }
      lines.add(text);
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    while (!lines.isEmpty() && lines.getFirst().isEmpty()) {
      lines.removeFirst();
    }
    int cut = margin;
    return lines.stream().map(l -> l.isEmpty() ? l : l.substring(cut)).toList();
  }

  private static boolean white(byte[] grey, int i) {
    return (grey[i] & 0xff) >= 128;
  }
}
