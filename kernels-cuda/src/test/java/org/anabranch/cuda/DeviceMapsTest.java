package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Elementwise operations against the scalar oracle, to the last bit. */
class DeviceMapsTest extends DeviceFixture {
  @Test
  void functionsHaveTheOraclesBits() {
    DeviceMaps maps = new DeviceMaps(stream);
    for (int n : new int[] {0, 1, 255, 256, 1000}) {
      Tensor x = odd(n);
      Tensor y = Tensor.zeros(n);
      DeviceBuffer dx = put(x);
      DeviceBuffer dy = room(n);
      for (Activation act : Activation.values()) {
        scalar.activate(act, x, y);
        maps.activate(act, dx.address(), n, dy.address());
        same(act + " of " + n, y, dy);
      }
      scalar.exp(x, y);
      maps.exp(dx.address(), n, dy.address());
      same("exp of " + n, y, dy);
      scalar.scale(x, 0.3, y);
      maps.scale(dx.address(), (float) 0.3, n, dy.address());
      same("scale of " + n, y, dy);
    }
  }

  @Test
  void gatesSumsAndRotationsHaveTheOraclesBits() {
    DeviceMaps maps = new DeviceMaps(stream);
    Tensor x = odd(5, 2 * 37);
    Tensor y = Tensor.zeros(5, 37);
    DeviceBuffer dx = put(x);
    DeviceBuffer dy = room(y.size());
    for (Activation act : Activation.values()) {
      scalar.gated(act, x, y);
      maps.gated(act, dx.address(), 5, 37, dy.address());
      same("gated " + act, y, dy);
    }
    Tensor a = normal(3, 4, 50);
    Tensor b = normal(4, 50);
    Tensor z = Tensor.zeros(3, 4, 50);
    scalar.add(a, b, z);
    DeviceBuffer da = put(a);
    maps.add(da.address(), a.size(), put(b).address(), b.size(), da.address());
    same("add in place", z, da);
    Tensor heads = normal(2, 5, 70);
    Tensor table = normal(9, 12);
    DeviceBuffer dh = put(heads);
    scalar.rotary(heads, 7, 4, 12, table);
    maps.rotary(dh.floats(7), 2 * 5, 5, 70, 4, 12, put(table).address());
    same("rotary", heads, dh);
  }

  @Test
  void sumsOfManyTermsHaveTheOraclesBits() {
    DeviceMaps maps = new DeviceMaps(stream);
    int n = 300;
    double[] c = {0.1, 0, -2.5, 1e-3, 7, 0.3, 0, 1.0 / 3, 11};
    for (int count = 0; count <= c.length; count++) {
      Tensor x = normal(n);
      Tensor[] k = new Tensor[count];
      long[] addresses = new long[count];
      for (int i = 0; i < count; i++) {
        k[i] = c[i] == 0 ? odd(n) : normal(n);
        addresses[i] = put(k[i]).address();
      }
      Tensor y = Tensor.zeros(n);
      scalar.axpy(x, c, k, count, y);
      DeviceBuffer dy = room(n);
      maps.axpy(put(x).address(), c, addresses, count, n, dy.address());
      same(count + " terms", y, dy);
    }
  }

  @Test
  void doublesHaveTheOraclesBits() {
    DeviceMaps maps = new DeviceMaps(stream);
    int n = 200;
    double[] c = {0.1, 0, -2.5, 1e-3, 7, 0.3};
    Tensor x = Tensor.zerosF64(n);
    Tensor[] k = new Tensor[c.length];
    long[] addresses = new long[c.length];
    fill(x);
    for (int i = 0; i < c.length; i++) {
      k[i] = Tensor.zerosF64(n);
      fill(k[i]);
      addresses[i] = put(k[i].doubles()).address();
    }
    Tensor y = Tensor.zerosF64(n);
    DeviceBuffer dx = put(x.doubles());
    DeviceBuffer dy = keep(stream.allocate(8L * n));
    double[] got = new double[n];
    scalar.axpy(x, c, k, c.length, y);
    maps.axpyDoubles(dx.address(), c, addresses, c.length, n, dy.address());
    stream.download(dy, 0, MemorySegment.ofArray(got));
    assertArrayEquals(y.doubles(), got);
    scalar.scale(x, 0.3, y);
    maps.scaleDoubles(dx.address(), 0.3, n, dy.address());
    stream.download(dy, 0, MemorySegment.ofArray(got));
    assertArrayEquals(y.doubles(), got);
  }

  private void fill(Tensor t) {
    Arrays.setAll(t.doubles(), i -> random.nextGaussian());
  }

  @Test
  void guidanceIsTheFormula() {
    int rows = 3;
    int width = 40;
    int guided = 17;
    float scale = 4f;
    Tensor both = normal(2 * rows, width);
    Tensor want = Tensor.zeros(rows, width);
    for (int i = 0; i < want.size(); i++) {
      float c = both.floats()[i];
      float u = both.floats()[rows * width + i];
      want.floats()[i] = i % width < guided ? u + scale * (c - u) : c;
    }
    DeviceBuffer d = put(both);
    new DeviceMaps(stream).guide(d.address(), rows, width, guided, scale, d.address());
    same("guidance", want, d);
  }
}
