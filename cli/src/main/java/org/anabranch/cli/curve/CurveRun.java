package org.anabranch.cli.curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Guide;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.Generator;

/**
 * Runs the searches of a plan one after another, so that their times are their own; each uses all threads of the backend.
 *
 * <p>Threading: belongs to one thread.
 */
public final class CurveRun {
  /** How the warning begins that an algorithm has no use for the guide; here it is the domain's, offered to all. */
  private static final String UNASKED = "guide ";

  private final Domain domain;
  private final Backend backend;
  private final Cancellation cancellation;
  private final Selector selector;
  private final Optional<Guide> guide;
  private final List<Measure> measures;
  private final Map<Sampling, Generator> generators = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * A run on a domain.
   *
   * @param verifier name of what picks
   * @param judged   whether the held-out measures are taken
   */
  public CurveRun(Domain domain, Backend backend, Cancellation cancellation, String verifier, boolean judged) {
    this.domain = domain;
    this.backend = backend;
    this.cancellation = cancellation;
    this.selector = domain.selector(verifier, backend.kernels());
    this.guide = domain.guide(verifier, backend.kernels());
    this.measures = judged ? domain.measures(backend.kernels()) : List.of();
  }

  /** The generator of a sampling, made once. */
  public Generator generator(Sampling sampling) {
    return generators.computeIfAbsent(sampling, s -> domain.generator(backend, s));
  }

  /** What picks. */
  public Selector selector() {
    return selector;
  }

  /** What stops the run. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** The held-out measures that are taken. */
  public List<Measure> measures() {
    return measures;
  }

  /** What went otherwise than asked in some search, each sentence once. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Lets every algorithm answer one request at the smallest budget, of which nothing is kept: the kernels are compiled then, and an
   * algorithm that the domain cannot serve says so before anything is spent on the others.
   *
   * @param optional whether such an algorithm is left out with a warning
   * @return the plan with the algorithms that can answer
   * @throws IllegalArgumentException if an algorithm refuses and is not optional, or none is left
   */
  public CurvePlan rehearse(CurvePlan plan, boolean optional) {
    CurvePlan left = plan;
    for (CurvePlan.Entry e : plan.entries()) {
      if (cancellation.isCancelled()) {
        return left;
      }
      try {
        search(plan, e, plan.budgets().getFirst(), plan.firstSeed(), plan.conditions().getFirst(), n -> {});
      } catch (IllegalArgumentException refusal) {
        if (!optional || left.entries().size() == 1) {
          throw refusal;
        }
        warnings.add(refusal.getMessage() + "; it is left out");
        left = left.without(e);
      }
    }
    return left;
  }

  /**
   * Runs the plan, cell by cell.
   *
   * @param progress hears of row-evaluations granted to searches that are done
   * @return the searches of all cells that were finished; a cell that a cancellation cut short is dropped, so that every algorithm
   *     has answered the same requests
   */
  public List<CurveSearch> run(CurvePlan plan, LongConsumer progress) {
    List<CurveSearch> done = new ArrayList<>();
    for (int s = 0; s < plan.seeds(); s++) {
      for (int condition : plan.conditions()) {
        List<CurveSearch> cell = new ArrayList<>();
        for (long budget : plan.budgets()) {
          for (int e = 0; e < plan.entries().size(); e++) {
            CurvePlan.Entry entry = plan.entries().get(e);
            long seed = plan.firstSeed() + s;
            Outcome o = search(plan, entry, budget, seed, condition, progress);
            if (cancellation.isCancelled() || o.best().isEmpty()) {
              return done;
            }
            cell.add(new CurveSearch(e, budget, seed, condition, o.status(), o.ledger().used(), o.ledger().verifierCalls(),
                o.seconds(), o.best().get().score(), o.best().get().sample(), judge(o.best().get().sample(), condition)));
          }
        }
        done.addAll(cell);
      }
    }
    return done;
  }

  private Outcome search(CurvePlan plan, CurvePlan.Entry entry, long budget, long seed, int condition, LongConsumer progress) {
    SearchRequest request = SearchRequest.of(generator(entry.sampling()), selector, Budget.ofEvaluations(budget))
        .withCondition(condition).withSeed(seed).withCancellation(cancellation);
    SearchRequest guided = guide.map(request::withGuide).orElse(request);
    Outcome o = entry.algorithm().run(plan.policy().filter(p -> entry.algorithm().policies().contains(p.name()))
        .map(guided::withPolicy).orElse(guided));
    o.warnings().stream().filter(w -> guide.isEmpty() || !w.startsWith(UNASKED + guide.get().verifier().name())).forEach(warnings::add);
    progress.accept(budget);
    return o;
  }

  private double[] judge(Tensor sample, int condition) {
    Tensor one = Samples.one(sample);
    return measures.stream().mapToDouble(m -> m.of(one, new int[] {condition})[0]).toArray();
  }
}
