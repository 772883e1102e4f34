package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/** Populations on the heap, swept row by row in double. One thread at a time. */
final class HostMemory implements PopulationMemory {
  private final FlowGenerator generator;
  private final Kernels kernels;
  private final int maxRows;
  private final double[] noise;
  private final double[] mixed;

  HostMemory(FlowGenerator generator, Kernels kernels, int maxRows) {
    this.generator = generator;
    this.kernels = kernels;
    this.maxRows = maxRows;
    int width = Math.toIntExact(generator.sampleShape().size());
    this.noise = new double[width];
    this.mixed = new double[width];
  }

  @Override
  public FlowRows rows(int[] conditions, Start[] draws) {
    return new FlowRows(generator.dtype(), generator.sampleShape(), conditions, draws, maxRows, generator.method().history());
  }

  @Override
  public void release(FlowRows rows) {
    // The garbage collector does it.
  }

  @Override
  public void gather(List<Population.Row> parents, FlowRows child) {
    for (int i = 0; i < parents.size(); i++) {
      Population.Row parent = parents.get(i);
      ((FlowPopulation) parent.population()).moving().copyRow(parent.index(), child, i);
    }
  }

  @Override
  public void start(FlowRows rows, Start[] starts, double deviation) {
    for (int i = 0; i < starts.length; i++) {
      StartNoise.draw(starts[i], 0, Purpose.START, mixed, noise);
      if (deviation != 1) {
        for (int j = 0; j < mixed.length; j++) {
          mixed[j] *= deviation;
        }
      }
      rows.state().store(mixed, i);
    }
  }

  @Override
  public void renoise(FlowRows rows, TrajectoryKey[] keys, int step, double keep, double added, RowBlocks target) {
    for (int i = 0; i < keys.length; i++) {
      RandomStream.normals(keys[i], step, Purpose.REWIND, noise, 0, noise.length);
      rows.state().load(i, mixed);
      for (int j = 0; j < noise.length; j++) {
        mixed[j] = keep * mixed[j] + added * noise[j];
      }
      target.store(mixed, i);
    }
  }

  @Override
  public void combine(double a, Tensor x, double b, Tensor d, Tensor y) {
    if (a == 1) {
      kernels.axpy(x, new double[] {b}, new Tensor[] {d}, 1, y);
      return;
    }
    kernels.scale(x, a, y);
    kernels.axpy(y, new double[] {b}, new Tensor[] {d}, 1, y);
  }

  @Override
  public Tensor shown(RowBlocks rows) {
    Tensor out = Tensor.zeros(generator.dtype(), rows.whole().shape());
    for (int i = 0; i < out.rows(); i++) {
      rows.copyRow(i, out, i);
    }
    return out;
  }

  @Override
  public RowBlocks read(RowBlocks rows) {
    return rows;
  }

  @Override
  public RowBlocks room(RowBlocks rows) {
    return rows;
  }

  @Override
  public void write(RowBlocks onHost, RowBlocks rows) {
    // They are the same.
  }
}
