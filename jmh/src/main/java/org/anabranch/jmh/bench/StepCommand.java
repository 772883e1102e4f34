package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.anabranch.cli.Console;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.jmh.Rounds;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bench step}: what one step of a search over R branches costs against R steps of one branch, and against fresh rows that are
 * only evaluated.
 *
 * <p>A step gathers R copies of one evaluated row, each with draws of its own, moves them, evaluates them where they stand, makes their
 * look-aheads and releases them: all that a beam or a particle filter does besides the verifier. The shared row's evaluation is made
 * once, before the rounds. All sizes take turns in the same rounds; the clock is the CPU time of the calling thread.
 */
@Command(name = "step", description = {"Measure a search's step over R branches against R steps of one, and against bare evaluations.",
  "One thread; all sizes take turns."})
final class StepCommand extends Task {
  @Parameters(paramLabel = "MODEL", defaultValue = "digits", description = "A bundled model (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(names = "--rows", paramLabel = "R", split = ",", defaultValue = "4,16,64",
      description = "Branches beside 1 (default: ${DEFAULT-VALUE}).")
  private List<Integer> rows = List.of();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "20", description = "Turns of each size (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "60",
      description = "The rounds end after so long, but not before the third (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "1",
      description = "How long each size runs before the first turn (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  /** A size: milliseconds of a step and of an evaluation, fast decile and median. */
  private record Cost(int rows, double step, double stepMedian, double evaluation, double evaluationMedian) {}

  @Override
  protected int run(Console console) {
    UsageException.check(() -> {
      Ranges.check("rounds", rounds, 1, Ranges.MOST_ROUNDS);
      Ranges.check("seconds", seconds, Ranges.SHORTEST, Ranges.LONGEST);
      Ranges.check("warm", warm, 0, Ranges.LONGEST);
      rows.forEach(r -> Ranges.check("rows", r, 1, Ranges.MOST_ROUNDS));
      Ranges.oneOf(markdown, common().json());
      Ranges.check("threads", common().backend().pool().threads(), 1, 1);
      return this;
    });
    Domain domain = Domains.open(model, WeightFormat.F32).orElseThrow(() -> new UsageException("model: needs a bundled model, "
        + Domains.names() + "; got '" + model + "'"));
    Conditions conditions = Conditions.begin(common().backend(), console);
    List<Integer> sizes = IntStream.concat(IntStream.of(1), rows.stream().mapToInt(Integer::intValue)).distinct().sorted().boxed()
        .toList();
    List<Cost> costs = measure(domain, sizes);
    report(console, conditions.with("rounds", rounds).end(), costs);
    return OK;
  }

  private List<Cost> measure(Domain domain, List<Integer> sizes) {
    GenerativeProcess process = domain.generator(common().backend(), domain.standard(true)).open(Meter.unlimited());
    Population root = process.start(starts(1, 0), new int[1]);
    process.advance(root, 1);
    process.evaluate(root);
    List<Rounds.Case> cases = new ArrayList<>();
    for (int r : sizes) {
      List<Start> draws = starts(r, 1);
      List<Population.Row> parents = IntStream.range(0, r).mapToObj(i -> new Population.Row(root, 0)).toList();
      cases.add(new Rounds.Case("step:" + r, 1, warm, true, () -> {
        Population p = process.gather(parents, draws);
        process.advance(p, 2);
        process.evaluate(p);
        process.lookAhead(p);
        process.release(p);
      }));
      cases.add(new Rounds.Case("evaluation:" + r, 1, warm, true, () -> {
        Population p = process.start(draws, new int[r]);
        process.evaluate(p);
        process.release(p);
      }));
    }
    List<Rounds.Result> results = Rounds.run(cases, new Rounds.Limits(rounds, seconds), 0);
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      Rounds.Result step = results.get(2 * i);
      Rounds.Result evaluation = results.get(2 * i + 1);
      costs.add(new Cost(sizes.get(i), 1e3 * step.cpu(), 1e3 * step.mid(), 1e3 * evaluation.cpu(), 1e3 * evaluation.mid()));
    }
    return costs;
  }

  private List<Start> starts(int count, long seed) {
    return IntStream.range(0, count).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(common().seed() + seed, i))).toList();
  }

  private void report(Console console, Map<String, Object> machine, List<Cost> costs) {
    Sheet sheet = new Sheet("model", ">branches", ">ms a step, median", ">/ R steps of one, medians", ">/ R rows evaluated, medians");
    List<Map<String, Object>> json = new ArrayList<>();
    Cost one = costs.getFirst();
    for (Cost c : costs) {
      double ofOnes = c.step / (c.rows * one.step);
      double ofOnesMedian = c.stepMedian / (c.rows * one.stepMedian);
      sheet.row(model, c.rows, Sheet.number(c.step) + ", " + Sheet.number(c.stepMedian),
          Sheet.number(ofOnes) + ", " + Sheet.number(ofOnesMedian),
          Sheet.number(c.step / c.evaluation) + ", " + Sheet.number(c.stepMedian / c.evaluationMedian));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("shape", model + ":" + c.rows);
      row.put("ours", c.step);
      row.put("oursMedian", c.stepMedian);
      row.put("ofSingleSteps", ofOnes);
      row.put("ofSingleStepsMedian", ofOnesMedian);
      row.put("ofEvaluation", c.step / c.evaluation);
      row.put("ofEvaluationMedian", c.stepMedian / c.evaluationMedian);
      json.add(row);
    }
    console.line(Conditions.line(machine));
    console.line("");
    if (!markdown) {
      console.line("CPU time of the calling thread, fast decile of the rounds, and median.");
      console.line("");
    }
    sheet.show(console, markdown);
    console.result(Map.of("machine", machine, "rows", json));
  }
}
