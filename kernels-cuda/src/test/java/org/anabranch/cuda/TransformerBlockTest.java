package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;

/** Whole blocks and stochastic steps on the device, captured once and replayed, with the oracle's bits at every step. */
class TransformerBlockTest extends DeviceFixture {
  private static final int ROWS = 2;
  private static final int TOKENS = 20;
  private static final int WIDTH = 48;

  @Test
  void aCapturedStepReplaysWithTheOraclesBits() {
    int size = TOKENS * WIDTH;
    Tensor x = normal(ROWS, TOKENS, WIDTH);
    Tensor c = normal(ROWS, WIDTH);
    TrajectoryKey[] keys = {TrajectoryKey.root(3, 0), TrajectoryKey.root(3, 1)};
    double h = 0.05;
    double noise = 0.1;
    try (TransformerBlock block = new TransformerBlock(ROWS, TOKENS, WIDTH, 3, this::normal, stream)) {
      DeviceBuffer dx = put(x);
      DeviceBuffer du = room(x.size());
      DeviceBuffer dc = put(c);
      DeviceBuffer step = put(0);
      DeviceBuffer dk = put(keys[0].seed(), keys[0].path(), keys[1].seed(), keys[1].path());
      DeviceBuffer coefficients = put(0.0, 1.0, h, noise);
      DeviceNoise solver = new DeviceNoise(stream, DType.F32).drawn(dk.address(), step.address(), Purpose.STEP);
      try (CudaGraph graph = stream.capture(() -> {
        stream.copy(dx, 0, du, 0, dx.bytes());
        block.device(du.address(), dc.address());
        solver.euler(dx.address(), du.address(), coefficients.address(), ROWS, size, dx.address());
      })) {
        assertEquals(TransformerBlock.LAUNCHES + 2, graph.nodes());
        double[] z = new double[size];
        for (int i = 0; i < 3; i++) {
          Tensor u = x.toHeap();
          block.host(scalar, u, c);
          for (int r = 0; r < ROWS; r++) {
            RandomStream.normals(keys[r], i, Purpose.STEP, z, 0, size);
            for (int j = 0; j < size; j++) {
              double v = x.floats()[r * size + j];
              v += h * (0.0 * v + 1.0 * u.floats()[r * size + j]);
              x.floats()[r * size + j] = (float) (v + noise * z[j]);
            }
          }
          stream.upload(new int[] {i}, step, 0);
          graph.launch(stream);
          same("state after step " + i, x, dx);
        }
      }
    }
  }

  @Test
  void aRowsBitsDoNotDependOnItsBatch() {
    Tensor c = normal(ROWS, WIDTH);
    Tensor x = normal(ROWS, TOKENS, WIDTH);
    DeviceBuffer dc = put(c);
    DeviceBuffer both = put(x);
    DeviceBuffer second = put(x.rows(1, 1));
    long seed = random.nextLong();
    random.setSeed(seed);
    try (TransformerBlock block = new TransformerBlock(ROWS, TOKENS, WIDTH, 3, this::normal, stream)) {
      block.device(both.address(), dc.address());
    }
    random.setSeed(seed);
    try (TransformerBlock block = new TransformerBlock(1, TOKENS, WIDTH, 3, this::normal, stream)) {
      block.device(second.address(), dc.floats(WIDTH));
    }
    Tensor alone = Tensor.of(get(second, TOKENS * WIDTH), TOKENS, WIDTH);
    DeviceBuffer beside = room(alone.size());
    stream.copy(both, 4L * TOKENS * WIDTH, beside, 0, beside.bytes());
    same("the second row", alone, beside);
  }
}
