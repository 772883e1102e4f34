package org.anabranch.cuda;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * A GPU with the kernels of this module loaded: a context of its own, memory with a limit, and what has gone wrong.
 *
 * <p><b>Lost devices.</b> After an error inside a kernel or of the hardware the driver answers every call with it. The first such
 * error is kept, and every later call of this device, its streams and buffers throws it at once, without asking the driver.
 * {@link #failure()} tells. Other devices and the process are unharmed.
 *
 * <p><b>Threading.</b> Safe from any thread, the context is made current for each; a {@link CudaStream} belongs to one thread at a
 * time. Closing a device frees all that it holds.
 */
public final class CudaDevice implements AutoCloseable {
  /** Shared memory that any kernel may have; more has to be asked for. */
  private static final int PLAIN_SHARED = 48 << 10;
  private static final ThreadLocal<CudaDevice> CURRENT = new ThreadLocal<>();

  private final CudaDriver driver;
  private final CUcontext context = new CUcontext();
  private final CUmodule module = new CUmodule();
  private final Map<DeviceKernel, CUfunction> functions = new EnumMap<>(DeviceKernel.class);
  private final String name;
  private final int major;
  private final int minor;
  private final int multiprocessors;
  private final int mostShared;
  private final long totalBytes;
  private final String imageName;
  private final AtomicLong held = new AtomicLong();
  private final long limit;
  private volatile Optional<CudaException> failure = Optional.empty();
  private volatile boolean open = true;

  private CudaDevice(CudaDriver driver, int ordinal, Optional<KernelImage> given, long limitBytes) {
    this.driver = driver;
    CUdevice device = new CUdevice();
    check(JCudaDriver.cuInit(0), "cuInit");
    check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet " + ordinal);
    byte[] text = new byte[256];
    check(JCudaDriver.cuDeviceGetName(text, text.length, device), "cuDeviceGetName");
    this.name = new String(text, java.nio.charset.StandardCharsets.UTF_8).trim();
    this.major = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    this.minor = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    this.multiprocessors = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    this.mostShared = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
    if (major < 8) {
      throw CudaException.refused("cuda: needs compute capability 8.0 or later, " + name + " has " + major + "." + minor);
    }
    if (attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED) == 0) {
      throw CudaException.refused("cuda: needs stream-ordered memory, " + name + " has none");
    }
    long[] bytes = new long[1];
    check(JCudaDriver.cuDeviceTotalMem(bytes, device), "cuDeviceTotalMem");
    this.totalBytes = bytes[0];
    this.limit = limitBytes == 0 ? totalBytes : limitBytes;
    KernelImage image = given.orElseGet(() -> KernelImage.forCapability(major, minor));
    this.imageName = image.name();
    check(JCudaDriver.cuCtxCreate(context, 0, device), "cuCtxCreate");
    CURRENT.set(this);
    boolean loaded = false;
    try {
      check(JCudaDriver.cuModuleLoadData(module, image.bytes()), "cuModuleLoadData of " + image.name());
      for (DeviceKernel k : DeviceKernel.values()) {
        CUfunction f = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(f, module, k.symbol()), "image " + image.name() + ": kernel " + k.symbol());
        functions.put(k, f);
      }
      loaded = true;
    } finally {
      if (!loaded) {
        close();
      }
    }
  }

  /**
   * Opens the first device with the image made for it.
   *
   * @throws CudaException with one sentence if there is no driver or device, or the kernels cannot be loaded
   */
  public static CudaDevice open() {
    return open(CudaDriver.probe(), 0, Optional.empty(), 0);
  }

  /**
   * Opens a device.
   *
   * @param ordinal    the driver's number of it
   * @param image      the kernels, or those that fit
   * @param limitBytes most bytes of buffers, 0 for all of the device's memory
   * @throws CudaException with one sentence if there is no driver or device, or the kernels cannot be loaded
   */
  public static CudaDevice open(CudaDriver.Probe probe, int ordinal, Optional<KernelImage> image, long limitBytes) {
    CudaDriver driver = probe.driver().orElseThrow(() -> CudaException.refused(probe.refusal()));
    String refusal = JCudaNatives.load();
    if (!refusal.isEmpty()) {
      throw CudaException.refused(refusal);
    }
    return new CudaDevice(driver, ordinal, image, limitBytes);
  }

  /** The driver. */
  public CudaDriver driver() {
    return driver;
  }

  /** The marketing name. */
  public String name() {
    return name;
  }

  /** Compute capability, 10 major + minor. */
  public int capability() {
    return 10 * major + minor;
  }

  /** Number of multiprocessors. */
  public int multiprocessors() {
    return multiprocessors;
  }

  /** Shared memory in bytes that a block can have at most. */
  public int mostSharedBytes() {
    return mostShared;
  }

  /** Memory of the device in bytes. */
  public long totalBytes() {
    return totalBytes;
  }

  /** The jar entry that the kernels came from. */
  public String imageName() {
    return imageName;
  }

  /** Bytes of buffers that are not closed. */
  public long heldBytes() {
    return held.get();
  }

  /** Most bytes of buffers. */
  public long limitBytes() {
    return limit;
  }

  /** The error that made this device unusable, if one has. */
  public Optional<CudaException> failure() {
    return failure;
  }

  /** A new stream, for one thread at a time. */
  public CudaStream stream() {
    enter();
    return new CudaStream(this);
  }

  @Override
  public String toString() {
    return name + " (compute capability " + major + "." + minor + ", " + (totalBytes >> 20) + " MiB, driver CUDA "
        + CudaDriver.text(driver.version()) + ", " + imageName + ")";
  }

  /** Frees everything on the device; again does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      if (CURRENT.get() != this) {
        JCudaDriver.cuCtxSetCurrent(context);
      }
      JCudaDriver.cuCtxDestroy(context);
      CURRENT.remove();
    }
  }

  /** Makes the context current; throws if the device is closed or lost. */
  void enter() {
    if (failure.isPresent()) {
      CudaException first = failure.get();
      throw new CudaException("cuda: the device is unusable since an earlier error: " + first.getMessage(), first);
    }
    if (!open) {
      throw new IllegalStateException("cuda: " + name + " is used after close");
    }
    if (CURRENT.get() != this) {
      check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
      CURRENT.set(this);
    }
  }

  /** Whether calls can still succeed. */
  boolean usable() {
    return open && failure.isEmpty();
  }

  CUfunction function(DeviceKernel kernel) {
    return functions.get(kernel);
  }

  /** Lets a kernel have that much dynamic shared memory. */
  void allowShared(DeviceKernel kernel, int bytes) {
    if (bytes > mostShared) {
      throw CudaException.refused("cuda: " + kernel.symbol() + " needs " + bytes + " bytes of shared memory, " + name + " has "
          + mostShared);
    }
    if (bytes > PLAIN_SHARED) {
      check(JCudaDriver.cuFuncSetAttribute(function(kernel), CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
          bytes), "cuFuncSetAttribute of " + kernel.symbol());
    }
  }

  /** Counts bytes against the limit. */
  void take(long bytes) {
    long now = held.addAndGet(bytes);
    if (now > limit) {
      held.addAndGet(-bytes);
      throw new CudaException("cuda: buffers may hold " + limit + " bytes, " + bytes + " more than the " + (now - bytes)
          + " held were asked for", CudaException.OUT_OF_MEMORY, "");
    }
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Throws if a call failed. */
  void check(int result, String what) {
    if (result != 0) {
      throw failed(result, what, "");
    }
  }

  /** The exception of a failed call; keeps it if the device is lost by it. */
  CudaException failed(int result, String what, String kernel) {
    String[] text = {"unknown error"};
    String[] title = {"error"};
    JCudaDriver.cuGetErrorString(result, text);
    JCudaDriver.cuGetErrorName(result, title);
    CudaException e = new CudaException("cuda: " + what + " failed: " + title[0] + " (" + result + "), " + text[0], result, kernel);
    if (CudaException.isFatal(result) && failure.isEmpty()) {
      failure = Optional.of(e);
    }
    return e;
  }

  private int attribute(CUdevice device, int attribute) {
    int[] v = new int[1];
    check(JCudaDriver.cuDeviceGetAttribute(v, attribute, device), "cuDeviceGetAttribute " + attribute);
    return v[0];
  }
}
