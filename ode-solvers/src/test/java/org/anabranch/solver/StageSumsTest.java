package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums over stages and the error norm: the bits of the kernel whichever way a length takes. */
class StageSumsTest {
  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private static Tensor filled(DType type, int size, int seed) {
    Tensor t = Tensor.zeros(type, Shape.of(1, size));
    for (int i = 0; i < size; i++) {
      RowSweeps.set(t, i, Math.sin(seed * 31.0 + 1.7 * i));
    }
    return t;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 17, 64, 65, 300})
  void everySetHasTheBitsOfTheKernel(int size) {
    double h = 0.037;
    for (String name : new String[] {"dopri5", "dopri8", "bosh3"}) {
      EmbeddedPair pair = EmbeddedPair.named(name);
      Tableau tableau = pair.tableau();
      StageSums sums = new StageSums(kernels, tableau);
      for (DType type : new DType[] {DType.F32, DType.F64}) {
        Tensor x = filled(type, size, 0);
        Tensor[] k = new Tensor[tableau.stages()];
        Arrays.setAll(k, j -> filled(type, size, j + 1));
        Tensor y = Tensor.zeros(type, x.shape());
        Tensor want = Tensor.zeros(type, x.shape());
        double[] c = new double[tableau.stages()];
        for (int set = 1; set <= tableau.stages(); set++) {
          for (int j = 0; j < c.length; j++) {
            c[j] = set == c.length ? h * tableau.b(j) : j < set ? h * tableau.a(set, j) : 0;
          }
          sums.sum(set, h, x, k, y);
          kernels.axpy(x, c, k, Math.min(set, c.length), want);
          same(want, y);
          if (type == DType.F64) {
            Arrays.fill(y.doubles(), 0);
            sums.wide(set, h, x.doubles(), Arrays.stream(k).map(Tensor::doubles).toArray(double[][]::new), y.doubles(), 0, size);
            same(want, y);
          }
        }
        ErrorNorm norm = new ErrorNorm(pair, AdaptiveOptions.tolerances(1e-3, 1e-4));
        double[][] arrays = type == DType.F64 ? Arrays.stream(k).map(Tensor::doubles).toArray(double[][]::new) : new double[0][];
        DoubleSupplier measured = () -> type == DType.F64 ? norm.of(h, arrays, x.doubles(), y.doubles(), 0, size)
            : norm.of(h, k, x, y);
        double error = measured.getAsDouble();
        double[] chain = new double[4];
        for (int i = 0; i < size; i++) {
          double e = 0;
          for (int j = 0; j < c.length; j++) {
            e = Math.fma(h * pair.error(j), k[j].get(i), e);
          }
          e /= 1e-4 + 1e-3 * Math.max(Math.abs(x.get(i)), Math.abs(y.get(i)));
          chain[i % 4] += e * e;
        }
        assertEquals(Math.sqrt((chain[0] + chain[1] + (chain[2] + chain[3])) / size), error, name + " " + type);
        RowSweeps.set(y, size - 1, Double.POSITIVE_INFINITY);
        assertEquals(Double.NaN, measured.getAsDouble());
      }
    }
  }

  private static void same(Tensor want, Tensor got) {
    if (want.dtype() == DType.F64) {
      assertArrayEquals(want.doubles(), got.doubles());
    } else {
      assertArrayEquals(want.floats(), got.floats());
    }
  }
}
