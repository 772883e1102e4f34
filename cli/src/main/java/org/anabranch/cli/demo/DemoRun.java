package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.anabranch.engine.Backend;
import org.anabranch.model.Digits;
import org.anabranch.search.Cancellation;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;

/**
 * Runs a plan: the candidates of every seed, the noise search on some slots, the measures.
 *
 * <p>Threading: belongs to one thread; the kernels use the backend's pool.
 */
public final class DemoRun {
  private final DemoPlan plan;
  private final Digits digits;
  private final FlowGenerator generator;
  private final Backend backend;
  private final Cancellation cancellation;

  /** A run of a plan on the bundled digits. */
  public DemoRun(DemoPlan plan, Digits digits, Backend backend, Cancellation cancellation) {
    this.plan = plan;
    this.digits = digits;
    this.backend = backend;
    this.cancellation = cancellation;
    this.generator = generator(digits, backend, plan.steps());
  }

  /** The flow under so many Euler steps, without guidance. */
  static FlowGenerator generator(Digits digits, Backend backend, int steps) {
    return new FlowGenerator(() -> digits.field(backend.kernels(), Optional.empty()), backend, Tableau.named("euler"),
        TimeGrid.uniform(Direction.DATA_AT_ONE, steps), "digits");
  }

  /** What is drawn from. */
  public String description() {
    return generator.description();
  }

  /** Evaluations per second of the last of the plan's trials, 0 where it has none; they are not part of any result. */
  public double trial() {
    double rate = 0;
    for (int i = 0; i < plan.trials() && !cancellation.isCancelled(); i++) {
      CandidateDraw draw = new CandidateDraw(plan.candidates(), digits, generator, backend, cancellation, n -> {});
      long began = System.nanoTime();
      draw.draw(0, CandidateDraw.WAVE_SLOTS);
      rate = draw.evaluations() / seconds(began);
    }
    return rate;
  }

  /**
   * Runs the plan. If it is cancelled, the result has the seeds that were finished, or the finished part of the first.
   *
   * @param progress hears of evaluations made; from several threads
   * @return empty if it was cancelled before a seed had {@link DemoPlan#LABELS} slots
   */
  public Optional<DemoReport> run(LongConsumer progress) {
    Reference reference = new Reference(digits, backend.kernels());
    CandidateDraw draw = new CandidateDraw(plan.candidates(), digits, generator, backend, cancellation, progress);
    List<Candidates> seeds = new ArrayList<>();
    long began = System.nanoTime();
    for (long seed : plan.seedList()) {
      Candidates c = draw.draw(seed, plan.samples());
      if (c.slots() == plan.samples() || seeds.isEmpty() && c.slots() >= DemoPlan.LABELS) {
        seeds.add(c);
      }
      if (c.slots() < plan.samples()) {
        break;
      }
    }
    double seconds = seconds(began);
    if (seeds.isEmpty()) {
      return Optional.empty();
    }
    long searchBegan = System.nanoTime();
    List<SearchComparison.Point> points = cancellation.isCancelled() ? List.of()
        : new SearchComparison(plan, digits, generator, backend, cancellation, progress).run(seeds);
    double searching = seconds(searchBegan);
    boolean cancelled = cancellation.isCancelled();
    DemoResult result = new DemoResult(plan, cancelled, seeds, Level.measure(plan, seeds, reference),
        reference.real(seeds.getFirst().slots()), points, draw.evaluations(), seconds,
        points.isEmpty() ? 0 : plan.searchEvaluations(), searching, reference.width(), reference.size());
    return Optional.of(new DemoReport(result));
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) * 1e-9;
  }
}
