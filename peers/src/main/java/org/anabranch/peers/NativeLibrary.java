package org.anabranch.peers;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.anabranch.jmh.peer.PeerException;

/** A C library opened for good, and what calling it takes. */
final class NativeLibrary {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final long ALIGNMENT = 64;
  private static final Linker LINKER = Linker.nativeLinker();

  private final Path file;
  private final SymbolLookup symbols;

  /**
   * Opens a file.
   *
   * @throws PeerException if the linker cannot
   */
  NativeLibrary(Path file) {
    this.file = file;
    try {
      symbols = SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new PeerException(file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** A function of the library. */
  MethodHandle function(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(symbols.find(name).orElseThrow(() -> new PeerException(file + " has no function " + name)),
        signature);
  }

  /** Calls a function that takes one int, such as a setter of thread numbers. */
  void set(String name, int value) {
    try {
      function(name, FunctionDescriptor.ofVoid(INT)).invokeExact(value);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  /** What a call threw; a native function throws nothing, so a fault of ours. */
  static PeerException failed(String name, Throwable e) {
    return new PeerException(name + " cannot be called: " + e, e);
  }

  /** Floats off the heap at the start of a cache line. */
  static MemorySegment copy(Arena arena, float[] values) {
    MemorySegment s = arena.allocate(values.length * 4L, ALIGNMENT);
    MemorySegment.copy(values, 0, s, FLOAT, 0, values.length);
    return s;
  }

  /** Room for floats at the start of a cache line. */
  static MemorySegment room(Arena arena, long floats) {
    return arena.allocate(floats * 4, ALIGNMENT);
  }
}
