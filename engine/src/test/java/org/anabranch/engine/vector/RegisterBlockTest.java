package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Backend;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.HostKernels;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The block of rows as they lie and the block of packed ones give the oracle's bits, and the machine or the user chooses. */
class RegisterBlockTest {
  @Test
  void aFirstLevelCacheOf48KilobytesChoosesThirteenRows() {
    assertTrue(RegisterBlock.packed("", 512, 512, 48));
    assertFalse(RegisterBlock.packed("", 512, 512, 32));
    assertFalse(RegisterBlock.packed("", 512, 512, 0));
  }

  @Test
  void thirtyTwoRegistersOf256BitsChooseSixRows() {
    assertTrue(RegisterBlock.packed("", 256, 512, 32));
    assertFalse(RegisterBlock.packed("", 256, 256, 48));
    assertFalse(RegisterBlock.packed("", 128, 512, 48));
  }

  @Test
  void theUserChoosesByHandWhereThereAreBoth() {
    assertFalse(RegisterBlock.packed("8", 512, 512, 48));
    assertTrue(RegisterBlock.packed("13", 512, 512, 32));
    assertFalse(RegisterBlock.packed("4", 256, 512, 48));
    assertTrue(RegisterBlock.packed("6", 128, 512, 48));
    String message = assertThrows(IllegalArgumentException.class, () -> RegisterBlock.packed("13", 256, 512, 48)).getMessage();
    assertEquals("-Danabranch.gemm.rows must be 4 or 6 with vectors of 256 bits, got '13'", message);
  }

  @Test
  void theCacheIsReadFromLinuxsDescription(@TempDir Path folder) throws IOException {
    assertEquals(0, RegisterBlock.cache(folder));
    index(folder, 0, "1", "Instruction", "64K");
    assertEquals(0, RegisterBlock.cache(folder));
    index(folder, 1, "1", "Data", "48K");
    assertEquals(48, RegisterBlock.cache(folder));
    index(folder, 1, "1", "Data", "a lot");
    assertEquals(0, RegisterBlock.cache(folder));
  }

  private static void index(Path folder, int i, String level, String type, String size) throws IOException {
    Path index = Files.createDirectories(folder.resolve("index" + i));
    Files.writeString(index.resolve("level"), level + "\n");
    Files.writeString(index.resolve("type"), type + "\n");
    Files.writeString(index.resolve("size"), size + "\n");
  }

  /** Depths around one, two and many blocks of inputs; rows around the block; columns that fill no panel; every end of a product. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void bothBlocksGiveTheOraclesBits(int threads) {
    try (WorkerPool pool = new WorkerPool(threads); WorkerPool one = new WorkerPool(1)) {
      KernelProvider provider = Backend.of("vector", pool).provider();
      Kernels scalar = Backend.of("scalar", one).kernels();
      Kernels plain = new HostKernels(provider, pool, false, new VectorLoops(threads, new VectorProduct(threads, false)));
      Kernels packed = new HostKernels(provider, pool, false, new VectorLoops(threads, new VectorProduct(threads, true)));
      for (int in : new int[] {1, 60, 129, 700, 768, 769, 1600}) {
        for (int out : new int[] {1, 32, 100, 320}) {
          for (int rows : new int[] {7, 12, 13, 14, 49, 211}) {
            if ((long) in * out * rows > 1_500_000) {
              continue;
            }
            List<float[]> expected = products(scalar, in, out, rows);
            check(expected, products(plain, in, out, rows), "plain rows: " + rows + "x" + out + "x" + in);
            check(expected, products(packed, in, out, rows), "packed rows: " + rows + "x" + out + "x" + in);
          }
        }
      }
    }
  }

  private static void check(List<float[]> expected, List<float[]> got, String what) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i), 0, what + ", end " + i);
    }
  }

  /** Stored with and without bias, with an activation, added, and gated with gates that begin in the middle of register blocks. */
  private static List<float[]> products(Kernels k, int in, int out, int rows) {
    Tensor x = normals(1, rows, in);
    Linear plain = Linear.pack(normals(2, out, in));
    Linear biased = Linear.pack(normals(2, out, in), normals(3, out));
    List<float[]> results = new ArrayList<>();
    Tensor y = Tensor.zeros(rows, out);
    k.linear(x, plain, Activation.NONE, y);
    results.add(y.floats().clone());
    k.linear(x, biased, Activation.NONE, y);
    results.add(y.floats().clone());
    k.linear(x, biased, Activation.SILU, y);
    results.add(y.floats().clone());
    k.linearResidual(x, biased, y);
    results.add(y.floats().clone());
    k.linearResidual(x, plain, y);
    results.add(y.floats().clone());
    int tokens = rows % 7 == 0 ? 7 : rows;
    k.linearGatedResidual(x.reshape(rows / tokens, tokens, in), biased, normals(4, rows / tokens, 2 * out), out / 2,
        y.reshape(rows / tokens, tokens, out));
    results.add(y.floats().clone());
    return results;
  }

  private static Tensor normals(long seed, int... dims) {
    Tensor t = Tensor.zeros(dims);
    RandomStream.normals(TrajectoryKey.root(seed, 0), 0, Purpose.START, t.floats(), 0, (int) t.size());
    return t;
  }
}
