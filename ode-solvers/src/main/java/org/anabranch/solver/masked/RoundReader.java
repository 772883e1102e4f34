package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.LogitLaw;
import org.anabranch.engine.LogitReads;

/**
 * Reads of logits that stand on a device what the policies of a round say that they read, all rows at once. Rows whose policy reads
 * whole distributions, or whose numbers draw by another way than inversion, get their logits.
 *
 * <p>Threading: one thread at a time.
 */
final class RoundReader {
  private final MaskedGenerator generator;
  private final Map<Question, LogitReads> batches = new HashMap<>();

  /** Rows of one question are asked about in one batch. */
  private record Question(Kernels kernels, LogitLaw law, boolean greedy, LogitReads.Score score, boolean byLaw) {}

  RoundReader(MaskedGenerator generator) {
    this.generator = generator;
  }

  /** For each row what was told of it; empty where its logits are on the host, or it needs none. Valid until the next call. */
  List<Optional<RowReads>> of(MaskedRow[] rows, int step) {
    batches.values().forEach(LogitReads::clear);
    List<Optional<RowReads>> out = new ArrayList<>(rows.length);
    for (MaskedRow row : rows) {
      out.add(row.masked() == 0 || !row.evaluation().isRemote() ? Optional.empty() : ask(row, step));
    }
    batches.forEach((question, batch) -> {
      if (batch.count() > 0) {
        question.kernels().read(batch);
      }
    });
    return out;
  }

  private Optional<RowReads> ask(MaskedRow row, int step) {
    RowEvaluation evaluation = row.evaluation();
    MaskedSampling sampling = row.action().map(MaskedAction::sampling).orElse(generator.sampling());
    Optional<RoundReading> reading = row.noise().inverts() ? sampling.policy().reading(row, step, evaluation.positions())
        : Optional.empty();
    if (reading.isEmpty()) {
      evaluation.download();
      return Optional.empty();
    }
    RoundReading r = reading.get();
    boolean greedy = r.likeliest() || sampling.law().isGreedy();
    LogitReads batch = batches.computeIfAbsent(
        new Question(evaluation.kernels(), sampling.law().probabilities(), greedy, r.score(), r.byLaw()),
        q -> new LogitReads(q.law(), q.greedy(), q.score(), q.byLaw()));
    int[] at = new int[evaluation.count()];
    for (int j = 0; j < at.length; j++) {
      double stay = r.stay()[j];
      int position = evaluation.position(j);
      boolean read = stay >= 0 && (r.likeliest() || !row.noise().stays(stay, step, position));
      at[j] = !read ? -1 : evaluation.ask(batch, j,
          greedy ? 0 : row.noise().uniform(step, position, TokenNoise.Use.TOKEN) / (1 - stay));
    }
    return Optional.of(new RowReads(r, batch, at));
  }
}
