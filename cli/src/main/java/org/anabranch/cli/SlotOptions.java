package org.anabranch.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.domain.SlottedDomain;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.slots.SlotAnswer;
import org.anabranch.model.slots.SlotSpec;
import org.anabranch.model.slots.SlotTemplate;
import org.anabranch.model.slots.SlotType;
import org.anabranch.model.slots.TemplateFile;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.solver.Meter;
import org.anabranch.solver.slots.Calibration;
import org.anabranch.solver.slots.SlotReader;
import picocli.CommandLine.Option;

/** Typed slots of a masked model: where they are, what they may hold, and how their probabilities are told. */
final class SlotOptions {
  /** Values of a slot that are evaluated one by one at most. */
  private static final int MOST_VALUES = 1024;
  private static final int ALTERNATIVES = 5;
  private static final int SLOT_ROWS = 8;
  private static final Pattern SLOT = Pattern.compile("([^@=:]+)@(\\d{1,7})(?:\\+(\\d{1,7}))?:(choice|integer|fixed|regex)=(.+)");
  private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})\\.\\.(-?\\d{1,9})");

  @Option(names = "--slot", paramLabel = "SPEC",
      description = {"Masked models: a typed slot, NAME@POSITION[+WIDTH]:TYPE=VALUES, repeatable; positions count tokens from 0.",
        "Puzzles only; the slots of a text are written in a --template.",
        "op@14:choice=+,-,*   n@12:integer=0..99 (fixed=0..99 with leading zeros)   e@12+5:regex=\\d\\d[-+]\\d\\d"})
  private List<String> slots = new ArrayList<>();

  @Option(names = "--template", paramLabel = "FILE",
      description = {"Masked models: a JSON file of given text, open positions and slots, in place of the other conditions;",
        "of texts the only way to write slots. What begins with a brace is the JSON itself:",
        "'{\"segments\": [{\"text\": \"and the\"}, {\"slot\": \"who\", \"choice\": [\" lord\", \" king\"]}, {\"text\": \" said\"}]}'"})
  private Optional<String> template = Optional.empty();

  @Option(names = "--calibration", paramLabel = "FILE",
      description = "Calibrates the probabilities of slots with a file that the command calibrate has written.")
  private Optional<String> calibration = Optional.empty();

  /** Whether a template file says what is drawn. */
  boolean hasTemplate() {
    return template.isPresent();
  }

  /** Whether slots are asked for. */
  boolean isAsked() {
    return !slots.isEmpty() || template.isPresent();
  }

  /**
   * Refuses options that go with nothing.
   *
   * @param text whether the model completes texts, whose slots a template writes
   */
  void requireGoodFor(boolean masked, boolean text, String model) {
    if (text && !slots.isEmpty()) {
      throw new UsageException("slot: the slots of a text are written in a --template, got --slot '" + slots.getFirst() + "'");
    }
    if (!masked && (isAsked() || calibration.isPresent())) {
      throw new UsageException((template.isPresent() ? "template" : slots.isEmpty() ? "calibration" : "slot")
          + ": does not go with the model " + model);
    }
    if (calibration.isPresent() && !isAsked()) {
      throw new UsageException("calibration: goes with --slot or --template, got neither");
    }
  }

  /**
   * The template of the file.
   *
   * @throws UsageException if it cannot be read, or breaks a rule
   */
  SlotTemplate file(Vocabulary vocabulary, int mask, int length) throws IOException {
    SlotTemplate read = read(vocabulary, mask);
    if (read.template().length() != length) {
      throw new UsageException("template: the model takes " + length + " tokens, " + template.get() + " has "
          + read.template().length());
    }
    return read;
  }

  /**
   * The template of a text, of any length up to the model's.
   *
   * @param before tokens that the model wants before the text
   * @throws UsageException if it cannot be read, breaks a rule, is too long, or leaves nothing open
   */
  SlotTemplate text(Vocabulary vocabulary, int mask, int longest, int... before) throws IOException {
    SlotTemplate read = read(vocabulary, mask, before);
    int length = read.template().length();
    if (length > longest) {
      throw new UsageException("template: the model takes at most " + longest + " tokens, " + source() + " has " + length
          + (before.length == 0 ? "" : ", the beginning of the text among them"));
    }
    if (read.template().openCount() == 0) {
      throw new UsageException("template: needs a slot or an open position, " + source() + " has neither");
    }
    return read;
  }

  private SlotTemplate read(Vocabulary vocabulary, int mask, int... before) throws IOException {
    String given = template.orElseThrow();
    byte[] json = isInline() ? given.getBytes(StandardCharsets.UTF_8) : bytes("template", given);
    return UsageException.check(() -> TemplateFile.parse(json, vocabulary, mask, source(), before));
  }

  private boolean isInline() {
    return template.orElseThrow().stripLeading().startsWith("{");
  }

  private String source() {
    return isInline() ? "the JSON given" : template.orElseThrow();
  }

  /**
   * The domain with the slots that are asked for in every template.
   *
   * @throws UsageException if the domain has no vocabulary, or a slot breaks a rule
   */
  Domain in(MaskedDomain domain, Optional<SlotTemplate> file) {
    if (!isAsked()) {
      return domain;
    }
    Vocabulary vocabulary = domain.vocabulary()
        .orElseThrow(() -> new UsageException("slot: needs a model with a vocabulary, " + domain.name() + " has none"));
    return UsageException.check(() -> {
      List<SlotTemplate> all = new ArrayList<>();
      for (int c = 0; c < domain.conditions(); c++) {
        SlotTemplate t = file.orElse(SlotTemplate.of(domain.templates().get(c), vocabulary));
        for (String spec : slots) {
          t = add(t, spec);
        }
        all.add(t);
      }
      return new SlottedDomain(domain, all);
    });
  }

  private static SlotTemplate add(SlotTemplate to, String text) {
    Matcher m = SLOT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("slot: must be NAME@POSITION[+WIDTH]:TYPE=VALUES with TYPE choice, integer, fixed or regex, "
          + "got '" + text + "'");
    }
    String values = m.group(5);
    SlotType type = switch (m.group(4)) {
      case "choice" -> new SlotType.Choice(Arrays.asList(values.split(",", -1)));
      case "regex" -> new SlotType.Expression(values);
      default -> {
        Matcher range = RANGE.matcher(values);
        if (!range.matches()) {
          throw new IllegalArgumentException("slot: an integer slot has a range LOW..HIGH, got '" + values + "'");
        }
        yield new SlotType.IntegerRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)),
            m.group(4).equals("fixed") ? SlotType.Zeros.FIXED : SlotType.Zeros.NONE);
      }
    };
    SlotSpec spec = SlotSpec.of(m.group(1), type);
    return to.with(m.group(3) == null ? spec : spec.withWidth(Integer.parseInt(m.group(3))), Integer.parseInt(m.group(2)));
  }

  /** The calibration for a model, if one was given. */
  Optional<Calibration> calibration(String model) throws IOException {
    if (calibration.isEmpty()) {
      return Optional.empty();
    }
    byte[] json = bytes("calibration", calibration.get());
    return Optional.of(UsageException.check(() -> CalibrationFile.parse(json, model, calibration.get())));
  }

  /**
   * Shows the answers of the first rows, and says them for JSON: what each slot holds, with its probability given the rest of the row.
   *
   * @param labels the condition of each row
   */
  Map<String, Object> report(Console console, Backend backend, SlottedDomain domain, Optional<Calibration> calibrated, Tensor samples,
      int[] labels) {
    Meter meter = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    SlotReader reader = new SlotReader(domain.network(backend, meter), MOST_VALUES);
    List<Map<String, Object>> rows = new ArrayList<>();
    Table table = new Table(">row", "slot", "value", ">p", "likeliest");
    int[] all = samples.toInts();
    int length = all.length / labels.length;
    for (int i = 0; i < Math.min(SLOT_ROWS, labels.length); i++) {
      int[] row = IntStream.range(i * length, (i + 1) * length).map(j -> all[j]).toArray();
      Optional<List<SlotAnswer>> answers = domain.slots().get(labels[i]).answers(reader, row, ALTERNATIVES, calibrated);
      if (answers.isEmpty()) {
        console.warn("slots: stopped after " + meter.used() + " evaluations, the answers of " + i + " rows are told");
        break;
      }
      for (SlotAnswer a : answers.get()) {
        table.row(i, a.slot(), a.value(), probability(a.probability()), String.join(", ", a.alternatives().stream()
            .map(o -> o.value() + " " + probability(o.probability())).toList()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("row", i);
        json.put("slot", a.slot());
        json.put("value", a.value());
        json.put("probability", a.probability());
        json.put("alternatives", a.alternatives());
        json.put("method", a.method().name());
        json.put("allValues", a.complete());
        json.put("calibrated", a.calibrated());
        rows.add(json);
      }
    }
    console.table(table);
    console.line(String.format(Locale.ROOT, "p of a value given the rest of its row%s: %d evaluations", calibrated.isPresent()
        ? ", calibrated by " + calibrated.get().description() : ", not calibrated", meter.used()));
    return Map.of("slots", rows, "slotEvaluations", meter.used());
  }

  private static String probability(double p) {
    return String.format(Locale.ROOT, "%.3f", p);
  }

  private static byte[] bytes(String option, String file) throws IOException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new UsageException(option + ": '" + file + "' is no file");
      }
      return Files.readAllBytes(path);
    } catch (InvalidPathException e) {
      UsageException usage = new UsageException(option + ": '" + file + "' is no path: " + e.getReason());
      usage.initCause(e);
      throw usage;
    }
  }
}
