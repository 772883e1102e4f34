package org.anabranch.solver.masked;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * The logits of a batch where a device computes them and nothing reads them as wholes: they stay there, and what is likeliest comes
 * down. Threading: one thread at a time.
 */
final class ResidentBatch {
  private final Kernels kernels;
  private final int vocabulary;
  private final boolean guided;
  private final float scale;
  private final int[] excluded;
  private Optional<Tensor> room = Optional.empty();

  ResidentBatch(Kernels kernels, MaskedGenerator generator) {
    MaskedSampling sampling = generator.sampling();
    this.kernels = kernels;
    this.vocabulary = generator.vocabulary();
    this.guided = sampling.costPerRow() == 2;
    this.scale = (float) (sampling.guidance() + 1);
    this.excluded = IntStream.concat(IntStream.of(generator.templates().getFirst().mask()),
        sampling.ends().forbidden().stream().filter(v -> v < vocabulary)).toArray();
  }

  /** Room for logits [positions, V], where there is guidance with those of the second copies after the first. */
  Tensor room(int positions) {
    if (room.isEmpty() || room.get().rows() < positions) {
      room.ifPresent(kernels::release);
      room = Optional.of(kernels.allocate(DType.F32, Shape.of(positions, vocabulary)));
    }
    return room.get().rows(0, positions);
  }

  /**
   * Guides what was written to the room and hands it to the rows, whose evaluations have begun and are complete then.
   *
   * @throws IllegalStateException if a logit is no number, or a position has no token that may stand there
   */
  void settle(Tensor logits, List<MaskedRow> rows) {
    int count = guided ? logits.rows() / 2 : logits.rows();
    if (guided) {
      kernels.guide(logits, vocabulary, scale, logits);
    }
    Tensor own = logits.rows(0, count);
    int[] best = new int[count];
    double[] sums = new double[count];
    kernels.likeliest(own, excluded, best, sums);
    int at = 0;
    for (MaskedRow row : rows) {
      RowEvaluation evaluation = row.evaluation();
      for (int j = 0; j < evaluation.count(); j++) {
        if (best[at + j] < 0) {
          throw refused(row, evaluation.position(j), own, at + j, ~best[at + j]);
        }
      }
      evaluation.keep(kernels, own, at, best, sums);
      at += evaluation.count();
    }
  }

  private IllegalStateException refused(MaskedRow row, int position, Tensor logits, int at, int token) {
    if (token == vocabulary) {
      return Evaluator.noneAllowed(row.template(), position);
    }
    float[] value = new float[1];
    kernels.copy(logits, (long) at * vocabulary + token, 1, Tensor.of(value, 1), 0, 1, 1, 1);
    return Evaluator.noNumber(token, position, value[0]);
  }
}
