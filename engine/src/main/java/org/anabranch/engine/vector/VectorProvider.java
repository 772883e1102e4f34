package org.anabranch.engine.vector;

import java.util.List;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.RegisterFile;
import org.anabranch.engine.WorkerPool;

/** The Vector API of JDK 25, where its module was added to the JVM. */
public final class VectorProvider implements KernelProvider {
  private static final String MODULE = "jdk.incubator.vector";

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public boolean bitExact() {
    return true;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public String refusal() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the module " + MODULE + " is not in this JVM; start it with --add-modules " + MODULE;
    }
    try {
      return VectorWidth.REFUSAL;
    } catch (LinkageError e) {
      return "the Vector API of this JVM is not the one of JDK 25: " + e;
    }
  }

  @Override
  public int vectorBits() {
    return refusal().isEmpty() ? VectorWidth.BITS : 0;
  }

  @Override
  public Kernels create(WorkerPool pool) {
    return new VectorKernels(this, pool, false);
  }

  @Override
  public Kernels rehearsal(WorkerPool pool) {
    return new VectorKernels(this, pool, true);
  }

  @Override
  public List<RegisterFile> probe() {
    return RegisterProbe.measure();
  }
}
