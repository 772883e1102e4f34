package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Convolutions and group norm against the scalar oracle, to the last bit. */
class DeviceImagesTest extends DeviceFixture {
  @Test
  void convolutionsHaveTheOraclesBitsWhateverTheScratch() {
    DeviceImages images = new DeviceImages(stream, new DeviceProducts(stream, ProductNumerics.EXACT));
    int rows = 2;
    int height = 5;
    int width = 6;
    int in = 3;
    int out = 7;
    for (int kernel : new int[] {1, 3}) {
      Linear w = Linear.pack(normal(out, kernel * kernel * in), normal(out));
      Tensor x = normal(rows, height * width, in);
      DeviceBuffer dx = put(x);
      try (DeviceWeights dw = new DeviceWeights(w, stream)) {
        for (int enlarge : new int[] {1, 2}) {
          Tensor y = Tensor.zeros(rows, enlarge * height * enlarge * width, out);
          scalar.convolution(x, height, width, enlarge, w, kernel, y);
          DeviceBuffer dy = room(y.size());
          for (int windows : new int[] {1000, 17}) {
            stream.clear(dy);
            images.convolution(dx.address(), rows, height, width, enlarge, dw, kernel, false, room((long) windows * w.in()),
                dy.address());
            same("convolution of " + kernel + ", enlarged " + enlarge + ", " + windows + " windows", y, dy);
          }
        }
        Tensor y = normal(rows, height * width, out);
        DeviceBuffer dy = put(y);
        scalar.convolutionResidual(x, height, width, w, kernel, y);
        images.convolution(dx.address(), rows, height, width, 1, dw, kernel, true, room(40L * w.in()), dy.address());
        same("convolution residual", y, dy);
        DeviceBuffer small = room(0);
        assertThrows(IllegalArgumentException.class,
            () -> images.convolution(dx.address(), rows, height, width, 1, dw, kernel, true, small, dy.address()));
      }
    }
  }

  @Test
  void groupNormHasTheOraclesBits() {
    DeviceImages images = new DeviceImages(stream, new DeviceProducts(stream, ProductNumerics.EXACT));
    int rows = 2;
    int channels = 12;
    // The second has more than one block of pixels.
    for (int pixels : new int[] {35, 1500}) {
      Tensor x = normal(rows, pixels, channels);
      Tensor weight = normal(channels);
      Tensor bias = normal(channels);
      Tensor y = Tensor.zeros(rows, pixels, channels);
      scalar.groupNorm(x, 4, 1e-6f, weight, bias, Activation.SILU, y);
      DeviceBuffer d = put(x);
      DeviceBuffer scratch = keep(stream.allocate(DeviceImages.groupNormBytes(rows, pixels, channels)));
      images.groupNorm(d.address(), rows, pixels, channels, 4, 1e-6f, put(weight).address(), put(bias).address(), Activation.SILU,
          scratch, d.address());
      same("group norm of " + pixels + " pixels in place", y, d);
      DeviceBuffer small = room(2);
      assertThrows(IllegalArgumentException.class,
          () -> images.groupNorm(0, rows, pixels, channels, 4, 1e-6f, 0, 0, Activation.NONE, small, 0));
    }
  }
}
