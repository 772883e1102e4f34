package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.anabranch.cli.quality.Accuracy;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.Digits;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Candidate;
import org.anabranch.search.NoiseSearch;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.FlowGenerator;

/**
 * Noise search against best-of-N on the same slots at equal evaluations, through the search API.
 *
 * <p>Several slots are searched at once, each on a thread of its own; every search is as alone.
 */
final class SearchComparison {
  private final DemoPlan plan;
  private final Digits digits;
  private final FlowGenerator generator;
  private final Backend backend;
  private final Cancellation cancellation;
  private final LongConsumer progress;

  SearchComparison(DemoPlan plan, Digits digits, FlowGenerator generator, Backend backend, Cancellation cancellation,
      LongConsumer progress) {
    this.plan = plan;
    this.digits = digits;
    this.generator = generator;
    this.backend = backend;
    this.cancellation = cancellation;
    this.progress = progress;
  }

  /**
   * Both searches at one budget, over the same slots.
   *
   * @param evaluations   per slot, for either search
   * @param bestOfN       mean selector score of best-of-N, in nats
   * @param noiseSearch   mean selector score of the noise search, in nats
   * @param gain          noise search less best-of-N, with the interval over slots
   * @param bestOfNRight  the judge's accuracy
   * @param noiseRight    the judge's accuracy
   */
  record Point(int evaluations, double bestOfN, double noiseSearch, Estimate gain, Accuracy bestOfNRight,
      Accuracy noiseRight) {}

  /** The trajectories of one search in the order of drawing. */
  private record Drawn(double[] scores, boolean[] right) {
    int best(int n) {
      int best = 0;
      for (int i = 1; i < n; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      return best;
    }
  }

  /** Searches the plan's slots of every seed; no points if it was cancelled. */
  List<Point> run(List<Candidates> seeds) {
    int slots = plan.comparedSlots();
    List<Drawn> drawn = searchAll(seeds, slots);
    if (cancellation.isCancelled()) {
      return List.of();
    }
    List<Point> points = new ArrayList<>();
    for (int n : plan.levels()) {
      points.add(point(seeds, slots, drawn, n));
    }
    return points;
  }

  private List<Drawn> searchAll(List<Candidates> seeds, int slots) {
    List<Future<Drawn>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(backend.pool().threads())) {
      for (Candidates c : seeds) {
        for (int s = 0; s < slots; s++) {
          int slot = s;
          futures.add(threads.submit(() -> search(c.seed(), slot)));
        }
      }
      List<Drawn> out = new ArrayList<>();
      for (Future<Drawn> f : futures) {
        out.add(f.get());
      }
      return out;
    } catch (ExecutionException e) {
      throw new IllegalStateException("demo: a search failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("demo: interrupted", e);
    }
  }

  private Drawn search(long seed, int slot) {
    if (cancellation.isCancelled()) {
      return new Drawn(new double[0], new boolean[0]);
    }
    ConvClassifier verifier = digits.verifier(backend.kernels());
    int label = DemoPlan.label(slot);
    long[] told = {0};
    SearchRequest request = SearchRequest
        .of(generator, Selector.of("verifier", verifier::logProbability),
            Budget.ofEvaluations((long) plan.candidates() * generator.evaluationsPerTrajectory()))
        .withCondition(label).withSeed(DemoPlan.slotSeed(seed, slot)).withKeep(plan.candidates())
        .withCancellation(cancellation).withListener(p -> {
          progress.accept(p.used() - told[0]);
          told[0] = p.used();
        });
    Outcome outcome = Algorithms.byName(NoiseSearch.NAME, Map.of()).run(request);
    return judge(outcome, label);
  }

  private Drawn judge(Outcome outcome, int label) {
    List<Candidate> candidates = outcome.candidates();
    Tensor images = Tensor.zeros(candidates.size(), 1, generator.sampleShape().last(), generator.sampleShape().last());
    for (Candidate c : candidates) {
      int size = images.rowSize();
      int row = (int) c.index();
      if (row < candidates.size()) {
        System.arraycopy(c.sample().floats(), c.sample().offset(), images.floats(), row * size, size);
      }
    }
    int[] seen = candidates.isEmpty() ? new int[0] : new Judged.Panel(digits, backend.kernels()).see(images);
    double[] scores = new double[candidates.size()];
    boolean[] right = new boolean[candidates.size()];
    for (Candidate c : candidates) {
      if (c.index() < scores.length) {
        scores[(int) c.index()] = c.score();
        right[(int) c.index()] = seen[(int) c.index()] == label;
      }
    }
    return new Drawn(scores, right);
  }

  private Point point(List<Candidates> seeds, int slots, List<Drawn> drawn, int n) {
    int trials = seeds.size() * slots;
    double[] gain = new double[trials];
    double plain = 0;
    double searched = 0;
    int plainRight = 0;
    int searchedRight = 0;
    for (int i = 0; i < trials; i++) {
      Candidates c = seeds.get(i / slots);
      int best = c.best(i % slots, n);
      Drawn d = drawn.get(i);
      plain += c.score(best) / trials;
      searched += d.scores()[d.best(n)] / trials;
      gain[i] = d.scores()[d.best(n)] - c.score(best);
      plainRight += c.right(best) ? 1 : 0;
      searchedRight += d.right()[d.best(n)] ? 1 : 0;
    }
    return new Point(n * plan.steps(), plain, searched, Estimate.of(gain), new Accuracy(plainRight, trials),
        new Accuracy(searchedRight, trials));
  }
}
