package org.anabranch.engine.host;

import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;

/** A provider of host kernels, whose loops another provider can take where it has none of its own. */
public interface HostProvider extends KernelProvider {
  /** The loops of one instance of kernels with so many workers. */
  HostLoops loops(int workers);

  @Override
  default Kernels create(WorkerPool pool) {
    return new HostKernels(this, pool, false, loops(pool.threads()));
  }

  @Override
  default Kernels rehearsal(WorkerPool pool) {
    return new HostKernels(this, pool, rehearses(), loops(pool.threads()));
  }
}
