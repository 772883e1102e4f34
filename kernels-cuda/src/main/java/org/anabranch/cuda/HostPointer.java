package org.anabranch.cuda;

import jcuda.Pointer;

/** JCuda's pointer at an address of host memory that the caller keeps alive: what a launch reads its parameters through. */
final class HostPointer extends Pointer {
  HostPointer(long address) {
    super(address);
  }
}
