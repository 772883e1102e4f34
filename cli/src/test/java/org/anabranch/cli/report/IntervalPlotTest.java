package org.anabranch.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where marks stand and which colour they have. */
class IntervalPlotTest {
  /** The mean x of a colour's pixels in a row of the plot, NaN without any. */
  private static double centre(BufferedImage image, int row, Color c) {
    long sum = 0;
    long n = 0;
    for (int y = 2 * (40 + 20 * row); y < 2 * (60 + 20 * row); y++) {
      for (int x = 2 * 152; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == c.getRGB()) {
          sum += x;
          n++;
        }
      }
    }
    return n == 0 ? Double.NaN : (double) sum / n / 2;
  }

  @Test
  void betterIsRightAndInItsColourAndOneFailureDoesNotFlattenTheRest() throws IOException {
    Palette p = Palette.LIGHT;
    byte[] png = new IntervalPlot(p, "gains", "nats").png(List.of(new IntervalPlot.Row("up", 1, 0.5),
        new IntervalPlot.Row("down", -1, 0.5), new IntervalPlot.Row("level", 0.1, 0.5), new IntervalPlot.Row("lost", -400, 1)));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    double zero = 150 + (560 - 150 - 24) / 2.0;
    assertTrue(centre(image, 0, p.first()) > zero + 10);
    assertTrue(centre(image, 1, p.second()) < zero - 10);
    assertTrue(Double.isNaN(centre(image, 2, p.first())) && Double.isNaN(centre(image, 2, p.second())));
    // The failure is an arrow at the left edge: the reach is 6 times the median end, here 1.5.
    assertTrue(centre(image, 3, p.second()) < 190, "at " + centre(image, 3, p.second()));
    assertEquals((560 - 150 - 24) / 2.0 / 9, centre(image, 0, p.first()) - zero, 3);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-0.0001, 0", "0.5, 0.5", "1.25, 1.25", "-12.34, -12.3", "345.6, 346", "100, 100"})
  void numbersHaveThreeDigitsAndNoZerosAtTheEnd(double value, String text) {
    assertEquals(text, IntervalPlot.number(value));
  }
}
