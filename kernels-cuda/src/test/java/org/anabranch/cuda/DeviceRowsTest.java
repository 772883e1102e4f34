package org.anabranch.cuda;

import org.anabranch.cuda.DeviceRows.Affine;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Norms and softmax against the scalar oracle, to the last bit. */
class DeviceRowsTest extends DeviceFixture {
  private static final int[] WIDTHS = {1, 31, 32, 33, 64, 97, 384};

  @Test
  void normsHaveTheOraclesBits() {
    DeviceRows rows = new DeviceRows(stream);
    for (int width : WIDTHS) {
      int batch = 3;
      int tokens = 3;
      Tensor x = width == 97 ? odd(batch, tokens, width) : normal(batch, tokens, width);
      Tensor modulation = normal(batch, 3 * width + 1);
      Tensor weight = normal(width);
      Tensor bias = normal(width);
      DeviceBuffer dx = put(x);
      DeviceBuffer dm = put(modulation);
      DeviceBuffer dw = put(weight);
      DeviceBuffer db = put(bias);
      DeviceBuffer dy = room(x.size());
      Tensor y = Tensor.zeros(batch, tokens, width);
      int stride = 3 * width + 1;
      for (Affine affine : Affine.values()) {
        for (boolean centred : new boolean[] {true, false}) {
          boolean known = switch (affine) {
            case NONE -> oracle(centred, () -> scalar.layerNorm(x, 1e-5f, y));
            case WEIGHT -> oracle(!centred, () -> scalar.rmsNorm(x, 1e-5f, weight, y));
            case WEIGHT_BIAS -> oracle(centred, () -> scalar.layerNorm(x, 1e-5f, weight, bias, y));
            case MODULATED -> {
              if (centred) {
                scalar.layerNormModulated(x, 1e-5f, modulation, 1, width, y);
              } else {
                scalar.rmsNormModulated(x, 1e-5f, modulation, 1, width, y);
              }
              yield true;
            }
            case WEIGHT_MODULATED -> oracle(centred, () -> scalar.layerNormModulated(x, 1e-5f, weight, modulation, 1, width, y));
          };
          if (known) {
            boolean perRow = affine == Affine.MODULATED || affine == Affine.WEIGHT_MODULATED;
            rows.norm(centred, dx.address(), batch * tokens, width, 1e-5f, affine, dw.address(),
                perRow ? dm.floats(width) : dw.address(), perRow ? dm.floats(1) : db.address(), perRow ? stride : 0, tokens,
                dy.address());
            same(affine + " of width " + width + (centred ? ", centred" : ""), y, dy);
          }
        }
      }
    }
  }

  private static boolean oracle(boolean has, Runnable body) {
    if (has) {
      body.run();
    }
    return has;
  }

  @Test
  void softmaxHasTheOraclesBits() {
    DeviceRows rows = new DeviceRows(stream);
    for (int width : WIDTHS) {
      Tensor x = width > 64 ? odd(6, width) : normal(6, width);
      java.util.Arrays.fill(x.floats(), 0, width, Float.NEGATIVE_INFINITY);
      java.util.Arrays.fill(x.floats(), width, 2 * width, Float.NEGATIVE_INFINITY);
      x.floats()[width] = Float.NaN;
      Tensor y = Tensor.zeros(6, width);
      scalar.softmax(x, y);
      DeviceBuffer d = put(x);
      rows.softmax(d.address(), 6, width, d.address());
      same("softmax of width " + width + " in place", y, d);
    }
  }
}
