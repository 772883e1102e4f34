package org.anabranch.cli.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.AtomicFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures pixel by pixel. */
class ImagesTest {
  private static final GreyImages GREYS = new GreyImages(-1, 1);

  @TempDir
  Path folder;

  @Test
  void greysAreClampedAndRounded() {
    Tensor t = Tensor.of(new float[] {-2, -1, 0, 0.999f, 1, 7, -0.5f, 0.5f, 0}, 1, 1, 3, 3);
    assertArrayEquals(new byte[] {0, 0, (byte) 128, (byte) 255, (byte) 255, (byte) 255, 64, (byte) 191, (byte) 128},
        GREYS.greys(t, 0));
  }

  @Test
  void gridHasWholePixelsInReadingOrder() throws IOException {
    Tensor t = Tensor.zeros(3, 1, 2, 2);
    for (int i = 0; i < 12; i++) {
      t.floats()[i] = -1 + i / 8f;
    }
    GreyImages.Layout layout = new GreyImages.Layout(2, 3, 1);
    BufferedImage png = ImageIO.read(new ByteArrayInputStream(Png.bytes(GREYS.grid(t, layout))));
    assertEquals(2 * (2 * 3 + 1) + 1, png.getWidth());
    assertEquals(2 * (2 * 3 + 1) + 1, png.getHeight());
    assertEquals(8, png.getColorModel().getPixelSize());
    for (int i = 0; i < 3; i++) {
      byte[] greys = GREYS.greys(t, i);
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 6; x++) {
          int sample = png.getRaster().getSample(1 + i % 2 * 7 + x, 1 + i / 2 * 7 + y, 0);
          assertEquals(greys[y / 3 * 2 + x / 3] & 0xff, sample);
        }
      }
    }
    assertEquals(png.getRaster().getSample(0, 0, 0), png.getRaster().getSample(10, 10, 0), "the empty place is a line's grey");
  }

  @Test
  void aPaletteHas256ColoursKeepsWhiteAndBlackAndMovesNoColourFar() {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, y < 16 ? 0xFFFFFF : y < 24 ? 0 : x << 18 | y << 10 | x);
      }
    }
    BufferedImage few = Palette.reduce(image);
    IndexColorModel colours = (IndexColorModel) few.getColorModel();
    assertTrue(colours.getMapSize() <= 256 && colours.getMapSize() > 100, "colours " + colours.getMapSize());
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        int was = image.getRGB(x, y);
        int is = few.getRGB(x, y);
        assertEquals(y < 24 ? was : is, is);
        for (int shift = 0; shift < 24; shift += 8) {
          // Half a level of 16 by rounding, and at most a few levels to a more frequent neighbour.
          assertTrue(Math.abs((was >> shift & 255) - (is >> shift & 255)) <= 8 + 3 * 16, Integer.toHexString(was));
        }
      }
    }
  }

  @Test
  void layoutsAreAboutSquareAndScaledByWholeNumbers() {
    assertEquals(new GreyImages.Layout(8, 4, 2), GreyImages.Layout.square(64, 28));
    assertEquals(new GreyImages.Layout(1, 8, 2), GreyImages.Layout.square(1, 28));
    assertEquals(new GreyImages.Layout(45, 1, 2), GreyImages.Layout.square(2000, 28));
    assertEquals(new GreyImages.Layout(10, 3, 2), GreyImages.Layout.of(10, 28));
  }

  @Test
  void wrongShapesAreRefused() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> GREYS.grid(Tensor.zeros(2, 4, 8, 8), new GreyImages.Layout(1, 1, 0))).getMessage();
    assertEquals("grid: needs samples [rows >= 1, 1, side, side], got [2, 4, 8, 8]", message);
  }

  @Test
  void blockArtShowsTwoPixelsPerCharacterWithoutMargins() {
    float b = -1;
    Tensor t = Tensor.of(new float[] {
        b, b, b, b,
        b, b, b, b,
        b, 1, 1, b,
        b, b, 1, b}, 1, 1, 4, 4);
    assertEquals(List.of("\u2580\u2588"), BlockArt.lines(GREYS, t, 0));
    assertEquals(List.of(), BlockArt.lines(GREYS, Tensor.of(new float[] {b}, 1, 1, 1, 1), 0));
  }

  @Test
  void filesAreReplacedWholeAndNothingElseIsLeft() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, new byte[] {1});
    AtomicFile.write(file, new byte[] {2, 3});
    assertArrayEquals(new byte[] {2, 3}, Files.readAllBytes(file));
    assertThrows(IOException.class, () -> AtomicFile.write(folder, new byte[] {1}));
    Path missing = folder.resolve("none/a.txt");
    assertThrows(NoSuchFileException.class, () -> AtomicFile.requireWritable(missing));
    assertThrows(IOException.class, () -> AtomicFile.requireWritable(folder));
    assertThrows(IOException.class, () -> AtomicFile.requireWritable(file.resolve("b.txt")));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
