package org.anabranch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * What a checkpoint's headers and config say; tensor contents are not read.
 *
 * @param model        what was asked for
 * @param architecture the official name of a known architecture, another name that the config gives, or {@code none} without one
 * @param known        the architecture where this version has it, so that tensors could be compared with its needs
 * @param layers       blocks of a known architecture, else 0
 * @param config       the config as it stands in the file, empty without one
 * @param parameters   elements of all tensors
 * @param bytes        bytes of all tensors
 * @param dtypes       totals by element type
 * @param tensors      by name, sorted so that {@code blocks.2} comes before {@code blocks.10}
 * @param missing      tensors that the architecture needs and the checkpoint lacks
 * @param misshapen    one sentence per tensor whose shape is not the one that the config needs
 * @param unused       tensors that the architecture has no use for
 * @param metadata     strings in the files' headers
 */
record Inspection(String model, String architecture, Optional<Architecture> known, int layers, Map<String, Object> config,
    long parameters, long bytes, List<DTypeTotal> dtypes, List<TensorRow> tensors, List<String> missing, List<String> misshapen,
    List<String> unused, Map<String, String> metadata) {
  private static final String NO_CONFIG = "none";

  /** All tensors of one element type. */
  record DTypeTotal(String dtype, int tensors, long elements, long bytes) {}

  /** One tensor. */
  record TensorRow(String name, String dtype, int[] shape, long bytes) {}

  /**
   * Looks at a checkpoint.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if the config of a known architecture breaks a rule
   */
  static Inspection of(String model, Checkpoint checkpoint) {
    List<TensorRow> tensors = checkpoint.names().stream().map(n -> row(checkpoint, n))
        .sorted((a, b) -> sortKey(a.name).compareTo(sortKey(b.name))).toList();
    Optional<Architecture> known = checkpoint.hasConfig() ? Architecture.of(checkpoint.config()) : Optional.empty();
    Optional<Architecture.Needs> needed = known.map(a -> a.needs(checkpoint));
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    List<String> unused = new ArrayList<>();
    if (needed.isPresent()) {
      Map<String, Shape> needs = needed.get().tensors();
      needs.forEach((name, shape) -> {
        if (!checkpoint.has(name)) {
          missing.add(name);
        } else if (!checkpoint.shape(name).equals(shape)) {
          misshapen.add("tensor " + name + " has shape " + checkpoint.shape(name) + ", the config needs " + shape);
        }
      });
      tensors.stream().map(TensorRow::name).filter(n -> !needs.containsKey(n)).forEach(unused::add);
    }
    return new Inspection(model, known.map(Architecture::official).orElseGet(() -> otherName(checkpoint)), known,
        needed.map(Architecture.Needs::layers).orElse(0), checkpoint.hasConfig() ? plain(checkpoint.config().values()) : Map.of(),
        checkpoint.parameters(), tensors.stream().mapToLong(TensorRow::bytes).sum(), totals(checkpoint, tensors), tensors,
        List.copyOf(missing), List.copyOf(misshapen), List.copyOf(unused), checkpoint.metadata());
  }

  /** Whether a model could be made of it: true also where the architecture is not known. */
  boolean complete() {
    return missing.isEmpty() && misshapen.isEmpty();
  }

  private static String otherName(Checkpoint checkpoint) {
    return checkpoint.hasConfig() ? Architecture.name(checkpoint.config()).orElse("not named by its config") : NO_CONFIG;
  }

  private static TensorRow row(Checkpoint c, String name) {
    DType dtype = c.dtype(name);
    Shape shape = c.shape(name);
    return new TensorRow(name, dtype.name(), shape.toArray(), shape.size() * dtype.bytes());
  }

  private static List<DTypeTotal> totals(Checkpoint c, List<TensorRow> tensors) {
    Map<String, DTypeTotal> totals = new TreeMap<>();
    for (TensorRow t : tensors) {
      totals.merge(t.dtype, new DTypeTotal(t.dtype, 1, c.shape(t.name).size(), t.bytes), (a, b) -> new DTypeTotal(a.dtype,
          a.tensors + b.tensors, a.elements + b.elements, a.bytes + b.bytes));
    }
    return List.copyOf(totals.values());
  }

  /** Numbers padded, so that the order of text is the order of numbers. */
  private static String sortKey(String name) {
    StringBuilder key = new StringBuilder();
    for (String part : name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)")) {
      key.append(part.matches("\\d{1,9}") ? String.format(Locale.ROOT, "%09d", Integer.parseInt(part)) : part);
    }
    return key.toString();
  }

  /** The config with a null for JSON's null, for which the reader has an object of its own. */
  private static Map<String, Object> plain(Map<?, ?> map) {
    Map<String, Object> out = new LinkedHashMap<>();
    map.forEach((k, v) -> out.put(String.valueOf(k), plainValue(v)));
    return out;
  }

  private static Object plainValue(Object v) {
    return switch (v) {
      case Map<?, ?> m -> plain(m);
      case List<?> l -> l.stream().map(Inspection::plainValue).toList();
      case String s -> s;
      case Boolean b -> b;
      case Number n -> n;
      default -> null;
    };
  }
}
