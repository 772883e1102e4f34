package org.anabranch.search;

import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Start;

/** The best candidates seen, at most a fixed number; a sample is copied only if its candidate gets in. */
final class Leaderboard {
  private final int capacity;
  private final PriorityQueue<Candidate> worstFirst = new PriorityQueue<>(Candidate.BEST_FIRST.reversed());
  private Optional<Candidate> best = Optional.empty();

  Leaderboard(int capacity) {
    this.capacity = capacity;
  }

  /** Enters a candidate if it is among the best; the first complete one displaces all look-aheads. */
  void offer(Supplier<Tensor> sample, double score, Start start, int condition, long index, boolean complete) {
    if (complete && best.isPresent() && !best.get().complete()) {
      worstFirst.clear();
      best = Optional.empty();
    }
    if (worstFirst.size() == capacity) {
      Candidate worst = worstFirst.peek();
      if (score < worst.score() || score == worst.score() && index > worst.index()) {
        return;
      }
    }
    Candidate c = new Candidate(sample.get(), score, start, condition, index, complete);
    worstFirst.add(c);
    if (worstFirst.size() > capacity) {
      worstFirst.poll();
    }
    if (best.isEmpty() || Candidate.BEST_FIRST.compare(c, best.get()) < 0) {
      best = Optional.of(c);
    }
  }

  boolean isEmpty() {
    return worstFirst.isEmpty();
  }

  Optional<Candidate> best() {
    return best;
  }

  List<Candidate> bestFirst() {
    return worstFirst.stream().sorted(Candidate.BEST_FIRST).toList();
  }
}
