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
import org.anabranch.cli.domain.Details;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Samplers;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.domain.SlottedDomain;
import org.anabranch.cli.domain.VerifiedDomain;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.BudgetPolicy;
import org.anabranch.search.Candidate;
import org.anabranch.search.Diversity;
import org.anabranch.search.EnsembleVerifier;
import org.anabranch.search.Guide;
import org.anabranch.search.Ledger;
import org.anabranch.search.Outcome;
import org.anabranch.search.Profile;
import org.anabranch.search.SearchAlgorithm;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.Generator;
import org.anabranch.solver.slots.Calibration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search}: one search with hard limits, its result and its ledger. */
@Command(name = "search", description = {"Spend a budget on one request and keep the best sample.",
    "Limits are hard. Ctrl-C stops the search and shows the best so far."})
final class SearchCommand extends Task {
  private static final int ROWS_SHOWN = 24;

  @Parameters(paramLabel = "MODEL",
      description = "A bundled model, or the folder of a SiT, DiT, LLaDA, Dream, MDLM or BERT checkpoint.")
  private String model;

  @Option(names = "--profile", paramLabel = "NAME",
      description = "A kind of request in one word, draft, standard or search: algorithm, budget, policy; other options change parts "
        + "of it.")
  private Optional<String> profile = Optional.empty();

  @Option(names = "--algorithm", paramLabel = "NAME",
      description = "What spends the budget: ${COMPLETION-CANDIDATES}.", completionCandidates = AlgorithmNames.class)
  private Optional<String> algorithm = Optional.empty();

  @Option(names = "--evaluations", paramLabel = "N",
      description = "Network evaluations granted: a row through the network is 1, a guided row 2.")
  private Optional<Long> evaluations = Optional.empty();

  @Option(names = "--deadline", paramLabel = "TIME",
      description = {"Wall-clock time granted, like 800ms or 2s; overshot by at most one batched evaluation.",
          "It counts from when the kernels are compiled, a few seconds after the start."})
  private Optional<String> deadline = Optional.empty();

  @Option(names = "--verifier-calls", paramLabel = "N", description = "Samples that the verifier may score; without it, any number.")
  private Optional<Long> verifierCalls = Optional.empty();

  @Option(names = "--memory", paramLabel = "SIZE",
      description = {"Memory that the search may hold at once, like 64MiB: rows under way with what was evaluated, candidates, trees.",
          "The network's weights and buffers are not in it. Without it, as much as the algorithm takes."})
  private Optional<String> memory = Optional.empty();

  @Option(names = "--verifier-cost", paramLabel = "N",
      description = "What the verifier's calls may cost, in network evaluations, where it has a cost of its own (likelihood, "
        + "zero-shot); without it, anything.")
  private Optional<Long> verifierCost = Optional.empty();

  @Option(names = {"--label", "--condition"}, paramLabel = "L", defaultValue = "0",
      description = "What to draw, a class or another condition by its number (default: ${DEFAULT-VALUE}).")
  private int label;

  @Option(names = "--verifier", paramLabel = "NAME",
      description = {"What picks the result (default: the model's first); an unknown name lists those of the model.",
          "zero-shot (checkpoints): how much better the model predicts noise when told the class.",
          "likelihood[:PROBES|:exact]: log p(x) under the model itself, a poor selector.",
          "DIR: a classifier in the format of the digits' verifier. A,B: an ensemble."})
  private Optional<String> verifier = Optional.empty();

  @Option(names = "--caution", paramLabel = "C", defaultValue = "0",
      description = "Standard deviations of the members' scores that an ensemble subtracts from the mean (default: ${DEFAULT-VALUE}).")
  private double caution;

  @Option(names = "--policy", paramLabel = "NAME",
      description = "How the budget is dealt to steps: even, rollover, adaptive or saturation[:TOLERANCE] "
        + "(default: the algorithm's own).")
  private Optional<String> policy = Optional.empty();

  @Option(names = "--option", paramLabel = "KEY=VALUE", description = "An option of the algorithm, such as radius=0.3; repeatable.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Writes the best sample to FILE.safetensors or FILE.png.")
  private Optional<String> out = Optional.empty();

  @Mixin
  private FlowOptions flow;

  @Mixin
  private PuzzleOptions puzzle;

  @Mixin
  private WeightsOption weights;

  @Mixin
  private VaeOption vae;

  @Override
  protected int run(Console console) throws Exception {
    Optional<Profile> kind = UsageException.check(() -> profile.map(Profile::named));
    SearchAlgorithm chosen = chosen(kind);
    Optional<BudgetPolicy> dealing = UsageException.check(() -> policy
        .or(() -> algorithm.isPresent() ? Optional.empty() : kind.flatMap(Profile::policy)).map(BudgetPolicy::named));
    flow.requirePriced();
    Domain plain = domain();
    Optional<Calibration> calibration = puzzle.slots().calibration(model);
    Domain domain = new VerifiedDomain(plain, caution, common().seed());
    String picking = verifier.orElse(domain.verifiers().getFirst());
    Generator generator = UsageException.check(() -> {
      domain.checkCondition(label);
      return domain.generator(common().backend(), Samplers.complete(domain, chosen, flow.asked()));
    });
    Budget budget = budget(kind, generator);
    Selector selector = UsageException.check(() -> domain.selector(picking, common().backend().kernels()));
    UsageException.check(() -> {
      budget.requireOneTrajectory(generator);
      return budget;
    });
    Optional<SampleFile> file = out.isPresent() ? Optional.of(SampleFile.of(out.get(), domain.encoders())) : Optional.empty();

    // The first evaluations of a JVM are interpreted: a deadline counts from when the kernels are compiled.
    double warmup = deadline.isEmpty() ? 0
        : Warmup.run(generator, Optional.of(selector), label, Wave.rows(generator, SearchRequest.DEFAULT_BATCH_ROWS),
            console.cancellation());
    SearchRequest request = SearchRequest.of(generator, selector, budget).withCondition(label).withSeed(common().seed())
        .withCancellation(console.cancellation()).withBatchRows(Wave.rows(generator, SearchRequest.DEFAULT_BATCH_ROWS));
    Optional<Guide> guide = domain.guide(picking, common().backend().kernels());
    SearchRequest guided = guide.map(request::withGuide).orElse(request);
    SearchRequest dealt = dealing.map(guided::withPolicy).orElse(guided);
    Outcome outcome;
    try (Progress progress = console.progress("searching", budget.evaluations())) {
      outcome = UsageException.check(() -> chosen.run(dealt.withListener(p -> {
        progress.to(p.used());
        p.bestScore().ifPresent(s -> progress.note(String.format(Locale.ROOT, "best %.4f", s)));
      })));
    }
    outcome.warnings().stream().filter(w -> guide.isEmpty() || !w.startsWith("guide " + guide.get().verifier().name()))
        .forEach(console::warn);
    if (file.isPresent() && outcome.best().isPresent()) {
      write(file.get(), outcome.best().get(), outcome.algorithm());
    }
    OptionalDouble disagreement = disagreement(selector, outcome);
    Optional<Details> details = outcome.best().filter(Candidate::complete)
        .flatMap(b -> domain.details(b.sample(), label, common().backend().kernels()));
    print(console, outcome, domain, picking, disagreement);
    details.ifPresent(d -> {
      if (!d.sheet().rows().isEmpty()) {
        console.line("");
        console.table(Table.of(d.sheet()));
      }
    });
    Map<String, Object> json = json(outcome, warmup, file, domain, picking, disagreement);
    if (plain instanceof SlottedDomain slotted && outcome.best().isPresent()) {
      json.putAll(puzzle.slots().report(console, common().backend(), slotted, calibration,
          Samples.one(outcome.best().get().sample()), new int[] {label}));
    }
    details.ifPresent(d -> json.put("sample", d.json()));
    console.result(json);
    if (outcome.best().isEmpty()) {
      console.fail("the search was stopped before its first evaluation; there is no sample");
      return FAILED;
    }
    return OK;
  }

  /** The algorithm that was asked for, or the profile's with its options and those that were asked for. */
  private SearchAlgorithm chosen(Optional<Profile> kind) {
    if (algorithm.isEmpty() && kind.isEmpty()) {
      throw new UsageException("search: needs --algorithm and --evaluations, or --profile");
    }
    Map<String, String> all = new LinkedHashMap<>(algorithm.isPresent() ? Map.of() : kind.orElseThrow().options());
    all.putAll(keyValues());
    return UsageException.check(() -> Algorithms.byName(algorithm.orElseGet(() -> kind.orElseThrow().algorithm()), all));
  }

  private Budget budget(Optional<Profile> kind, Generator generator) {
    if (evaluations.isEmpty() && kind.isEmpty()) {
      throw new UsageException("evaluations: needs --evaluations or --profile");
    }
    long granted = evaluations.orElseGet(() -> kind.orElseThrow().budget(generator).evaluations());
    return UsageException.check(() -> new Budget(granted, deadline.map(d -> TimeSpan.parse("deadline", d)),
        verifierCalls.isPresent() ? OptionalLong.of(verifierCalls.get()) : OptionalLong.empty(),
        verifierCost.isPresent() ? OptionalLong.of(verifierCost.get()) : OptionalLong.empty(),
        memory.isPresent() ? OptionalLong.of(Bytes.parse("memory", memory.get())) : OptionalLong.empty()));
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

  private Domain domain() throws IOException {
    Optional<Domain> bundled = puzzle.open(model, weights.format(), common().threads());
    Optional<Checkpoint> decoder = vae.open(model, bundled.isPresent());
    return bundled.orElseGet(() -> FlowModel.checkpoint(model, weights.format(), decoder));
  }

  /** What an ensemble's members disagree by about the best: scored once more, for the report. */
  private static OptionalDouble disagreement(Selector selector, Outcome o) {
    if (o.best().isEmpty() || !(selector.verifier() instanceof EnsembleVerifier ensemble)) {
      return OptionalDouble.empty();
    }
    Candidate c = o.best().get();
    return OptionalDouble.of(ensemble.opinions(Samples.one(c.sample()), new int[] {c.condition()}).getFirst().disagreement());
  }

  private void write(SampleFile file, Candidate best, String spender) throws IOException {
    file.write(Samples.one(best.sample()), new int[] {label}, Map.of("model", model, "algorithm", spender, "seed",
        Long.toString(common().seed()), "score", Double.toString(best.score()), "index", Long.toString(best.index()), "weights",
        weights.format().option()));
  }

  private void print(Console console, Outcome o, Domain domain, String picking, OptionalDouble disagreement) {
    Ledger l = o.ledger();
    Table table = new Table(">round", ">asked", ">granted", ">used", ">rolled over", ">verifier calls");
    List<Ledger.Entry> shown = l.entries().subList(0, Math.min(ROWS_SHOWN, l.entries().size()));
    shown.forEach(e -> table.row(e.step(), e.asked(), e.granted(), e.used(), e.rolledOver(), e.verifierCalls()));
    table.row("all", "", l.granted(), l.used(), l.rolledOver(), l.verifierCalls());
    console.line(o.generator() + ", " + domain.condition(label) + ", " + o.algorithm() + ", seed " + o.seed());
    console.line("");
    console.table(table);
    if (shown.size() < l.entries().size()) {
      console.line((l.entries().size() - shown.size()) + " more rounds; --json has them all");
    }
    console.line("");
    console.line(String.format(Locale.ROOT, "%s after %.3f s", o.status(), o.seconds()));
    if (l.allPositions() > 0) {
      console.line(String.format(Locale.ROOT, "%,d of %,d positions computed (%.0f%%)", l.positions(), l.allPositions(),
          100.0 * l.positions() / l.allPositions()));
    }
    console.line("at most " + Bytes.text(l.peakBytes()) + " held at once" + memory.map(m -> " of " + m).orElse(""));
    if (l.verifierCost() > 0) {
      console.line(String.format(Locale.ROOT, "the verifier cost another %.0f evaluations, which are not charged to its own",
          l.verifierCost()));
    }
    Diversity spread = o.diversity();
    console.line(String.format(Locale.ROOT, "%d candidates kept: mean distance %.4f, as diverse as %.2f distant ones", spread.samples(),
        spread.meanDistance(), spread.effective()));
    o.best().ifPresent(best -> {
      console.line("best: " + domain.describe(picking, label, best.score()) + ", trajectory " + best.index()
          + (best.complete() ? "" : " (not finished: its look-ahead)"));
      disagreement.ifPresent(d -> console.line(String.format(Locale.ROOT, "its members disagree by %.6f", d)));
      List<String> lines = domain.lines(best.sample(), label);
      if (!lines.isEmpty()) {
        console.line("");
        lines.forEach(row -> console.line("  " + row));
      }
    });
    out.ifPresent(console::line);
  }

  private Map<String, Object> json(Outcome o, double warmup, Optional<SampleFile> file, Domain domain, String picking,
      OptionalDouble disagreement) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", o.status().name());
    json.put("algorithm", o.algorithm());
    json.put("generator", o.generator());
    json.put("label", label);
    json.put("verifier", picking);
    json.put("weights", weights.format().option());
    o.best().ifPresent(b -> {
      Map<String, Object> best = new LinkedHashMap<>();
      best.put("score", b.score());
      best.put("index", b.index());
      best.put("complete", b.complete());
      best.putAll(domain.facts(b.sample(), label));
      disagreement.ifPresent(d -> best.put("disagreement", d));
      json.put("best", best);
    });
    Map<String, Object> ledger = new LinkedHashMap<>();
    ledger.put("granted", o.ledger().granted());
    ledger.put("used", o.ledger().used());
    ledger.put("unspent", o.ledger().unspent());
    ledger.put("verifierCalls", o.ledger().verifierCalls());
    ledger.put("verifierCost", o.ledger().verifierCost());
    ledger.put("peakBytes", o.ledger().peakBytes());
    ledger.put("rolledOver", o.ledger().rolledOver());
    if (o.ledger().allPositions() > 0) {
      ledger.put("positions", o.ledger().positions());
      ledger.put("allPositions", o.ledger().allPositions());
    }
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
