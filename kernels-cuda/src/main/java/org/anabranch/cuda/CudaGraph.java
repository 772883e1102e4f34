package org.anabranch.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/**
 * Work that was captured once and is replayed as a whole: one call of the driver for all launches of a forward.
 *
 * <p>The launches read and write the addresses that they were captured with: inputs of a replay are copied there first. Threading: as
 * the stream that it is launched on. Replaying allocates nothing.
 */
public final class CudaGraph implements AutoCloseable {
  private final CudaDevice device;
  private final CUgraphExec executable = new CUgraphExec();
  private final long nodes;
  private boolean open = true;

  CudaGraph(CudaDevice device, CUgraph graph) {
    this.device = device;
    long[] n = new long[1];
    try {
      device.check(JCudaDriver.cuGraphGetNodes(graph, null, n), "cuGraphGetNodes");
      device.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0L), "cuGraphInstantiate");
    } finally {
      JCudaDriver.cuGraphDestroy(graph);
    }
    this.nodes = n[0];
  }

  /** Launches and copies in it. */
  public long nodes() {
    return nodes;
  }

  /** Queues all of it on a stream. */
  public void launch(CudaStream stream) {
    device.enter();
    stream.check(JCudaDriver.cuGraphLaunch(executable, stream.handle()), "cuGraphLaunch");
  }

  /** Frees it; again does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      if (device.usable()) {
        device.enter();
        JCudaDriver.cuGraphExecDestroy(executable);
      }
    }
  }
}
