package org.anabranch.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/** A mark in a stream. Threading: any thread, one at a time. */
public final class CudaEvent implements AutoCloseable {
  private final CudaDevice device;
  private final CUevent handle;
  private boolean open = true;

  CudaEvent(CudaDevice device, CUevent handle) {
    this.device = device;
    this.handle = handle;
  }

  CUevent handle() {
    return handle;
  }

  /** Waits until the stream has come to the mark. */
  public void synchronize() {
    device.enter();
    device.check(JCudaDriver.cuEventSynchronize(handle), "cuEventSynchronize");
  }

  /** Milliseconds on the device from an earlier mark to this; waits for neither. */
  public float millisecondsSince(CudaEvent earlier) {
    device.enter();
    float[] ms = new float[1];
    device.check(JCudaDriver.cuEventElapsedTime(ms, earlier.handle, handle), "cuEventElapsedTime");
    return ms[0];
  }

  /** Frees it; again does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      if (device.usable()) {
        device.enter();
        JCudaDriver.cuEventDestroy(handle);
      }
    }
  }
}
