package org.anabranch.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.solver.Generator;

/**
 * A kind of request by one word, as data: an algorithm, its budget in trajectories, and how that is dealt.
 *
 * <p>The bundled ones are {@code draft}, {@code standard} and {@code search}; a service reads its own with {@link #read}. Immutable and
 * thread-safe.
 *
 * @param name         its name
 * @param algorithm    as {@link Algorithms} knows it
 * @param options      of the algorithm
 * @param trajectories the budget, in whole trajectories of the generator, at least 1
 * @param policy       as {@link BudgetPolicy#named} knows it; without one, the algorithm's own
 * @param deadline     wall-clock time; without one, none
 */
public record Profile(String name, String algorithm, Map<String, String> options, long trajectories, Optional<String> policy,
    Optional<Duration> deadline) {
  private static final String BUNDLED = "profiles.properties";
  private static final List<String> KEYS = List.of("algorithm", "trajectories", "policy", "deadline");

  /** Checks names and ranges. */
  public Profile {
    options = Map.copyOf(options);
    if (trajectories < 1) {
      throw new IllegalArgumentException("profile " + name + ": trajectories must be >= 1, got " + trajectories);
    }
    Algorithms.byName(algorithm, options);
    policy.ifPresent(BudgetPolicy::named);
  }

  /**
   * A bundled profile.
   *
   * @throws IllegalArgumentException for an unknown name, listing the known ones
   */
  public static Profile named(String name) {
    Map<String, Profile> all = bundled();
    if (!all.containsKey(name)) {
      throw new IllegalArgumentException("profile: unknown name \"" + name + "\", known: " + String.join(", ", all.keySet()));
    }
    return all.get(name);
  }

  /** Names of the bundled profiles. */
  public static List<String> names() {
    return List.copyOf(bundled().keySet());
  }

  /**
   * The profiles of a set of properties: {@code NAME.algorithm}, {@code NAME.trajectories}, {@code NAME.policy}, {@code NAME.deadline}
   * and {@code NAME.option.KEY}.
   *
   * @return by name, in alphabetical order
   * @throws IllegalArgumentException for a key or value that says nothing, naming it
   */
  public static Map<String, Profile> read(Properties properties) {
    Map<String, Map<String, String>> byName = new TreeMap<>();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      int dot = key.indexOf('.');
      String field = key.substring(dot + 1);
      if (dot < 1 || !KEYS.contains(field) && !field.startsWith("option.")) {
        throw new IllegalArgumentException("profile: a key is NAME.KEY with KEY one of " + String.join(", ", KEYS)
            + " or option.OPTION, got \"" + key + "\"");
      }
      byName.computeIfAbsent(key.substring(0, dot), n -> new TreeMap<>()).put(field, properties.getProperty(key).strip());
    }
    Map<String, Profile> out = new TreeMap<>();
    byName.forEach((name, fields) -> out.put(name, of(name, fields)));
    return out;
  }

  private static Profile of(String name, Map<String, String> fields) {
    for (String needed : Arrays.asList("algorithm", "trajectories")) {
      if (!fields.containsKey(needed)) {
        throw new IllegalArgumentException("profile " + name + ": needs " + name + "." + needed);
      }
    }
    Map<String, String> options = new TreeMap<>();
    fields.forEach((key, value) -> {
      if (key.startsWith("option.")) {
        options.put(key.substring("option.".length()), value);
      }
    });
    try {
      return new Profile(name, fields.get("algorithm"), options, Long.parseLong(fields.get("trajectories")),
          Optional.ofNullable(fields.get("policy")), Optional.ofNullable(fields.get("deadline")).map(Duration::parse));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("profile " + name + ": trajectories must be a whole number, got \""
          + fields.get("trajectories") + "\"", e);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("profile " + name + ": deadline must be like PT0.8S, got \"" + fields.get("deadline")
          + "\"", e);
    }
  }

  private static Map<String, Profile> bundled() {
    Properties properties = new Properties();
    try (InputStream in = Profile.class.getResourceAsStream(BUNDLED)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("profiles: cannot be read from the module's resources", e);
    }
    return read(properties);
  }

  /** The search algorithm. */
  public SearchAlgorithm search() {
    return Algorithms.byName(algorithm, options);
  }

  /** The budget for a generator. */
  public Budget budget(Generator generator) {
    Budget b = Budget.ofEvaluations(Math.multiplyExact(trajectories, generator.evaluationsPerTrajectory()));
    return deadline.map(b::withDeadline).orElse(b);
  }

  /** A request of this kind, for {@link #search} to run. */
  public SearchRequest request(Generator generator, Selector selector) {
    SearchRequest r = SearchRequest.of(generator, selector, budget(generator));
    return policy.map(p -> r.withPolicy(BudgetPolicy.named(p))).orElse(r);
  }
}
