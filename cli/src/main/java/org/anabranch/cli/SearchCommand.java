package org.anabranch.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.anabranch.cli.image.BlockArt;
import org.anabranch.cli.verify.ClassifierVerifier;
import org.anabranch.cli.verify.Verifiers;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Candidate;
import org.anabranch.search.Diversity;
import org.anabranch.search.EnsembleVerifier;
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
      description = {"What picks the result (default: ${DEFAULT-VALUE}): log p(label | image) by the bundled verifier, in nats.",
          "likelihood[:PROBES|:exact]: log p(image | label) under the model itself, a poor selector.",
          "DIR: a classifier of the bundled one's format. A,B: an ensemble of such."})
  private String verifier;

  @Option(names = "--caution", paramLabel = "C", defaultValue = "0",
      description = "Standard deviations of its members' scores that an ensemble subtracts from their mean (default: ${DEFAULT-VALUE}).")
  private double caution;

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
    double warmup = deadline.isEmpty() ? 0
        : Warmup.run(generator, selector, label, SearchRequest.DEFAULT_BATCH_ROWS, console.cancellation());
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
    print(console, outcome, opened, selector);
    console.result(json(outcome, warmup, file, selector));
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
    if (opened.digits().isEmpty() && List.of(verifier.split(",", -1)).contains(VERIFIER)) {
      throw new UsageException("verifier: a search needs a model with a bundled verifier, [digits]; got '" + model + "'");
    }
    Supplier<Kernels> kernels = () -> common().backend().kernels();
    Verifiers.Subject subject = new Verifiers.Subject(opened.digits().isPresent() ? List.of(VERIFIER) : List.of(),
        name -> bundled(opened.digits().orElseThrow().verifier(kernels.get())),
        Optional.of(() -> opened.field(kernels.get(), Optional.empty())), opened.sampleShape());
    return new Selector(UsageException.check(() -> Verifiers.open(verifier, caution, subject, common().seed(), kernels)));
  }

  private ClassifierVerifier bundled(ConvClassifier network) {
    if (label < 0 || label >= network.classes()) {
      throw new UsageException("label: the verifier knows the classes 0.." + (network.classes() - 1) + ", got " + label);
    }
    return new ClassifierVerifier(VERIFIER, network);
  }

  /** What an ensemble's members disagree by about a candidate: scored once more, for the report. */
  private static OptionalDouble disagreement(Selector selector, Candidate c) {
    if (!(selector.verifier() instanceof EnsembleVerifier ensemble)) {
      return OptionalDouble.empty();
    }
    int[] d = c.sample().shape().toArray();
    Tensor one = c.sample().reshape(1, d[0], d[1], d[2]);
    return OptionalDouble.of(ensemble.opinions(one, new int[] {c.condition()}).getFirst().disagreement());
  }

  private void write(SampleFile file, Candidate best) throws IOException {
    Tensor sample = best.sample();
    int[] d = sample.shape().toArray();
    file.write(sample.reshape(1, d[0], d[1], d[2]), new int[] {label}, Map.of("model", model, "algorithm", algorithm, "seed",
        Long.toString(common().seed()), "score", Double.toString(best.score()), "index", Long.toString(best.index()), "weights",
        weights.format().option()));
  }

  private void print(Console console, Outcome o, FlowModel opened, Selector selector) {
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
    if (l.verifierCost() > 0) {
      console.line(String.format(Locale.ROOT, "the verifier cost another %.0f evaluations, which are not charged", l.verifierCost()));
    }
    Diversity spread = o.diversity();
    console.line(String.format(Locale.ROOT, "%d candidates kept, mean distance %.4f, as spread as %.2f distant ones", spread.samples(),
        spread.meanDistance(), spread.effective()));
    o.best().ifPresent(best -> {
      String score = selector.verifier().name().equals(VERIFIER)
          ? String.format(Locale.ROOT, "log p(%d | image) = %.6f nats", label, best.score())
          : String.format(Locale.ROOT, "%s = %.6f", selector.verifier().name(), best.score());
      console.line("best: " + score + ", trajectory " + best.index() + (best.complete() ? "" : " (not finished: its look-ahead)"));
      disagreement(selector, best).ifPresent(d -> console.line(String.format(Locale.ROOT, "its members disagree by %.6f", d)));
      int[] d = best.sample().shape().toArray();
      if (d[0] == 1) {
        console.line("");
        BlockArt.lines(SampleFile.greys(opened.config()), best.sample().reshape(1, 1, d[1], d[2]), 0)
            .forEach(row -> console.line("  " + row));
      }
    });
    out.ifPresent(console::line);
  }

  private Map<String, Object> json(Outcome o, double warmup, Optional<SampleFile> file, Selector selector) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", o.status().name());
    json.put("algorithm", o.algorithm());
    json.put("generator", o.generator());
    json.put("label", label);
    json.put("verifier", selector.verifier().name());
    json.put("weights", weights.format().option());
    o.best().ifPresent(b -> {
      Map<String, Object> best = new LinkedHashMap<>();
      best.put("score", b.score());
      best.put("index", b.index());
      best.put("complete", b.complete());
      disagreement(selector, b).ifPresent(d -> best.put("disagreement", d));
      json.put("best", best);
    });
    Map<String, Object> ledger = new LinkedHashMap<>();
    ledger.put("granted", o.ledger().granted());
    ledger.put("used", o.ledger().used());
    ledger.put("unspent", o.ledger().unspent());
    ledger.put("verifierCalls", o.ledger().verifierCalls());
    ledger.put("verifierCost", o.ledger().verifierCost());
    ledger.put("rolledOver", o.ledger().rolledOver());
    ledger.put("steps", o.ledger().entries());
    json.put("ledger", ledger);
    json.put("scores", o.candidates().stream().map(Candidate::score).toList());
    json.put("diversity", o.diversity());
    json.put("unfinished", o.unfinished());
    json.put("warnings", o.warnings());
    json.put("seconds", o.seconds());
    json.put("warmupSeconds", warmup);
    json.put("seed", o.seed());
    file.ifPresent(f -> json.put("out", f.path().toString()));
    return json;
  }
}
