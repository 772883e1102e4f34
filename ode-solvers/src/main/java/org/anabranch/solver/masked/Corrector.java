package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;

/**
 * Makes the {@link Correction} of the rows of a round. Rows that share an evaluation, being copies of one row, share its correction: it
 * is paid for once, whatever the batches they are in.
 *
 * <p>Threading: one thread at a time.
 */
final class Corrector {
  private final MaskedGenerator generator;
  private final TokenPredictor predictor;
  private final int maxRows;
  private final int vocabulary;
  private final BitSet forbidden;
  private final Correction correction;

  Corrector(MaskedGenerator generator, TokenPredictor predictor, int maxRows) {
    this.generator = generator;
    this.predictor = predictor;
    this.maxRows = maxRows;
    this.vocabulary = generator.vocabulary();
    this.forbidden = generator.sampling().ends().forbidden();
    this.correction = generator.sampling().correction();
  }

  /**
   * Corrects the evaluated rows that have masks, where the round is one of those that are; rows under an action are left alone. If a
   * limit stops it, every row is as it was.
   */
  Admission correct(MaskedRow[] rows, int round, Meter meter) {
    if (!correction.isDue(round)) {
      return Admission.ADMITTED;
    }
    MaskedRow[] due = Arrays.stream(rows)
        .filter(row -> row.action().isEmpty() && row.masked() > 0 && !row.evaluation().isCorrected()).toArray(MaskedRow[]::new);
    List<RowDraft> drafts = new ArrayList<>();
    for (MaskedRow row : due) {
      if (row.evaluation().correction() == RowDraft.NONE && drafts.stream().noneMatch(draft -> draft.isOf(row.evaluation()))) {
        drafts.add(RowDraft.of(row, generator.sampling().policy(), vocabulary));
      }
    }
    for (int s = 0; s < correction.steps(); s++) {
      List<RowDraft> moving = drafts.stream().filter(draft -> !draft.isSettled()).toList();
      Admission admission = moving.isEmpty() ? Admission.ADMITTED : meter.admit(moving.size());
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      for (int from = 0; from < moving.size(); from += maxRows) {
        predict(moving.subList(from, Math.min(moving.size(), from + maxRows)));
      }
      moving.forEach(draft -> draft.change(correction.changes()));
    }
    drafts.forEach(RowDraft::keep);
    for (MaskedRow row : due) {
      row.evaluation().correction().applyTo(row);
    }
    return Admission.ADMITTED;
  }

  private void predict(List<RowDraft> drafts) {
    int n = drafts.size();
    int length = drafts.getFirst().length();
    int count = drafts.stream().mapToInt(RowDraft::count).sum();
    int[] tokens = new int[n * length];
    int[] positions = new int[count];
    double[] sigma = new double[n];
    for (int i = 0, at = 0; i < n; i++) {
      RowDraft draft = drafts.get(i);
      draft.copyTokens(tokens, i * length);
      sigma[i] = NoiseLevel.sigma(draft.time());
      for (int j = 0; j < draft.count(); j++) {
        positions[at++] = i * length + draft.position(j);
      }
    }
    float[] logits = new float[Math.multiplyExact(count, vocabulary)];
    predictor.predict(tokens, n, length, predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA, positions, count,
        Tensor.window(logits, 0, Shape.of(count, vocabulary)));
    int at = 0;
    for (RowDraft draft : drafts) {
      for (int j = 0; j < draft.count(); j++, at += vocabulary) {
        Evaluator.cut(draft.template(), draft.position(j), forbidden, logits, at, draft.logits(), draft.offset(j), vocabulary);
      }
    }
  }
}
