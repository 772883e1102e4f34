package org.anabranch.engine.scalar;

import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.HostProvider;
import org.anabranch.engine.host.Product;

/** Plain Java: runs everywhere, and is what the other providers are compared with. */
public final class ScalarProvider implements HostProvider {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public boolean bitExact() {
    return true;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public String refusal() {
    return "";
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public Kernels create(KernelProvider as, WorkerPool pool, Product.Replacement products) {
    return new ScalarKernels(as, pool, products);
  }
}
