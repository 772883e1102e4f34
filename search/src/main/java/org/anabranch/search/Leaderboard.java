package org.anabranch.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Start;

/**
 * The best candidates seen, at most a fixed number; a sample is copied only if its candidate gets in. What they are ranked by is their
 * score, unless a search ranks otherwise.
 */
final class Leaderboard {
  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::rank).reversed().thenComparing(Ranked::candidate, Candidate.BEST_FIRST);

  private final int capacity;
  private final PriorityQueue<Ranked> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
  private Optional<Ranked> best = Optional.empty();

  /** A candidate and what it is ranked by. */
  private record Ranked(Candidate candidate, double rank) {}

  Leaderboard(int capacity) {
    this.capacity = capacity;
  }

  /** Enters a candidate if it is among the best; the first complete one displaces all look-aheads. */
  void offer(Supplier<Tensor> sample, double rank, double score, Start start, int condition, long index, boolean complete) {
    if (complete && best.isPresent() && !best.get().candidate().complete()) {
      worstFirst.clear();
      best = Optional.empty();
    }
    if (worstFirst.size() == capacity) {
      Ranked worst = worstFirst.peek();
      if (rank < worst.rank() || rank == worst.rank() && (score < worst.candidate().score()
          || score == worst.candidate().score() && index > worst.candidate().index())) {
        return;
      }
    }
    Ranked c = new Ranked(new Candidate(sample.get(), score, start, condition, index, complete), rank);
    worstFirst.add(c);
    if (worstFirst.size() > capacity) {
      worstFirst.poll();
    }
    if (best.isEmpty() || BEST_FIRST.compare(c, best.get()) < 0) {
      best = Optional.of(c);
    }
  }

  boolean isEmpty() {
    return worstFirst.isEmpty();
  }

  Optional<Candidate> best() {
    return best.map(Ranked::candidate);
  }

  List<Candidate> bestFirst() {
    return worstFirst.stream().sorted(BEST_FIRST).map(Ranked::candidate).toList();
  }
}
