package org.anabranch.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads an algorithm's options from text; an option that nobody asked for is an error, not ignored. */
final class Params {
  private final String algorithm;
  private final Map<String, String> values;
  private final TreeSet<String> known = new TreeSet<>();

  Params(String algorithm, Map<String, String> values) {
    this.algorithm = algorithm;
    this.values = new LinkedHashMap<>(values);
  }

  OptionalInt integer(String name) {
    Optional<Integer> v = take(name, "a whole number", Integer::parseInt);
    return v.isPresent() ? OptionalInt.of(v.get()) : OptionalInt.empty();
  }

  OptionalDouble real(String name) {
    Optional<Double> v = take(name, "a number", Double::parseDouble);
    return v.isPresent() ? OptionalDouble.of(v.get()) : OptionalDouble.empty();
  }

  Optional<Boolean> flag(String name) {
    return take(name, "true or false", text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    });
  }

  /** Texts with commas between them. */
  Optional<List<String>> texts(String name) {
    return take(name, "texts with commas between them", text -> List.of(text.split(",", -1)));
  }

  /** Numbers with commas between them. */
  Optional<List<Double>> reals(String name) {
    return take(name, "numbers with commas between them", text -> Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList());
  }

  /** One of these words. */
  Optional<String> word(String name, List<String> words) {
    return take(name, "one of " + String.join(", ", words), text -> {
      if (!words.contains(text)) {
        throw new IllegalArgumentException(text);
      }
      return text;
    });
  }

  /** One of the constants of an enum, by its name in lower case, with - for _. */
  <E extends Enum<E>> Optional<E> choice(String name, Class<E> of) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E e : of.getEnumConstants()) {
      byName.put(e.name().toLowerCase(Locale.ROOT).replace('_', '-'), e);
    }
    return word(name, List.copyOf(byName.keySet())).map(byName::get);
  }

  /** Refuses options that have not been asked for by name. */
  void done() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(algorithm + ": unknown option \"" + name + "\", known: " + String.join(", ", known));
      }
    }
  }

  private <T> Optional<T> take(String name, String kind, Function<String, T> parse) {
    known.add(name);
    Optional<String> text = Optional.ofNullable(values.get(name));
    try {
      return text.map(parse);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(algorithm + ": " + name + " must be " + kind + ", got \"" + text.get() + "\"", e);
    }
  }
}
