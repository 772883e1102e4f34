package org.anabranch.engine.vector;

import java.util.List;
import org.anabranch.engine.RegisterFile;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.HostProvider;

/** The Vector API of JDK 25, where its module was added to the JVM. */
public final class VectorProvider implements HostProvider {
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
  public HostLoops loops(int workers) {
    return new VectorLoops(workers);
  }

  @Override
  public List<RegisterFile> probe() {
    return RegisterProbe.measure();
  }
}
