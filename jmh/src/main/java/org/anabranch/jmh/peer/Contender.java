package org.anabranch.jmh.peer;

/**
 * Somebody who does one piece of work again and again on operands of their own copy, with everything that can be prepared
 * beforehand prepared. Confined to the thread that made it.
 */
public interface Contender extends AutoCloseable {
  /** Name of the column. */
  String name();

  /** Does the work {@link #perCall} times: this is what is timed. */
  void run();

  /** How often one {@link #run} does the work: more than 1 where a call's overhead would hide it. */
  default int perCall() {
    return 1;
  }

  /** Whether it is code that the Java compiler must warm to: such is given as long to warm as ours. */
  default boolean isJava() {
    return false;
  }

  /** What the last {@link #run} computed, row-major; a copy. */
  float[] result();

  /** Frees native memory. */
  @Override
  void close();
}
