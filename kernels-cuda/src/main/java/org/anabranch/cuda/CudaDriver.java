package org.anabranch.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks for NVIDIA's driver without touching a class of JCuda, whose loading would fail, and whose first call of a symbol that an old
 * driver lacks would end the process.
 *
 * <p>The checks, in order, each with one sentence of refusal: Linux on x86-64; native access allowed; the library; every symbol that
 * {@link CudaDevice} uses; the version; cuInit; a device. Costs milliseconds without a driver, the driver's own start with one.
 *
 * @param library what was opened
 * @param version 1000 major + 10 minor
 * @param devices number of devices, at least 1
 */
public record CudaDriver(String library, int version, int devices) {
  /** Names the driver's library in place of the system's. */
  public static final String LIBRARY_PROPERTY = "anabranch.cuda.driver";
  /** CUDA 11.4, the first driver with all symbols used: stream-ordered memory and graphs instantiated with flags. */
  public static final int LEAST_VERSION = 11_040;

  private static final String SYSTEM_LIBRARY = "libcuda.so.1";
  private static final int MOST_MISSING = 4;

  /** What JCuda calls for the methods that this module uses, by the driver's exported names. */
  static final List<String> SYMBOLS = List.of("cuInit", "cuDriverGetVersion", "cuGetErrorName", "cuGetErrorString", "cuDeviceGet",
      "cuDeviceGetCount", "cuDeviceGetName", "cuDeviceTotalMem_v2", "cuDeviceGetAttribute", "cuCtxCreate_v2", "cuCtxDestroy_v2",
      "cuCtxSetCurrent", "cuModuleLoadData", "cuModuleUnload", "cuModuleGetFunction", "cuFuncSetAttribute", "cuLaunchKernel",
      "cuMemGetInfo_v2", "cuMemAllocAsync", "cuMemFreeAsync", "cuMemAllocHost_v2", "cuMemFreeHost", "cuMemcpyHtoDAsync_v2",
      "cuMemcpyDtoHAsync_v2", "cuMemcpyDtoDAsync_v2", "cuMemsetD8Async", "cuStreamCreate", "cuStreamDestroy_v2", "cuStreamSynchronize",
      "cuStreamWaitEvent", "cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuEventCreate", "cuEventDestroy_v2", "cuEventRecord",
      "cuEventSynchronize", "cuEventElapsedTime", "cuGraphInstantiateWithFlags", "cuGraphLaunch", "cuGraphGetNodes",
      "cuGraphExecDestroy", "cuGraphDestroy");

  /**
   * A driver, or why there is none.
   *
   * @param refusal empty if there is one, else one sentence
   */
  public record Probe(Optional<CudaDriver> driver, String refusal) {
    private static Probe refused(String why) {
      return new Probe(Optional.empty(), why);
    }
  }

  /** Probes the library named by {@value #LIBRARY_PROPERTY}, or the system's. Never throws. */
  public static Probe probe() {
    return probe(System.getProperty(LIBRARY_PROPERTY, SYSTEM_LIBRARY));
  }

  /** Probes a library, by its path or soname. Never throws. */
  public static Probe probe(String library) {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    if (!os.contains("linux") || !arch.equals("amd64")) {
      return Probe.refused("cuda: needs Linux on x86-64, this is " + os + " on " + arch);
    }
    if (!CudaDriver.class.getModule().isNativeAccessEnabled()) {
      return Probe.refused("cuda: native access is off, start Java with --enable-native-access=ALL-UNNAMED");
    }
    SymbolLookup symbols;
    try {
      // Global, since a driver cannot be unloaded, and JCuda finds it by its soname once it is loaded.
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      return Probe.refused("cuda: no NVIDIA driver, cannot open " + library);
    }
    List<String> missing = new ArrayList<>();
    for (String name : SYMBOLS) {
      if (symbols.find(name).isEmpty()) {
        missing.add(name);
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
      int version = symbols.find("cuDriverGetVersion").isEmpty() || call(symbols, "cuDriverGetVersion", number) != 0 ? 0
          : number.get(ValueLayout.JAVA_INT, 0);
      if (!missing.isEmpty()) {
        return Probe.refused("cuda: the driver (CUDA " + text(version) + ") lacks "
            + String.join(", ", missing.subList(0, Math.min(MOST_MISSING, missing.size())))
            + (missing.size() > MOST_MISSING ? " and " + (missing.size() - MOST_MISSING) + " more" : "") + ", update it");
      }
      if (version < LEAST_VERSION) {
        return Probe.refused("cuda: needs a driver of CUDA " + text(LEAST_VERSION) + " or later, this one is of " + text(version));
      }
      int started = init(symbols);
      if (started != 0) {
        return Probe.refused("cuda: the driver does not start: " + name(symbols, started, arena));
      }
      int counted = call(symbols, "cuDeviceGetCount", number);
      int devices = number.get(ValueLayout.JAVA_INT, 0);
      if (counted != 0 || devices == 0) {
        return Probe.refused("cuda: the driver finds no device" + (counted == 0 ? "" : ": " + name(symbols, counted, arena)));
      }
      return new Probe(Optional.of(new CudaDriver(library, version, devices)), "");
    }
  }

  /** The version as users know it. */
  static String text(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  private static int init(SymbolLookup symbols) {
    try {
      var handle = Linker.nativeLinker().downcallHandle(symbols.find("cuInit").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return (int) handle.invokeExact(0);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static int call(SymbolLookup symbols, String name, MemorySegment out) {
    try {
      var handle = Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      return (int) handle.invokeExact(out);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static String name(SymbolLookup symbols, int code, Arena arena) {
    try {
      var handle = Linker.nativeLinker().downcallHandle(symbols.find("cuGetErrorName").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      int found = (int) handle.invokeExact(code, out);
      String text = found == 0 ? out.get(ValueLayout.ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0) : "unknown error";
      return text + " (" + code + ")";
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
