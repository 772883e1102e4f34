package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.anabranch.cli.Console;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.jmh.Rounds;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.catalog.Unmaskings;
import org.anabranch.solver.masked.CachePolicy;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.UnmaskingPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench decode}: whole generations of masked networks with caches and without, interleaved as {@link Rounds} says: tokens
 * committed per second, evaluations, positions computed and the time to the answer, told together, and of trained networks what the
 * samples are worth.
 *
 * <p>An evaluation is 1 whatever it computes, so that its number alone says nothing of a cache. Tokens are the likeliest. With one
 * thread times are CPU time of the calling thread.
 */
@Command(name = "decode", description = {"Measure whole generations of masked networks, with caches of keys and values and without.",
  "All ways of a network take turns in one process."})
final class DecodeCommand extends Task {
  private static final int MOST = 1 << 16;
  private static final long PAUSE_MILLIS = 25;

  @Option(names = "--networks", paramLabel = "NAME", split = ",", defaultValue = "sudoku,countdown,llada-quarter:256,llada-quarter:512",
      description = "sudoku, countdown, or NETWORK:LENGTH with random weights (default: ${DEFAULT-VALUE}).")
  private List<String> networks = List.of();

  @Option(names = "--caches", paramLabel = "C", split = ",", defaultValue = "none,prefix,dual",
      description = "none, prefix or dual, :N after it refreshes at every N-th evaluation (default: ${DEFAULT-VALUE}).")
  private List<String> caches = List.of();

  @Option(names = "--policies", paramLabel = "P", split = ",", defaultValue = "confidence,threshold:0.9",
      description = "Unmasking policies with blocks (default: ${DEFAULT-VALUE}).")
  private List<String> policies = List.of();

  @Option(names = "--block-length", paramLabel = "B", description = "Positions of a block (default: the network's).")
  private Optional<Integer> block = Optional.empty();

  @Option(names = "--steps", paramLabel = "N", description = "Rounds at most (default: the network's).")
  private Optional<Integer> steps = Optional.empty();

  @Option(names = "--rows", paramLabel = "R", defaultValue = "1", description = "Rows at once (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Turns of each way (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "1",
      description = "How long each way runs before the first turn (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  /** One way to fill in a subject, and what it took. */
  private record Way(String network, String policy, CachePolicy cache, long tokens, Meter meter, OptionalDouble quality,
      Rounds.Result time, double plain, int threads) {
    double seconds() {
      return threads == 1 ? time.cpu() : time.clock();
    }

    Map<String, Object> json() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("shape", network + " " + policy + " " + cache);
      row.put("ours", 1e3 * seconds());
      row.put("oursMedian", 1e3 * (threads == 1 ? time.mid() : time.seen()));
      row.put("tokens", tokens);
      row.put("tokensPerSecond", tokens / seconds());
      row.put("evaluations", meter.used());
      row.put("positions", meter.positions());
      row.put("allPositions", meter.allPositions());
      row.put("timesFaster", plain / seconds());
      quality.ifPresent(q -> row.put("quality", q));
      return row;
    }
  }

  @Override
  protected int run(Console console) {
    List<DecodeSubject> subjects = UsageException.check(this::check);
    Backend backend = common().backend();
    Conditions conditions = Conditions.begin(backend, console);
    List<Way> ways = new ArrayList<>();
    try (Progress progress = console.progress("bench decode", subjects.size())) {
      for (DecodeSubject subject : subjects) {
        progress.note(subject.name());
        ways.addAll(measure(subject, backend));
        progress.by(1);
      }
    }
    report(console, conditions.with("rounds", rounds).with("rows", rows).end(), backend.pool().threads(), ways);
    return OK;
  }

  private List<DecodeSubject> check() {
    Ranges.check("rounds", rounds, 1, Ranges.MOST_ROUNDS);
    Ranges.check("warm", warm, 0, Ranges.LONGEST);
    Ranges.check("rows", rows, 1, MOST);
    block.ifPresent(b -> Ranges.check("block-length", b, 1, MOST));
    steps.ifPresent(s -> Ranges.check("steps", s, 1, MOST));
    Ranges.oneOf(markdown, common().json());
    List<DecodeSubject> subjects = networks.stream().map(n -> DecodeSubject.named(n, rows, common().seed())).toList();
    subjects.forEach(s -> samplings(s).forEach(sampling -> generator(s, sampling, common().backend())));
    return subjects;
  }

  private static CachePolicy cache(String text) {
    String[] parts = text.split(":", -1);
    CachePolicy.Reach reach = Arrays.stream(CachePolicy.Reach.values()).filter(r -> r.word().equals(parts[0])).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("caches: must be none, prefix or dual, got '" + text + "'"));
    if (parts.length == 1) {
      return reach == CachePolicy.Reach.NONE ? CachePolicy.NONE : CachePolicy.of(reach);
    }
    if (parts.length != 2 || !parts[1].matches("[1-9]\\d{0,5}") || reach == CachePolicy.Reach.NONE) {
      throw new IllegalArgumentException("caches: what follows prefix: or dual: must be a number of evaluations, got '" + text + "'");
    }
    return CachePolicy.of(reach).withRefresh(Integer.parseInt(parts[1]));
  }

  /** Policy by policy, cache by cache. */
  private List<MaskedSampling> samplings(DecodeSubject subject) {
    List<MaskedSampling> samplings = new ArrayList<>();
    for (String name : policies) {
      UnmaskingPolicy policy = Unmaskings.named(name, steps.orElse(subject.steps()));
      if (!(policy instanceof OrderedUnmasking ordered)) {
        throw new IllegalArgumentException("policies: blocks are for policies that rank positions, " + name + " does not");
      }
      for (String cache : caches) {
        samplings.add(MaskedSampling.of(ordered.withBlocks(block.orElse(subject.block())), TokenLaw.GREEDY).withCache(cache(cache)));
      }
    }
    return samplings;
  }

  private static MaskedGenerator generator(DecodeSubject subject, MaskedSampling sampling, Backend backend) {
    return new MaskedGenerator(() -> subject.network().apply(backend.kernels()), backend.pool(), sampling, subject.templates(),
        subject.name());
  }

  private List<Way> measure(DecodeSubject subject, Backend backend) {
    List<MaskedSampling> samplings = samplings(subject);
    int threads = backend.pool().threads();
    List<Rounds.Case> cases = new ArrayList<>();
    List<Meter> meters = new ArrayList<>();
    List<OptionalDouble> qualities = new ArrayList<>();
    for (MaskedSampling sampling : samplings) {
      MaskedGenerator generator = generator(subject, sampling, backend);
      Meter meter = Meter.unlimited();
      Tensor samples = decode(generator.open(meter)).get();
      int[] conditions = IntStream.range(0, rows).toArray();
      meters.add(meter);
      qualities.add(subject.measure().map(m -> Arrays.stream(m.of(samples, conditions)).average()).orElse(OptionalDouble.empty()));
      MaskedProcess process = generator.open(Meter.unlimited());
      cases.add(new Rounds.Case(sampling.description(), 1, warm, true, () -> decode(process).get()));
    }
    List<Rounds.Result> results = Rounds.run(cases, rounds, threads == 1 ? 0 : PAUSE_MILLIS);
    List<Way> ways = new ArrayList<>();
    double plain = Double.NaN;
    for (int i = 0; i < samplings.size(); i++) {
      MaskedSampling sampling = samplings.get(i);
      double seconds = threads == 1 ? results.get(i).cpu() : results.get(i).clock();
      plain = sampling.cache().isNone() ? seconds : i % caches.size() == 0 ? Double.NaN : plain;
      ways.add(new Way(subject.name(), sampling.policy().name(), sampling.cache(), subject.tokens(), meters.get(i), qualities.get(i),
          results.get(i), plain, threads));
    }
    return ways;
  }

  /** Fills all rows in from their beginning. */
  private Supplier<Tensor> decode(MaskedProcess process) {
    List<Start> starts = IntStream.range(0, rows).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(common().seed(), i)))
        .toList();
    int[] conditions = IntStream.range(0, rows).toArray();
    return () -> {
      Population p = process.start(starts, conditions);
      process.advance(p, process.generator().steps());
      return process.finish(p);
    };
  }

  private void report(Console console, Map<String, Object> machine, int threads, List<Way> ways) {
    Sheet sheet = new Sheet("network", "policy", "cache", ">tokens", ">evaluations", ">positions", ">of all",
        ">ms to the answer, median", ">tokens / s", ">times faster", ">solved");
    for (Way w : ways) {
      double median = 1e3 * (threads == 1 ? w.time.mid() : w.time.seen());
      sheet.row(w.network, w.policy, w.cache.isNone() ? "none" : w.cache.toString(), w.tokens, w.meter.used(), w.meter.positions(),
          (double) w.meter.positions() / w.meter.allPositions(), Sheet.number(1e3 * w.seconds()) + ", " + Sheet.number(median),
          w.tokens / w.seconds(), w.plain / w.seconds(), w.quality.orElse(Double.NaN));
    }
    console.line(Conditions.line(machine));
    console.line("");
    if (!markdown) {
      console.line((threads == 1 ? "CPU time of the calling thread, fast decile of the rounds" : "Wall clock, best turn of all rounds")
          + ", and median; an evaluation is 1 whatever it computes, positions are what it computed.");
      console.line("");
    }
    sheet.show(console, markdown);
    console.result(Map.of("machine", machine, "rows", ways.stream().map(Way::json).toList()));
  }
}
