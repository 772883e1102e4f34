package org.anabranch.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A bump arena for the temporaries of one forward pass.
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

  private final List<float[]> slabs = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private int slab = -1;
  private int used;
  private int next;

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

  /** Bytes held in slabs. */
  public long capacityBytes() {
    long n = 0;
    for (float[] s : slabs) {
      n += 4L * s.length;
    }
    return n;
  }

  /**
   * The {@link #capacityBytes()} of a workspace that has handed out tensors of these sizes once, without making it: what a plan of
   * memory counts.
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
    if (at < 0 || from + (long) n > slabs.get(at).length) {
      at = nextSlab(n);
      from = 0;
    }
    if (t.floats() != slabs.get(at) || t.offset() != from) {
      return create(t.shape());
    }
    slab = at;
    used = from + n;
    next++;
    return t;
  }

  private Tensor create(Shape shape) {
    int n = Math.toIntExact(shape.size());
    if (slab < 0 || used + (long) n > slabs.get(slab).length) {
      slab = nextSlab(n);
      used = 0;
    }
    Tensor t = Tensor.window(slabs.get(slab), used, shape);
    used += n;
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
      if (slabs.get(i).length >= n) {
        return i;
      }
    }
    int last = slabs.isEmpty() ? 0 : slabs.getLast().length;
    slabs.add(new float[(int) slabSize(n, last)]);
    return slabs.size() - 1;
  }
}
