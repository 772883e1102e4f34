package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Populations in the memory of a device, which what is done to them by operations never leaves; states are F32. Sums over a row, as a
 * projected start or a steered step makes them, are the host's: their rows are moved. One thread at a time.
 */
final class ResidentMemory implements PopulationMemory {
  private final FlowGenerator generator;
  private final Kernels kernels;
  private final int maxRows;
  private final WideRows wide;
  private final HostMemory host;

  ResidentMemory(FlowGenerator generator, Kernels kernels, int maxRows) {
    this.generator = generator;
    this.kernels = kernels;
    this.maxRows = maxRows;
    this.wide = new WideRows(kernels, generator.sampleShape(), 2);
    this.host = new HostMemory(generator, kernels.host(), maxRows);
  }

  @Override
  public FlowRows rows(int[] conditions, Start[] draws) {
    return new FlowRows(kernels, generator.sampleShape(), conditions, draws, maxRows, generator.method().history());
  }

  @Override
  public void release(FlowRows rows) {
    rows.buffers().forEach(b -> kernels.release(b.whole()));
  }

  /** One gather of each buffer for every run of rows of one population. */
  @Override
  public void gather(List<Population.Row> parents, FlowRows child) {
    for (int at = 0; at < parents.size();) {
      Population population = parents.get(at).population();
      int[] index = new int[parents.size() - at];
      int n = 0;
      while (at + n < parents.size() && parents.get(at + n).population() == population) {
        index[n] = parents.get(at + n).index();
        n++;
      }
      List<RowBlocks> from = ((FlowPopulation) population).moving().copied();
      List<RowBlocks> to = child.copied();
      for (int b = 0; b < from.size(); b++) {
        kernels.embedding(from.get(b).whole(), index, n, to.get(b).whole().rows(at, n));
      }
      at += n;
    }
  }

  @Override
  public void start(FlowRows rows, Start[] starts, double deviation) {
    for (Start start : starts) {
      if (!StartNoise.isPlain(start)) {
        FlowRows drawn = host.rows(new int[starts.length], starts);
        host.start(drawn, starts, deviation);
        kernels.copy(drawn.state().whole(), rows.state().whole());
        return;
      }
    }
    Tensor z = wide.of(0, starts.length);
    StartNoise.draw(kernels, starts, 0, Purpose.START, z, wide.of(1, starts.length));
    kernels.mix(new double[] {deviation}, new Tensor[] {z}, 1, rows.state().whole());
  }

  @Override
  public void renoise(FlowRows rows, TrajectoryKey[] keys, int step, double keep, double added, RowBlocks target) {
    Tensor z = wide.of(0, keys.length);
    kernels.normals(keys, step, Purpose.REWIND, z);
    kernels.mix(new double[] {keep, added}, new Tensor[] {rows.state().whole(), z}, 2, target.whole());
  }

  @Override
  public void combine(double a, Tensor x, double b, Tensor d, Tensor y) {
    Tensor own = y.isOnDevice() ? y : kernels.allocate(DType.F32, y.shape());
    Tensor left = uploaded(x);
    Tensor right = uploaded(d);
    kernels.scale(left, a, own);
    kernels.axpy(own, new double[] {b}, new Tensor[] {right}, 1, own);
    if (own != y) {
      kernels.copy(own, y);
      kernels.release(own);
    }
    release(left, x);
    release(right, d);
  }

  private Tensor uploaded(Tensor t) {
    if (t.isOnDevice()) {
      return t;
    }
    Tensor own = kernels.allocate(DType.F32, t.shape());
    kernels.copy(t, own);
    return own;
  }

  private void release(Tensor uploaded, Tensor given) {
    if (uploaded != given) {
      kernels.release(uploaded);
    }
  }

  @Override
  public Tensor shown(RowBlocks rows) {
    Tensor out = Tensor.zeros(DType.F32, rows.whole().shape());
    kernels.copy(rows.whole(), out);
    return out;
  }

  @Override
  public RowBlocks read(RowBlocks rows) {
    return new RowBlocks(shown(rows), maxRows);
  }

  @Override
  public RowBlocks room(RowBlocks rows) {
    Shape shape = rows.whole().shape();
    return new RowBlocks(Tensor.zeros(DType.F32, shape), maxRows);
  }

  @Override
  public void write(RowBlocks onHost, RowBlocks rows) {
    kernels.copy(onHost.whole(), rows.whole());
  }
}
