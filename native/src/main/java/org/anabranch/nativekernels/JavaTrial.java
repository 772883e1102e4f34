package org.anabranch.nativekernels;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;

/**
 * Finds out whether the optimising compiler is done with a kind of Java product, by one worker. Until it is, C serves, at full speed
 * from the first call on; the bits are the same.
 *
 * <p>A trial runs the kind on a few inputs and a few panels, with meaningless results, and looks at what the thread allocated: compiled
 * code keeps vectors in registers, any other makes objects of them. {@value #AGREE} trials without a byte decide, once for the JVM.
 * Trials also are the calls that make the compiler begin. They take one part in {@value #PAUSE} of the time.
 */
final class JavaTrial {
  /** Rows from which on all are one kind: two register blocks. */
  static final int MOST_ROWS = 16;

  private static final int AGREE = 3;
  private static final int PAUSE = 20;

  /** So few that the compiler meets the calls of a kernel before its running loop; as in a rehearsal. */
  private static final int INPUTS = 24;

  private static final int PANELS = 8;
  private static final int ENDS = Activation.values().length + GemmCall.Mode.values().length - 1;
  private static final int KINDS = WeightFormat.values().length * (MOST_ROWS + 1) * ENDS;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is compiled, of one kind of Java code; goes from false to true, whoever sees it when. */
  static final class Compiled {
    /** Of the providers. */
    static final Compiled OF_THIS_JVM = new Compiled();

    private final boolean[] kinds = new boolean[KINDS];
  }

  private final Product java;
  private final int worker;
  private final boolean[] compiled;
  private final byte[] agree = new byte[KINDS];
  private final GemmCall trial = new GemmCall();
  private long next = System.nanoTime();

  JavaTrial(Product java, int worker, Compiled compiled) {
    this.java = java;
    this.worker = worker;
    this.compiled = compiled.kinds;
    trial.x = new float[0];
    trial.y = new float[0];
  }

  /** Whether a product of so many rows may go to Java; may run a trial. */
  boolean isCompiled(GemmCall c, int rows) {
    int kind = kind(c, Math.min(rows, MOST_ROWS));
    if (!compiled[kind] && System.nanoTime() - next >= 0) {
      long began = System.nanoTime();
      agree[kind] = run(c, Math.min(rows, MOST_ROWS)) ? (byte) (agree[kind] + 1) : 0;
      compiled[kind] = agree[kind] >= AGREE;
      long now = System.nanoTime();
      next = now + PAUSE * (now - began);
    }
    return compiled[kind];
  }

  private static int kind(GemmCall c, int rows) {
    int end = c.mode == GemmCall.Mode.STORE ? c.act.ordinal() : Activation.values().length - 1 + c.mode.ordinal();
    return (c.w.format().ordinal() * (MOST_ROWS + 1) + rows) * ENDS + end;
  }

  /** Whether the Java code ran without an object. */
  private boolean run(GemmCall c, int rows) {
    Linear w = c.w.shallow(INPUTS);
    int panels = Math.min(PANELS, w.panelCount());
    if (trial.x.length < rows * w.in()) {
      trial.x = new float[rows * w.in()];
    }
    if (trial.y.length < rows * w.out()) {
      trial.y = new float[rows * w.out()];
    }
    trial.w = w;
    trial.m = rows;
    trial.mode = c.mode;
    trial.act = c.act;
    trial.gate = trial.y;
    trial.tokens = rows;
    trial.rehearsal = true;
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    java.run(trial, 0, rows, 0, panels, worker);
    return THREADS.getCurrentThreadAllocatedBytes() == bytes;
  }
}
