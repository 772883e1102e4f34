package org.anabranch.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A bump arena for the temporaries of one forward pass, in the memory of the kernels that made it ({@link Kernels#workspace}).
 *
 * <p>{@code floats(...)} hands out the next window of a reused slab; {@link #reset()} takes all of them back. The n-th call
 * after a reset returns the same {@link Tensor} object as the n-th call before it as long as the shapes repeat, so a forward
 * that has run once at a batch size allocates nothing when it runs again. Contents are undefined: they are whatever the last
 * forward left there.
 *
 * <p>Not thread-safe: one workspace belongs to one forward at a time.
 */
public final class Workspace {
  private static final int MIN_SLAB = 1 << 16;

  private final IntFunction<Tensor> allocator;
  private final int alignment;
  private final List<Tensor> slabs = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private int slab = -1;
  private int used;
  private int next;

  /** Temporaries on the heap. */
  public Workspace() {
    this(Tensor::zeros, 1);
  }

  /**
   * Temporaries in the memory that the allocator gives.
   *
   * @param allocator gives a float tensor [n] of memory that nothing else uses
   * @param alignment elements: a temporary begins at a multiple of it
   */
  public Workspace(IntFunction<Tensor> allocator, int alignment) {
    this.allocator = allocator;
    this.alignment = alignment;
  }

  /** Takes back everything handed out. */
  public void reset() {
    slab = slabs.isEmpty() ? -1 : 0;
    used = 0;
    next = 0;
  }

  /** A float tensor of shape [d0]. */
  public Tensor floats(int d0) {
    Tensor t = cached();
    return t != null && t.shape().is(d0) ? take(t) : create(Shape.of(d0));
  }

  /** A float tensor of shape [d0, d1]. */
  public Tensor floats(int d0, int d1) {
    Tensor t = cached();
    return t != null && t.shape().is(d0, d1) ? take(t) : create(Shape.of(d0, d1));
  }

  /** A float tensor of shape [d0, d1, d2]. */
  public Tensor floats(int d0, int d1, int d2) {
    Tensor t = cached();
    return t != null && t.shape().is(d0, d1, d2) ? take(t) : create(Shape.of(d0, d1, d2));
  }

  /** A float tensor of shape [d0, d1, d2, d3]. */
  public Tensor floats(int d0, int d1, int d2, int d3) {
    Tensor t = cached();
    return t != null && t.shape().is(d0, d1, d2, d3) ? take(t) : create(Shape.of(d0, d1, d2, d3));
  }

  /** A float tensor of a shape. */
  public Tensor floats(Shape shape) {
    Tensor t = cached();
    return t != null && t.shape().equals(shape) ? take(t) : create(shape);
  }

  /** Bytes held in slabs. */
  public long capacityBytes() {
    long n = 0;
    for (Tensor s : slabs) {
      n += 4L * s.size();
    }
    return n;
  }

  /**
   * The {@link #capacityBytes()} of a workspace on the heap that has handed out tensors of these sizes once, without making it: what
   * a plan of memory counts.
   *
   * @param sizes elements, in the order of the forward pass
   */
  public static long capacityBytes(long... sizes) {
    long all = 0;
    long last = 0;
    long used = 0;
    for (long n : sizes) {
      if (last == 0 || used + n > last) {
        last = slabSize(n, last);
        all += last;
        used = 0;
      }
      used += n;
    }
    return 4 * all;
  }

  /** A slab has room for what is asked for, and is twice as long as the one before it. */
  private static long slabSize(long n, long last) {
    return Math.min(Integer.MAX_VALUE - 16L, Math.max(Math.max(MIN_SLAB, n), 2L * last));
  }

  private Tensor cached() {
    return next < tensors.size() ? tensors.get(next) : null;
  }

  /** The cached tensor, if the bump pointer stands where it did when that tensor was made. */
  private Tensor take(Tensor t) {
    int n = (int) t.size();
    int at = slab;
    int from = used;
    if (at < 0 || from + (long) n > slabs.get(at).size()) {
      at = nextSlab(n);
      from = 0;
    }
    if (!t.sharesMemory(slabs.get(at)) || t.position() != slabs.get(at).position() + from) {
      return create(t.shape());
    }
    slab = at;
    used = end(from, n);
    next++;
    return t;
  }

  private Tensor create(Shape shape) {
    int n = Math.toIntExact(shape.size());
    if (slab < 0 || used + (long) n > slabs.get(slab).size()) {
      slab = nextSlab(n);
      used = 0;
    }
    Tensor t = slabs.get(slab).window(used, shape);
    used = end(used, n);
    if (next < tensors.size()) {
      tensors.set(next, t);
    } else {
      tensors.add(t);
    }
    next++;
    return t;
  }

  /** The next slab with room for n elements, made if there is none. */
  private int nextSlab(int n) {
    for (int i = slab + 1; i < slabs.size(); i++) {
      if (slabs.get(i).size() >= n) {
        return i;
      }
    }
    long last = slabs.isEmpty() ? 0 : slabs.getLast().size();
    slabs.add(allocator.apply((int) slabSize(n, last)));
    return slabs.size() - 1;
  }

  /** Where the next temporary may begin; past the slab's end if there is no room for another. */
  private int end(int from, int n) {
    long end = (long) from + n;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(end, alignment) * alignment);
  }
}
