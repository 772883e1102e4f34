package org.anabranch.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.anabranch.cli.image.BlockArt;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.Digits;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Candidate;
import org.anabranch.search.Ledger;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchAlgorithm;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.FlowGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search}: one search with hard limits, its result and its ledger. */
@Command(name = "search", description = {"Spend a budget on one request and keep the best sample.",
    "Limits are hard. Ctrl-C stops the search and shows the best so far."})
final class SearchCommand extends Task {
  private static final String VERIFIER = "verifier";
  private static final int ROWS_SHOWN = 24;
  private static final Duration REHEARSAL = Duration.ofSeconds(5);
  /** Rows that a thread takes of a large batch. */
  private static final int REHEARSED_ROWS = 8;

  @Parameters(paramLabel = "MODEL", description = "A bundled model.")
  private String model;

  @Option(names = "--algorithm", paramLabel = "NAME", required = true, description = "best-of-n or noise-search.")
  private String algorithm;

  @Option(names = "--evaluations", paramLabel = "N", required = true,
      description = "Network evaluations granted: a row through the network is 1, a guided row 2.")
  private long evaluations;

  @Option(names = "--deadline", paramLabel = "TIME",
      description = {"Wall-clock time granted, like 800ms or 2s; overshot by at most one batched evaluation.",
          "It counts from when the kernels are compiled, a few seconds after the start."})
  private Optional<String> deadline = Optional.empty();

  @Option(names = "--verifier-calls", paramLabel = "N", description = "Samples that the verifier may score; without it, any number.")
  private Optional<Long> verifierCalls = Optional.empty();

  @Option(names = "--label", paramLabel = "L", defaultValue = "0", description = "Class to draw (default: ${DEFAULT-VALUE}).")
  private int label;

  @Option(names = "--verifier", paramLabel = "NAME", defaultValue = VERIFIER,
      description = "What picks the result (default: ${DEFAULT-VALUE}): log p(label | image) by the bundled verifier, in nats.")
  private String verifier;

  @Option(names = "--option", paramLabel = "KEY=VALUE", description = "An option of the algorithm, such as radius=0.3; repeatable.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Writes the best sample to FILE.safetensors or FILE.png.")
  private Optional<String> out = Optional.empty();

  @Mixin
  private FlowOptions flow;

  @Mixin
  private WeightsOption weights;

  @Override
  protected int run(Console console) throws Exception {
    Budget budget = budget();
    SearchAlgorithm chosen = UsageException.check(() -> Algorithms.byName(algorithm, keyValues()));
    flow.method();
    flow.spacing();
    FlowModel opened = FlowModel.open(model, weights.format());
    FlowGenerator generator = opened.generator(common().backend(), flow);
    Selector selector = selector(opened);
    UsageException.check(() -> {
      budget.requireOneTrajectory(generator);
      return budget;
    });
    Optional<SampleFile> file = out.isPresent() ? Optional.of(SampleFile.of(out.get(), opened.config())) : Optional.empty();

    // The first evaluations of a JVM are interpreted: a deadline counts from when the kernels are compiled.
    double warmup = deadline.isEmpty() ? 0 : opened.rehearse(common().backend(), flow, REHEARSAL, REHEARSED_ROWS, 1)
        + Warmup.run(generator, selector, label, SearchRequest.DEFAULT_BATCH_ROWS, console.cancellation());
    Outcome outcome;
    try (Progress progress = console.progress("searching", evaluations)) {
      outcome = chosen.run(SearchRequest.of(generator, selector, budget).withCondition(label).withSeed(common().seed())
          .withCancellation(console.cancellation()).withListener(p -> {
            progress.to(p.used());
            p.bestScore().ifPresent(s -> progress.note(String.format(Locale.ROOT, "best %.4f", s)));
          }));
    }
    outcome.warnings().forEach(console::warn);
    if (file.isPresent() && outcome.best().isPresent()) {
      write(file.get(), outcome.best().get());
    }
    print(console, outcome, opened);
    console.result(json(outcome, warmup, file));
    if (outcome.best().isEmpty()) {
      console.fail("the search was stopped before its first evaluation; there is no sample");
      return FAILED;
    }
    return OK;
  }

  private Budget budget() {
    return UsageException.check(() -> new Budget(evaluations, deadline.map(d -> TimeSpan.parse("deadline", d)),
        verifierCalls.isPresent() ? OptionalLong.of(verifierCalls.get()) : OptionalLong.empty()));
  }

  private Map<String, String> keyValues() {
    Map<String, String> out = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new UsageException("option: must be KEY=VALUE, got '" + option + "'");
      }
      String key = option.substring(0, equals);
      if (out.putIfAbsent(key, option.substring(equals + 1)) != null) {
        throw new UsageException("option: " + key + " is given twice, '" + out.get(key) + "' and '"
            + option.substring(equals + 1) + "'");
      }
    }
    return out;
  }

  private Selector selector(FlowModel opened) {
    if (!verifier.equals(VERIFIER)) {
      throw new UsageException("verifier: no verifier is named '" + verifier + "', there are [" + VERIFIER + "]");
    }
    Digits digits = opened.digits().orElseThrow(
        () -> new UsageException("verifier: a search needs a model with a bundled verifier, [digits]; got '" + model + "'"));
    ConvClassifier network = digits.verifier(common().backend().kernels());
    if (label < 0 || label >= network.classes()) {
      throw new UsageException("label: the verifier knows the classes 0.." + (network.classes() - 1) + ", got " + label);
    }
    return Selector.of(VERIFIER, network::logProbability);
  }

  private void write(SampleFile file, Candidate best) throws IOException {
    Tensor sample = best.sample();
    int[] d = sample.shape().toArray();
    file.write(sample.reshape(1, d[0], d[1], d[2]), new int[] {label}, Map.of("model", model, "algorithm", algorithm, "seed",
        Long.toString(common().seed()), "score", Double.toString(best.score()), "index", Long.toString(best.index()), "weights",
        weights.format().option()));
  }

  private void print(Console console, Outcome o, FlowModel opened) {
    Ledger l = o.ledger();
    Table table = new Table(">round", ">asked", ">granted", ">used", ">rolled over", ">verifier calls");
    List<Ledger.Entry> shown = l.entries().subList(0, Math.min(ROWS_SHOWN, l.entries().size()));
    shown.forEach(e -> table.row(e.step(), e.asked(), e.granted(), e.used(), e.rolledOver(), e.verifierCalls()));
    table.row("all", "", l.granted(), l.used(), l.rolledOver(), l.verifierCalls());
    console.line(o.generator() + ", label " + label + ", " + o.algorithm() + ", seed " + o.seed());
    console.line("");
    console.table(table);
    if (shown.size() < l.entries().size()) {
      console.line((l.entries().size() - shown.size()) + " more rounds; --json has them all");
    }
    console.line("");
    console.line(String.format(Locale.ROOT, "%s after %.3f s", o.status(), o.seconds()));
    o.best().ifPresent(best -> {
      console.line(String.format(Locale.ROOT, "best: log p(%d | image) = %.6f nats, trajectory %d%s", label, best.score(),
          best.index(), best.complete() ? "" : " (not finished: its look-ahead)"));
      int[] d = best.sample().shape().toArray();
      if (d[0] == 1) {
        console.line("");
        BlockArt.lines(SampleFile.greys(opened.config()), best.sample().reshape(1, 1, d[1], d[2]), 0)
            .forEach(row -> console.line("  " + row));
      }
    });
    out.ifPresent(console::line);
  }

  private Map<String, Object> json(Outcome o, double warmup, Optional<SampleFile> file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", o.status().name());
    json.put("algorithm", o.algorithm());
    json.put("generator", o.generator());
    json.put("label", label);
    json.put("weights", weights.format().option());
    o.best().ifPresent(b -> {
      Map<String, Object> best = new LinkedHashMap<>();
      best.put("score", b.score());
      best.put("index", b.index());
      best.put("complete", b.complete());
      json.put("best", best);
    });
    Map<String, Object> ledger = new LinkedHashMap<>();
    ledger.put("granted", o.ledger().granted());
    ledger.put("used", o.ledger().used());
    ledger.put("unspent", o.ledger().unspent());
    ledger.put("verifierCalls", o.ledger().verifierCalls());
    ledger.put("rolledOver", o.ledger().rolledOver());
    ledger.put("steps", o.ledger().entries());
    json.put("ledger", ledger);
    json.put("scores", o.candidates().stream().map(Candidate::score).toList());
    json.put("unfinished", o.unfinished());
    json.put("warnings", o.warnings());
    json.put("seconds", o.seconds());
    json.put("warmupSeconds", warmup);
    json.put("seed", o.seed());
    file.ifPresent(f -> json.put("out", f.path().toString()));
    return json;
  }
}
