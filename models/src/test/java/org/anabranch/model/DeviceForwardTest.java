package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.hidden.HiddenProvider;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.golden.Gate;
import org.anabranch.model.golden.GoldenFolder;
import org.anabranch.model.golden.GoldenRunner;
import org.anabranch.solver.VelocityField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DiT and SiT on kernels whose memory the host cannot reach: the host's bits, and to the byte what crosses the edge. A host tensor
 * goes up and comes down; of a device tensor's forward only the waves of its times are moved.
 */
class DeviceForwardTest {
  private static final int ROWS = 6;
  /** Floats of a sample of the fixtures. */
  private static final int WIDTH = 256;

  private final HiddenProvider provider = new HiddenProvider();
  private final Kernels device = provider.create(new WorkerPool(1));
  private final Kernels host = Backend.of("scalar", new WorkerPool(1)).kernels();
  private final double[] times = {0.1, 0.1, 0.1, 0.5, 0.7, 0.7};
  private final int[] classes = {1, 2, 10, 4, 5, 0};

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(DeviceForwardTest.class.getResource("/golden/" + name)).toURI());
  }

  private static DiffusionTransformer network(String name, Kernels k) throws URISyntaxException {
    return DiffusionTransformer.load(Checkpoint.open(folder(name)), k);
  }

  private static Tensor noise(int... dims) {
    Random random = new Random(3);
    Tensor x = Tensor.zeros(dims);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private Tensor uploaded(Tensor t) {
    Tensor out = device.allocate(t.dtype(), t.shape());
    device.copy(t, out);
    return out;
  }

  private float[] downloaded(Tensor t) {
    Tensor out = Tensor.zeros(t.dtype(), t.shape());
    device.copy(t, out);
    return out.floats();
  }

  private static VelocityField field(String name, Kernels k, Optional<Guidance> guidance) throws URISyntaxException {
    DiffusionTransformer n = network(name, k);
    return name.startsWith("dit") ? new DitField(n, guidance) : new SitField(n, guidance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sit", "sit_odd", "dit", "dit_odd"})
  void aFieldHasTheHostsBitsWhereverItsTensorsStand(String name) throws URISyntaxException {
    Tensor x = noise(ROWS, 4, 8, 8);
    for (Optional<Guidance> guidance : List.of(Optional.<Guidance>empty(), Optional.of(Guidance.of(2.5)))) {
      Tensor want = Tensor.zeros(ROWS, 4, 8, 8);
      field(name, host, guidance).evaluate(x, times, classes, want);
      VelocityField field = field(name, device, guidance);
      assertTrue(field.onDevice());

      Tensor got = Tensor.zeros(ROWS, 4, 8, 8);
      provider.forgetCopies();
      field.evaluate(x, times, classes, got);
      assertArrayEquals(want.floats(), got.floats(), name + " on the host's tensors " + guidance);
      long waves = 4L * TimeSinusoid.WIDTH * ROWS * (guidance.isPresent() ? 2 : 1);
      assertEquals(4L * ROWS * WIDTH + waves, provider.bytesUp());
      assertEquals(4L * ROWS * WIDTH, provider.bytesDown());

      Tensor v = device.allocate(want.dtype(), want.shape());
      Tensor own = uploaded(x);
      provider.forgetCopies();
      field.evaluate(own, times, classes, v);
      assertEquals(waves, provider.bytesUp());
      assertEquals(0, provider.bytesDown());
      assertArrayEquals(want.floats(), downloaded(v), name + " on the device's tensors " + guidance);
    }
  }

  @Test
  void aWarmFieldKeepsItsWeightsAndItsMemory() throws URISyntaxException {
    VelocityField field = field("sit_odd", device, Optional.of(Guidance.of(2)));
    Tensor x = uploaded(noise(ROWS, 4, 8, 8));
    Tensor v = device.allocate(x.dtype(), x.shape());
    field.evaluate(x, times, classes, v);
    long kept = provider.bytesKept();
    long held = provider.bytesHeld();
    assertTrue(kept > 0);
    field.evaluate(x, times, classes, v);
    field.evaluate(x.rows(0, 2), new double[2], new int[2], v.rows(0, 2));
    field("sit_odd", device, Optional.empty());
    assertEquals(held, provider.bytesHeld());
    DiffusionTransformerWeights shared = network("sit_odd", device).weights();
    long before = provider.bytesKept();
    new SitField(new DiffusionTransformer(shared, device), Optional.empty()).evaluate(x, times, classes, v);
    long first = provider.bytesKept();
    new SitField(new DiffusionTransformer(shared, device), Optional.empty()).evaluate(x, times, classes, v);
    assertTrue(first > before);
    assertEquals(first, provider.bytesKept(), "networks of one set of weights share what the device keeps");
  }

  @Test
  void theOfficialGuidedForwardAndLearnedVariances() throws URISyntaxException {
    Tensor x = noise(ROWS, 4, 8, 8);
    int[] y = {1, 2, 3, 10, 10, 10};
    double[] t = {5, 100, 999, 5, 100, 999};
    Guidance three = new Guidance(4, Guidance.Channels.FIRST_THREE);
    Tensor want = Tensor.zeros(ROWS, 8, 8, 8);
    network("dit_odd", host).forwardWithCfg(x, t, y, three, want);
    Tensor got = Tensor.zeros(ROWS, 8, 8, 8);
    network("dit_odd", device).forwardWithCfg(x, t, y, three, got);
    assertArrayEquals(want.floats(), got.floats());

    Tensor wantV = Tensor.zeros(ROWS, 4, 8, 8);
    Tensor wantVariance = Tensor.zeros(ROWS, 4, 8, 8);
    new DitField(network("dit_odd", host), Optional.empty()).evaluate(x, times, classes, wantV, wantVariance);
    Tensor v = uploaded(wantV);
    Tensor variance = Tensor.zeros(ROWS, 4, 8, 8);
    DitField field = new DitField(network("dit_odd", device), Optional.empty());
    field.evaluate(uploaded(x), times, classes, v, variance);
    assertArrayEquals(wantV.floats(), downloaded(v));
    assertArrayEquals(wantVariance.floats(), variance.floats());
    Tensor own = device.allocate(variance.dtype(), variance.shape());
    field.evaluate(x, times, classes, wantV, own);
    assertArrayEquals(wantVariance.floats(), downloaded(own));
  }

  @Test
  void anObserverSeesTheHostsIntermediates() throws URISyntaxException {
    Tensor x = noise(2, 4, 8, 8);
    List<Tensor> want = new ArrayList<>();
    List<Tensor> got = new ArrayList<>();
    Tensor out = Tensor.zeros(2, 4, 8, 8);
    network("sit_odd", host).forward(x, new double[2], new int[2], out, (name, value) -> want.add(value.toHeap()));
    network("sit_odd", device).forward(x, new double[2], new int[2], out, (name, value) -> got.add(value.toHeap()));
    assertEquals(want.size(), got.size());
    for (int i = 0; i < want.size(); i++) {
      assertArrayEquals(want.get(i).floats(), got.get(i).floats(), "intermediate " + i);
    }
  }

  @Test
  void theFieldOfOneDeviceIsNotSpreadOverThreads() throws URISyntaxException {
    try (WorkerPool pool = new WorkerPool(3)) {
      VelocityField field = field("sit", device, Optional.empty());
      int[] made = {0};
      VelocityField spread = VelocityField.spread(() -> {
        made[0]++;
        return field;
      }, pool);
      assertEquals(field, spread);
      assertEquals(1, made[0]);
    }
  }

  @Test
  void productsAreRefusedInOneSentence() throws URISyntaxException {
    SitField field = new SitField(network("sit", device), Optional.empty());
    Tensor x = noise(1, 4, 8, 8);
    assertEquals("tangents: provider hidden has no tangent rules; use --backend vector or scalar",
        assertThrows(UnsupportedOperationException.class, () -> field.evaluate(x, new double[1], new int[1], x, x, x)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sit", "sit_odd", "dit", "dit_odd", "mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm", "vae_odd"})
  void officialOutputsPassTheGate(String name) throws URISyntaxException {
    for (Gate.Result r : GoldenRunner.check(GoldenFolder.open(folder(name)), device)) {
      assertEquals(Gate.Status.PASSED, r.status(), r.toString());
    }
  }
}
