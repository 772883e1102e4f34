package org.anabranch.engine.scalar;

import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.HostProvider;

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
  public HostLoops loops(int workers) {
    return new ScalarLoops(workers);
  }

  @Override
  public boolean rehearses() {
    return false;
  }
}
