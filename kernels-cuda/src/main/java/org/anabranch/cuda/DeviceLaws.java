package org.anabranch.cuda;

import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;
import org.anabranch.engine.LogitLaw;
import org.anabranch.engine.LogitReads;

/**
 * Laws of tokens from logits in device memory, with the bits of {@link org.anabranch.engine.LogitRow}. A block takes a row; a sum over
 * a row is one chain of additions.
 *
 * <p>Answers come to the host: a call waits for them. Allocates the questions and answers of a batch, here and there. Threading: as the
 * stream.
 */
final class DeviceLaws {
  private static final int ASKED_WORDS = LogitReads.ASKED_BYTES / 8;
  private static final int TOLD_WORDS = LogitReads.TOLD_BYTES / 8;
  private static final int LIKELIEST_WORDS = LogitReads.LIKELIEST_BYTES / 8;

  private final CudaStream stream;
  private final LongFunction<DeviceBuffer> memory;

  /**
   * Operations on a stream.
   *
   * @param memory makes a buffer of so many bytes on it
   */
  DeviceLaws(CudaStream stream, LongFunction<DeviceBuffer> memory) {
    this.stream = stream;
    this.memory = memory;
  }

  /**
   * As {@link org.anabranch.engine.Kernels#likeliest}.
   *
   * @param logits [rows, n], written at the excluded tokens
   */
  void likeliest(long logits, int rows, int n, int[] excluded, int[] best, double[] sums) {
    if (rows == 0) {
      return;
    }
    long[] words = new long[LIKELIEST_WORDS * rows];
    long ids = 8L * words.length;
    try (DeviceBuffer room = memory.apply(ids + 4L * excluded.length)) {
      stream.upload(excluded, room, ids / 4);
      stream.begin(DeviceKernel.LIKELIEST_ROWS).address(logits).number(n).address(room.address() + ids).number(excluded.length)
          .address(room.address()).launch(rows, 1, 0);
      stream.download(room, 0, MemorySegment.ofArray(words));
    }
    for (int r = 0; r < rows; r++) {
      sums[r] = Double.longBitsToDouble(words[LIKELIEST_WORDS * r]);
      best[r] = (int) words[LIKELIEST_WORDS * r + 1];
    }
  }

  /**
   * As {@link org.anabranch.engine.Kernels#read}.
   *
   * @param addresses of the rows
   */
  void read(LogitReads reads, long[] addresses) {
    int rows = reads.count();
    if (rows == 0) {
      return;
    }
    long[] asked = new long[ASKED_WORDS * rows];
    for (int i = 0; i < rows; i++) {
      asked[ASKED_WORDS * i] = addresses[i];
      asked[ASKED_WORDS * i + 1] = Double.doubleToRawLongBits(reads.sum(i));
      asked[ASKED_WORDS * i + 2] = Double.doubleToRawLongBits(reads.fraction(i));
      asked[ASKED_WORDS * i + 3] = reads.best(i);
    }
    LogitLaw law = reads.law();
    long[] told = new long[TOLD_WORDS * rows];
    long answers = 8L * asked.length;
    try (DeviceBuffer room = memory.apply(answers + 8L * told.length)) {
      stream.upload(asked, room, 0);
      stream.begin(DeviceKernel.READ_ROWS).address(room.address()).address(room.address() + answers).number(reads.logits(0).rowSize())
          .number(law.temperature()).number(law.topK()).number(law.topP()).number(law.crossing() ? 1 : 0)
          .number(reads.isGreedy() ? 1 : 0).number(reads.score().ordinal()).number(reads.byLaw() ? 1 : 0).launch(rows, 1, 0);
      stream.download(room, answers, MemorySegment.ofArray(told));
    }
    for (int i = 0; i < rows; i++) {
      long tokens = told[TOLD_WORDS * i];
      reads.tell(i, (int) tokens, (int) (tokens >>> Integer.SIZE), Double.longBitsToDouble(told[TOLD_WORDS * i + 1]),
          Double.longBitsToDouble(told[TOLD_WORDS * i + 2]));
    }
  }

  /** y = exp(x) of n doubles, as {@link StrictMath#exp}; y may be x. */
  void exp(long x, long n, long y) {
    map(x, n, y, 0);
  }

  /** y = log(x) of n doubles, as {@link StrictMath#log}; y may be x. */
  void log(long x, long n, long y) {
    map(x, n, y, 1);
  }

  private void map(long x, long n, long y, int logarithm) {
    stream.begin(DeviceKernel.STRICT_DOUBLES).address(x).address(y).number(n).number(logarithm).launch(DeviceMaps.blocks(n), 1, 0);
  }
}
