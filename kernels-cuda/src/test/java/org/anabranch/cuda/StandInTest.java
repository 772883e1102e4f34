package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The stand-in catches what it claims to: each planted bug is reported, and the kernel without one is not.
 *
 * <p>The stand-in is driven here through FFM, in a context of its own: no code of the module stands between a bug and its report.
 */
@Tag("device")
class StandInTest {
  private static final int ILLEGAL_ADDRESS = 700;
  private static final int LAUNCH_FAILED = 719;
  private static final String IMAGE = """
      .version 7.1
      .target sm_80
      .address_size 64
      .visible .entry planted_nothing(.param .u64 a) { ret; }
      .visible .entry planted_missing_barrier(.param .u64 a) { ret; }
      .visible .entry planted_write_beyond(.param .u64 a, .param .u32 b) { ret; }
      .visible .entry planted_read_beyond(.param .u64 a, .param .u64 b, .param .u32 c) { ret; }
      .visible .entry planted_misaligned(.param .u64 a, .param .u64 b) { ret; }
      .visible .entry planted_divergent_shuffle(.param .u64 a) { ret; }
      .visible .entry planted_divergent_barrier(.param .u64 a) { ret; }
      .visible .entry planted_missing_wait(.param .u64 a, .param .u64 b) { ret; }
      """;
  private static final int THREADS = 128;

  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> allocations = new ArrayList<>();
  private SymbolLookup symbols;
  private MemorySegment context;
  private MemorySegment module;
  private boolean checks;

  @BeforeEach
  void openContext() {
    assumeTrue(TestDevice.isStandIn(), "a GPU has no planted kernels");
    checks = TestDevice.checks();
    Path library = TestDevice.library(System.getProperty("anabranch.cusim.variant"));
    symbols = SymbolLookup.libraryLookup(library, Arena.global());
    assertEquals(0, call("cuInit", 0));
    context = out(p -> call("cuCtxCreate_v2", p, 0, 0));
    MemorySegment image = arena.allocateFrom(IMAGE);
    module = out(p -> call("cuModuleLoadData", p, image));
  }

  @AfterEach
  void closeContext() {
    if (context != null) {
      assertEquals(0, call("cuCtxDestroy_v2", context));
    }
    arena.close();
  }

  @Test
  void codeWithoutABugPasses() {
    MemorySegment y = floats(THREADS);
    assertEquals(0, launch("planted_nothing", THREADS, y));
    float[] want = new float[THREADS];
    for (int i = 0; i < THREADS; i++) {
      want[i] = (i + 1) % THREADS;
    }
    assertArrayEquals(want, read(y, THREADS));
  }

  @Test
  void aMissingBarrierIsSeen() {
    MemorySegment y = floats(THREADS);
    int result = launch("planted_missing_barrier", THREADS, y);
    if (checks) {
      assertEquals(LAUNCH_FAILED, result, "the race is reported");
      return;
    }
    assertEquals(0, result);
    int wrong = 0;
    float[] got = read(y, THREADS);
    for (int i = 0; i < THREADS; i++) {
      wrong += got[i] == (i + 1) % THREADS ? 0 : 1;
    }
    assertTrue(wrong > 0, "some thread reads before its neighbour writes");
  }

  @Test
  void writesBeyondAnAllocationAreSeen() {
    assertEquals(ILLEGAL_ADDRESS, launch("planted_write_beyond", THREADS, floats(THREADS), THREADS));
  }

  @Test
  void readsBeyondAnAllocationAreSeenByTheChecks() {
    MemorySegment y = floats(THREADS);
    int result = launch("planted_read_beyond", THREADS, floats(THREADS), y, THREADS);
    // Without checks the red zone is read: the result is not the NaN that memory begins with.
    assertEquals(checks ? ILLEGAL_ADDRESS : 0, result);
    if (!checks) {
      assertFalse(Float.isNaN(read(y, THREADS)[0]));
    }
  }

  @Test
  void misalignedVectorsAreSeenByTheChecks() {
    int result = launch("planted_misaligned", 8, floats(64), floats(8));
    assertEquals(checks ? ILLEGAL_ADDRESS : 0, result);
  }

  @Test
  void divergentShufflesAreSeen() {
    assertEquals(LAUNCH_FAILED, launch("planted_divergent_shuffle", 32, floats(32)));
  }

  @Test
  void divergentBarriersAreSeen() {
    assertNotEquals(0, launch("planted_divergent_barrier", 32, floats(32)));
  }

  @Test
  void anAsynchronousCopyWithoutItsWaitIsSeen() {
    MemorySegment y = floats(THREADS);
    MemorySegment x = floats(THREADS);
    assertEquals(0, call("cuMemsetD8Async", x, (byte) 0, 4L * THREADS, MemorySegment.NULL));
    assertEquals(0, launch("planted_missing_wait", 32, x, y));
    assertTrue(Float.isNaN(read(y, 32)[0]), "what was there before the copy is read");
  }

  @Test
  void anErrorStaysUntilTheContextIsDestroyed() {
    assertNotEquals(0, launch("planted_divergent_shuffle", 32, floats(32)));
    assertNotEquals(0, call("cuCtxSynchronize"));
    assertEquals(0, call("cuCtxDestroy_v2", context));
    context = out(p -> call("cuCtxCreate_v2", p, 0, 0));
    assertEquals(0, call("cuCtxSynchronize"));
  }

  @Test
  void shapesThatNoDeviceHasAreRefused() {
    assertEquals(1, launch("planted_nothing", 2048, floats(THREADS)));
  }

  // ---- the driver's functions by their types

  private interface Call {
    int of(MemorySegment place);
  }

  private MemorySegment out(Call call) {
    MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
    assertEquals(0, call.of(place));
    return place.get(ValueLayout.ADDRESS, 0);
  }

  private MemorySegment floats(int n) {
    MemorySegment p = out(place -> call("cuMemAllocAsync", place, 4L * n, MemorySegment.NULL));
    allocations.add(p);
    return p;
  }

  private float[] read(MemorySegment from, int n) {
    MemorySegment to = arena.allocate(ValueLayout.JAVA_FLOAT, n);
    assertEquals(0, call("cuMemcpyDtoH_v2", to, from, 4L * n));
    return to.toArray(ValueLayout.JAVA_FLOAT);
  }

  private int launch(String kernel, int threads, Object... parameters) {
    MemorySegment f = out(p -> call("cuModuleGetFunction", p, module, arena.allocateFrom(kernel)));
    MemorySegment table = arena.allocate(ValueLayout.ADDRESS, parameters.length);
    for (int i = 0; i < parameters.length; i++) {
      MemorySegment slot = arena.allocate(8, 8);
      if (parameters[i] instanceof MemorySegment p) {
        slot.set(ValueLayout.ADDRESS, 0, p);
      } else {
        slot.set(ValueLayout.JAVA_INT, 0, (int) parameters[i]);
      }
      table.setAtIndex(ValueLayout.ADDRESS, i, slot);
    }
    int launched = call("cuLaunchKernel", f, 1, 1, 1, threads, 1, 1, 0, MemorySegment.NULL, table, MemorySegment.NULL);
    return launched != 0 ? launched : call("cuCtxSynchronize");
  }

  private int call(String name, Object... arguments) {
    MemoryLayout[] types = new MemoryLayout[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = switch (arguments[i]) {
        case MemorySegment ignored -> ValueLayout.ADDRESS;
        case Integer ignored -> ValueLayout.JAVA_INT;
        case Byte ignored -> ValueLayout.JAVA_BYTE;
        default -> ValueLayout.JAVA_LONG;
      };
    }
    try {
      return (int) Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, types)).invokeWithArguments(arguments);
    } catch (Throwable t) {
      throw new AssertionError(name, t);
    }
  }
}
