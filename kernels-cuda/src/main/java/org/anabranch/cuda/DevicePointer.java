package org.anabranch.cuda;

import jcuda.driver.CUdeviceptr;

/** JCuda's device pointer, whose address can be read: launches take addresses as plain longs. */
final class DevicePointer extends CUdeviceptr {
  long address() {
    return getNativePointer();
  }
}
