package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The device that tests run on: the CPU stand-in named by the property {@code anabranch.cusim}, or under the profile gpu the machine's.
 *
 * <p>Where there is neither, tests are skipped with a sentence, or fail if {@code anabranch.require.native} is true.
 */
final class TestDevice {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
  private static Optional<CudaDevice> shared = Optional.empty();

  private TestDevice() {}

  /** Whether it is the stand-in. */
  static boolean isStandIn() {
    return !System.getProperty("anabranch.cusim", "").isEmpty();
  }

  /** Whether the stand-in checks every access. */
  static boolean checks() {
    return isStandIn() && System.getProperty("anabranch.cusim.variant").equals("checks");
  }

  /** The one device that tests share, opened once. */
  static synchronized CudaDevice open() {
    if (shared.isEmpty()) {
      shared = Optional.of(fresh(0));
    }
    return shared.get();
  }

  /** A device of the test's own. */
  static CudaDevice fresh(long limitBytes) {
    return CudaDevice.open(probe(), 0, Optional.empty(), limitBytes);
  }

  /** Finds the driver, or skips the test. */
  static CudaDriver.Probe probe() {
    CudaDriver.Probe probe = isStandIn() ? CudaDriver.probe(library(System.getProperty("anabranch.cusim.variant")).toString())
        : CudaDriver.probe();
    if (probe.driver().isEmpty()) {
      skip("no GPU to test on: " + probe.refusal());
    }
    return probe;
  }

  /** A variant of the stand-in, or skips the test. */
  static Path library(String variant) {
    Path library = Path.of(System.getProperty("anabranch.cusim", ""), variant, "libcuda.so.1");
    if (!isStandIn() || !Files.exists(library)) {
      skip("needs the CPU stand-in for the driver, which needs g++: there is no " + library);
    }
    return library;
  }

  /** Skips a test, or fails where nothing may be skipped. */
  static void skip(String why) {
    if (Boolean.getBoolean("anabranch.require.native")) {
      fail(why + " (anabranch.require.native is true)");
    }
    abort(said(why));
  }

  /** Prints why tests are skipped, once for each reason. */
  static String said(String why) {
    if (SAID.add(why)) {
      System.err.println("[cuda] tests are SKIPPED: " + why);
    }
    return why;
  }

  /** Runs a body with a variable of the process's environment set, as the stand-in reads it. */
  static void with(String variable, String value, Runnable body) {
    set(variable, value);
    try {
      body.run();
    } finally {
      unset(variable);
    }
  }

  static void set(String variable, String value) {
    try (Arena arena = Arena.ofConfined()) {
      var setenv = Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().find("setenv").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
      int r = (int) setenv.invokeExact(arena.allocateFrom(variable), arena.allocateFrom(value), 1);
      if (r != 0) {
        fail("setenv " + variable);
      }
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static void unset(String variable) {
    try (Arena arena = Arena.ofConfined()) {
      var unsetenv = Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().find("unsetenv").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      int r = (int) unsetenv.invokeExact(arena.allocateFrom(variable));
      if (r != 0) {
        fail("unsetenv " + variable);
      }
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
