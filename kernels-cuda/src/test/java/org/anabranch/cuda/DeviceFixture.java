package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** What tests of kernels share: a stream, the scalar oracle, inputs, and comparison to the last bit. */
@Tag("device")
abstract class DeviceFixture {
  /** Values where functions change their branch. */
  private static final float[] ODD = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 88.72283f, 88.722839f, 88.8f, -87.33654f,
    -87.33655f, -88f, -104f, 1e30f, -1e30f, 1e-30f, 3.92f, 5.5437f, -5.5437f, 20f, -20f, 0.5f};

  final Kernels scalar = Backend.of("scalar", new WorkerPool(1)).kernels();
  final Random random = new Random(11);
  CudaStream stream;
  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private long heldBefore;

  @BeforeEach
  void openStream() {
    CudaDevice device = TestDevice.open();
    heldBefore = device.heldBytes();
    stream = device.stream();
  }

  @AfterEach
  void closeStream() {
    if (stream != null) {
      buffers.forEach(DeviceBuffer::close);
      stream.synchronize();
      stream.close();
      assertEquals(heldBefore, stream.device().heldBytes(), "bytes held after the test");
    }
  }

  DeviceBuffer keep(DeviceBuffer b) {
    buffers.add(b);
    return b;
  }

  DeviceBuffer room(long floats) {
    return keep(stream.allocateFloats(floats));
  }

  DeviceBuffer put(float... values) {
    DeviceBuffer b = room(values.length);
    stream.upload(values, b, 0);
    return b;
  }

  DeviceBuffer put(Tensor t) {
    return put(t.toFloats());
  }

  DeviceBuffer put(int... values) {
    DeviceBuffer b = keep(stream.allocate(4L * values.length));
    stream.upload(values, b, 0);
    return b;
  }

  DeviceBuffer put(long... values) {
    DeviceBuffer b = keep(stream.allocate(8L * values.length));
    stream.upload(values, b, 0);
    return b;
  }

  DeviceBuffer put(double... values) {
    DeviceBuffer b = keep(stream.allocate(8L * values.length));
    stream.upload(values, b, 0);
    return b;
  }

  float[] get(DeviceBuffer b, int n) {
    float[] out = new float[n];
    stream.download(b, 0, out);
    return out;
  }

  Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  Tensor odd(int... dims) {
    Tensor t = normal(dims);
    for (int i = 0; i < t.size(); i++) {
      int pick = random.nextInt(3 * ODD.length);
      t.floats()[i] = pick < ODD.length ? ODD[pick] : t.floats()[i] * 30;
    }
    return t;
  }

  /** The buffer holds the tensor's bits; NaNs are equal as NaNs. */
  void same(String what, Tensor want, DeviceBuffer got) {
    float[] values = get(got, (int) want.size());
    for (int i = 0; i < values.length; i++) {
      float a = want.floats()[want.offset() + i];
      if (Float.floatToIntBits(a) != Float.floatToIntBits(values[i])) {
        fail(what + ": element " + i + " of " + want.shape() + " is " + values[i] + " (" + Float.toHexString(values[i])
            + "), the oracle has " + a + " (" + Float.toHexString(a) + ")");
      }
    }
  }
}
