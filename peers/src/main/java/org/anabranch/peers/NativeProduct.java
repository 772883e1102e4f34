package org.anabranch.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Product;

/** A product by a native function on operands off the heap. */
final class NativeProduct implements Contender {
  /** The call. */
  interface Multiply {
    /** y = x b; the operands as {@link Product} has them. */
    void run(MemorySegment x, MemorySegment b, MemorySegment y) throws Throwable;
  }

  private final String name;
  private final Multiply multiply;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment x;
  private final MemorySegment b;
  private final MemorySegment y;

  /** Copies the operands; a product with B already packed gives it as {@code b}. */
  NativeProduct(String name, Product work, MemorySegment packed, Multiply multiply) {
    this.name = name;
    this.multiply = multiply;
    x = NativeLibrary.copy(arena, work.x());
    b = packed.byteSize() > 0 ? packed : NativeLibrary.copy(arena, work.b());
    y = NativeLibrary.room(arena, (long) work.m() * work.n());
  }

  /** With B as it stands. */
  NativeProduct(String name, Product work, Multiply multiply) {
    this(name, work, MemorySegment.NULL, multiply);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run() {
    try {
      multiply.run(x, b, y);
    } catch (Throwable e) {
      throw NativeLibrary.failed(name, e);
    }
  }

  @Override
  public float[] result() {
    return y.toArray(NativeLibrary.FLOAT);
  }

  @Override
  public void close() {
    arena.close();
  }
}
