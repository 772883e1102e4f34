package org.anabranch.engine.host;

import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;

/** A provider of host kernels whose products another provider can replace, and leave everything else as it is. */
public interface HostProvider extends KernelProvider {
  /** As {@link #create(WorkerPool)}, in the name of another provider and with its products. */
  Kernels create(KernelProvider as, WorkerPool pool, Product.Replacement products);

  /** As {@link #rehearsal(WorkerPool)}, in the name of another provider and with its products. */
  default Kernels rehearsal(KernelProvider as, WorkerPool pool, Product.Replacement products) {
    return create(as, pool, products);
  }

  @Override
  default Kernels create(WorkerPool pool) {
    return create(this, pool, Product.Replacement.NONE);
  }

  @Override
  default Kernels rehearsal(WorkerPool pool) {
    return rehearsal(this, pool, Product.Replacement.NONE);
  }
}
