package org.anabranch.nativekernels;

import java.util.stream.IntStream;
import org.anabranch.engine.Activation;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.host.RotaryCall;

/**
 * Loops in C, with the bits of those in Java, which do what would be too long for a call: attention with a mask or to many keys,
 * softmax of long rows; and derivatives.
 */
final class NativeLoops implements HostLoops {
  private final HostLoops java;
  private final Product product;
  private final NativeAttention[] attention;
  private final NativeRows[] rows;
  private boolean inJava;

  NativeLoops(HostLoops java, int workers, CpuLevel level, Product product) {
    this.java = java;
    this.product = product;
    HeapSegments[] heap = IntStream.range(0, workers).mapToObj(i -> new HeapSegments()).toArray(HeapSegments[]::new);
    this.attention = IntStream.range(0, workers).mapToObj(i -> new NativeAttention(level, heap[i])).toArray(NativeAttention[]::new);
    this.rows = IntStream.range(0, workers).mapToObj(i -> new NativeRows(level, heap[i])).toArray(NativeRows[]::new);
  }

  @Override
  public Product product() {
    return product;
  }

  @Override
  public TangentKernels tangents(WorkerPool pool) {
    return java.tangents(pool);
  }

  @Override
  public void reserve(AttentionCall c) {
    inJava = !attention[0].isShort(c);
    if (inJava) {
      java.reserve(c);
      return;
    }
    for (NativeAttention a : attention) {
      a.reserve(c);
    }
  }

  @Override
  public void attend(AttentionCall c, int row, int head, int worker) {
    if (inJava) {
      java.attend(c, row, head, worker);
    } else {
      attention[worker].run(c, row, head);
    }
  }

  @Override
  public void norm(NormCall c, int r0, int r1, int worker) {
    rows[worker].norm(c, r0, r1);
  }

  @Override
  public void softmax(float[] x, int xAt, float[] y, int yAt, int count, int n, int worker) {
    if (rows[worker].isShort(n)) {
      rows[worker].softmax(x, xAt, y, yAt, count, n);
    } else {
      java.softmax(x, xAt, y, yAt, count, n, worker);
    }
  }

  @Override
  public void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    if (rows[worker].isShort(n)) {
      rows[worker].gate(act, x, xAt, y, yAt, n);
    } else {
      java.gate(act, x, xAt, y, yAt, n, worker);
    }
  }

  @Override
  public void rotate(RotaryCall c, int t0, int t1, int worker) {
    rows[worker].rotate(c, t0, t1);
  }

  @Override
  public void map(Map f, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    rows[worker].map(f, x, xAt, y, yAt, n);
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n, int worker) {
    rows[worker].add(x, xAt, y, yAt, z, zAt, n);
  }

  @Override
  public void scale(float[] x, int xAt, float c, float[] y, int yAt, int n, int worker) {
    rows[worker].scale(x, xAt, c, y, yAt, n);
  }

  @Override
  public void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    rows[worker].fma(c, k, kAt, x, xAt, y, yAt, n);
  }
}
