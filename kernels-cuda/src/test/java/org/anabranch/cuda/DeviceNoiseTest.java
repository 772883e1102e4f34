package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.anabranch.cuda.DeviceNoise.Law;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;

/** Random numbers against {@link RandomStream} and solver steps against their formulas in Java, to the last bit. */
class DeviceNoiseTest extends DeviceFixture {
  private static final int ROWS = 3;
  private static final int STEP = 77;

  private final TrajectoryKey[] keys = {TrajectoryKey.root(5, 0), TrajectoryKey.root(-9, 12), TrajectoryKey.root(1L << 60, 3).child(4)};

  private DeviceBuffer deviceKeys() {
    return put(keys[0].seed(), keys[0].path(), keys[1].seed(), keys[1].path(), keys[2].seed(), keys[2].path());
  }

  @Test
  void everyLawHasTheBitsOfTheStream() {
    DeviceBuffer k = deviceKeys();
    DeviceBuffer step = put(STEP);
    for (int width : new int[] {1, 7, 512}) {
      DeviceBuffer floats = room(ROWS * width);
      DeviceBuffer doubles = keep(stream.allocate(8L * ROWS * width));
      for (Law law : Law.values()) {
        for (Purpose purpose : new Purpose[] {Purpose.START, Purpose.TOKEN}) {
          Tensor want = Tensor.zeros(ROWS, width);
          double[] wanted = new double[ROWS * width];
          for (int r = 0; r < ROWS; r++) {
            switch (law) {
              case UNIFORM -> {
                RandomStream.uniforms(keys[r], STEP, purpose, want.floats(), r * width, width);
                RandomStream.uniforms(keys[r], STEP, purpose, wanted, r * width, width);
              }
              case NORMAL -> {
                RandomStream.normals(keys[r], STEP, purpose, want.floats(), r * width, width);
                RandomStream.normals(keys[r], STEP, purpose, wanted, r * width, width);
              }
              default -> {
                RandomStream.gumbels(keys[r], STEP, purpose, want.floats(), r * width, width);
                RandomStream.gumbels(keys[r], STEP, purpose, wanted, r * width, width);
              }
            }
          }
          new DeviceNoise(stream, DType.F32).drawn(k.address(), step.address(), purpose).draw(law, 1, ROWS, width, floats.address());
          same(law + " of " + width, want, floats);
          new DeviceNoise(stream, DType.F64).drawn(k.address(), step.address(), purpose).draw(law, 1, ROWS, width, doubles.address());
          assertArrayEquals(wanted, doubles(doubles, ROWS * width), law + " in double");
        }
      }
    }
    assertThrows(IllegalArgumentException.class,
        () -> new DeviceNoise(stream, DType.F32).draw(Law.UNIFORM, 2, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new DeviceNoise(stream, DType.BF16));
  }

  @Test
  void stepsAreMixedInDoubleAndRoundedOnce() {
    int width = 45;
    int n = ROWS * width;
    double a = 0.7;
    double b = -1.3;
    double h = 0.02;
    double size = 0.31;
    double[] x = values(n);
    double[] u = values(n);
    double[] x1 = values(n);
    double[] u1 = values(n);
    double[] z = new double[n];
    for (int r = 0; r < ROWS; r++) {
      RandomStream.normals(keys[r], STEP, Purpose.STEP, z, r * width, width);
    }
    for (DType type : new DType[] {DType.F32, DType.F64}) {
      double[] euler = new double[n];
      double[] drift = new double[n];
      double[] noisy = new double[n];
      double[] mapped = new double[n];
      double[] heun = new double[n];
      double[] langevin = new double[n];
      double[] proposed = new double[n];
      for (int i = 0; i < n; i++) {
        drift[i] = x[i] + h * (a * x[i] + b * u[i]);
        euler[i] = drift[i] + size * z[i];
        noisy[i] = 0.9 * x[i] + size * z[i];
        mapped[i] = a * x[i] + b * u[i];
        langevin[i] = x[i] + (h * (a * x[i] + b * u[i] + x1[i]) + size * z[i]);
        proposed[i] = 0.9 * x[i] + h * x1[i] + size * z[i];
        heun[i] = x[i] + 0.5 * h * (a * x[i] + b * u[i] + (0.4 * x1[i] + 0.6 * u1[i]));
      }
      DeviceNoise noise = new DeviceNoise(stream, type);
      DeviceBuffer dx = state(x, type);
      DeviceBuffer du = state(u, type);
      DeviceBuffer y = state(x, type);
      noise.drawn(deviceKeys().address(), put(STEP).address(), Purpose.STEP);
      noise.euler(dx.address(), du.address(), put(a, b, h, size).address(), ROWS, width, y.address());
      check("euler", euler, y, type);
      noise.euler(dx.address(), du.address(), put(a, b, h, 0.0).address(), ROWS, width, y.address());
      check("euler without noise", drift, y, type);
      noise.noise(dx.address(), put(0.9, size).address(), ROWS, width, y.address());
      check("noise", noisy, y, type);
      DeviceBuffer dg = state(x1, type);
      noise.langevin(dx.address(), du.address(), dg.address(), put(a, b, h, size).address(), ROWS, width, y.address());
      check("langevin", langevin, y, type);
      noise.propose(dx.address(), dg.address(), put(0.9, h, size).address(), ROWS, width, y.address());
      check("crank-nicolson", proposed, y, type);
      noise.combine(dx.address(), du.address(), put(a, b).address(), n, y.address());
      check("combine", mapped, y, type);
      noise.heun(dx.address(), du.address(), state(x1, type).address(), state(u1, type).address(),
          put(a, b, 0.4, 0.6, 0.5 * h).address(), n, y.address());
      check("heun", heun, y, type);
    }
  }

  @Test
  void noiseMixedFromTwoStreamsIsTakenFromMemory() {
    int width = 33;
    int n = ROWS * width;
    double radius = 0.3;
    double keep = StrictMath.sqrt(1 - radius * radius);
    double[] z = new double[width];
    double[] w = new double[width];
    double[] x = values(n);
    double[] want = new double[n];
    for (int r = 0; r < ROWS; r++) {
      RandomStream.normals(keys[r], STEP, Purpose.STEP, z, 0, width);
      RandomStream.normals(keys[2 - r], STEP, Purpose.STEP, w, 0, width);
      for (int j = 0; j < width; j++) {
        want[r * width + j] = x[r * width + j] + 0.5 * (keep * z[j] + radius * w[j]);
      }
    }
    DeviceBuffer near = put(keys[2].seed(), keys[2].path(), keys[1].seed(), keys[1].path(), keys[0].seed(), keys[0].path());
    DeviceBuffer step = put(STEP);
    DeviceBuffer dz = keep(stream.allocate(8L * n));
    DeviceBuffer dw = keep(stream.allocate(8L * n));
    DeviceNoise wide = new DeviceNoise(stream, DType.F64);
    wide.drawn(deviceKeys().address(), step.address(), Purpose.STEP).draw(Law.NORMAL, 1, ROWS, width, dz.address());
    wide.drawn(near.address(), step.address(), Purpose.STEP).draw(Law.NORMAL, 1, ROWS, width, dw.address());
    wide.combine(dz.address(), dw.address(), put(keep, radius).address(), n, dz.address());
    DeviceBuffer state = state(x, DType.F32);
    new DeviceNoise(stream, DType.F32).mixed(dz.address()).noise(state.address(), put(1.0, 0.5).address(), ROWS, width,
        state.address());
    check("mixed noise", want, state, DType.F32);
  }

  /** Floats, so that both types begin from the same values. */
  private double[] values(int n) {
    double[] v = new double[n];
    Arrays.setAll(v, i -> (float) random.nextGaussian());
    return v;
  }

  private DeviceBuffer state(double[] v, DType type) {
    if (type == DType.F64) {
      return put(v);
    }
    float[] f = new float[v.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) v[i];
    }
    return put(f);
  }

  private void check(String what, double[] want, DeviceBuffer got, DType type) {
    if (type == DType.F64) {
      assertArrayEquals(want, doubles(got, want.length), what);
      return;
    }
    Tensor rounded = Tensor.zeros(want.length);
    for (int i = 0; i < want.length; i++) {
      rounded.floats()[i] = (float) want[i];
    }
    same(what, rounded, got);
  }

  private double[] doubles(DeviceBuffer b, int n) {
    double[] v = new double[n];
    stream.download(b, 0, MemorySegment.ofArray(v));
    return v;
  }
}
