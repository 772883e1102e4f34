package org.anabranch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.plan.MemoryPlan;
import org.anabranch.model.plan.PlanRequest;
import picocli.CommandLine.Option;

/** {@code inspect --plan}: the memory that a checkpoint takes when it is loaded and run, before it is loaded. */
final class PlanOptions {
  private static final int STANDARD_LENGTH = 512;
  private static final List<WeightFormat> NARROWER =
      List.of(WeightFormat.F32, WeightFormat.BF16, WeightFormat.INT8_GROUP, WeightFormat.INT8);

  @Option(names = "--plan", description = "The memory that the model takes when loaded and run, from config and headers alone.")
  private boolean plan;

  @Option(names = "--weights", paramLabel = "FORMAT", description = "With --plan: f32, bf16, int8 or int8-group (default: f32).")
  private Optional<String> weights = Optional.empty();

  @Option(names = "--length", paramLabel = "L",
      description = "With --plan: tokens of a sequence, prompt and answer (default: " + STANDARD_LENGTH + " or the model's longest).")
  private Optional<Integer> length = Optional.empty();

  @Option(names = "--open", paramLabel = "N", description = "With --plan: tokens to be filled in (default: all).")
  private Optional<Integer> open = Optional.empty();

  @Option(names = "--cache", description = "With --plan: count keys and values of every token, as a cache keeps them.")
  private boolean cache;

  @Option(names = "--memory", paramLabel = "SIZE", description = "With --plan: the limit, like 24GiB (default: the machine's memory).")
  private Optional<String> memory = Optional.empty();

  /** Whether a plan is asked for. */
  boolean wanted() {
    return plan;
  }

  /** Refuses parts of a plan without one. */
  void check() {
    if (plan) {
      return;
    }
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("weights", weights.isPresent());
    given.put("length", length.isPresent());
    given.put("open", open.isPresent());
    given.put("cache", cache);
    given.put("memory", memory.isPresent());
    given.forEach((name, is) -> {
      if (is) {
        throw new UsageException(name + ": --" + name + " is for --plan, which is not given");
      }
    });
  }

  /** Makes and prints the plan; fails if it does not fit. */
  int run(Console console, String model, Checkpoint checkpoint, int rows, int threads) {
    WeightFormat format = UsageException.check(() -> WeightFormat.named(weights.orElse(WeightFormat.F32.option())));
    long limit = memory.map(m -> Bytes.parse("memory", m)).orElseGet(() -> Machine.here().memoryBytes());
    int tokens = length.orElseGet(() -> Math.min(STANDARD_LENGTH, longest(checkpoint)));
    MemoryPlan made = UsageException.check(
        () -> MemoryPlan.of(checkpoint, new PlanRequest(format, rows, tokens, open.orElse(tokens), threads, cache)));
    boolean fits = made.resident() <= limit;
    List<String> cures = fits ? List.of() : cures(checkpoint, made, limit);
    MemoryLimits jvm = MemoryLimits.here();
    print(console, model, made, limit, cures, jvm);
    console.result(json(model, made, limit, cures, jvm));
    if (!fits) {
      console.fail("memory: " + model + " needs " + Bytes.text(made.resident()) + ", the limit is " + Bytes.text(limit));
    }
    return fits ? Task.OK : Task.FAILED;
  }

  private static int longest(Checkpoint checkpoint) {
    return Architecture.of(checkpoint.config()).map(a -> a.longest(checkpoint)).orElse(STANDARD_LENGTH);
  }

  /** Changes of the request that would fit, the smallest change first; none if nothing does. */
  private static List<String> cures(Checkpoint checkpoint, MemoryPlan plan, long limit) {
    PlanRequest r = plan.request();
    List<String> cures = new ArrayList<>();
    for (WeightFormat f : NARROWER.subList(NARROWER.indexOf(r.format()) + 1, NARROWER.size())) {
      add(cures, checkpoint, r.withFormat(f), limit, "--weights " + f.option());
    }
    for (int n = r.rows() / 2; n >= 1; n /= 2) {
      if (add(cures, checkpoint, r.withRows(n), limit, "--rows " + n)) {
        break;
      }
    }
    for (int l = r.length() / 2; l >= 1; l /= 2) {
      if (add(cures, checkpoint, r.withLength(l), limit, "--length " + l)) {
        break;
      }
    }
    return cures;
  }

  private static boolean add(List<String> cures, Checkpoint checkpoint, PlanRequest r, long limit, String change) {
    long bytes = MemoryPlan.of(checkpoint, r).resident();
    if (bytes <= limit) {
      cures.add(change + " needs " + Bytes.text(bytes));
    }
    return bytes <= limit;
  }

  private void print(Console console, String model, MemoryPlan p, long limit, List<String> cures, MemoryLimits jvm) {
    PlanRequest r = p.request();
    String what = p.architecture().masked()
        ? String.format(Locale.ROOT, "%d x %d tokens, %d to be filled in", r.rows(), r.length(), r.open()) : r.rows() + " samples";
    console.line(model + ", " + p.architecture().official() + ", weights in " + r.format().option() + ", " + what + ", " + r.threads()
        + " threads");
    console.line("");
    Table table = new Table("", ">mapped file", ">off the heap", ">heap");
    p.items().forEach(i -> table.row(i.name(), text(i.file()), text(i.offHeap()), text(i.heap())));
    table.row("Java itself", "", "", Bytes.text(MemoryPlan.RUNTIME));
    table.row("sum", Bytes.text(p.file()), Bytes.text(p.offHeap()), Bytes.text(p.heap() + MemoryPlan.RUNTIME));
    console.table(table);
    console.line("");
    console.line("needs " + Bytes.text(p.resident()) + " of " + Bytes.text(limit) + ": "
        + (p.resident() <= limit ? "fits" : "does not fit"));
    console.line("pages of the mapped file are not counted: the system takes them back when it needs them");
    cures.forEach(c -> console.line("would fit: " + c));
    if (p.resident() > limit && cures.isEmpty()) {
      console.line("no other format, fewer rows or shorter length alone would fit");
    }
    jvm.options(p).ifPresent(o -> console.line("this JVM allows itself less than that; set " + o));
    if (p.resident() <= limit && jvm.most(p) > limit) {
      console.line("garbage may fill this JVM's heap up to " + Bytes.text(jvm.heap()) + ", " + Bytes.text(jvm.most(p))
          + " in all; ANABRANCH_JAVA_OPTS=-Xmx" + ((limit - p.offHeap() - MemoryPlan.RUNTIME) >> 20) + "m keeps it within the limit");
    }
  }

  private static String text(long bytes) {
    return bytes == 0 ? "" : Bytes.text(bytes);
  }

  private static Map<String, Object> json(String model, MemoryPlan p, long limit, List<String> cures, MemoryLimits jvm) {
    PlanRequest r = p.request();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("architecture", p.architecture().official());
    json.put("weights", r.format().option());
    json.put("rows", r.rows());
    json.put("length", r.length());
    json.put("open", r.open());
    json.put("threads", r.threads());
    json.put("items", p.items());
    json.put("fileBytes", p.file());
    json.put("offHeapBytes", p.offHeap());
    json.put("heapBytes", p.heap());
    json.put("runtimeBytes", MemoryPlan.RUNTIME);
    json.put("weightBytes", p.weights());
    json.put("bytes", p.resident());
    json.put("limitBytes", limit);
    json.put("fits", p.resident() <= limit);
    json.put("wouldFit", cures);
    json.put("withFullHeapBytes", jvm.most(p));
    jvm.options(p).ifPresent(o -> json.put("javaOptions", o));
    return json;
  }
}
