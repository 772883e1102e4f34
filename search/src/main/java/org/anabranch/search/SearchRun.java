package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.engine.DeviceLostException;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * One search under way: what every algorithm needs besides its idea.
 *
 * <p>It opens the process on a meter with the request's limits, counts verifier calls, keeps the best candidates, writes the
 * ledger round by round, tells the listener, and makes the outcome. An algorithm that holds one cannot exceed a limit, forget
 * to charge, or lose what it has found.
 *
 * <p>Not thread-safe; belongs to the thread that began it.
 */
public final class SearchRun {
  /** Rows that every search may hold at least: a parent, two children, and the one that goes on. */
  public static final int LEAST_ROWS = 4;
  /** Rows that {@link #rowsLeft} speaks of at most. */
  public static final int MOST_ROWS = 1 << 28;

  private final String algorithm;
  private final SearchRequest request;
  private final long began = System.nanoTime();
  private final Meter meter;
  private final GenerativeProcess process;
  private final VerifierDesk desk;
  private final Leaderboard board;
  private final LedgerBook book = new LedgerBook();
  private final List<String> warnings = new ArrayList<>();
  private long begun;
  private long drawn;
  private long unfinished;
  private boolean guideAsked;
  private boolean listening = true;

  private SearchRun(String algorithm, SearchRequest request) {
    this.algorithm = algorithm;
    this.request = request;
    Budget b = request.budget();
    Meter limits = b.deadline().isPresent()
        ? Meter.of(b.evaluations(), began + b.deadlineNanos(), request.cancellation()::isCancelled)
        : Meter.of(b.evaluations(), request.cancellation()::isCancelled);
    this.meter = b.memory().isPresent() ? limits.withMemory(b.memory().getAsLong()) : limits;
    requireRows(LEAST_ROWS, "a search");
    meter.hold(new MemoryNeeds(request, meter).candidateBytes());
    this.process = request.generator().open(meter);
    this.desk = new VerifierDesk(b.verifierCalls(), b.verifierCost(), Math.max(request.selector().verifier().costPerCall(),
        request.guide().map(g -> g.verifier().costPerCall()).orElse(0.0)));
    this.board = new Leaderboard(request.keep());
    Surviving.began(this);
  }

  /**
   * Begins a run; the deadline counts from here.
   *
   * @throws IllegalArgumentException if the budget does not cover one whole trajectory, or the memory {@value #LEAST_ROWS}
   *     rows, or the request's policy is not "even"
   */
  public static SearchRun begin(String algorithm, SearchRequest request) {
    return begin(algorithm, Set.of(BudgetPolicy.EVEN.name()), request);
  }

  /**
   * As {@link #begin(String, SearchRequest)} of an algorithm that honours the policies, and needs the step noise, that it says.
   *
   * @throws IllegalArgumentException also if it needs step noise and the generator has none
   */
  public static SearchRun begin(SearchAlgorithm algorithm, SearchRequest request) {
    SearchRun run = begin(algorithm.name(), algorithm.policies(), request);
    if (algorithm.needsStepNoise()) {
      run.needs().stochastic();
    }
    return run;
  }

  private static SearchRun begin(String algorithm, Set<String> policies, SearchRequest request) {
    request.policy().filter(p -> !policies.contains(p.name())).ifPresent(p -> {
      throw new IllegalArgumentException(algorithm + ": cannot honour the policy " + p.name() + ", only "
          + String.join(", ", new TreeSet<>(policies)));
    });
    request.budget().requireOneTrajectory(request.generator());
    return new SearchRun(algorithm, request);
  }

  /**
   * Refuses a memory limit that does not cover so many rows at once, beside the candidates kept. For the beginning of a search; every
   * search is refused fewer than {@value #LEAST_ROWS}.
   *
   * @param what holds them, for the message
   * @throws IllegalArgumentException quoting what is granted and what is needed
   */
  public void requireRows(long rows, String what) {
    new MemoryNeeds(request, meter).requireRows(rows, what);
  }

  /**
   * How many rows the memory left can still hold, at most {@link #MOST_ROWS}. A search that copies rows counts parents and children
   * until the parents are released.
   */
  public int rowsLeft() {
    return (int) Math.min(MOST_ROWS, meter.freeBytes() / request.generator().bytesPerRow());
  }

  /** Rows of a wave of trajectories: the request's batch rows, or what the memory left can hold; at least 1. */
  public int batchRows() {
    return Math.max(1, Math.min(request.batchRows(), rowsLeft()));
  }

  /** Counts memory besides populations, such as a tree's nodes; of at most {@link #bytesLeft}. */
  void hold(long bytes) {
    meter.hold(bytes);
  }

  /** Gives back what {@link #hold} took. */
  void release(long bytes) {
    meter.release(bytes);
  }

  /** Bytes that may still be held. */
  long bytesLeft() {
    return meter.freeBytes();
  }

  /** The process, which charges the run's meter. */
  public GenerativeProcess process() {
    return process;
  }

  /** The best candidate so far: the incumbent. */
  public Optional<Candidate> best() {
    return board.best();
  }

  /** Trajectories drawn so far, which is the index of the next. */
  public long drawn() {
    return drawn;
  }

  /** Rows that verifiers may still score. */
  public long verifierCallsLeft() {
    return desk.remaining();
  }

  /** How many whole trajectories, at most {@code want}, the evaluations and verifier calls left can pay for. */
  public int affordable(int want) {
    long rows = meter.remaining() / request.generator().evaluationsPerTrajectory();
    return (int) Math.min(want, Math.min(rows, desk.remaining()));
  }

  /** The request. */
  public SearchRequest request() {
    return request;
  }

  /** Row-evaluations left. */
  public long evaluationsLeft() {
    return meter.remaining();
  }

  /** Rounds of the ledger so far. */
  public int rounds() {
    return book.size();
  }

  /** What may be asked of the process besides. */
  public ProcessNeeds needs() {
    return new ProcessNeeds(algorithm, request, process);
  }

  /** Whether the best candidate is a whole sample that has the largest score there is. */
  public boolean isSolved() {
    return board.best().filter(c -> c.complete() && c.score() >= request.selector().verifier().ceiling()).isPresent();
  }

  /** Releases populations. */
  public void release(Collection<? extends Population> all) {
    all.forEach(process::release);
  }

  /** Populations of fresh starts: trajectory i of a run starts from {@code TrajectoryKey.root(seed, i)}, whatever the algorithm. */
  public Population begin(int rows) {
    List<Start> starts = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      starts.add(new Start.Fresh(TrajectoryKey.root(request.seed(), begun++)));
    }
    int[] conditions = new int[rows];
    Arrays.fill(conditions, request.condition());
    return process.start(starts, conditions);
  }

  /** Evaluates the rows where they stand, as the process does, and tells the listener. */
  public Admission look(Population p) {
    Admission a = process.evaluate(p);
    tell();
    return a;
  }

  /**
   * What the rows promise: their look-aheads scored by the guide, or by the selector if the request has no guide.
   *
   * @return one score per row, NaN replaced by -infinity
   * @throws IllegalStateException if there are more rows than {@link #verifierCallsLeft}, or the rows were never evaluated
   */
  public double[] promise(Population p) {
    return request.guide().isPresent() ? guide(process.lookAhead(p), conditions(p))
        : select(process.lookAhead(p), conditions(p));
  }

  /**
   * As {@link #promise}, with the gradients.
   *
   * @param gradients receives d score / d look-ahead, [rows, sample shape...]
   * @throws IllegalArgumentException if the guide, or the selector in its place, gives no gradients
   */
  public double[] promise(Population p, Tensor gradients) {
    boolean guided = request.guide().isPresent();
    Verifier v = guided ? request.guide().get().verifier() : request.selector().verifier();
    guideAsked |= guided;
    return desk.gradient(guided ? "guide" : "selector", differentiable(v), process.lookAhead(p), conditions(p), gradients);
  }

  /**
   * Refuses a request whose {@link #promise} gives no gradients.
   *
   * @throws IllegalArgumentException naming the algorithm and the verifier
   */
  void requireGradients() {
    differentiable(request.guide().map(Guide::verifier).orElse(request.selector().verifier()));
  }

  private DifferentiableVerifier differentiable(Verifier v) {
    if (v instanceof DifferentiableVerifier d) {
      return d;
    }
    throw new IllegalArgumentException(algorithm + ": needs a guide that gives gradients, " + v.name() + " gives none");
  }

  private static int[] conditions(Population p) {
    int[] conditions = new int[p.rows()];
    Arrays.setAll(conditions, p::condition);
    return conditions;
  }

  /**
   * Opens a round of the ledger.
   *
   * @param asked   row-evaluations that the algorithm would use
   * @param granted row-evaluations that it may use
   */
  public void openRound(long asked, long granted) {
    book.open(asked, granted, meter.used(), desk.calls());
  }

  /**
   * Closes the round, and tells the listener.
   *
   * @param rolledOver row-evaluations of the round's grant that go to a later round
   */
  public void closeRound(long rolledOver) {
    book.close(rolledOver, meter.used(), desk.calls());
    tell();
  }

  /**
   * Draws whole trajectories as one round of the ledger: integrates them in waves of the request's batch rows, scores them
   * and enters them as candidates.
   *
   * <p>If a limit cuts a wave short, its trajectories are dropped; if nothing has been finished by then, their look-aheads
   * are scored and entered instead.
   *
   * @param wanted how many the algorithm would have liked, for the ledger
   * @param starts at most {@link #affordable} of them; they get the indices from {@link #drawn}
   * @return {@link Admission#ADMITTED} if all were finished, else the limit that stopped them
   */
  public Admission drawRound(int wanted, List<Start> starts) {
    long cost = request.generator().evaluationsPerTrajectory();
    openRound(Math.multiplyExact(wanted, cost), Math.multiplyExact(starts.size(), cost));
    Admission a = Admission.ADMITTED;
    int batch = batchRows();
    for (int from = 0; from < starts.size() && a == Admission.ADMITTED; from += batch) {
      a = drawWave(List.copyOf(starts.subList(from, Math.min(starts.size(), from + batch))));
    }
    closeRound(0);
    return a;
  }

  private Admission drawWave(List<Start> starts) {
    int[] conditions = new int[starts.size()];
    Arrays.fill(conditions, request.condition());
    Population p = process.start(starts, conditions);
    Admission a = advance(p, request.generator().steps());
    settle(p);
    return a;
  }

  /**
   * Takes in a population that will not be advanced any more; its rows get the indices from {@link #drawn}, and it is released.
   *
   * <p>At the last step its samples are scored by the selector and entered as candidates. Before that it is counted as
   * unfinished, and its look-aheads are scored and entered only if there is no candidate yet; the first finished trajectory
   * displaces them.
   *
   * @return the selector's scores of samples, none for a population that is not finished
   * @throws IllegalStateException if {@link #verifierCallsLeft} does not cover the scoring of samples: an algorithm that asks a
   *     guide must hold back the calls for this. Of look-aheads, as many are scored as it covers
   */
  public double[] settle(Population p) {
    return settle(List.of(p)).getFirst();
  }

  /**
   * As {@link #settle(Population)} for all rows of a search that are in several populations; they need not stand at one step.
   *
   * @return the selector's scores of each population, or no scores where it is not at the last step
   */
  public List<double[]> settle(List<Population> all) {
    return settleBy(all, new double[0]);
  }

  /**
   * As {@link #settle(List)} of a search that does not pick by the selector's scores.
   *
   * @param ranks what it picks by, higher is better, of all rows in turn; the selector's scores are reported
   */
  List<double[]> settle(List<Population> all, double[] ranks) {
    return settleBy(all, ranks);
  }

  private List<double[]> settleBy(List<Population> all, double[] ranks) {
    boolean none = board.isEmpty();
    int at = 0;
    List<double[]> scores = new ArrayList<>();
    for (Population p : all) {
      double[] own = {};
      if (p.step() == request.generator().steps()) {
        own = enter(process.finish(p), p, true, ranks.length == 0 ? ranks : Arrays.copyOfRange(ranks, at, at + p.rows()));
      } else if (process.canLookAhead(p)) {
        unfinished += p.rows();
        int scored = (int) Math.min(p.rows(), desk.remaining());
        if (none && scored > 0) {
          Tensor ahead = process.lookAhead(p);
          enter(scored == p.rows() ? ahead : ahead.rows(0, scored), p, false, new double[0]);
        }
      }
      scores.add(own);
      drawn += p.rows();
      at += p.rows();
      process.release(p);
    }
    return scores;
  }

  /** Enters the samples of a population at the last step with scores that are not the selector's, as {@link #settle(Population)}. */
  public void settle(Population p, double[] scores) {
    offer(process.finish(p), p, true, scores, scores);
    drawn += p.rows();
    process.release(p);
  }

  /** Enters as many rows of the population, from the first, as there are samples. */
  private double[] enter(Tensor samples, Population p, boolean complete, double[] ranks) {
    double[] scores = select(samples, Arrays.copyOf(conditions(p), samples.rows()));
    offer(samples, p, complete, ranks.length == 0 ? scores : ranks, scores);
    return scores;
  }

  private void offer(Tensor samples, Population p, boolean complete, double[] ranks, double[] scores) {
    int[] conditions = conditions(p);
    for (int i = 0; i < scores.length; i++) {
      int row = i;
      board.offer(() -> Rows.copy(samples, row, request.generator().sampleShape()), ranks[i], scores[i], p.start(i), conditions[i],
          drawn + i, complete);
    }
  }

  /**
   * Scores the look-aheads of a population with the selector and enters them as incomplete candidates; its rows get the indices
   * from {@link #drawn}, and it is released. For methods that return a look-ahead by design. The first complete candidate displaces
   * them.
   */
  public void settleLookAheads(Population p) {
    enter(process.lookAhead(p), p, false, new double[0]);
    drawn += p.rows();
    process.release(p);
  }

  /** Advances the population step by step, telling the listener after each; otherwise as the process does. */
  public Admission advance(Population p, int toStep) {
    Admission a = Admission.ADMITTED;
    while (p.step() < toStep && a == Admission.ADMITTED) {
      a = process.advance(p, p.step() + 1);
      tell();
    }
    return a;
  }

  /**
   * Scores samples with the selector.
   *
   * @return one score per row, NaN replaced by -infinity
   * @throws IllegalStateException if there are more rows than {@link #verifierCallsLeft}
   */
  public double[] select(Tensor samples, int[] conditions) {
    return desk.score("selector", request.selector().verifier(), samples, conditions);
  }

  /**
   * Scores look-aheads with the guide.
   *
   * @return one score per row, NaN replaced by -infinity
   * @throws IllegalArgumentException if the request has no guide
   * @throws IllegalStateException    if there are more rows than {@link #verifierCallsLeft}
   */
  public double[] guide(Tensor samples, int[] conditions) {
    Guide g = request.guide().orElseThrow(
        () -> new IllegalArgumentException(algorithm + ": needs a guide, the request has none"));
    guideAsked = true;
    return desk.score("guide", g.verifier(), samples, conditions);
  }

  /** Adds a sentence to the outcome's warnings, unless it is there. */
  void warn(String sentence) {
    if (!warnings.contains(sentence)) {
      warnings.add(sentence);
    }
  }

  /** The best candidates so far. */
  List<Candidate> candidates() {
    return board.bestFirst();
  }

  /** Ends the run. */
  public Outcome finish(Status status) {
    return finish(status, Optional.empty());
  }

  /** Ends the run where it stands: its device is lost, and with it what was under way. */
  Outcome abandon(DeviceLostException loss) {
    if (book.isOpen()) {
      book.close(0, meter.used(), desk.calls());
    }
    warn(loss.getMessage());
    return finish(Status.DEVICE_LOST);
  }

  /** Ends the run of a search whose particles say something of its target. */
  Outcome finish(Status status, EvidenceTally tally) {
    return finish(status, tally.evidence(board.bestFirst()));
  }

  private Outcome finish(Status status, Optional<Evidence> evidence) {
    List<Ledger.Entry> entries = book.closed();
    if (!guideAsked) {
      request.guide().ifPresent(g -> warnings.add("guide " + g.verifier().name() + ": " + algorithm + " did not ask it"));
    }
    if (desk.nanScores() > 0) {
      warnings.add("verifier: " + desk.nanScores() + " of " + desk.calls() + " scores were NaN and count as -infinity");
    }
    long rolledOver = entries.stream().mapToLong(Ledger.Entry::rolledOver).sum();
    Ledger ledger = new Ledger(meter.granted(), meter.used(), desk.calls(), desk.cost(), meter.peakBytes(), rolledOver,
        meter.positions(), meter.allPositions(), entries);
    double seconds = (System.nanoTime() - began) * 1e-9;
    return new Outcome(algorithm, request.generator().description(), request.seed(), status, board.bestFirst(), ledger, seconds,
        unfinished, desk.nanScores(), warnings, evidence);
  }

  private void tell() {
    if (!listening) {
      return;
    }
    OptionalDouble best = board.best().map(c -> OptionalDouble.of(c.score())).orElse(OptionalDouble.empty());
    try {
      request.listener().onProgress(
          new ProgressListener.Progress(meter.used(), meter.granted(), desk.calls(), best, book.size()));
    } catch (RuntimeException | Error e) { // not even a class that the listener lacks is a reason to lose the result
      listening = false;
      warnings.add("listener: threw " + e + " and was not called again");
    }
  }
}
