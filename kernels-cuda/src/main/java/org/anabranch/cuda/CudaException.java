package org.anabranch.cuda;

import org.anabranch.engine.DeviceException;

/**
 * A call of the driver that failed: what was asked, the driver's code and its text; for a launch the kernel and its shape.
 *
 * <p>Launches are asynchronous: a kernel's own failure is reported by a later call, whose message then names the last launch.
 */
public final class CudaException extends DeviceException {
  /** {@link #code()} where the library refused before asking the driver. */
  public static final int REFUSED = -1;
  /** CUDA_ERROR_OUT_OF_MEMORY. */
  public static final int OUT_OF_MEMORY = 2;
  private static final long serialVersionUID = 1;

  private final int code;
  private final String kernel;

  CudaException(String message, int code, String kernel) {
    super(message);
    this.code = code;
    this.kernel = kernel;
  }

  CudaException(String message, CudaException first) {
    super(message, first);
    this.code = first.code;
    this.kernel = first.kernel;
  }

  static CudaException refused(String message) {
    return new CudaException(message, REFUSED, "");
  }

  /** The driver's CUresult, or {@link #REFUSED}. */
  public int code() {
    return code;
  }

  /** The kernel that was launched last, empty if none was. */
  public String kernel() {
    return kernel;
  }

  /** Whether there was not enough device memory. */
  public boolean isOutOfMemory() {
    return code == OUT_OF_MEMORY;
  }

  /**
   * Whether a code means that the context, and with it everything on the device, is gone: errors inside a kernel, of its memory or of
   * the hardware. The driver returns such an error from every later call too.
   */
  static boolean isFatal(int code) {
    return switch (code) {
      case 4, 46, 201, 214, 219, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 721, 999 -> true;
      default -> false;
    };
  }
}
