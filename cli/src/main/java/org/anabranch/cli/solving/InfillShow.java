package org.anabranch.cli.solving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.anabranch.cli.domain.FilledToken;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.cli.domain.VersesDomain;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.search.Algorithms;
import org.anabranch.search.BestOfN;
import org.anabranch.search.Budget;
import org.anabranch.search.Cancellation;
import org.anabranch.search.Candidate;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.masked.MaskedGenerator;

/**
 * One text with blanks: the first completion, and the best of several.
 *
 * @param prompt      with its blanks
 * @param samples     completions
 * @param evaluations of all of them
 * @param single      the first
 * @param best        what the verifier picked
 */
record InfillShow(String prompt, int samples, long evaluations, Filled single, Filled best) {
  /**
   * A completion.
   *
   * @param pieces the texts of all tokens
   * @param tokens those that were filled in
   * @param picked mean log p by the verifier, nats per token, larger is better
   * @param judged minus mean log p by the judge, nats per token, smaller is better
   */
  record Filled(List<String> pieces, List<FilledToken> tokens, double picked, double judged) {}

  /** Completes all prompts of a plan; those that a cancellation cut short are left out. */
  static List<InfillShow> run(SolvingPlan plan, WeightFormat format, Backend backend, Cancellation cancellation,
      LongConsumer progress) {
    List<InfillShow> shows = new ArrayList<>();
    for (String prompt : plan.prompts()) {
      if (cancellation.isCancelled()) {
        break;
      }
      one(prompt, plan, format, backend, cancellation).ifPresent(show -> {
        progress.accept(1);
        shows.add(show);
      });
    }
    return shows;
  }

  private static Optional<InfillShow> one(String prompt, SolvingPlan plan, WeightFormat format, Backend backend,
      Cancellation cancellation) {
    VersesDomain domain = VersesDomain.infill(format, prompt, TokenChoice.STANDARD);
    MaskedGenerator generator = domain.generator(backend, domain.standard(false), domain.templates());
    Selector selector = domain.selector(domain.verifiers().getFirst(), backend.kernels());
    Outcome o = Algorithms.byName(BestOfN.NAME, Map.of("n", String.valueOf(plan.samples()))).run(SearchRequest
        .of(generator, selector, Budget.ofEvaluations(plan.samples() * generator.evaluationsPerTrajectory())).withSeed(plan.seed())
        .withKeep(plan.samples()).withCancellation(cancellation));
    Optional<Candidate> first = o.candidates().stream().filter(c -> c.index() == 0 && c.complete()).findFirst();
    if (first.isEmpty() || cancellation.isCancelled()) {
      return Optional.empty();
    }
    Measure judge = domain.measures(backend.kernels()).getFirst();
    return Optional.of(new InfillShow(prompt, plan.samples(), o.ledger().used(), filled(first.get(), domain, judge, backend),
        filled(o.best().orElseThrow(), domain, judge, backend)));
  }

  private static Filled filled(Candidate c, VersesDomain domain, Measure judge, Backend backend) {
    return new Filled(domain.pieces(c.sample()), domain.filled(c.sample(), 0, backend.kernels()), c.score(),
        judge.of(Samples.one(c.sample()), new int[] {0})[0]);
  }
}
