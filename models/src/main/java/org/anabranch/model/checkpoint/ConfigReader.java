package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A config.json whose keys are asked for one by one; {@link #finish()} then names the first key that nobody asked for.
 *
 * <p>Every getter checks the type and the range, and its error quotes key, rule and value. A missing key takes the default
 * where the getter has one and is an error where it has none.
 *
 * <p>Not thread-safe: a reader remembers what it was asked.
 */
public final class ConfigReader {
  private final String source;
  private final Map<String, Object> values;
  private final Set<String> asked = new LinkedHashSet<>();

  private ConfigReader(String source, Map<String, Object> values) {
    this.source = source;
    this.values = values;
  }

  /** Parses the bytes of a config; the source is what errors about its JSON call it. */
  public static ConfigReader parse(byte[] json, String source) {
    return new ConfigReader(source, StrictJson.object(json, "config: " + source));
  }

  /** Reads a config file. */
  public static ConfigReader open(Path file) {
    try {
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new CheckpointException("config: cannot read " + file + ": " + FileErrors.reason(e), e);
    }
  }

  /** A reader of the same values that has been asked nothing. */
  public ConfigReader fresh() {
    return new ConfigReader(source, values);
  }

  /** The file, as errors call it. */
  public String source() {
    return source;
  }

  /** The keys, in file order. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * Keys and values as they stand in the file, for a report; counts as asking for nothing. Values are String, Boolean, Long,
   * Double, List and Map; JSON's null is an object of another class whose text is {@code null}.
   */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Whether the key is there; counts as asked for. */
  public boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  /** Whether the key is there with a value other than null; counts as asked for. */
  public boolean given(String key) {
    if (!has(key)) {
      return false;
    }
    Object v = values.get(key);
    return v instanceof String || v instanceof Boolean || v instanceof Number || v instanceof List || v instanceof Map;
  }

  /** Checks that a key, where it is given, has the one value that is implemented; null stands for it too. */
  public void only(String key, Object value) {
    if (given(key) && !values.get(key).equals(value)) {
      throw wrong(key, "must be " + value);
    }
  }

  /** A required integer in [min, max]. */
  public int integer(String key, int min, int max) {
    if (!has(key)) {
      throw missing(key);
    }
    return integer(key, min, max, min);
  }

  /** An integer in [min, max]. */
  public int integer(String key, int min, int max, int otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Long v && v >= min && v <= max) {
      return v.intValue();
    }
    throw wrong(key, "must be an integer in [" + min + ", " + max + "]");
  }

  /** A number in [min, max]; NaN is in no range. */
  public double number(String key, double min, double max, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number v && v.doubleValue() >= min && v.doubleValue() <= max) {
      return v.doubleValue();
    }
    throw wrong(key, "must be a number in [" + min + ", " + max + "]");
  }

  /** A list of exactly n finite numbers. */
  public double[] numbers(String key, int n, double[] otherwise) {
    if (!has(key)) {
      return otherwise.clone();
    }
    double[] out = new double[n];
    if (!(values.get(key) instanceof List<?> list) || list.size() != n) {
      throw wrong(key, "must be a list of " + n + " numbers");
    }
    for (int i = 0; i < n; i++) {
      if (!(list.get(i) instanceof Number v) || !Double.isFinite(v.doubleValue())) {
        throw wrong(key, "must be a list of " + n + " numbers");
      }
      out[i] = v.doubleValue();
    }
    return out;
  }

  /** A required list of at least one integer, each in [min, max]. */
  public List<Integer> integers(String key, int min, int max) {
    if (!has(key)) {
      throw missing(key);
    }
    List<Integer> out = new ArrayList<>();
    if (values.get(key) instanceof List<?> list) {
      for (Object v : list) {
        if (v instanceof Long n && n >= min && n <= max) {
          out.add(n.intValue());
        }
      }
      if (!list.isEmpty() && out.size() == list.size()) {
        return List.copyOf(out);
      }
    }
    throw wrong(key, "must be a list of integers in [" + min + ", " + max + "]");
  }

  /** Checks that a list of strings, where it is given, says the one thing that is implemented n times. */
  public void all(String key, String value, int n) {
    if (given(key) && !values.get(key).equals(Collections.nCopies(n, value))) {
      throw wrong(key, "must be " + value + " " + n + " times");
    }
  }

  /** true or false. */
  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Boolean v) {
      return v;
    }
    throw wrong(key, "must be true or false");
  }

  /** A string. */
  public Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof String v) {
      return Optional.of(v);
    }
    throw wrong(key, "must be a string");
  }

  /** A string that must be one of those allowed, the first of which is the default. */
  public String oneOf(String key, String... allowed) {
    String v = text(key).orElse(allowed[0]);
    if (!List.of(allowed).contains(v)) {
      throw wrong(key, "must be one of " + List.of(allowed));
    }
    return v;
  }

  /** Takes note of keys that may stand there and mean nothing to the model (training and library bookkeeping). */
  public void ignore(String... keys) {
    asked.addAll(List.of(keys));
  }

  /**
   * Ends the reading.
   *
   * @throws CheckpointException if a key was never asked for, with the key that was probably meant
   */
  public void finish() {
    List<String> unknown = new ArrayList<>(values.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new CheckpointException("config: unknown key '" + unknown.getFirst() + "'"
          + Names.didYouMean(unknown.getFirst(), asked));
    }
  }

  /** The error for a value that breaks a rule between keys. */
  public CheckpointException wrong(String key, String rule) {
    return new CheckpointException("config: " + key + " " + rule + ", got " + values.get(key));
  }

  private CheckpointException missing(String key) {
    List<String> unasked = new ArrayList<>(values.keySet());
    unasked.removeAll(asked);
    String near = Names.nearest(key, unasked).stream().findFirst().map(n -> ", '" + n + "' is there").orElse("");
    return new CheckpointException("config: key '" + key + "' is missing" + near);
  }
}
