package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Meter;

/**
 * Evaluates rows by windows: those of a {@link CachePolicy}, and rows of different lengths, which need no padding then.
 *
 * <p>What a row computes depends on the row alone. What depends on the others is whose keys are in memory: keys that were dropped are
 * made again from the tokens they were made of, in an evaluation that is admitted and charged with the rest of the round.
 */
final class WindowEvaluator {
  /** Takes a position's logits into a row's evaluation. */
  interface Filter {
    /** Those of the row's j-th evaluated position begin at from. */
    void keep(MaskedRow row, int j, float[] logits, int from);
  }

  /**
   * What a row computes.
   *
   * @param cache whose keys are used or made; empty where all is computed and nothing kept
   */
  private record Task(MaskedRow row, TokenQuery.Mode mode, CachePolicy.Window window, Optional<RowCache> cache) {}

  private final MaskedGenerator generator;
  private final TokenPredictor predictor;
  private final CachePolicy policy;
  private final CacheMemory memory;
  private final Optional<ResidentBatch> resident;
  private final Filter filter;
  private final int batchRows;
  private final int copies;
  private final List<List<Task>> batches = new ArrayList<>();
  private float[] buffer = {};

  /**
   * Evaluates by windows.
   *
   * @param resident where logits stay; where there is none they go through the filter
   */
  WindowEvaluator(MaskedGenerator generator, TokenPredictor predictor, int maxRows, Optional<ResidentBatch> resident, Filter filter) {
    this.generator = generator;
    this.predictor = predictor;
    this.policy = generator.sampling().cache();
    this.memory = new CacheMemory(policy.bytes());
    this.resident = resident;
    this.filter = filter;
    this.copies = generator.sampling().costPerRow();
    // All keys that a batch reads or makes are in memory together.
    long row = Math.max(1, predictor.keyBytes() * copies * generator.sampleShape().dim(0));
    this.batchRows = policy.isNone() ? maxRows : (int) Math.clamp(policy.bytes() / row, 1, maxRows);
  }

  /** Forgets the keys of a row, whichever network made them. */
  void forget(MaskedRow row) {
    row.letGo().ifPresent(cache -> cache.owner().remove(cache));
  }

  /** Plans an evaluation of rows, and says how many row-evaluations it takes, with what it takes to have their keys. */
  long plan(MaskedRow[] rows) {
    List<Task> tasks = Arrays.stream(rows).map(this::task).toList();
    batches.clear();
    for (int from = 0; from < tasks.size(); from += batchRows) {
      batches.add(tasks.subList(from, Math.min(tasks.size(), from + batchRows)));
    }
    CacheMemory trial = memory.copy();
    long again = 0;
    for (List<Task> batch : batches) {
      again += reserve(trial, batch).size();
      trial.trim(dropped -> {});
    }
    return (rows.length + again) * copies;
  }

  /** Runs what was planned last, once it has been paid for. */
  void run(int step, Meter meter) {
    for (List<Task> batch : batches) {
      restore(List.copyOf(reserve(memory, batch)), meter);
      predict(batch, step, meter);
      memory.trim(RowCache::drop);
    }
    batches.clear();
  }

  /** What a row computes; a row that will not use its keys lets go of them. */
  private Task task(MaskedRow row) {
    CachePolicy.Window window = policy.window(generator.sampling().policy(), row.template(), row.firstMask(), predictor.lookBack());
    if (window.to() - window.from() == row.template().length()) {
      forget(row);
      return new Task(row, TokenQuery.Mode.ALL, window, Optional.empty());
    }
    Optional<RowCache> usable = row.cache().filter(c -> c.owner() == memory && c.window().equals(window)
        && (policy.refresh() == 0 || row.served() < policy.refresh()) && c.sees(row) && c.changed(row) <= policy.changed());
    if (usable.isPresent()) {
      return new Task(row, TokenQuery.Mode.USE, window, usable);
    }
    forget(row);
    return new Task(row, TokenQuery.Mode.KEEP, window, Optional.of(new RowCache(memory, row.template(), row.tokens(), window)));
  }

  /** Makes room for the keys of a batch, and says which have to be made again. */
  private Set<RowCache> reserve(CacheMemory in, List<Task> batch) {
    Set<RowCache> absent = new LinkedHashSet<>();
    List<RowCache> order = new ArrayList<>();
    for (Task task : batch) {
      if (task.cache().isPresent() && !in.touch(task.cache().get())) {
        order.add(task.cache().get());
        if (task.mode() == TokenQuery.Mode.USE) {
          absent.add(task.cache().get());
        }
      }
    }
    order.forEach(cache -> in.put(cache, predictor.keyBytes() * copies * cache.kept()));
    return absent;
  }

  /** Makes dropped keys again. */
  private void restore(List<RowCache> caches, Meter meter) {
    for (RowCache cache : caches) {
      List<TokenQuery> queries = new ArrayList<>();
      for (int copy = 0; copy < copies; copy++) {
        queries.add(TokenQuery.keeping(cache.seen(copy), new int[0], cache.window().from(), cache.window().to()));
      }
      KeyValues[] made = new KeyValues[copies];
      predictor.predict(queries, TokenPredictor.NO_SIGMA, Tensor.zeros(0, generator.vocabulary()), made);
      cache.keep(List.of(made));
      long positions = (long) copies * cache.seen(0).length;
      meter.computed(positions, positions);
    }
  }

  private void predict(List<Task> batch, int step, Meter meter) {
    int n = batch.size();
    int vocabulary = generator.vocabulary();
    List<TokenQuery> queries = new ArrayList<>();
    double[] sigma = new double[n * copies];
    for (int i = 0; i < n; i++) {
      Task task = batch.get(i);
      double time = generator.sampling().policy().time(task.row(), step);
      sigma[i] = NoiseLevel.sigma(time);
      RowEvaluation evaluation = task.mode() == TokenQuery.Mode.USE
          ? task.row().renew(step, time, vocabulary, task.window(), task.cache().orElseThrow())
          : task.row().renew(step, time, vocabulary);
      queries.add(query(task, 0, task.row().tokens(), evaluation.positions()));
    }
    for (int i = 0; copies == 2 && i < n; i++) {
      TokenQuery given = queries.get(i);
      int[] masked = Evaluator.withGivenMasked(batch.get(i).row().template(), given.tokens());
      sigma[n + i] = sigma[i];
      queries.add(query(batch.get(i), 1, masked, given.positions()));
    }
    KeyValues[] made = new KeyValues[n * copies];
    int count = queries.stream().mapToInt(q -> q.positions().length).sum();
    Tensor logits = resident.map(r -> r.room(count)).orElseGet(() -> onHost(count));
    predictor.predict(queries, predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA, logits, made);
    resident.ifPresentOrElse(r -> r.settle(logits, batch.stream().map(Task::row).toList()), () -> keep(batch));
    for (int i = 0; i < n; i++) {
      Task task = batch.get(i);
      if (task.mode() == TokenQuery.Mode.KEEP) {
        RowCache cache = task.cache().orElseThrow();
        cache.keep(copies == 2 ? List.of(made[i], made[n + i]) : List.of(made[i]));
        cache.fill(task.row().evaluation().filled());
        task.row().hold(cache);
      } else if (task.mode() == TokenQuery.Mode.USE) {
        task.row().serve();
      }
    }
    queries.forEach(q -> meter.computed(q.computed(), q.tokens().length));
  }

  private Tensor onHost(int count) {
    int floats = Math.multiplyExact(count, generator.vocabulary());
    buffer = buffer.length < floats ? new float[floats] : buffer;
    return Tensor.window(buffer, 0, Shape.of(count, generator.vocabulary()));
  }

  /** Takes the buffer's logits into the rows' evaluations. */
  private void keep(List<Task> batch) {
    int vocabulary = generator.vocabulary();
    if (copies == 2) {
      int count = batch.stream().mapToInt(task -> task.row().evaluation().count()).sum();
      Evaluator.guide(buffer, count * vocabulary, (float) (generator.sampling().guidance() + 1));
    }
    int at = 0;
    for (Task task : batch) {
      RowEvaluation evaluation = task.row().evaluation();
      for (int j = 0; j < evaluation.count(); j++, at++) {
        filter.keep(task.row(), j, buffer, at * vocabulary);
      }
      evaluation.complete();
    }
  }

  private static TokenQuery query(Task task, int copy, int[] tokens, int[] positions) {
    CachePolicy.Window w = task.window();
    return switch (task.mode()) {
      case ALL -> TokenQuery.all(tokens, positions);
      case KEEP -> TokenQuery.keeping(tokens, positions, w.from(), w.to());
      case USE -> TokenQuery.using(tokens, positions, w.from(), w.to(), task.cache().orElseThrow().keys().orElseThrow().get(copy));
    };
  }
}
